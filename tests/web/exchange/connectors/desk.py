"""A connector of the small city, and an office at its other end."""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from huying.base.journal import audit
from huying.base.units.roles import Actor, Role
from huying.cases.models import Connector
from huying.web.exchange.connectors import configuring, rounds
from huying.web.exchange.connectors.rounds import Counts
from tests import stories

BY = Actor(Role.ADMIN, "staff:1")
CALLS = {
    "source": "water", "time_zone": "Asia/Shanghai", "language": "en", "number": "no", "text": "said", "received": "at",
    "point": {"lon": "x", "lat": "y"}, "category": {"column": "kind", "values": {"lamp": "0203", "road": "0201"}},
    "contact": {"name": "who", "phone": "tel"},
}  # fmt: skip
STEPS = {
    "source": "water", "time_zone": "Asia/Shanghai", "language": "en", "number": "no", "id": "id", "text": "said",
    "step": {"column": "what", "values": {"taken": "accept", "done": "reply", "told": "message"}},
    "result": {"otherwise": "resolved"},
}  # fmt: skip
OFFER = {"fields": {"number": "no", "seq": "seq", "state": "state", "text": "said"}}
ROW = {
    "no": "1", "said": "滨河路路灯不亮", "at": "2026-03-02 09:00:00", "x": str(stories.WEST[0]), "y": str(stories.WEST[1]),
    "kind": "lamp", "who": "王敏", "tel": "13900001234",
}  # fmt: skip
STEP = {"id": "s1", "no": "1", "what": "taken", "said": ""}


def entry(**given: Any) -> dict[str, Any]:
    """A connector as a file describes it: calls from a drop folder, unless something else is given."""
    known = {
        "slug": "water", "name": "供水热线", "unit": "02", "takes": "calls", "content": "供水热线接到的诉求",
        "basis": "政务数据共享条例", "on": True, "mapping": CALLS,
    }  # fmt: skip
    way = {} if {"sftp", "http", "table"} & given.keys() else {"folder": {"folder": "water", "still": 0}}
    return known | way | given


@dataclass
class Office:
    """What another office does at its end of a drop folder."""

    connector: Connector

    @property
    def folder(self) -> Path:
        return Path(settings.EXCHANGE) / "water"

    def drop(self, name: str, *rows: dict[str, Any], like: dict[str, str] = ROW) -> None:
        """Put a CSV there; a row is like `like` but for what is given."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / name).open("w", encoding="utf-8", newline="") as file:
            out = csv.DictWriter(file, [*like])
            out.writeheader()
            out.writerows(like | {key: str(value) for key, value in row.items()} for row in rows)

    def run(self) -> Counts:
        return rounds.run(self.connector)

    def lying(self, inside: str = "") -> list[str]:
        return sorted(each.name for each in (self.folder / inside).iterdir() if each.is_file())


def connected(**given: Any) -> Connector:
    """Made, and switched on."""
    configuring.load([entry(**given)], by=BY)
    return Connector.objects.get(slug=given.get("slug", "water"))


def counted(counts: Counts) -> tuple[int, int, int, int]:
    """Received, applied, refused, duplicate."""
    return counts.received, counts.applied, counts.refused, counts.duplicate


def today() -> Any:
    return audit.today()
