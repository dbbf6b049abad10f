import { pointOf, setPoint } from "../point";

/** In a `[data-point]`: "use my position" asks the browser once, on request; the point chosen is said in words and can be removed. */
export function offerPosition(root: ParentNode): void {
  for (const element of root.querySelectorAll<HTMLElement>("[data-point]")) {
    const words = element.querySelector<HTMLElement>("[data-point-words]")!;
    const remove = element.querySelector<HTMLButtonElement>("[data-point-remove]")!;
    element.querySelector<HTMLElement>("[data-needs-script]")!.hidden = false;
    const say = () => {
      const point = pointOf(element);
      remove.hidden = point === null;
      words.textContent = point ? words.dataset.chosen!.replace("{}", `${point.lat.toFixed(5)}, ${point.lon.toFixed(5)}`) : "";
    };
    element.addEventListener("change", say);
    remove.addEventListener("click", () => setPoint(element, null));
    element.querySelector("[data-locate]")?.addEventListener("click", () => locate(element, words));
    say();
  }
}

function locate(element: HTMLElement, words: HTMLElement): void {
  words.textContent = words.dataset.asking!;
  const failed = () => {
    words.textContent = words.dataset.failed!;
  };
  if (!navigator.geolocation) return failed();
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => setPoint(element, { lat: coords.latitude, lon: coords.longitude }),
    failed,
    { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 },
  );
}
