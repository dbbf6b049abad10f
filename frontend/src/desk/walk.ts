import { keysAreOn, typing } from "./keys";

const LIST = "huying.list";

type List = { address: string; cases: string[] };

/**
 * From case to case as the list had them. A list leaves its address and its cases in this tab; on the page of one of them
 * `[data-walk]` shows the way to the next, the previous and back, and j, k and u go there. Without a script there is the link back.
 */
export function walkTheList(): void {
  remember();
  document.addEventListener("htmx:load", remember);
  show();
  document.addEventListener("keydown", (event) => {
    const name = { j: "next", k: "previous", u: "back" }[event.key];
    if (!name || !keysAreOn() || typing(event) || document.querySelector("dialog[open]")) return;
    document.querySelector<HTMLAnchorElement>(`[data-walk] [data-${name}]:not([hidden])`)?.click();
  });
}

function remember(): void {
  const rows = document.querySelectorAll<HTMLAnchorElement>("[data-rows] tbody th a");
  if (!document.querySelector("[data-rows]")) return;
  write({ address: location.pathname + location.search, cases: [...rows].map((link) => link.pathname) });
}

function show(): void {
  const walk = document.querySelector<HTMLElement>("[data-walk]");
  const list = read();
  if (!walk || !list) return;
  const at = list.cases.indexOf(location.pathname);
  walk.querySelector<HTMLAnchorElement>("[data-back]")!.href = list.address;
  if (at < 0) return;
  lead(walk, "next", list.cases[at + 1]);
  lead(walk, "previous", list.cases[at - 1]);
  const place = walk.querySelector<HTMLElement>("[data-place]")!;
  place.textContent = place.dataset.place!.replace("{n}", String(at + 1)).replace("{all}", String(list.cases.length));
}

function lead(walk: HTMLElement, name: string, path: string | undefined): void {
  const link = walk.querySelector<HTMLAnchorElement>(`[data-${name}]`)!;
  link.hidden = path === undefined;
  if (path) link.href = path;
}

function read(): List | null {
  try {
    return JSON.parse(sessionStorage.getItem(LIST) ?? "null") as List | null;
  } catch {
    return null;
  }
}

function write(list: List): void {
  try {
    sessionStorage.setItem(LIST, JSON.stringify(list));
  } catch {
    // storage is forbidden: then a case leads nowhere
  }
}
