"""What Google's Lighthouse says of the pages that residents open, on a phone with a slow line, over a city full of cases.

    make lighthouse                                      # 1,000,000 cases, median of 3
    python bench/lighthouse.py [--cases 1000] [--rounds 1]

Starts `huying serve` on a data folder of its own (bench/city.py; kept, so that it is loaded once), and Lighthouse from
bench/lighthouse with Debian's Chromium and its own mobile throttling. The map is not opened. Prints a table for
docs/reference/performance.md; ends with 1 where a page falls below what is promised.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Annotated, Any

import city
import typer
from serving import supervised

LIGHTHOUSE = Path(__file__).parent / "lighthouse" / "node_modules" / ".bin" / "lighthouse"
CHROMIUM = "/usr/bin/chromium"
PAGES = {"home": "/", "report": "/report/", "track": "/track/"}
PROMISED = {"performance": 95, "accessibility": 100, "best-practices": 100}
Marks = dict[str, float]


def main(
    cases: Annotated[int, typer.Option()] = 1_000_000, rounds: Annotated[int, typer.Option()] = 3,
    port: Annotated[int, typer.Option()] = 8090, data: Annotated[Path | None, typer.Option()] = None,
) -> None:  # fmt: skip
    """Run it and print the table."""
    os.environ["HUYING_DATA"] = str(city.folder(cases, data))
    with supervised("--demo", port=port) as address:
        found = {name: middle([audited(address + path) for _ in range(rounds)]) for name, path in PAGES.items()}
    typer.echo(table(found))
    sys.exit(any(found[name][mark] < least for name in PAGES for mark, least in PROMISED.items()))


def audited(url: str) -> Marks:
    """The marks of one run (0 to 100), what crossed the line in kB, how many requests, and when the largest thing was painted (s)."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        subprocess.run(
            [LIGHTHOUSE, url, "--quiet", "--output=json", f"--output-path={report}", "--chrome-flags=--headless=new --no-sandbox",
             f"--only-categories={','.join(PROMISED)}"],
            check=True, env={**os.environ, "CHROME_PATH": CHROMIUM},
        )  # fmt: skip
        return marks(json.loads(report.read_text(encoding="utf-8")))


def marks(report: dict[str, Any]) -> Marks:
    """The figures of a report."""
    audits = report["audits"]
    requests = audits["network-requests"]["details"]["items"]
    return {
        **{name: round(report["categories"][name]["score"] * 100) for name in PROMISED},
        "kB": round(sum(request["transferSize"] for request in requests) / 1000, 1),
        "requests": len(requests),
        "largest paint": round(audits["largest-contentful-paint"]["numericValue"] / 1000, 2),
        "layout shift": round(audits["cumulative-layout-shift"]["numericValue"], 3),
    }


def middle(runs: list[Marks]) -> Marks:
    """The median of each figure."""
    return {name: median(run[name] for run in runs) for name in runs[0]}


def table(found: dict[str, Marks]) -> str:
    """In Markdown."""
    names = list(next(iter(found.values())))
    rows = [["page", *names], ["---"] * (len(names) + 1)]
    rows += [[page, *(f"{marks[name]:g}" for name in names)] for page, marks in found.items()]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


if __name__ == "__main__":
    typer.run(main)
