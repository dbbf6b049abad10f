const EVERY = 2_500;

/**
 * `#line[data-url]` shows the telephone call that rings at this desk, on every page and without loading it anew; on the call screen
 * it ties what is filed to that call. Asked with `X-Background`, so it is no activity.
 */
export function watchLine(): void {
  const place = document.querySelector<HTMLElement>("#line[data-url]");
  if (!place) return;
  const look = async (): Promise<void> => {
    if (document.hidden) return;
    const said = await ask(place.dataset.url!);
    if (said === null) return;
    if (said.trim() !== place.innerHTML.trim()) place.innerHTML = said;
    tie(place.querySelector<HTMLElement>("[data-line]"));
  };
  void look();
  window.setInterval(() => void look(), EVERY);
  document.addEventListener("visibilitychange", () => void look());
}

/** The call goes with the form until another one comes: whoever hung up may still be filed for. */
function tie(line: HTMLElement | null): void {
  const form = document.querySelector<HTMLFormElement>("form#call");
  if (!form || !line) return;
  form.querySelector<HTMLInputElement>("[name=line]")!.value = line.dataset.line!;
  document.querySelector<HTMLInputElement>("[data-line-copy]")!.value = line.dataset.line!;
  form.querySelector<HTMLElement>("[data-line-known]")!.hidden = false;
  for (const link of line.querySelectorAll<HTMLElement>("[data-to-call]")) link.hidden = true;
}

/** The fragment, or null where there was no answer or the session is over. */
async function ask(url: string): Promise<string | null> {
  try {
    const answer = await fetch(url, { headers: { "X-Background": "1" }, redirect: "error" });
    return answer.ok ? await answer.text() : null;
  } catch {
    return null;
  }
}
