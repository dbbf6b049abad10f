"""What a look costs with a million cases: work lists, case page, search, and the same as JSON; one client after the other over HTTP.

    python bench/reads.py [--cases 1000000] [--looks 100] [--data DIR]

The city of `city.py`, the web server of `huying serve`. Each look is at another case or another word. Beside it the very statements of the
page by a plain connection: the ratio is what HTTP, session, rights and templates make of it. Prints JSON.
"""

# ruff: noqa: PLC0415 - Django is set up first

import os
from pathlib import Path
from random import Random
from statistics import median
from typing import Annotated, Any
from urllib.parse import quote

import asking
import city
import typer
from result import percentiles, told
from serving import served

from huying.startup import ready

LISTS = {
    "dispatcher": ("list=mine", "list=mine&late=1", "list=all", "list=mine&category=0203", "list=returns"),
    "supervisor": ("list=mine", "list=all"), "handler": ("list=mine", "list=all", "list=called"),
    "street": ("list=mine", "list=all"),
}  # fmt: skip
"""Accounts of the made-up city, from the whole city to one street, and the lists they open."""
SAMPLED = 5
"""Pages of each kind whose SQL is asked once more."""


def main(
    cases: Annotated[int, typer.Option()] = 1_000_000, looks: Annotated[int, typer.Option()] = 100,
    data: Annotated[Path | None, typer.Option()] = None,
) -> None:  # fmt: skip
    """Run the bench and print its figures as JSON."""
    os.environ |= {"HUYING_DATA": str(city.folder(cases, data)), "HUYING_LIMITS": "1000", "HUYING_MFA_ROLES": ""}
    os.environ |= {"HUYING_TIME_ZONE": "Asia/Shanghai"}
    os.environ.pop("DATABASE_URL", None)
    with ready(migrated=True):
        told("reads", "pages and lists over HTTP, one client, beside their own SQL", lambda: measured(looks))


def measured(looks: int) -> dict[str, Any]:
    """Every look, and what it costs."""
    from huying.cases.models import OPEN, Case

    with served() as (_server, port):
        found = {name: looked(port, headers, paths) for name, (headers, paths) in _looks(looks).items()}
    ratios = [look["p50"] / look["SQL alone"] for look in found.values() if look["SQL alone"]]
    return {
        "cases": Case.objects.count(), "open": Case.objects.filter(OPEN).count(), "calls": found,
        "ratio": {"of": "the whole answer", "to": "its SQL alone, plain connection", "value": round(median(ratios), 1)},
    }  # fmt: skip


def looked(port: int, headers: asking.Headers, paths: list[str]) -> dict[str, Any]:
    """One kind of look."""
    spans, sizes = asking.timed(port, headers, paths)
    asked = [asking.statements(headers, path) for path in dict.fromkeys(paths[:SAMPLED])]
    alone = [asking.bare(sql) for sql in asked for _turn in range(3)]
    return percentiles(spans) | {
        "statements": max(map(len, asked)), "SQL alone": round(median(alone), 2), "SQL alone, most": round(max(alone), 2),
        "bytes": round(median(sizes)),
    }  # fmt: skip


def _looks(n: int) -> dict[str, tuple[asking.Headers, list[str]]]:
    from huying.cases.models import Case, CaseText

    random = Random(7)
    numbers = _some(Case, "number", n)
    said = [
        text[at : at + 4] for text in _some(CaseText, "body", n) for at in (random.randrange(max(1, len(text) - 4)),)
    ]
    staff = {name: asking.signed_in(name) for name in LISTS}
    key, unit = asking.with_key("supervisor", "hotline"), asking.with_key("handler", "lighting")
    return {
        **{f"list, {name} {asked}": (staff[name], [f"/desk/?{asked}"] * n) for name, lists in LISTS.items() for asked in lists},
        "case page": (staff["supervisor"], [f"/desk/case/{number}/" for number in numbers]),
        "search, four signs": (staff["supervisor"], [f"/desk/?list=all&q={quote(words)}" for words in said]),
        "search, two signs": (staff["supervisor"], [f"/desk/?list=all&q={quote(words[:2])}" for words in said]),
        "JSON: list of 50": (unit, ["/api/v1/cases?list=mine&size=50"] * n),
        "JSON: list of 50, all": (key, ["/api/v1/cases?list=all&size=50"] * n),
        "JSON: a case": (key, [f"/api/v1/cases/{number}" for number in numbers]),
    }  # fmt: skip


def _some(model: Any, column: str, n: int) -> list[str]:
    """`n` values from all over the newest million rows."""
    newest = model.objects.order_by("-pk").values_list("pk", flat=True)[0]
    keys = Random(8).sample(range(max(newest - 1_000_000, 1), newest + 1), min(4 * n, newest))
    return [*model.objects.filter(pk__in=keys).values_list(column, flat=True)[:n]]


if __name__ == "__main__":
    typer.run(main)
