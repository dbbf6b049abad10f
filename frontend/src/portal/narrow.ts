/**
 * `[data-narrow]` holds selects, each showing what lies inside the one before. Choosing asks the server for the same page and
 * takes only this part of it; without a script a button does the same with the whole page.
 */
export function narrowDown(root: ParentNode): void {
  for (const holder of root.querySelectorAll<HTMLElement>("[data-narrow]")) {
    holder.addEventListener("change", (event) => void narrow(holder, event.target as HTMLSelectElement));
  }
}

async function narrow(holder: HTMLElement, select: HTMLSelectElement): Promise<void> {
  const form = holder.closest("form")!;
  const typed = new FormData(form);
  typed.set("to", holder.dataset.narrow!);
  const response = await fetch(form.action, { method: "POST", body: typed }).catch(() => null);
  if (!response?.ok) return; // the next press of a button asks again
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.querySelector<HTMLElement>("[data-narrow]");
  if (!fresh) return;
  holder.replaceChildren(...fresh.children);
  holder.querySelector<HTMLElement>(`#${CSS.escape(select.id)}`)?.focus();
}
