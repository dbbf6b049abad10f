"""How often duties learned as rules name the right unit the first time: Boston's 311, summer teaches, autumn is asked.

    python bench/routing.py boston_311_2011_jul_oct.csv.gz [--area pwd_district]

A rule reads type and place, as `huying routing propose` does. What no rule names is counted as wrong, and told. No database. Prints JSON.
"""

import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Annotated, Any

import typer
from learning import AUTUMN, rows

from huying.cases.learning import duties

LABELS = ("department", "queue")


def main(
    requests: Annotated[Path, typer.Argument(exists=True)],
    area: Annotated[str, typer.Option(help="neighborhood, pwd_district, …")] = "neighborhood",
) -> None:
    """Department and queue, each by its own rules."""
    given = [{name: value.replace("\xa0", " ").strip() for name, value in row.items()} for row in rows(requests)]
    typer.echo(json.dumps({label: figures(given, label, area) for label in LABELS}, indent=1))


def figures(given: list[dict[str, str]], label: str, area: str) -> dict[str, Any]:
    """Rules of the summer, and how often the autumn agrees with them."""
    handled: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    groups = {row["type"]: row["reason"] for row in given}
    for row in given:
        if row["open_dt"] < AUTUMN:
            handled[row["type"], row[area]][row[label]] += 1
    rules = duties.learned(
        handled, lambda kind: (kind, f"{groups[kind]}/") if kind in groups else (kind,), lambda at: (at,)
    )
    known = {(rule.category, rule.area): rule for rule in rules}
    asked = [row for row in given if row["open_dt"] >= AUTUMN]
    named = [duties.unit_for(known, (row["type"], f"{row['reason']}/"), (row[area],)) for row in asked]
    right = sum(rule is not None and rule.unit == row[label] for rule, row in zip(named, asked, strict=True))
    return {
        "rules": len(rules), "for_areas": sum(bool(rule.area) for rule in rules), "asked": len(asked),
        "right_the_first_time": round(right / len(asked), 4), "named_nobody": sum(rule is None for rule in named),
    }  # fmt: skip


if __name__ == "__main__":
    typer.run(main)
