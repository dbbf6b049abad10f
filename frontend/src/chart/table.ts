/** One cell of a table as a chart shows it; `value` is NaN where the figure is withheld or there is none. */
export interface Point {
  value: number;
  low: number;
  high: number;
  /** As the page writes it, in the reader's language. */
  words: string;
  weak: boolean;
}

export interface Series {
  name: string;
  points: Point[];
}

export interface Table {
  labels: string[];
  series: Series[];
}

/** The columns of `table` whose heads are marked `data-series`, by the rows that have a heading of their own. */
export function readTable(table: HTMLTableElement): Table {
  const heads = [...table.tHead!.rows[0]!.cells];
  const rows = [...table.tBodies[0]!.rows].filter((row) => row.cells[0]?.tagName === "TH");
  const drawn = heads.flatMap((head, n) => (head.dataset.series === undefined ? [] : [n]));
  return {
    labels: rows.map((row) => row.cells[0]!.dataset.label ?? row.cells[0]!.textContent!.trim()),
    series: drawn.map((n) => ({
      name: heads[n]!.dataset.series || heads[n]!.textContent!.trim(),
      points: rows.map((row) => point(row.cells[n]!)),
    })),
  };
}

function point({ dataset }: HTMLElement): Point {
  const number = (written: string | undefined) => (written ? Number(written) : NaN);
  return {
    value: number(dataset.value),
    low: number(dataset.low),
    high: number(dataset.high),
    words: dataset.words ?? "",
    weak: dataset.weak !== undefined,
  };
}
