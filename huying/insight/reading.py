"""From the database to what `facts.fold` takes: matters whole, many at a time, all of one moment."""

import hashlib
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import orjson
from django.db import connection, transaction
from django.db.models import TextField
from django.db.models.functions import Cast, Coalesce

from huying.base import bigrams
from huying.base.journal.memory import Event
from huying.cases.models import Case, Clock

from .facts import PROMISES, Happened, Promise, Told

Matter = tuple[Told, list[Told]]
"""A case and those merged into it."""
ROW = ("id", "channel", "category_id", "parent_id", "area_id", "address", "lon", "lat")
AS_TEXT = {name: Cast(name, TextField()) for name in ("facts", "pauses")}
"""Read by orjson, and only where they are looked at: by Django's own decoder they would be half of the work."""
CELL = 1000
"""Points are told apart by a thousandth of a degree, about 100 m: what lies in one cell is the same place."""


@contextmanager
def one_moment() -> Iterator[None]:
    """Everything read inside is of one moment, however much is written meanwhile."""
    nested = connection.in_atomic_block
    with transaction.atomic():
        if not nested:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def roots(touched: Collection[int]) -> list[int]:
    """The matters that change when these cases did: their own, those they are merged into, and those they were."""
    named = Event.objects.filter(life="case", thing__in=touched, verb__in=("merge", "join"))
    numbers = {facts["parent"] for facts in named.values_list("facts", flat=True)}
    root = Case.objects.annotate(root=Coalesce("parent_id", "id")).values_list("root", flat=True)
    return sorted({*root.filter(pk__in=touched), *root.filter(number__in=numbers)})


def every_root(after: int, n: int) -> list[int]:
    """The next `n` cases behind key `after` that are not merged into another."""
    return list(Case.objects.filter(pk__gt=after, parent=None).order_by("pk").values_list("pk", flat=True)[:n])


def matters(keys: Collection[int]) -> list[Matter]:
    """These cases with all that is merged into them, their events and clocks, in the order of their keys."""
    found = sorted(
        row for of in ({"pk__in": keys}, {"parent__in": keys}) for row in Case.objects.filter(**of).values_list(*ROW)
    )
    cases: dict[int, Told] = {}
    below: dict[int, list[int]] = {key: [] for key in keys}
    for key, channel, category, parent, *where in found:
        cases[key] = Told(key, channel, category, place(category, *where))
        if parent is not None:
            below[parent].append(key)
    for thing, *event in _events(cases):
        cases[thing].events.append(Happened(thing, *event))
    for promise in _promises(cases):
        cases[promise.case].promises.append(promise)
    return [(cases[key], [cases[one] for one in below[key]]) for key in sorted(keys)]


def place(category: int | None, area: int | None, address: str, lon: float | None, lat: float | None) -> int | None:
    """A number for "the same category at the same place"; None where the place is not known, or is somebody's home."""
    if lon is not None and lat is not None:
        where: tuple[Any, ...] = (round(lat * CELL), round(lon * CELL))
    elif address:
        where = (area, bigrams.folded(address))
    else:
        return None
    digest = hashlib.blake2b(repr((category, *where)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _events(cases: Iterable[int]) -> Iterator[tuple[Any, ...]]:
    found = Event.objects.filter(life="case", thing__in=[*cases]).order_by("thing", "seq")
    for *event, told in found.values_list("thing", "verb", "source", "target", "at", "area", "unit", AS_TEXT["facts"]):
        yield *event, orjson.loads(told)


def _promises(cases: Iterable[int]) -> Iterator[Promise]:
    columns = (
        "case_id",
        "kind",
        "round",
        "unit_id",
        "due_at",
        "stopped_at",
        "on_time",
        "extended_from",
        "resting",
        AS_TEXT["pauses"],
    )
    found = Clock.objects.filter(case__in=[*cases], kind__in=PROMISES).order_by("case_id", "id")
    for case, kind, round_, unit, due, stopped, on_time, extended_from, resting, pauses in found.values_list(*columns):
        rests = resting and due is not None and datetime.fromisoformat(orjson.loads(pauses)[-1]["from"]) <= due
        yield Promise(case, kind, round_, unit, None if rests else due, stopped, on_time, extended_from is not None)
