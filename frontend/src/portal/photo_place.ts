import { setPoint } from "../point";

/** `[data-photo-place]`: a photo that says where it was taken offers that place, before it is sent; nothing is taken over unasked. */
export async function offerPlace(form: HTMLFormElement, files: Iterable<File>): Promise<void> {
  const offer = form.querySelector<HTMLElement>("[data-photo-place]");
  if (!offer || isPlaced(form)) return;
  const { placeOf } = await import("../form/exif");
  for (const file of files) {
    const point = await placeOf(file);
    if (!point) continue;
    offer.hidden = false;
    offer.querySelector("[data-no]")!.addEventListener("click", () => (offer.hidden = true), { once: true });
    offer.querySelector("[data-yes]")!.addEventListener("click", () => {
      for (const name of ["lat", "lon"]) offer.querySelector<HTMLInputElement>(`[data-${name}]`)!.name = name; // only now it goes along
      setPoint(offer, point);
      offer.querySelector<HTMLElement>("[data-asked]")!.hidden = true;
      const taken = offer.querySelector<HTMLElement>("[data-taken]")!;
      taken.hidden = false;
      taken.focus();
    }, { once: true });
    return;
  }
}

function isPlaced(form: HTMLFormElement): boolean {
  return [...form.querySelectorAll<HTMLInputElement>("input[name=lat]")].some((input) => input.value !== "");
}
