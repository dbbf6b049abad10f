import type { Point } from "../point";
import { fromGcj02, toGcj02 } from "./gcj02";

type Position = [number, number];

/** The ground that a map stands on: how WGS84 gets onto it and back. Only a base map in GCJ-02 moves anything. */
export type Ground = { onto: (point: Point) => Point; back: (point: Point) => Point; moves: boolean };

export function groundOf({ dataset }: HTMLElement): Ground {
  if (dataset.tiles && dataset.crs === "GCJ-02") return { onto: toGcj02, back: fromGcj02, moves: true };
  return { onto: (point) => point, back: (point) => point, moves: false };
}

/** Coordinates of any GeoJSON geometry, however deep they lie, put onto the ground. */
export function onto(ground: Ground, coordinates: unknown): unknown {
  if (!Array.isArray(coordinates)) return coordinates;
  if (typeof coordinates[0] !== "number") return coordinates.map((inner) => onto(ground, inner));
  const [lon, lat] = coordinates as Position;
  const { lon: x, lat: y } = ground.onto({ lon, lat });
  return [x, y];
}
