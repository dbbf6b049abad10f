/** `form[data-asks]`: while a question has the focus its key answers it and goes on to the next, after "not solved" to why; 0: nobody took the call. */
export function askByKeys(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-asks]");
  if (!form) return;
  const questions = [...form.querySelectorAll<HTMLFieldSetElement>("fieldset:has([data-key])")];
  form.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const question = questions.find((one) => one.contains(event.target as Node));
    if (!question) return;
    if (event.key === "0") form.querySelector<HTMLButtonElement>("[name=do][value=unreached]")?.click();
    else if (!answered(question, event.key)) return;
    else next(form, questions, question);
    event.preventDefault();
  });
  if (!document.querySelector("[aria-invalid=true]")) firstOf(questions[0])?.focus();
}

function answered(question: HTMLFieldSetElement, key: string): boolean {
  const option = question.querySelector<HTMLInputElement>(`[data-key="${CSS.escape(key)}"]`);
  if (!option) return false;
  option.checked = true;
  option.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}

function next(form: HTMLFormElement, questions: HTMLFieldSetElement[], question: HTMLFieldSetElement): void {
  const following = questions[questions.indexOf(question) + 1];
  const why = form.querySelector("[name=decision][value=no]:checked") ? "[name=reason]" : "button.btn-primary";
  (following ? firstOf(following) : form.querySelector<HTMLElement>(why))?.focus();
}

function firstOf(question: HTMLFieldSetElement | undefined): HTMLInputElement | null {
  return question?.querySelector<HTMLInputElement>(":checked") ?? question?.querySelector<HTMLInputElement>("input") ?? null;
}
