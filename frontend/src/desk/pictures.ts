/**
 * Photos of a case (`[data-look]` links) open in `dialog#pictures`, where the arrow keys lead to the next one. Without a script the
 * link opens the photo itself. Documents stay downloads.
 */
export function lookAtPictures(): void {
  const dialog = document.querySelector<HTMLDialogElement>("dialog#pictures");
  if (!dialog) return;
  const image = dialog.querySelector("img")!;
  const caption = dialog.querySelector<HTMLElement>("[data-caption]")!;
  const all = (): HTMLAnchorElement[] => [...document.querySelectorAll<HTMLAnchorElement>("a[data-look]")];
  let at = 0;
  const show = (to: number): void => {
    const links = all();
    at = (to + links.length) % links.length;
    image.src = links[at]!.href;
    image.alt = caption.textContent = links[at]!.dataset.look!;
  };
  document.addEventListener("click", (event) => {
    const link = (event.target as HTMLElement).closest<HTMLAnchorElement>("a[data-look]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(all().indexOf(link));
    dialog.showModal();
  });
  dialog.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) show(at + step);
  });
  dialog.querySelector("[data-next]")!.addEventListener("click", () => show(at + 1));
  dialog.querySelector("[data-previous]")!.addEventListener("click", () => show(at - 1));
}
