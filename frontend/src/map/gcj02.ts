import type { Point } from "../point";

/**
 * Base maps published in China show GCJ-02, WGS84 shifted by some hundred metres; pages and the server speak WGS84. On such a map
 * (`data-crs="GCJ-02"`) everything is shifted as it is drawn, and shifted back as it is pointed at. The formulas are those of
 * `huying/base/places/coordinates.py`; a test holds the two together.
 */
const AXIS = 6378245.0;
const ECCENTRICITY_2 = 0.00669342162296594323;
const [WEST, EAST, SOUTH, NORTH] = [72.004, 137.8347, 0.8293, 55.8271];
const ROUNDS = 10;

export function toGcj02({ lon, lat }: Point): Point {
  return inBox(lon, lat) ? shifted(lon, lat) : { lon, lat };
}

export function fromGcj02({ lon, lat }: Point): Point {
  if (!inBox(lon, lat)) return { lon, lat };
  let found = { lon, lat };
  for (let round = 0; round < ROUNDS; round += 1) {
    const moved = shifted(found.lon, found.lat);
    found = { lon: found.lon + lon - moved.lon, lat: found.lat + lat - moved.lat };
  }
  return found;
}

function inBox(lon: number, lat: number): boolean {
  return lon >= WEST && lon <= EAST && lat >= SOUTH && lat <= NORTH;
}

function shifted(lon: number, lat: number): Point {
  const [x, y] = [lon - 105, lat - 35];
  const ripple = wave(x, 20, 1 / 6) + wave(x, 20, 1 / 2);
  const root = Math.sqrt(Math.abs(x));
  const east =
    300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root +
    ripple + wave(x, 20, 1) + wave(x, 40, 3) + wave(x, 150, 12) + wave(x, 300, 30);
  const north =
    -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root +
    ripple + wave(y, 20, 1) + wave(y, 40, 3) + wave(y, 160, 12) + wave(y, 320, 30);
  const flattening = 1 - ECCENTRICITY_2 * Math.sin(radians(lat)) ** 2;
  const meridian = (AXIS * (1 - ECCENTRICITY_2)) / flattening ** 1.5;
  const parallel = (AXIS / Math.sqrt(flattening)) * Math.cos(radians(lat));
  return { lon: lon + degrees(east / parallel), lat: lat + degrees(north / meridian) };
}

function wave(degree: number, height: number, halfLength: number): number {
  return (height * Math.sin((degree * Math.PI) / halfLength) * 2) / 3;
}

const radians = (degree: number) => (degree * Math.PI) / 180;
const degrees = (radian: number) => (radian * 180) / Math.PI;
