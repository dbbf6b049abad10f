/**
 * `data-confirm="sentence"` on a form or its button, or `hx-confirm="sentence"`: asked in the page's own
 * `<dialog id="confirm">`. Without this script a form simply acts; the server asks nothing twice.
 */
export function askBeforeActing(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    const button = event.submitter as HTMLButtonElement | null;
    const question = button?.dataset.confirm ?? form.dataset.confirm;
    if (!question || form.dataset.confirmed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    void ask(question).then((yes) => {
      if (yes) actOnce(form, button);
    });
  }, { capture: true });

  document.addEventListener("htmx:confirm", (event) => {
    const { question, issueRequest } = (event as CustomEvent).detail;
    if (!question) return;
    event.preventDefault();
    void ask(question).then((yes) => {
      if (yes) issueRequest(true);
    });
  });
}

function actOnce(form: HTMLFormElement, button: HTMLButtonElement | null): void {
  form.dataset.confirmed = "1";
  form.requestSubmit(button);
  delete form.dataset.confirmed;
}

function ask(question: string): Promise<boolean> {
  const dialog = document.querySelector<HTMLDialogElement>("dialog#confirm");
  if (!dialog) return Promise.resolve(window.confirm(question));
  dialog.querySelector("[data-question]")!.textContent = question;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((answer) => {
    dialog.addEventListener("close", () => answer(dialog.returnValue === "yes"), { once: true });
  });
}
