import type { LayerSpecification, SourceSpecification, StyleSpecification } from "maplibre-gl";

/**
 * A quiet map. `data-tiles`: raster tiles in web mercator, one URL or several with spaces between, the lower first ("{z}/{x}/{y}");
 * `data-areas`: borders, filled in by `map/areas.ts`. With neither it is plain paper. Colours are the page's.
 */
export function mapStyle(element: HTMLElement): StyleSpecification {
  const { tiles, areas, tilesCredit } = element.dataset;
  const colour = (name: string) => getComputedStyle(element).getPropertyValue(`--hy-${name}`).trim();
  const bases = (tiles ?? "").split(" ").filter(Boolean);
  const sources: Record<string, SourceSpecification> = {};
  bases.forEach((url, n) => (sources[`tiles-${n}`] = { type: "raster", tiles: [absolute(url)], tileSize: 256, attribution: n ? "" : tilesCredit }));
  if (areas) sources.areas = { type: "geojson", data: { type: "FeatureCollection", features: [] } };
  return {
    version: 8,
    sources,
    layers: [
      { id: "paper", type: "background", paint: { "background-color": colour("paper") } },
      ...bases.map((_url, n) => ({ id: `tiles-${n}`, type: "raster", source: `tiles-${n}` }) satisfies LayerSpecification),
      ...(areas ? areaLayers(colour, bases.length > 0) : []),
    ],
  };
}

function areaLayers(colour: (name: string) => string, onTiles: boolean): LayerSpecification[] {
  const name = document.documentElement.lang.startsWith("zh") ? "zh" : "en";
  const names: LayerSpecification = {
    id: "names",
    type: "symbol",
    source: "areas",
    layout: { "text-field": ["coalesce", ["get", name], ["get", "zh"], ""], "text-size": 13, "text-font": ["sans-serif"], "text-padding": 8 },
    paint: { "text-color": colour("ink-soft"), "text-halo-color": colour("card"), "text-halo-width": 1.5 },
  };
  return [
    { id: "areas", type: "fill", source: "areas", paint: { "fill-color": colour("card"), "fill-opacity": onTiles ? 0 : 1 } },
    { id: "borders", type: "line", source: "areas", paint: { "line-color": colour("control"), "line-width": 1, "line-opacity": onTiles ? 0.8 : 0.6 } },
    ...(onTiles ? [] : [names]), // a base map has its own
  ];
}

/** MapLibre's worker does not know the page's address, so it needs whole ones; a URL object would escape the braces of a template. */
export function absolute(url: string): string {
  return url.startsWith("/") ? location.origin + url : url;
}
