import { freshen, said, settled } from "./parts";
import { offerPlace } from "./photo_place";

const FILES = "huying.draft.report-files";
const KEEP_MS = 20 * 60 * 60 * 1000; // the server forgets after a day

/** What the report does with a script beyond its forms: offers while one types, and photos that are safe once they are chosen. */
export function helpReporting(root: ParentNode): void {
  const form = root.querySelector<HTMLFormElement>("form#report");
  if (!form) return;
  suggestWhileTyping(form);
  findWhileTyping(form);
  narrowDown(form);
  takePhotosAtOnce(form);
}

/** Categories by the words; a press chooses the category below and opens its group, where the danger may be asked about. */
function suggestWhileTyping(form: HTMLFormElement): void {
  const text = form.querySelector<HTMLTextAreaElement>("textarea[name=text]");
  if (!text || !form.querySelector("[data-part=suggested]")) return;
  const suggest = settled(() => void freshen(form, "suggested"));
  text.addEventListener("input", suggest);
  if (text.value) suggest(); // a draft was put back
  form.addEventListener("click", (event) => {
    const button = (event.target as HTMLElement).closest<HTMLButtonElement>("[data-part=suggested] button");
    const radio = button && form.querySelector<HTMLInputElement>(`input[name=category][value="${CSS.escape(button.value)}"]`);
    if (!radio) return;
    event.preventDefault();
    radio.closest("details")?.setAttribute("open", "");
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
    radio.focus();
  });
}

function findWhileTyping(form: HTMLFormElement): void {
  if (!form.querySelector("[data-part=found]")) return;
  const find = settled(() => void freshen(form, "found"));
  form.querySelector("input[name=address]")?.addEventListener("input", find);
}

/** Each select shows what lies inside the one before. */
function narrowDown(form: HTMLFormElement): void {
  form.querySelector("[data-part=areas]")?.addEventListener("change", (event) => {
    const { id } = event.target as HTMLSelectElement;
    void freshen(form, "areas").then((fresh) => fresh?.querySelector<HTMLElement>(`#${CSS.escape(id)}`)?.focus());
  });
}

/** A photo goes to the server as soon as it is chosen, so that a crash, a call or a flat battery lose nothing of the form. */
function takePhotosAtOnce(form: HTMLFormElement): void {
  const input = form.querySelector<HTMLInputElement>("[data-photo-input]");
  if (!input) return void remember(form);
  input.closest(".hy-drop")?.setAttribute("data-ready", "");
  input.addEventListener("change", () => void take(form, input));
  form.addEventListener("click", (event) => {
    if ((event.target as HTMLElement).closest("button[name=drop]")) forgetFiles();
  });
  if (tokens(form).length === 0) void putBack(form);
  else remember(form);
}

async function take(form: HTMLFormElement, input: HTMLInputElement): Promise<void> {
  const drop = input.closest<HTMLElement>(".hy-drop");
  drop?.setAttribute("aria-busy", "true");
  await offerPlace(form, input.files ?? []);
  const fresh = await freshen(form, "photos", new FormData(form));
  drop?.removeAttribute("aria-busy");
  if (!fresh) return; // the files stay in the form and go with it
  input.value = "";
  remember(form);
}

async function putBack(form: HTMLFormElement): Promise<void> {
  const kept = recall();
  if (kept.length === 0) return;
  const typed = said(form);
  for (const token of kept) typed.append("file", token);
  await freshen(form, "photos", typed);
}

function tokens(form: HTMLFormElement): string[] {
  return [...form.querySelectorAll<HTMLInputElement>("input[name=file]")].map((input) => input.value);
}

function remember(form: HTMLFormElement): void {
  const held = tokens(form);
  try {
    if (held.length) localStorage.setItem(FILES, JSON.stringify({ at: Date.now(), held }));
  } catch {
    // storage is forbidden: then there is no draft
  }
}

function recall(): string[] {
  try {
    const kept = JSON.parse(localStorage.getItem(FILES) ?? "null") as { at: number; held: string[] } | null;
    return kept && Date.now() - kept.at < KEEP_MS ? kept.held : [];
  } catch {
    return [];
  }
}

function forgetFiles(): void {
  try {
    localStorage.removeItem(FILES);
  } catch {
    // storage is forbidden: then there is no draft
  }
}
