/**
 * Parts of a step that follow from what was typed: `[data-part="areas"]` and so on. The server draws them (`X-Part`), so that with a
 * script and without one the same is offered. Nothing that a part does not need is sent: never a file, but for "photos".
 */
export async function freshen(form: HTMLFormElement, name: string, typed = said(form)): Promise<HTMLElement | null> {
  const response = await fetch(form.action, { method: "POST", body: typed, headers: { "X-Part": name } }).catch(() => null);
  if (!response?.ok) return null; // the next button asks for the whole page
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.querySelector<HTMLElement>(`[data-part="${name}"]`);
  const old = form.querySelector<HTMLElement>(`[data-part="${name}"]`);
  if (!fresh || !old) return null;
  old.replaceChildren(...fresh.childNodes);
  return old;
}

export function said(form: HTMLFormElement): FormData {
  const typed = new FormData(form);
  for (const input of form.querySelectorAll<HTMLInputElement>("input[type=file]")) typed.delete(input.name);
  return typed;
}

/** Calls once the typing has stopped for a moment. */
export function settled(call: () => void, milliseconds = 500): () => void {
  let waiting = 0;
  return () => {
    clearTimeout(waiting);
    waiting = window.setTimeout(call, milliseconds);
  };
}
