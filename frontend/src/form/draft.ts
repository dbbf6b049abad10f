import { sayKept } from "./kept";

const KEEP_MS = 3 * 24 * 60 * 60 * 1000;

type Draft = { at: number; values: Record<string, string[]> };
type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/**
 * `<form data-draft="report">` keeps what was typed in this browser for three days; `<… data-draft-done="report">` on the
 * receipt throws it away. Never kept: passwords, files, hidden fields outside a point, and whatever is inside `data-private`
 * (name, phone), because telephones and computers are shared.
 */
export function keepDrafts(root: ParentNode): void {
  for (const done of root.querySelectorAll<HTMLElement>("[data-draft-done]")) forget(done.dataset.draftDone!);
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-draft]")) {
    const name = form.dataset.draft!;
    const kept = recall(name);
    if (kept && restore(form, kept.values)) sayKept(form, kept.at, () => startAnew(form));
    form.addEventListener("input", () => remember(name, form));
    form.addEventListener("change", () => remember(name, form));
  }
}

/** Whether anything was put back. */
export function restore(form: HTMLFormElement, values: Draft["values"], isTaken = isFilled): boolean {
  let any = false;
  for (const [name, kept] of Object.entries(values)) {
    const controls = keepable(form).filter((control) => control.name === name);
    if (controls.some(isTaken)) continue; // what the server sent wins
    controls.forEach((control, n) => fill(control, isTick(control) ? kept : kept.slice(n))); // inputs of one name, each its own
    any ||= controls.some(isFilled);
  }
  return any;
}

/** All of the report that is kept goes, on whichever step that was asked for. */
function startAnew(form: HTMLFormElement): void {
  const prefix = key(form.dataset.draft!.replace(/-.*/, ""));
  for (const name of Object.keys(localStorage)) if (name.startsWith(prefix)) localStorage.removeItem(name);
  location.assign(form.action);
}

export function fill(control: Control, kept: string[]): void {
  if (isTick(control)) control.checked = kept.includes(control.value);
  else control.value = kept[0] ?? "";
  control.dispatchEvent(new Event("change", { bubbles: true }));
}

function remember(name: string, form: HTMLFormElement): void {
  const values: Draft["values"] = {};
  for (const control of keepable(form).filter(isFilled)) (values[control.name] ??= []).push(control.value);
  write(name, { at: Date.now(), values });
}

export function keepable(form: HTMLFormElement): Control[] {
  return ([...form.elements] as Control[]).filter(
    (control) =>
      control.name !== "" &&
      !["password", "file", "submit", "button", "fieldset"].includes(control.type) &&
      (control.type !== "hidden" || control.closest("[data-point]") !== null) &&
      control.closest("[data-private]") === null,
  );
}

function isTick(control: Control): control is HTMLInputElement {
  return control.type === "checkbox" || control.type === "radio";
}

export function isFilled(control: Control): boolean {
  return control.value !== "" && (!isTick(control) || control.checked); // a radio without a value stands for "nothing chosen"
}

function recall(name: string): Draft | null {
  try {
    const draft = JSON.parse(localStorage.getItem(key(name)) ?? "null") as Draft | null;
    return draft && Date.now() - draft.at < KEEP_MS ? draft : null;
  } catch {
    return null; // storage is forbidden, or was written by something else
  }
}

function write(name: string, draft: Draft): void {
  try {
    localStorage.setItem(key(name), JSON.stringify(draft));
  } catch {
    // storage is forbidden or full: then there is no draft
  }
}

function forget(name: string): void {
  try {
    localStorage.removeItem(key(name));
  } catch {
    // storage is forbidden: then there is no draft
  }
}

function key(name: string): string {
  return `huying.draft.${name}`;
}
