import "maplibre-gl/dist/maplibre-gl.css";
import { AttributionControl, Map, type MapOptions, Marker, NavigationControl, setWorkerUrl } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { type Point, pointOf, setPoint } from "../point";
import { mapStyle } from "./style";

setWorkerUrl(workerUrl);

/** Draws one `[data-map]` ("pick" or "show"). `data-idle` is set when everything is drawn, `data-error` when something is missing. */
export function drawMap(element: HTMLElement): void {
  const picking = element.dataset.map === "pick";
  const map = new Map({
    container: element,
    style: mapStyle(element),
    ...opening(element),
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    scrollZoom: picking,
    locale: words(element),
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  if (element.dataset.tilesCredit) map.addControl(new AttributionControl({ customAttribution: element.dataset.tilesCredit }));
  map.on("error", ({ error }) => (element.dataset.error = String(error)));
  map.on("movestart", () => delete element.dataset.idle);
  map.on("idle", () => (element.dataset.idle = "1"));
  if (picking) pick(map, element.closest<HTMLElement>("[data-point]")!);
  else show(map, element);
}

/** One draggable pin: a click moves it, Enter puts it in the middle, and it follows the inputs whoever fills them. */
function pick(map: Map, holder: HTMLElement): void {
  const marker = pin(map, true);
  const follow = () => {
    const point = pointOf(holder);
    if (!point) return marker.remove();
    marker.setLngLat(point).addTo(map);
    if (!map.getBounds().contains(point)) map.jumpTo({ center: point, zoom: Math.max(map.getZoom(), 15) });
  };
  const put = ({ lat, lng }: { lat: number; lng: number }) => setPoint(holder, { lat, lon: lng });
  holder.addEventListener("change", follow);
  marker.on("dragend", () => put(marker.getLngLat()));
  map.on("click", ({ lngLat }) => put(lngLat));
  map.getCanvas().addEventListener("keydown", (event) => {
    if (event.key === "Enter") put(map.getCenter());
    if (event.key === "Enter") event.preventDefault(); // not the form
  });
  follow();
}

function show(map: Map, element: HTMLElement): void {
  const point = given(element);
  if (point) pin(map, false).setLngLat(point).addTo(map);
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
  };
}

function given({ dataset }: HTMLElement): Point | null {
  return dataset.lat && dataset.lon ? { lat: Number(dataset.lat), lon: Number(dataset.lon) } : null;
}

/** Where to look first: at the point, else at `data-bounds` ("west,south,east,north"). */
function opening(element: HTMLElement): Pick<MapOptions, "center" | "zoom" | "bounds" | "fitBoundsOptions"> {
  const holder = element.closest<HTMLElement>("[data-point]");
  const point = given(element) ?? (holder && pointOf(holder));
  if (point) return { center: point, zoom: element.dataset.map === "pick" ? 15 : 14 };
  const [west = -180, south = -60, east = 180, north = 75] = (element.dataset.bounds || undefined)?.split(",").map(Number) ?? [];
  return { bounds: [west, south, east, north], fitBoundsOptions: { padding: 16 } };
}
