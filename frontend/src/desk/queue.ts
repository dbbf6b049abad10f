/** `[data-decides]`: a number chooses an option, Enter on it decides; J and K go to the next and the previous case of the queue. */
export function decideByKeys(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-decides]");
  const other = form?.querySelector<HTMLInputElement>('input[name="to"]');
  other?.addEventListener("input", () => (other.closest("label")!.querySelector<HTMLInputElement>("[type=radio]")!.checked = true));
  document.addEventListener("keydown", (event) => {
    if (!document.querySelector(".desk-queue-list") || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (form && /^[1-9]$/.test(event.key)) choose(form, Number(event.key) - 1);
    else return;
    event.preventDefault();
  });
}

function choose(form: HTMLFormElement, place: number): void {
  const option = form.querySelectorAll<HTMLInputElement>('input[name="choice"]')[place];
  if (!option) return;
  option.checked = true;
  (option.value === "other" ? form.querySelector<HTMLInputElement>('input[name="to"]') : option)?.focus();
}

function step(by: number): void {
  const links = [...document.querySelectorAll<HTMLAnchorElement>(".desk-queue-list a")];
  const here = links.findIndex((link) => link.hasAttribute("aria-current"));
  links[here + by]?.click();
}

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.matches("textarea, select") || (target instanceof HTMLInputElement && target.type !== "radio"));
}
