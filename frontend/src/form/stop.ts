/**
 * `<section data-stop="0103 0105">` in a form with a control named by `data-stop-control` (the category): choosing one of these
 * categories shows the section at once and hides `[data-after-stop]`, until its tick "the danger is over" is set. Nothing typed is
 * lost. Without a script the server shows the same section after the first submit.
 */
export function stopForDanger(root: ParentNode): void {
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-stop-control]")) {
    const look = () => showDanger(form, new FormData(form).getAll(form.dataset.stopControl!).map(String));
    form.addEventListener("change", look);
    look();
  }
}

function showDanger(form: HTMLFormElement, chosen: string[]): void {
  let waiting = false;
  for (const section of form.querySelectorAll<HTMLElement>("[data-stop]")) {
    const over = section.querySelector<HTMLInputElement>("input[type=checkbox]");
    const applies = section.dataset.stop!.split(" ").some((category) => chosen.includes(category));
    section.hidden = !applies;
    if (over) over.disabled = !applies; // a tick of another category's danger must not be sent
    waiting ||= applies && !over?.checked;
  }
  for (const rest of form.querySelectorAll<HTMLElement>("[data-after-stop]")) rest.hidden = waiting;
}
