import htmx from "htmx.org";

const EVERY = 30_000;

/**
 * `[data-arrived="URL"]` says what came to the list since its page was made. Asked only while somebody can see it, and with
 * `X-Background`, so it is no activity. The rows stay as they are: nothing moves under the cursor.
 */
export function announceArrivals(): void {
  const title = document.title;
  const look = async (): Promise<void> => {
    const place = document.querySelector<HTMLElement>("[data-arrived]");
    if (!place || document.hidden) return;
    const said = await ask(place.dataset.arrived!);
    if (said === null || !place.isConnected || said.trim() === place.innerHTML.trim()) return;
    place.innerHTML = said;
    htmx.process(place);
    const n = place.querySelector<HTMLElement>("[data-new]")?.dataset.new;
    document.title = n ? `(${n}) ${title}` : title;
  };
  window.setInterval(() => void look(), EVERY);
  document.addEventListener("visibilitychange", () => void look());
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
