import type { FeatureCollection, Polygon, Position } from "geojson";
import type { GeoJSONSource, Map } from "maplibre-gl";
import { type Ground, onto } from "./ground";

/** `data-areas`: URL of a GeoJSON, WGS84, whose features have `zh` and `en`; drawn on the ground of the map. */
export async function drawAreas(map: Map, url: string, ground: Ground): Promise<void> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  const borders = (await response.json()) as FeatureCollection<Polygon>;
  if (ground.moves) {
    for (const { geometry } of borders.features) geometry.coordinates = onto(ground, geometry.coordinates) as Position[][];
  }
  map.getSource<GeoJSONSource>("areas")?.setData(borders);
}
