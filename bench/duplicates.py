"""How well duplicates are found among open cases: where staff declared them, and where people read pairs of messages.

    python bench/duplicates.py [--data ../shared/data] [--others 3000]

Boston's 311 requests: each declared pair as its later request comes in, with only older ones, still open, to be seen; and as
many of the others as are asked for. Weights were chosen on July and August, September and October are reported beside them.
Chinese messages: the pairs of `tests/cases/alike_by_hand.csv`, by their words alone. No database. Prints JSON.
"""

import csv
import gzip
import io
import json
import math
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Annotated, Any

import typer

from huying.base import bigrams
from huying.cases import likeness

ROOT = Path(__file__).parents[1]
BY_HAND = ROOT / "tests" / "cases" / "alike_by_hand.csv"
UNKNOWN = (42.3594, -71.0587)
"""Where requests without a place were put."""
AUTUMN = datetime(2011, 9, 1)  # noqa: DTZ001 - as the city wrote it
RADIUS, NEWEST, SHOWN = 500, 60, 3
"""As `huying/cases/nearby.py` looks around and offers."""
CELL = 0.005  # degrees
METRES_A_DEGREE = 111_320
FREQUENT = 1000
"""Pieces whose frequency PostgreSQL knows."""


@dataclass
class Request:
    """One row of the file."""

    at: datetime
    closed: datetime
    type: str
    group: str
    address: str
    area: str
    point: tuple[float, float] | None
    is_duplicate: bool

    @classmethod
    def of(cls, row: dict[str, str]) -> "Request":
        plain = {name: value.replace("\xa0", " ").strip() for name, value in row.items()}
        point = (float(plain["latitude"]), float(plain["longitude"]))
        return cls(
            datetime.fromisoformat(plain["open_dt"]), datetime.fromisoformat(plain["closed_dt"] or "9999-01-01"),
            plain["type"], plain["reason"], plain["location"], plain["neighborhood"],
            None if point == UNKNOWN else point, plain["is_duplicate"] == "1",
        )  # fmt: skip

    @cached_property
    def cell(self) -> Any:
        """What it is found by: its square, or its address where no point is known."""
        return tuple(math.floor(side / CELL) for side in self.point) if self.point else (self.area, self.address)

    def metres(self, other: "Request") -> float | None:
        """How far apart they are; None where one has no point, 0 at one address."""
        if self.address and (self.address, self.area) == (other.address, other.area):
            return 0.0
        if self.point is None or other.point is None:
            return None
        north = self.point[0] - other.point[0]
        return (
            math.hypot(north, (self.point[1] - other.point[1]) * math.cos(math.radians(self.point[0])))
            * METRES_A_DEGREE
        )


def main(
    data: Annotated[Path, typer.Option(exists=True)] = ROOT.parent / "shared" / "data",
    others: Annotated[int, typer.Option()] = 3000,
) -> None:
    """Both, with every figure."""
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    typer.echo(json.dumps({"requests": of_requests(data, others), "messages": of_messages(data)}, indent=1))


def of_requests(data: Path, others: int) -> dict[str, Any]:
    """Of each part of the year: share of declared pairs among the first three, and what is shown to those that repeat nothing."""
    known = {row["case_enquiry_id"]: Request.of(row) for row in rows(data / "boston_311_2011_jul_oct.csv.gz")}
    declared: dict[str, set[str]] = {}
    for row in rows(data / "boston_311_duplicate_pairs.csv"):
        older, later = sorted((row["case_enquiry_id"], row["dup_of_case"]), key=lambda key: (known[key].at, key))
        declared.setdefault(later, set()).add(older)
    single = sorted(key for key, request in known.items() if not request.is_duplicate and key not in declared)
    asked = {*declared, *Random(7).sample(single, others)}
    told = shown(known, asked)
    return {
        name: _figures({key: told[key] for key in asked if (known[key].at >= AUTUMN) is is_autumn}, declared)
        for name, is_autumn in (("july_august", False), ("september_october", True))
    }


