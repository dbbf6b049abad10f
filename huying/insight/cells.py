"""What residents told of, by place, category and day: read from the cases, and what surges or recurs in it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncDate, TruncWeek
from django.utils import timezone

from huying.base.places import register as places
from huying.base.units import calendars
from huying.base.worktime.days import SATURDAY
from huying.cases.models import Case
from huying.cases.words import Channel, Confidentiality

from . import recurring, surges
from .models import Sign

OF_THE_CITY = (Channel.FIELD, Channel.OWN)
"""What the city's own people report, often a week's finds at once: it says nothing of what residents meet with."""
DAY = timedelta(days=1)
YEAR = timedelta(days=364)
"""Whole weeks, so that weekdays meet."""
FORTNIGHT = 15
"""Days over which the season of earlier years is smoothed."""
DEEPEST = 3
"""Communities; a grid cell tells of too little, its reports count in the community."""
WHOLLY = 0.8
"""Where one part below has this share of what is too much, it is named, and not what lies above it."""

Cell = tuple[int, int]
"""Keys of an area and a category."""


@dataclass(frozen=True)
class Found:
    """A cell that stands out, and the figures that say so."""

    sign: Sign
    area: int
    category: int
    since: date
    until: date
    seen: int
    expected: float
    why: dict[str, Any] = field(default_factory=dict)
    address: str = ""


def told() -> Q:
    """What counts: what residents said, where place and category are known."""
    return ~Q(channel__in=OF_THE_CITY) & Q(area__isnull=False, category__isnull=False)


def between(since: date, until: date) -> Q:
    """Received on one of these days of the city, both included."""
    return Q(received_at__gte=_midnight(since), received_at__lt=_midnight(until + DAY))


def per_day(cases: QuerySet[Case]) -> dict[date, int]:
    """Day of the city → how many of `cases` were received."""
    day = TruncDate("received_at", tzinfo=calendars.current().zone)
    return dict(cases.annotate(day=day).values_list("day").annotate(n=Count("pk")).order_by())


# -- surges


def surging(on: date, rate: float) -> list[Found]:
    """What surged on this day, or on it and the day before; the smallest place that explains it. [] with too little history."""
    counts = _counted(on - DAY * (surges.HISTORY + 1), on)
    if not counts:
        return []
    n_days = (on - min(day for days in counts.values() for day in days)).days + 1
    n_days = min(n_days, surges.HISTORY + 2)
    if n_days < surges.LEAST_HISTORY + surges.WINDOWS:
        return []
    cells = sorted(counts)
    days = [on - DAY * n for n in range(n_days - 1, -1, -1)]
    table = np.array([[counts[cell].get(day, 0) for day in days] for cell in cells])
    whole, row = _of_the_whole_city(cells, table)
    kinds = np.array([_kind(day) for day in days])
    judged = surges.judge(table, whole, kinds, rate, _season(cells, days)[row])
    alarms = {cells[judged.cells[n]]: n for n in judged.surging}
    excess = {cell: float(judged.observed[n] - judged.expected[n]) for cell, n in alarms.items()}
    return [_surge(cell, judged, alarms[cell], on, rate, len(cells)) for cell in explained(excess)]


def explained(excess: Mapping[Cell, float]) -> list[Cell]:
    """Of cells that surge, one for each trouble: a part where it has `WHOLLY` of what is too much above it, else what lies above."""
    tops = [cell for cell in excess if not any((above, cell[1]) in excess for above in _above(cell[0]))]
    return sorted(_down(cell, excess) for cell in tops)


def _down(cell: Cell, excess: Mapping[Cell, float]) -> Cell:
    below = [part for part in excess if part[1] == cell[1] and cell[0] in _above(part[0])]
    fullest = max(below, key=lambda part: (excess[part], part), default=cell)
    if fullest != cell and excess[fullest] >= WHOLLY * excess[cell]:
        return _down(fullest, excess)
    return cell


def _surge(cell: Cell, judged: surges.Judged, n: int, on: date, rate: float, n_cells: int) -> Found:
    days = int(judged.days[n])
    why = {
        "days": days,
        "score": round(float(judged.score[n]), 1),
        "bar": round(float(judged.bar[n]), 1),
        "rate": rate,
        "cells": n_cells,
    }
    expected = round(float(judged.expected[n]), 1)
    return Found(Sign.SURGE, *cell, on - DAY * (days - 1), on, int(judged.observed[n]), expected, why)


def _counted(since: date, until: date) -> dict[Cell, dict[date, int]]:
    """Cell → day → reports, in every area from the community up to the city: one statement."""
    found: dict[Cell, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    day = TruncDate("received_at", tzinfo=calendars.current().zone)
    rows = Case.objects.filter(told(), between(since, until)).annotate(day=day)
    for area, category, when, n in rows.values_list("area", "category", "day").annotate(n=Count("pk")).order_by():
        for above in (area, *_above(area)):
            if (known := places.by_id(above)) and known.level <= DEEPEST:
                found[above, category][when] += n
    return found


def _of_the_whole_city(cells: list[Cell], table: surges.Counts) -> tuple[surges.Counts, list[int]]:
    """For each cell what its category tells of in the whole city; and where its category stands in their order."""
    order = {category: n for n, category in enumerate(sorted({category for _area, category in cells}))}
    row = [order[category] for _area, category in cells]
    whole = np.zeros((len(order), table.shape[1]), np.int64)
    for n, (area, _category) in enumerate(cells):
        if not _above(area):
            whole[row[n]] += table[n]
    return whole[row], row


def _season(cells: list[Cell], days: list[date]) -> surges.Floats:
    """Categories × days: how the whole city stood at that time of the last year over its mean then, smoothed; 1 where nothing is known."""
    order = sorted({category for _area, category in cells})
    margin = FORTNIGHT // 2
    first, n = days[0] - YEAR - DAY * margin, len(days) + 2 * margin
    if not Case.objects.filter(told(), received_at__lt=_midnight(first + DAY * FORTNIGHT)).exists():
        return np.ones((len(order), len(days)))
    day = TruncDate("received_at", tzinfo=calendars.current().zone)
    rows = Case.objects.filter(told(), between(first, first + DAY * (n - 1))).annotate(day=day)
    past, place = np.zeros((len(order), n)), {category: row for row, category in enumerate(order)}
    for category, when, count in rows.values_list("category", "day").annotate(n=Count("pk")).order_by():
        if category in place:
            past[place[category], (when - first).days] = count
    smooth = np.apply_along_axis(lambda row: np.convolve(row, np.ones(FORTNIGHT) / FORTNIGHT, "valid"), 1, past)
    return (smooth + 1) / (smooth.mean(1, keepdims=True) + 1)


def _kind(day: date) -> int:
    """0 (Monday) to 6: a day off is a Sunday, a weekend that is worked is like the weekday that it stands for."""
    days = calendars.current().days
    if not days.works(day):
        return day.weekday() if day.weekday() >= SATURDAY and day not in days.special else 6
    return day.weekday() if day.weekday() < SATURDAY else days.like(day).weekday()


# -- what recurs


def returning(on: date, rate: float) -> list[Found]:
    """Places that told of the same category again and again in the half year up to this day, the least likely first."""
    since = on - recurring.WINDOW + DAY
    cells = list(_places(since, on))
    by_category: dict[int, list[int]] = defaultdict(list)
    for cell in cells:
        by_category[cell["category"]].append(cell["weeks"])
    found = []
    for cell in cells:
        if cell["n"] < recurring.FEWEST or cell["weeks"] < recurring.FEWEST_WEEKS:
            continue
        alike = by_category[cell["category"]]
        mean = sum(alike) / len(alike)
        again = recurring.not_held(_story(cell, since, on))
        if recurring.stands_out(cell["n"], cell["weeks"], mean, len(alike), again, rate):
            why = {"weeks": cell["weeks"], "closed": again, "places": len(alike), "rate": rate}
            likely = recurring.chance(cell["weeks"], mean)
            found.append((likely, Found(
                Sign.RECURRING, cell["area"], cell["category"], since, on, cell["n"], round(mean, 1), why, cell["address"],
            )))  # fmt: skip
    return [one for _likely, one in sorted(found, key=lambda pair: (pair[0], -pair[1].seen, pair[1].address))]


def at_places() -> Q:
    """Where the place itself may be named: not of what was told in confidence, and never a home."""
    return told() & ~Q(address="") & Q(confidentiality=Confidentiality.NORMAL, private_place=False)


def _places(since: date, until: date) -> Iterable[dict[str, Any]]:
    week = TruncWeek("received_at", tzinfo=calendars.current().zone)
    rows = Case.objects.filter(at_places(), between(since, until)).values("area", "address", "category")
    return map(dict, rows.annotate(n=Count("pk"), weeks=Count(week, distinct=True)).order_by())


def _story(cell: dict[str, Any], since: date, until: date) -> Iterable[tuple[datetime, datetime | None]]:
    keys = {name: cell[name] for name in ("area", "address", "category")}
    cases = Case.objects.filter(at_places(), between(since, until), **keys)
    return cases.order_by("received_at", "pk").values_list("received_at", F("closed_at"))


def _above(area: int) -> list[int]:
    """The keys of the areas that this one lies in."""
    known = places.by_id(area)
    return [step.pk for step in places.path(known) if step.pk != area] if known else []


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()), calendars.current().zone)
