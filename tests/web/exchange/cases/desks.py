"""Files of an earlier system, put down and taken in."""

import csv
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from huying.cases.models import Case
from huying.web.exchange.cases import taking

Row = dict[str, Any]

MAPPING = {
    "source": "old", "language": "en", "time_zone": "Asia/Shanghai", "number": "no", "text": ["title", "body"],
    "received": "in", "due": "target", "replied": "answered", "closed": "out",
    "address": "where", "point": {"lon": "x", "lat": "y", "nowhere": [[114.0, 30.0]]},
    "category": "what", "unit": "who",
    "outcome": {"column": "code", "values": {"done": "resolved", "none": "unfounded", "dup": "explained", "call": "answered_on_call"},
                "otherwise": "no_answer"},
    "reply": {"column": "answer", "otherwise": "已办"}, "duplicate_of": "repeats", "contact": {"phone": "phone"},
}  # fmt: skip
ROW = {
    "no": "1", "title": "路灯不亮", "body": "滨河路 12 号\xa0", "in": "2026-03-02 09:30:00", "target": "2026-03-05 18:00:00",
    "answered": "2026-03-03 10:00:00", "out": "2026-03-04 11:00:00", "where": "滨河路", "x": "114.05", "y": "30.05", "what": "路灯照明",
    "who": "02", "code": "done", "answer": "灯已换", "repeats": "", "phone": "13900001234",
}  # fmt: skip


class Desk:
    """Where files are put down and taken in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.refused = folder / "refused.csv"

    def take_in(
        self, *rows: Row, file: Path | None = None, options: dict[str, Any] | None = None, **mapping: Any
    ) -> Row:
        chart = self.folder / "map.yaml"
        chart.write_text(yaml.safe_dump(MAPPING | mapping, allow_unicode=True), encoding="utf-8")
        return taking.load(file or self.written(*rows), chart, refused_file=self.refused, **(options or {}))

    def written(self, *rows: Row) -> Path:
        path = self.folder / "old.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            out = csv.DictWriter(file, [*ROW])
            out.writeheader()
            out.writerows([ROW | row for row in rows])
        return path

    def reasons(self) -> dict[str, str]:
        with self.refused.open(encoding="utf-8-sig", newline="") as file:
            return {row["no"]: row["reasons"] for row in csv.DictReader(file)}


def case(number: str) -> Case:
    return Case.objects.get(source="old", external=number)


def local(*when: int) -> datetime:
    """A time in the city (UTC+8), in UTC."""
    year, month, day, hour, minute = when
    return datetime(year, month, day, hour - 8, minute, tzinfo=UTC)
