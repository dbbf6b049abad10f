const OFF = "huying.keys.off";

/** Single letters act only where nobody types, and only while they are not switched off in `dialog#keys` (WCAG 2.1.4). */
export function keysAreOn(): boolean {
  try {
    return localStorage.getItem(OFF) === null;
  } catch {
    return true; // storage is forbidden
  }
}

/** Whether a key belongs to a control, or comes with Ctrl, Alt or Meta. */
export function typing(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement;
  const field = target.matches("textarea, select, [contenteditable]") || (target.matches("input") && !target.matches("[type=checkbox], [type=radio]"));
  return field || event.ctrlKey || event.metaKey || event.altKey || event.isComposing;
}

/** `?` and `[data-keys-help]` open the help, where the letters can be switched off. */
export function helpWithKeys(): void {
  document.addEventListener("keydown", (event) => {
    if (event.key === "?" && keysAreOn() && !typing(event)) open();
  });
  document.addEventListener("click", (event) => {
    if ((event.target as HTMLElement).closest("[data-keys-help]")) open();
  });
  document.addEventListener("change", (event) => {
    const box = event.target as HTMLInputElement;
    if (box.matches("[data-keys-on]")) remember(box.checked);
  });
}

/** Ctrl-Enter sends the form of a verb from wherever one writes in it. */
export function sendByKeys(): void {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    const button = (event.target as HTMLElement).closest("form.desk-act")?.querySelector<HTMLButtonElement>("button[type=submit]");
    if (!button) return;
    event.preventDefault();
    button.click();
  });
}

function open(): void {
  const dialog = document.querySelector<HTMLDialogElement>("dialog#keys");
  if (!dialog || document.querySelector("dialog[open]")) return;
  dialog.querySelector<HTMLInputElement>("[data-keys-on]")!.checked = keysAreOn();
  dialog.showModal();
}

function remember(on: boolean): void {
  try {
    if (on) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  } catch {
    // storage is forbidden: then they act
  }
}
