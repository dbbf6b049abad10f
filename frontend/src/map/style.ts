import type { LayerSpecification, SourceSpecification, StyleSpecification } from "maplibre-gl";

/**
 * A quiet map from three attributes, all optional: `data-tiles` (raster tiles, WGS84 web mercator, "{z}/{x}/{y}"), `data-areas`
 * (URL of a GeoJSON whose features have `zh` and `en`), `data-tiles-credit`. With none of them it is plain paper. Colours are the page's.
 */
export function mapStyle(element: HTMLElement): StyleSpecification {
  const { tiles, areas, tilesCredit } = element.dataset;
  const sources: Record<string, SourceSpecification> = {};
  if (tiles) sources.tiles = { type: "raster", tiles: [absolute(tiles)], tileSize: 256, attribution: tilesCredit };
  if (areas) sources.areas = { type: "geojson", data: absolute(areas) };
  const colour = (name: string) => getComputedStyle(element).getPropertyValue(`--hy-${name}`).trim();
  return {
    version: 8,
    sources,
    layers: [
      { id: "paper", type: "background", paint: { "background-color": colour("paper") } },
      ...(tiles ? [{ id: "tiles", type: "raster", source: "tiles" } satisfies LayerSpecification] : []),
      ...(areas ? areaLayers(colour, tiles !== undefined && tiles !== "") : []),
    ],
  };
}

function areaLayers(colour: (name: string) => string, onTiles: boolean): LayerSpecification[] {
  const name = document.documentElement.lang.startsWith("zh") ? "zh" : "en";
  return [
    { id: "areas", type: "fill", source: "areas", paint: { "fill-color": colour("card"), "fill-opacity": onTiles ? 0 : 1 } },
    { id: "borders", type: "line", source: "areas", paint: { "line-color": colour("control"), "line-width": 1, "line-opacity": 0.6 } },
    {
      id: "names",
      type: "symbol",
      source: "areas",
      layout: { "text-field": ["coalesce", ["get", name], ["get", "zh"], ""], "text-size": 13, "text-font": ["sans-serif"] },
      paint: { "text-color": colour("ink-soft"), "text-halo-color": colour("card"), "text-halo-width": 1.5 },
    },
  ];
}

/** MapLibre's worker does not know the page's address, so it needs whole ones; a URL object would escape the braces of a template. */
function absolute(url: string): string {
  return url.startsWith("/") ? location.origin + url : url;
}
