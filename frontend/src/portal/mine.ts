/**
 * "My cases": numbers and codes that somebody chose to keep, in this browser and nowhere else. The server is never told that they
 * belong together: each is opened by itself, by the form that everybody fills in.
 */
type Kept = { number: string; code: string; at: string };

const KEY = "huying.cases";
const MOST = 200;

export function keepMine(root: ParentNode): void {
  for (const button of root.querySelectorAll<HTMLButtonElement>("[data-keep-case]")) {
    button.addEventListener("click", () => {
      write([{ number: button.dataset.number!, code: button.dataset.code!, at: today() }, ...others(button.dataset.number!)]);
      button.textContent = button.dataset.kept!;
      button.disabled = true;
    });
  }
  const holder = root.querySelector<HTMLElement>("[data-mine]");
  if (holder) show(holder);
}

function show(holder: HTMLElement): void {
  const list = holder.querySelector<HTMLUListElement>("ul")!;
  const line = holder.querySelector<HTMLTemplateElement>("template")!;
  const draw = () => {
    const kept = read();
    list.replaceChildren(...kept.map((one) => row(line, one, draw)));
    holder.querySelector<HTMLElement>("[data-none]")!.hidden = kept.length > 0;
    holder.querySelector<HTMLElement>("[data-export]")!.hidden = kept.length === 0;
  };
  holder.querySelector("[data-export]")!.addEventListener("click", save);
  holder.querySelector<HTMLInputElement>("[data-import]")!.addEventListener("change", (event) => {
    void take(event.target as HTMLInputElement, holder).then(draw);
  });
  draw();
}

function row(line: HTMLTemplateElement, { number, code, at }: Kept, draw: () => void): Node {
  const item = line.content.cloneNode(true) as DocumentFragment;
  item.querySelector<HTMLInputElement>("[name=number]")!.value = number;
  item.querySelector<HTMLInputElement>("[name=code]")!.value = code;
  item.querySelector("[data-number]")!.textContent = number;
  item.querySelector("[data-at]")!.textContent = at;
  const remove = item.querySelector<HTMLButtonElement>("[data-remove]")!;
  remove.setAttribute("aria-label", `${remove.textContent!.trim()} ${number}`);
  remove.addEventListener("click", () => {
    write(others(number));
    draw();
  });
  return item;
}

function save(): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify({ huying: 1, cases: read() }, null, 2)], { type: "application/json" }));
  link.download = "huying-cases.json";
  link.click();
  URL.revokeObjectURL(link.href);
}

async function take(input: HTMLInputElement, holder: HTMLElement): Promise<void> {
  const words = holder.querySelector<HTMLOutputElement>("[data-import-words]")!;
  try {
    const file = JSON.parse(await input.files![0]!.text()) as { cases?: unknown };
    const given = (Array.isArray(file.cases) ? file.cases : []).filter(isKept);
    if (given.length === 0) throw new Error("no cases");
    const numbers = new Set(given.map(({ number }) => number));
    write([...given, ...read().filter(({ number }) => !numbers.has(number))]);
    words.textContent = words.dataset.done!.replace("{}", String(given.length));
  } catch {
    words.textContent = words.dataset.failed!;
  }
  input.value = "";
}

function isKept(one: unknown): one is Kept {
  const { number, code, at } = (one ?? {}) as Partial<Kept>;
  return /^\d{6}-\d{8}-\d$/.test(number ?? "") && /^[0-9A-Z-]{4,40}$/.test(code ?? "") && /^[\d-]{0,10}$/.test(at ?? "");
}

function others(number: string): Kept[] {
  return read().filter((kept) => kept.number !== number);
}

function read(): Kept[] {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]") as unknown;
    return Array.isArray(kept) ? kept.filter(isKept) : [];
  } catch {
    return []; // storage is forbidden, or was written by something else
  }
}

function write(kept: Kept[]): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(kept.slice(0, MOST)));
  } catch {
    // storage is forbidden or full: then nothing is kept
  }
}

function today(): string {
  return new Intl.DateTimeFormat("sv").format(); // ISO 8601, the reader's day
}
