/** Above a form that was filled in from what was kept: since when, and a way to start anew. The words: `template#kept` of the page. */
export function sayKept(form: HTMLFormElement, at: number, startAnew: () => void): void {
  const words = document.querySelector<HTMLTemplateElement>("template#kept");
  if (!words) return;
  const said = words.content.firstElementChild!.cloneNode(true) as HTMLElement;
  const time = said.querySelector("time")!;
  time.dateTime = new Date(at).toISOString();
  time.textContent = told(new Date(at));
  said.querySelector("button")!.addEventListener("click", () => {
    said.remove();
    startAnew();
  });
  form.prepend(said);
}

/** Today the time alone. */
function told(at: Date): string {
  const today = at.toDateString() === new Date().toDateString();
  return at.toLocaleString(document.documentElement.lang, { timeStyle: "short", ...(today ? {} : { dateStyle: "medium" }) });
}
