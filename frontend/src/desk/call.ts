/**
 * The call screen by keys: F2 takes the suggested category (again: the next), F3 what was read in the words (again: for the next
 * field), F4 files and joins what stands first, F8 writes the
 * place of the last call, F9 opens the numbers for a crisis, Ctrl+Enter files; in the place field Enter takes the first that was
 * found and the arrows go through them. A key that comes before its answer waits for it.
 */
export function callByKeys(): void {
  const form = document.querySelector<HTMLFormElement>("form#call");
  if (!form) return;
  const waiting = new Set<"take" | "pick" | "read">();
  const keys: Record<string, () => void> = {
    F2: () => take(form, waiting),
    F3: () => takeRead(form, waiting),
    F4: () => document.querySelector<HTMLButtonElement>("#outlook .desk-join")?.click(),
    F8: () => document.querySelector<HTMLButtonElement>("[data-same-place]")?.click(),
    F9: openCrisis,
  };
  document.addEventListener("keydown", (event) => {
    const dialog = document.querySelector<HTMLDialogElement>("dialog#crisis");
    if (dialog?.open) return inCrisis(event, dialog);
    if (event.ctrlKey && event.key === "Enter") return done(event, () => form.requestSubmit(form.querySelector("button.btn-primary[name=then]")));
    const act = keys[event.key];
    if (act && !event.ctrlKey && !event.altKey && !event.metaKey) done(event, act);
  });
  form.addEventListener("keydown", (event) => inPlace(event, form, waiting));
  form.addEventListener("click", (event) => {
    const read = (event.target as HTMLElement).closest<HTMLElement>("[data-read]");
    if (read) done(event, () => writeRead(form, read));
  });
  document.addEventListener("click", (event) => clicked(event, form));
  document.addEventListener("htmx:oobBeforeSwap", (event) => keepAnswers((event as CustomEvent<Swap>).detail));
  document.addEventListener("htmx:afterSettle", () => {
    if (waiting.has("take")) take(form, waiting);
    if (waiting.has("pick")) pick(form, waiting);
    if (waiting.has("read")) takeRead(form, waiting);
  });
}

function done(event: Event, act: () => void): void {
  event.preventDefault();
  act();
}

/** The category after the one that stands there among those suggested; the first at the beginning. */
function take(form: HTMLFormElement, waiting: Set<string>): void {
  const offered = [...form.querySelectorAll<HTMLElement>("[data-take]")].map((button) => button.dataset.take!);
  const input = form.querySelector<HTMLInputElement>("[name=category]")!;
  const next = offered[(offered.indexOf(input.value) + 1) % offered.length];
  if (next === undefined) {
    waiting.add("take");
    return;
  }
  waiting.delete("take");
  write(input, next);
}

function write(input: HTMLInputElement, value: string): void {
  input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function clicked(event: MouseEvent, form: HTMLFormElement): void {
  const target = event.target as HTMLElement;
  const taken = target.closest<HTMLElement>("[data-take]");
  if (taken) write(form.querySelector<HTMLInputElement>("[name=category]")!, taken.dataset.take!);
  const same = target.closest<HTMLElement>("[data-same-place]");
  if (same) writePlace(form, same.dataset);
  if (target.closest("[data-crisis]")) openCrisis();
}

// -- where

/** Enter never files from the place field: it takes what was found, or waits until something is. */
function inPlace(event: KeyboardEvent, form: HTMLFormElement, waiting: Set<string>): void {
  const target = event.target as HTMLInputElement;
  if (target.name !== "where" || event.ctrlKey) return;
  if (event.key === "Enter") done(event, () => pick(form, waiting));
  if (event.key === "ArrowDown") {
    const first = form.querySelector<HTMLInputElement>("#places input[type=radio]");
    if (first) done(event, () => first.focus());
  }
}

function pick(form: HTMLFormElement, waiting: Set<string>): void {
  const first = form.querySelector<HTMLInputElement>("#places input[type=radio]");
  if (!first) {
    waiting.add("pick");
    return;
  }
  waiting.delete("pick");
  first.checked = true;
  first.dispatchEvent(new Event("change", { bubbles: true }));
}

function writePlace(form: HTMLFormElement, { where, place, lon, lat }: DOMStringMap): void {
  const known = document.createElement("input");
  Object.assign(known, { type: "hidden", name: "place", value: place ?? "" });
  form.querySelector("#places")!.replaceChildren(known);
  form.querySelector<HTMLInputElement>("[name=where]")!.value = where ?? "";
  form.querySelector<HTMLInputElement>("[name=lat]")!.value = lat ?? "";
  write(form.querySelector<HTMLInputElement>("[name=lon]")!, lon ?? "");
}

// -- what was read in the words

/** The first offer for the first field that is empty still; what somebody wrote is never written over. */
function takeRead(form: HTMLFormElement, waiting: Set<string>): void {
  const offers = [...form.querySelectorAll<HTMLElement>("[data-read]")];
  const next = offers.find((offer) => !fieldOf(form, offer)?.value);
  if (!next && offers.length === 0) {
    waiting.add("read");
    return;
  }
  waiting.delete("read");
  if (next) writeRead(form, next);
}

function fieldOf(form: HTMLFormElement, offer: HTMLElement): HTMLInputElement | null {
  return form.querySelector<HTMLInputElement>(`[name="${offer.dataset.read}"]`);
}

function writeRead(form: HTMLFormElement, offer: HTMLElement): void {
  const value = offer.dataset.value!;
  if (offer.dataset.read === "where") writePlace(form, { where: value, place: offer.dataset.key });
  else write(fieldOf(form, offer)!, value);
  for (const other of form.querySelectorAll<HTMLElement>(`[data-read="${offer.dataset.read}"]`)) {
    other.setAttribute("aria-pressed", String(other === offer));
  }
}

type Swap = { target: HTMLElement; fragment: DocumentFragment };

/** What was answered while the questions were on their way is not lost when they come. */
function keepAnswers({ target, fragment }: Swap): void {
  if (target.id !== "questions") return;
  for (const field of target.querySelectorAll<HTMLInputElement>("[name]:not([data-read])")) {
    const chosen = field.type === "radio" || field.type === "checkbox";
    const value = chosen ? `[value="${CSS.escape(field.value)}"]` : "";
    const fresh = fragment.querySelector<HTMLInputElement>(`[name="${CSS.escape(field.name)}"]${value}`);
    if (fresh && chosen) fresh.checked = field.checked;
    else if (fresh) fresh.value = field.value;
  }
  for (const offer of fragment.querySelectorAll<HTMLElement>("[data-read]")) {
    const field = fragment.querySelector<HTMLInputElement>(`[name="${CSS.escape(offer.dataset.read!)}"]`);
    offer.setAttribute("aria-pressed", String(field?.value === offer.dataset.value));
  }
}

// -- crisis

function openCrisis(): void {
  document.querySelector<HTMLDialogElement>("dialog#crisis")?.showModal();
}

/** The figures before the emergency numbers press their buttons. */
function inCrisis(event: KeyboardEvent, dialog: HTMLDialogElement): void {
  const buttons = dialog.querySelectorAll<HTMLButtonElement>("button[form=call]");
  const button = buttons[Number(event.key) - 1];
  if (button) done(event, () => button.click());
}