def shown(known: dict[str, Request], asked: set[str]) -> dict[str, list[str]]:
    """To each of those asked about as it came in: the cases that it would have been offered, the likeliest first."""
    cells: dict[Any, list[str]] = {}
    told = {}
    for key, request in sorted(known.items(), key=lambda each: (each[1].at, each[0])):
        if key in asked:
            told[key] = _offered(request, known, cells)
        cells.setdefault(request.cell, []).append(key)
    return told


def _offered(request: Request, known: dict[str, Request], cells: dict[Any, list[str]]) -> list[str]:
    around = [request.cell]
    if request.point:
        y, x = request.cell
        around = [(y + up, x + aside) for up in (-1, 0, 1) for aside in (-1, 0, 1)]
    found = [
        (key, known[key]) for cell in around for key in cells.get(cell, ())
        if known[key].closed > request.at and (request.at - known[key].at).days < likeness.LATELY
    ]  # fmt: skip
    near = [(key, other) for key, other in found if (request.metres(other) or 0) < RADIUS]
    newest = sorted(near, key=lambda each: each[1].at)[-NEWEST:]
    scored = sorted(((_score(request, other), key) for key, other in newest), reverse=True)
    return [key for score, key in scored if score >= likeness.SHOWN][:SHOWN]


def _score(request: Request, other: Request) -> float:
    days = (request.at - other.at).total_seconds() / 86_400
    same, group = request.type == other.type, request.group == other.group
    return likeness.score(likeness.Between(request.metres(other), False, same, group, days, 0.0))


def _figures(told: dict[str, list[str]], declared: dict[str, set[str]]) -> dict[str, Any]:
    pairs = [older in told[later] for later in told if later in declared for older in declared[later]]
    others = [len(found) for later, found in told.items() if later not in declared]
    return {
        "declared_pairs": len(pairs), "among_first_three": round(sum(pairs) / len(pairs), 3),
        "others": len(others), "shown_to_others": round(sum(others) / len(others), 3),
    }  # fmt: skip


def of_messages(data: Path) -> dict[str, Any]:
    """Precision and recall of what would be offered by words alone, and the share of the same that the index finds."""
    texts = {
        row["message_id"]: bigrams.folded(f"{row['subject']}\n{row['text']}")
        for name in ("replied", "unlabelled")
        for row in rows(data / f"messages_{name}.csv.gz")
    }
    judged = [(row["later"], row["older"], row["same"] == "yes") for row in rows(BY_HAND)]
    likely = [_words(texts[later], texts[older]) >= likeness.SHOWN for later, older, _same in judged]
    right = sum(same and offered for (_later, _older, same), offered in zip(judged, likely, strict=True))
    same = [(later, older) for later, older, is_same in judged if is_same]
    return {
        "pairs": len(judged), "same": len(same), "offered": sum(likely), "precision": round(right / sum(likely), 3),
        "recall": round(right / len(same), 3), "found_by_index": round(_found(texts, same), 3),
    }  # fmt: skip


def _words(one: str, other: str) -> float:
    return likeness.words(likeness.beginning(one), one, likeness.beginning(other), other)


def _found(texts: dict[str, str], same: Sequence[tuple[str, str]]) -> float:
    """Share of the pairs whose older one is looked up by two of the rarest pieces of the later."""
    kept = {key: set(likeness.pieces(text, likeness.KEPT)) for key, text in texts.items()}
    counted = Counter(piece for pieces in kept.values() for piece in pieces).most_common(FREQUENT)
    shares = {piece: n / len(texts) for piece, n in counted}
    found = [
        any(one in kept[older] and other in kept[older] for one, other in combinations(sought, 2))
        for later, older in same
        for sought in [likeness.rarest(likeness.beginning(texts[later]), shares)]
    ]
    return sum(found) / len(found)


def rows(file: Path) -> Iterator[dict[str, str]]:
    content = file.read_bytes()
    plain = gzip.decompress(content) if file.suffix == ".gz" else content
    return csv.DictReader(io.StringIO(plain.decode("utf-8-sig"), newline=""))


if __name__ == "__main__":
    typer.run(main)
