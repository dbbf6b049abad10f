import { keysAreOn, typing } from "./keys";

/**
 * A work list (`[data-rows]`): j and k lead from case to case, x ticks one, Enter opens it as any link; what is ticked is counted
 * aloud. The list is remembered, so that a case leads on to the next (`walk.ts`).
 */
export function listByKeys(): void {
  document.addEventListener("keydown", (event) => {
    const list = document.querySelector<HTMLElement>("[data-rows]");
    if (!list || !keysAreOn() || typing(event) || document.querySelector("dialog[open]")) return;
    if (event.key === "j" || event.key === "k") go(list, event.key === "j" ? 1 : -1);
    else if (event.key === "x") row(list)?.querySelector<HTMLInputElement>("[name=case]")?.click();
    else if (event.key === "/") document.querySelector<HTMLInputElement>(".desk-filters [type=search]")?.focus();
    else return;
    event.preventDefault();
  });
  document.addEventListener("change", (event) => {
    const box = event.target as HTMLInputElement;
    const list = box.closest<HTMLElement>("[data-rows]");
    if (!list) return;
    if (box.matches("[data-all]")) for (const one of boxes(list)) one.checked = box.checked;
    count(list);
  });
}

/** Counts anew what the browser left ticked when the list comes back. */
export function countTicked(root: ParentNode): void {
  for (const list of root.querySelectorAll<HTMLElement>("[data-rows]")) count(list);
}

function go(list: HTMLElement, step: number): void {
  const links = [...list.querySelectorAll<HTMLElement>("tbody th a")];
  const at = links.findIndex((link) => link.closest("tr") === row(list));
  const next = links[at < 0 ? 0 : Math.min(Math.max(at + step, 0), links.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

function row(list: HTMLElement): HTMLElement | null {
  const focused = document.activeElement?.closest<HTMLElement>("tbody tr") ?? null;
  return focused && list.contains(focused) ? focused : null;
}

function boxes(list: HTMLElement): HTMLInputElement[] {
  return [...list.querySelectorAll<HTMLInputElement>("[name=case]")];
}

function count(list: HTMLElement): void {
  const all = boxes(list);
  const ticked = all.filter((box) => box.checked).length;
  const every = list.querySelector<HTMLInputElement>("[data-all]");
  if (every) {
    every.checked = ticked > 0 && ticked === all.length;
    every.indeterminate = ticked > 0 && ticked < all.length;
  }
  const said = list.querySelector<HTMLElement>("[data-ticked]");
  if (said) said.textContent = ticked ? said.dataset.ticked!.replace("{n}", String(ticked)) : "";
}
