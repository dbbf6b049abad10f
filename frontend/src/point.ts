export type Point = { lat: number; lon: number };

/**
 * The point of a `[data-point]`: two inputs, `[data-lat]` and `[data-lon]`, in WGS84 degrees. Whoever sets it (position, map,
 * draft) writes the inputs; whoever shows it listens to `change` on the element. Neither knows of the other.
 */
export function pointOf(element: HTMLElement): Point | null {
  const [lat, lon] = inputs(element).map((input) => input.value);
  return lat && lon ? { lat: Number(lat), lon: Number(lon) } : null;
}

export function setPoint(element: HTMLElement, point: Point | null): void {
  const [lat, lon] = inputs(element);
  lat.value = point ? point.lat.toFixed(6) : "";
  lon.value = point ? point.lon.toFixed(6) : "";
  lon.dispatchEvent(new Event("change", { bubbles: true }));
}

function inputs(element: HTMLElement): [HTMLInputElement, HTMLInputElement] {
  return [element.querySelector("[data-lat]")!, element.querySelector("[data-lon]")!];
}
