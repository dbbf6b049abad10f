import type { FeatureCollection } from "geojson";
import type { GeoJSONSource, Map, MapLayerMouseEvent } from "maplibre-gl";
import type { Ground } from "./ground";

/** Of one cell: longitude, latitude (WGS84), how many cases, and the number of the case where it is one. */
type Cell = [number, number, number, string?];

const SOURCE = "cases";
const ZOOM_MOST = 20;

/**
 * `data-points="/city/points.json?…"`: cases counted by the server in cells of 64 pixels, asked for tile by tile of what is in view,
 * so that a hundred thousand cost no more than a hundred. A lone case opens `data-case` ("/city/cases/NUMBER/"), several come nearer.
 */
export function drawCases(map: Map, element: HTMLElement, ground: Ground): void {
  const colour = (name: string) => getComputedStyle(element).getPropertyValue(`--hy-${name}`).trim();
  map.on("load", () => {
    map.addSource(SOURCE, { type: "geojson", data: collection([], ground) });
    map.addLayer({
      id: "cells",
      type: "circle",
      source: SOURCE,
      paint: {
        "circle-color": ["case", ["==", ["get", "n"], 1], colour("accent"), colour("accent-strong")],
        "circle-radius": ["interpolate", ["linear"], ["log10", ["get", "n"]], 0, 8, 1, 15, 2, 20, 4, 28],
        "circle-stroke-color": colour("card"),
        "circle-stroke-width": 2,
        "circle-opacity": 0.92,
      },
    });
    map.addLayer({
      id: "counts",
      type: "symbol",
      source: SOURCE,
      filter: [">", ["get", "n"], 1],
      layout: { "text-field": ["get", "label"], "text-size": 13, "text-font": ["sans-serif"], "text-allow-overlap": true },
      paint: { "text-color": colour("on-accent") },
    });
    void look();
  });
  let asked = "";
  const look = async () => {
    const url = address(map, element.dataset.points!, ground);
    if (url === asked) return;
    asked = url;
    const cells = await fetched(url);
    if (url !== asked) return; // the view has moved on meanwhile
    if (cells) map.getSource<GeoJSONSource>(SOURCE)?.setData(collection(cells, ground));
    else element.dataset.error = url;
    element.dataset.cells = String(cells?.length ?? 0);
  };
  map.on("moveend", () => void look());
  map.on("click", "cells", (event) => open(map, element, event));
  map.on("mouseenter", "cells", () => (map.getCanvas().style.cursor = "pointer"));
  map.on("mouseleave", "cells", () => (map.getCanvas().style.cursor = ""));
}

/** The address of the whole tiles (512 pixels) that the view touches: neighbours ask for the same, and a cache answers. */
function address(map: Map, points: string, ground: Ground): string {
  const zoom = Math.max(0, Math.min(ZOOM_MOST, Math.floor(map.getZoom())));
  const bounds = map.getBounds();
  const northwest = ground.back({ lon: bounds.getWest(), lat: bounds.getNorth() });
  const southeast = ground.back({ lon: bounds.getEast(), lat: bounds.getSouth() });
  const [west, north] = tile(northwest.lon, northwest.lat, zoom);
  const [east, south] = tile(southeast.lon, southeast.lat, zoom);
  const url = new URL(points, location.origin);
  for (const [name, value] of Object.entries({ zoom, west, north, east, south })) url.searchParams.set(name, String(value));
  return url.pathname + url.search;
}

function tile(lon: number, lat: number, zoom: number): [number, number] {
  const n = 2 ** zoom;
  const y = (1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2;
  const within = (share: number) => Math.max(0, Math.min(n - 1, Math.floor(share * n)));
  return [within((lon + 180) / 360), within(y)];
}

async function fetched(url: string): Promise<Cell[] | null> {
  const response = await fetch(url).catch(() => null);
  return response?.ok ? ((await response.json()) as Cell[]) : null;
}

function collection(cells: Cell[], ground: Ground): FeatureCollection {
  return {
    type: "FeatureCollection",
    features: cells.map(([lon, lat, n, number]) => {
      const { lon: x, lat: y } = ground.onto({ lon, lat });
      return { type: "Feature", geometry: { type: "Point", coordinates: [x, y] }, properties: { n, label: short(n), number: number ?? "" } };
    }),
  };
}

function short(n: number): string {
  return new Intl.NumberFormat(document.documentElement.lang, { notation: "compact", maximumFractionDigits: 1 }).format(n);
}

function open(map: Map, element: HTMLElement, { features, lngLat }: MapLayerMouseEvent): void {
  const number = features?.[0]?.properties.number as string | undefined;
  if (number) location.assign(element.dataset.case!.replace("NUMBER", number));
  else map.easeTo({ center: lngLat, zoom: map.getZoom() + 2 });
}
