import { isFilled, keepable, restore } from "../form/draft";
import { sayKept } from "../form/kept";
import { setPoint } from "../point";

type Kept = { who: string; sent: string; at: number; values: Record<string, string[]> };

const PREFIX = "huying.kept.";
const KEEP_MS = 12 * 60 * 60 * 1000; // as long as a session may last
const TAB = "huying.tab";
const watched = new WeakSet<HTMLFormElement>();

/**
 * What is being written at the desk survives the end of a session and a crash of the browser: by the address of the form, for the
 * same person, for twelve hours. It goes when the form was accepted, when somebody else signs in, and on signing out. Never kept:
 * passwords, files, hidden fields, and whatever is inside `data-private` (see `form/draft.ts`).
 */
export function keepWriting(root: HTMLElement): void {
  const who = document.body.dataset.who;
  if (!who) return;
  const forms = [...root.querySelectorAll<HTMLFormElement>("form[method=post]")];
  if (root instanceof HTMLFormElement) forms.push(root); // HTMX swapped in nothing but the form
  for (const form of forms) {
    if (watched.has(form) || !keepable(form).some((control) => control instanceof HTMLTextAreaElement)) continue;
    watched.add(form);
    putBack(form, who);
    form.addEventListener("input", () => remember(form, who, ""));
    form.addEventListener("submit", () => remember(form, who, tab()));
  }
}

/** Once a page: throw away what was accepted, and what is not this person's; without a person, nothing was accepted. */
export function tidyKept(): void {
  const who = document.body.dataset.who;
  const accepted = document.querySelector("#messages [data-done]") !== null;
  for (const name of names()) {
    const kept = read(name);
    const old = kept && Date.now() - kept.at > KEEP_MS;
    const sentHere = kept !== null && kept.sent === tab();
    if (!kept || old || (who && (kept.who !== who || (sentHere && accepted)))) forget(name);
    else if (sentHere) write(name, { ...kept, sent: "" });
  }
  for (const form of document.querySelectorAll("form[data-forget-drafts]")) {
    form.addEventListener("submit", () => names().forEach(forget));
  }
}

function putBack(form: HTMLFormElement, who: string): void {
  const kept = read(nameOf(form));
  if (kept?.who !== who) return;
  write(nameOf(form), { ...kept, sent: "" }); // the form is there again: it was not accepted
  const isSent = (control: HTMLInputElement) => control.type !== "select-one" && isFilled(control);
  if (restore(form, kept.values, isSent as typeof isFilled)) sayKept(form, kept.at, () => startAnew(form));
  form.dataset.kept = "";
}

/** The form as the server sent it. */
function startAnew(form: HTMLFormElement): void {
  forget(nameOf(form));
  form.reset();
  for (const point of form.querySelectorAll<HTMLElement>("[data-point]")) setPoint(point, null);
  for (const control of keepable(form)) control.dispatchEvent(new Event("change", { bubbles: true }));
  keepable(form).find((control) => control.type !== "hidden")?.focus();
}

function remember(form: HTMLFormElement, who: string, sent: string): void {
  const values: Kept["values"] = {};
  for (const control of keepable(form).filter(isFilled)) (values[control.name] ??= []).push(control.value);
  write(nameOf(form), { who, sent, at: Date.now(), values });
  form.dataset.kept = "";
}

/** Which tab sent a form: what another tab is told was accepted is none of ours. */
function tab(): string {
  try {
    const own = sessionStorage.getItem(TAB) ?? crypto.getRandomValues(new Uint32Array(2)).join("-");
    sessionStorage.setItem(TAB, own);
    return own;
  } catch {
    return "here";
  }
}

function nameOf(form: HTMLFormElement): string {
  return PREFIX + new URL(form.action).pathname;
}

function names(): string[] {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
  } catch {
    return []; // storage is forbidden: then nothing is kept
  }
}

function read(name: string): Kept | null {
  try {
    return JSON.parse(localStorage.getItem(name) ?? "null") as Kept | null;
  } catch {
    return null;
  }
}

function write(name: string, kept: Kept): void {
  try {
    localStorage.setItem(name, JSON.stringify(kept));
  } catch {
    // forbidden or full: then nothing is kept
  }
}

function forget(name: string): void {
  localStorage.removeItem(name);
}
