/**
 * `dialog#palette`: a combobox over what the server finds. Ctrl-K opens it, the arrows choose, Enter goes. A deed of the case that is
 * open is done in its page, where its form or its button stands.
 */
export function openPalette(): void {
  const dialog = document.querySelector<HTMLDialogElement>("dialog#palette");
  if (!dialog) return;
  const input = dialog.querySelector<HTMLInputElement>("[role=combobox]")!;
  const open = (): void => {
    if (dialog.open || document.querySelector("dialog[open]")) return;
    dialog.showModal();
    input.select();
    void look(dialog, input);
  };
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    event.preventDefault();
    open();
  });
  document.addEventListener("click", (event) => {
    if ((event.target as HTMLElement).closest("[data-palette-open]")) open();
  });
  input.addEventListener("input", () => void look(dialog, input));
  input.addEventListener("keydown", (event) => onKey(event, dialog, input));
  dialog.addEventListener("click", (event) => {
    const option = (event.target as HTMLElement).closest<HTMLElement>("[role=option]");
    if (option) go(dialog, option);
    else if (event.target === dialog) dialog.close();
  });
}

function onKey(event: KeyboardEvent, dialog: HTMLElement, input: HTMLInputElement): void {
  const all = options(dialog);
  const at = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
  const to = { ArrowDown: at + 1, ArrowUp: at - 1 }[event.key];
  if (to !== undefined && all.length) choose(all, all[(to + all.length) % all.length]!, input);
  else if (event.key === "Enter" && !event.isComposing && all[at]) go(dialog as HTMLDialogElement, all[at]);
  else return;
  event.preventDefault();
}

let asked = 0;

async function look(dialog: HTMLElement, input: HTMLInputElement): Promise<void> {
  const turn = ++asked;
  const fragment = await ask(dialog, input.value);
  if (turn !== asked || fragment === null) return;
  const list = dialog.querySelector<HTMLElement>("[role=listbox]")!;
  const found = dialog.querySelector<HTMLElement>("[data-found]")!;
  list.innerHTML = fragment;
  const none = list.querySelector(".desk-palette-none");
  found.textContent = none?.textContent?.trim() ?? "";
  none?.remove();
  const all = options(dialog);
  list.hidden = all.length === 0;
  input.setAttribute("aria-expanded", String(all.length > 0));
  if (all[0]) choose(all, all[0], input);
  else input.removeAttribute("aria-activedescendant");
}

async function ask(dialog: HTMLElement, typed: string): Promise<string | null> {
  const token = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}") as Record<string, string>;
  const body = new URLSearchParams({ q: typed, here: dialog.dataset.here ?? "" });
  try {
    const answer = await fetch(dialog.dataset.url!, { method: "POST", headers: token, body, redirect: "error" });
    return answer.ok ? await answer.text() : null;
  } catch {
    return null;
  }
}

function options(dialog: HTMLElement): HTMLElement[] {
  return [...dialog.querySelectorAll<HTMLElement>("[role=option]")];
}

function choose(all: HTMLElement[], chosen: HTMLElement, input: HTMLInputElement): void {
  for (const option of all) option.setAttribute("aria-selected", String(option === chosen));
  input.setAttribute("aria-activedescendant", chosen.id);
  chosen.scrollIntoView({ block: "nearest" });
}

function go(dialog: HTMLDialogElement, option: HTMLElement): void {
  dialog.close();
  const { verb, href } = option.dataset;
  const here = verb && document.querySelector<HTMLElement>(`#act-${verb} a, form[action$="/${verb}/"] button[type=submit]`);
  if (here) {
    here.scrollIntoView({ block: "center" });
    here.focus();
    if (here instanceof HTMLAnchorElement) here.click();
  } else location.assign(href!);
}
