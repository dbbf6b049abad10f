/** The receipt: `[data-copy="#number #code"]` copies what stands there, `[data-print]` prints the page. */
export function keepTicket(root: ParentNode): void {
  for (const button of root.querySelectorAll<HTMLButtonElement>("[data-copy]")) {
    button.closest<HTMLElement>("[data-needs-script]")!.hidden = false;
    button.addEventListener("click", () => void copy(button));
  }
  for (const button of root.querySelectorAll<HTMLButtonElement>("[data-print]")) {
    button.addEventListener("click", () => print());
  }
}

async function copy(button: HTMLButtonElement): Promise<void> {
  const lines = button.dataset.copy!.split(" ").map((id) => document.querySelector(id)?.textContent?.trim());
  await navigator.clipboard.writeText(lines.join("\n"));
  button.textContent = button.dataset.copied!;
}
