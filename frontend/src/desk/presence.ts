/**
 * `<body data-seconds-left="N">`: the session ends N seconds after the page came, unless somebody is there. Keys, touches and
 * clicks are told to the server once a minute; `dialog#presence` asks a minute before the end, and says when it has come.
 * Another tab may have kept the session alive, so the server is asked first; that question (`X-Background`) is no activity.
 */
const MINUTE = 60;

export function watchPresence(): void {
  const dialog = document.querySelector<HTMLDialogElement>("dialog#presence");
  const left = Number(document.body.dataset.secondsLeft);
  if (!dialog || !left) return;
  let told = Date.now();
  let timer = 0;

  const wait = (seconds: number) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(look, Math.max(seconds, 1) * 1000);
  };
  const plan = (seconds: number) => {
    if (seconds <= 0) return end(dialog);
    if (seconds > MINUTE) {
      if (dialog.open) dialog.close();
      wait(seconds - MINUTE);
    } else {
      if (!dialog.open) dialog.showModal();
      wait(seconds);
    }
  };
  const look = () => void ask(dialog, "GET").then(plan);
  const tell = () => {
    told = Date.now();
    void ask(dialog, "POST").then(plan);
  };

  dialog.addEventListener("cancel", (event) => {
    event.preventDefault(); // Escape answers too: somebody is there
    if (!ended(dialog)) tell();
  });
  dialog.querySelector("[data-stay]")!.addEventListener("click", tell);
  for (const sign of ["input", "pointerdown", "keydown"]) {
    document.addEventListener(sign, () => {
      if (!dialog.open && Date.now() - told > MINUTE * 1000) tell();
    }, { passive: true });
  }
  plan(left);
}

/** The seconds that are left; 0 when the session is over. Without an answer: a minute, then it is asked again. */
async function ask(dialog: HTMLDialogElement, method: "GET" | "POST"): Promise<number> {
  const token = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}") as Record<string, string>;
  try {
    const headers = method === "GET" ? { "X-Background": "1" } : token;
    const answer = await fetch(dialog.dataset.url!, { method, headers });
    return answer.status === 401 ? 0 : ((await answer.json()) as { left: number }).left;
  } catch {
    return MINUTE + 1;
  }
}

function ended(dialog: HTMLDialogElement): boolean {
  return "ended" in dialog.dataset;
}

function end(dialog: HTMLDialogElement): void {
  dialog.dataset.ended = "";
  dialog.querySelector<HTMLElement>("[data-asks]")!.hidden = true;
  dialog.querySelector<HTMLElement>("[data-ended]")!.hidden = false;
  const link = dialog.querySelector<HTMLAnchorElement>("[data-door-link]")!;
  link.href = `${dialog.dataset.door}?${new URLSearchParams({ ended: "idle", next: whereToGoOn() })}`;
  if (!dialog.open) dialog.showModal();
  link.focus();
}

/** The page of the form that is half written, else this page. */
function whereToGoOn(): string {
  const form = document.querySelector<HTMLFormElement>("form[data-kept]");
  return form ? new URL(form.action).pathname : location.pathname + location.search;
}
