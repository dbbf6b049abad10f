import "maplibre-gl/dist/maplibre-gl.css";
import { AttributionControl, Map, type MapOptions, Marker, NavigationControl, setWorkerUrl } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { type Point, pointOf, setPoint } from "../point";
import { drawAreas } from "./areas";
import { drawCases } from "./cases";
import { type Ground, groundOf } from "./ground";
import { mapStyle } from "./style";

setWorkerUrl(workerUrl);

/**
 * Draws one `[data-map]` ("pick", "show" or "cases") and returns it. `data-idle` is set when everything is drawn, `data-error` when
 * something is missing.
 */
export function drawMap(element: HTMLElement): Map {
  const kind = element.dataset.map;
  const ground = groundOf(element);
  const map = new Map({
    container: element,
    style: mapStyle(element),
    ...opening(element, ground),
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    scrollZoom: kind !== "show",
    cooperativeGestures: kind === "cases",
    locale: words(element),
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  if (element.dataset.tilesCredit) map.addControl(new AttributionControl({ customAttribution: element.dataset.tilesCredit }));
  map.on("error", ({ error }) => (element.dataset.error = String(error)));
  map.on("movestart", () => delete element.dataset.idle);
  map.on("idle", () => (element.dataset.idle = "1"));
  if (element.dataset.areas) {
    map.once("load", () => void drawAreas(map, element.dataset.areas!, ground).catch((error) => (element.dataset.error = String(error))));
  }
  if (kind === "pick") pick(map, element.closest<HTMLElement>("[data-point]")!, ground);
  else if (kind === "cases") drawCases(map, element, ground);
  else show(map, element, ground);
  return map;
}

/** One draggable pin: a click moves it, Enter puts it in the middle, and it follows the inputs whoever fills them. */
function pick(map: Map, holder: HTMLElement, ground: Ground): void {
  const marker = pin(map, true);
  const follow = () => {
    const point = pointOf(holder);
    if (!point) return marker.remove();
    const drawn = ground.onto(point);
    marker.setLngLat(drawn).addTo(map);
    if (!map.getBounds().contains(drawn)) map.jumpTo({ center: drawn, zoom: Math.max(map.getZoom(), 15) });
  };
  const put = ({ lat, lng }: { lat: number; lng: number }) => setPoint(holder, ground.back({ lat, lon: lng }));
  holder.addEventListener("change", follow);
  marker.on("dragend", () => put(marker.getLngLat()));
  map.on("click", ({ lngLat }) => put(lngLat));
  map.getCanvas().addEventListener("keydown", (event) => {
    if (event.key === "Enter") put(map.getCenter());
    if (event.key === "Enter") event.preventDefault(); // not the form
  });
  follow();
}

function show(map: Map, element: HTMLElement, ground: Ground): void {
  const point = given(element);
  if (point) pin(map, false).setLngLat(ground.onto(point)).addTo(map);
}

function pin(map: Map, draggable: boolean): Marker {
  const color = getComputedStyle(map.getContainer()).getPropertyValue("--hy-accent").trim();
  return new Marker({ color, draggable });
}

function words({ dataset }: HTMLElement): Record<string, string> {
  return {
    "Map.Title": dataset.title ?? "Map",
    "Marker.Title": dataset.pinTitle ?? "Pin",
    "NavigationControl.ZoomIn": dataset.zoomIn ?? "Zoom in",
    "NavigationControl.ZoomOut": dataset.zoomOut ?? "Zoom out",
    "CooperativeGesturesHandler.WindowsHelpText": dataset.scrollHelp ?? "",
    "CooperativeGesturesHandler.MacHelpText": dataset.scrollHelp ?? "",
    "CooperativeGesturesHandler.MobileHelpText": dataset.touchHelp ?? "",
  };
}

function given({ dataset }: HTMLElement): Point | null {
  return dataset.lat && dataset.lon ? { lat: Number(dataset.lat), lon: Number(dataset.lon) } : null;
}

/** Where to look first: at the point, else at `data-bounds` ("west,south,east,north"). */
function opening(element: HTMLElement, ground: Ground): Pick<MapOptions, "center" | "zoom" | "bounds" | "fitBoundsOptions"> {
  const holder = element.closest<HTMLElement>("[data-point]");
  const point = given(element) ?? (holder && pointOf(holder));
  if (point) return { center: ground.onto(point), zoom: element.dataset.map === "pick" ? 15 : 14 };
  const [west = -180, south = -60, east = 180, north = 75] = (element.dataset.bounds || undefined)?.split(",").map(Number) ?? [];
  return { bounds: [west, south, east, north], fitBoundsOptions: { padding: 16 } };
}
