import type { Point } from "../point";

const HEAD = 256 * 1024; // bytes: where a camera writes it
const [JPEG, APP1, START_OF_SCAN, EXIF] = [0xffd8, 0xffe1, 0xffda, 0x45786966];
const GPS_IFD = 0x8825;
const [LAT_REF, LAT, LON_REF, LON] = [1, 2, 3, 4];

/** Where a JPEG says that it was taken, WGS84 degrees; null where it does not say (Exif 2.32, JEITA CP-3451E, section 4.6.6). */
export async function placeOf(file: Blob): Promise<Point | null> {
  try {
    const tiff = exifOf(new DataView(await file.slice(0, HEAD).arrayBuffer()));
    return tiff && pointIn(tiff);
  } catch {
    return null; // cut off, or nonsense
  }
}

/** The TIFF inside the first APP1 that is Exif. */
function exifOf(view: DataView): DataView | null {
  if (view.getUint16(0) !== JPEG) return null;
  for (let at = 2; view.getUint16(at) !== START_OF_SCAN; at += 2 + view.getUint16(at + 2)) {
    if (view.getUint16(at) === APP1 && view.getUint32(at + 4) === EXIF) return new DataView(view.buffer, at + 10);
  }
  return null;
}

function pointIn(tiff: DataView): Point | null {
  const little = tiff.getUint16(0) === 0x4949;
  const entries = (ifd: number): Map<number, number> => {
    const found = new Map<number, number>();
    for (let n = 0; n < tiff.getUint16(ifd, little); n++) found.set(tiff.getUint16(ifd + 2 + 12 * n, little), ifd + 2 + 12 * n);
    return found;
  };
  const link = entries(tiff.getUint32(4, little)).get(GPS_IFD);
  if (link === undefined) return null;
  const gps = entries(tiff.getUint32(link + 8, little));
  const degrees = (value: number, ref: number, negative: string): number => {
    const [entry, side] = [gps.get(value), gps.get(ref)];
    if (entry === undefined || side === undefined) return NaN;
    const at = tiff.getUint32(entry + 8, little);
    const part = (n: number) => tiff.getUint32(at + 8 * n, little) / tiff.getUint32(at + 8 * n + 4, little);
    return (part(0) + part(1) / 60 + part(2) / 3600) * (String.fromCharCode(tiff.getUint8(side + 8)) === negative ? -1 : 1);
  };
  const point = { lat: degrees(LAT, LAT_REF, "S"), lon: degrees(LON, LON_REF, "W") };
  const sound = Math.abs(point.lat) <= 90 && Math.abs(point.lon) <= 180 && (point.lat !== 0 || point.lon !== 0);
  return sound ? point : null;
}
