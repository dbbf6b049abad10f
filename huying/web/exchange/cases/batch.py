"""Some thousand rows at a time: each batch comes in whole, in one transaction, or not at all."""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from huying.base.journal import rows
from huying.base.journal.history import Past, replay
from huying.base.journal.refusals import Refused
from huying.base.places import locator
from huying.base.places import register as places
from huying.base.places.models import Area
from huying.cases.models import Case, Clock
from huying.cases.words import ClockKind, Outcome

from .history import History, Lived, Parent, Parents
from .mapping import Mapping
from .reading import Row
from .understanding import Told, Understanding

NOWHERE = float("nan")


@dataclass
class Done:
    """What became of some rows. Every row read is written, unchanged or refused."""

    read: int = 0
    written: int = 0
    unchanged: int = 0
    merged: int = 0
    located: int = 0
    routed: int = 0
    compared: int = 0
    """Rows that name their unit, and `agreed`: those whose unit has the duty."""
    agreed: int = 0
    not_merged: dict[str, int] = field(default_factory=dict)
    """Reason → how many duplicates it kept from being merged."""
    refused: list[tuple[Row, list[str]]] = field(default_factory=list)

    def add(self, other: "Done") -> None:
        for name in ("read", "written", "unchanged", "merged", "located", "routed", "compared", "agreed"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for reason, n in other.not_merged.items():
            self.not_merged[reason] = self.not_merged.get(reason, 0) + n
        self.refused += other.refused

    def count(self, told: Told, lived: Lived) -> None:
        case = lived.case
        self.written += 1
        self.merged += case.outcome == Outcome.MERGED
        self.located += case.area_id is not None
        self.routed += case.unit_id is not None
        if told.unit:
            self.compared += 1
            self.agreed += told.unit == lived.suggested
        if lived.not_merged:
            self.not_merged[lived.not_merged] = self.not_merged.get(lived.not_merged, 0) + 1


class Taking:
    """Takes batches of one file in."""

    def __init__(self, mapping: Mapping, header: list[str], *, withhold_unit: bool = False) -> None:
        self.source = mapping.source
        self.understanding = Understanding(mapping, header)
        self.history = History(mapping.source, mapping.language, withhold_unit=withhold_unit)

    def take(self, batch: Sequence[Row]) -> Done:
        """Take in what is not here yet. Duplicates come after the rows that they repeat."""
        done = Done(read=len(batch))
        told = list(self._understood(self._new(batch, done), done))
        areas = located([row for _row, row in told])
        keys = rows.reserve(Case, len(told)) if told else []
        with replay() as past, _no_search_for_cycles():
            self._live(past, zip(told, areas, keys, strict=True), _parents(self.source, told), done)
            past.flush()
        return done

    def _live(self, past: Past, rows: Iterable[Any], parents: Parents, done: Done) -> None:
        lived: dict[str, Parent] = {}
        for (row, told), area, key in rows:
            try:
                with past.whole():
                    became = self.history.live(told, area, key, lambda number: lived.get(number) or parents(number))
            except Refused as refusal:
                done.refused.append((row, refusal.reasons))
                continue
            done.count(told, became)
            lived[told.number] = Parent(became.case, told.replied or told.closed)

    def _new(self, batch: Sequence[Row], done: Done) -> list[Row]:
        """Those whose number was not taken in before."""
        number = self.understanding.number
        given = {number(row.cells) for row in batch}
        here = set(Case.objects.filter(source=self.source, external__in=given).values_list("external", flat=True))
        fresh = [row for row in batch if number(row.cells) not in here]
        done.unchanged = len(batch) - len(fresh)
        return fresh

    def _understood(self, batch: Iterable[Row], done: Done) -> Iterable[tuple[Row, Told]]:
        for row in batch:
            try:
                yield row, self.understanding.of(row)
            except Refused as refusal:
                done.refused.append((row, refusal.reasons))


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """A hundred thousand rows that all live until they are written: to look for rubbish among them costs a quarter of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def located(told: list[Told]) -> list[Area | None]:
    """The area around each point, as borders were on the day it was received."""
    if not told:
        return []
    zone = timezone.get_default_timezone()
    lons = [NOWHERE if row.lon is None else row.lon for row in told]
    lats = [NOWHERE if row.lat is None else row.lat for row in told]
    found = locator.locate_many(lons, lats, [row.received.astimezone(zone).date() for row in told])
    known = places.current().by_id
    return [None if pk is None else known[pk] for pk in found]


def _parents(source: str, told: list[tuple[Row, Told]]) -> Parents:
    """The cases of earlier batches that rows of this one repeat."""
    wanted = {row.duplicate_of for _row, row in told if row.duplicate_of}
    if not wanted:
        return lambda number: None
    cases = {case.external: case for case in Case.objects.filter(source=source, external__in=wanted)}
    answers = Clock.objects.filter(case__in=cases.values(), kind=ClockKind.RESOLVE).order_by("round")
    answered_at = dict(answers.values_list("case", "stopped_at"))
    known = {number: Parent(case, answered_at.get(case.pk)) for number, case in cases.items()}
    return known.get
