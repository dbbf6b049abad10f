"""Some hundred records at a time become cases, pasts of cases, or steps of cases, by the same commands as anywhere else."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Protocol

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from huying.base import wording
from huying.base.catalogue import boundaries
from huying.base.journal import clock, rows
from huying.base.journal.gathering import gathered
from huying.base.journal.refusals import Faster, Incomplete, Refused
from huying.base.units.roles import Actor, Role
from huying.base.wording import Kept
from huying.cases import intake, queries
from huying.cases.models import Case, Connector, Exchanged
from huying.cases.models.papers import Papers
from huying.cases.words import Channel
from huying.web.exchange.cases import mapping
from huying.web.exchange.cases.batch import Taking, located
from huying.web.exchange.cases.mapping import Mapping
from huying.web.exchange.cases.reading import Row, clean
from huying.web.exchange.cases.understanding import Told, Understanding

from . import steps
from .giving import Offer

State = Exchanged.State


@dataclass(frozen=True)
class Became:
    """What a record became: the key of the case, or why not."""

    state: str
    reason: str = ""
    case: int | None = None
    why: Sequence[Kept] = ()
    """What `reason` was made of."""


def refused(refusal: Refused, case: int | None = None) -> Became:
    """What a record became that was not taken."""
    return Became(State.REFUSED, _sentence(refusal), case, wording.of(refusal))


class Taker(Protocol):
    """Takes in the records of one connector."""

    once: bool
    """A number comes once; the same number with other content is refused."""

    def number(self, row: Row) -> str:
        """What tells records apart."""

    def take(self, batch: Sequence[Row]) -> list[Became]:
        """What became of each, in the transaction that surrounds it."""


KINDS: dict[str, type[Any]] = {
    Connector.Takes.CALLS: Mapping,
    Connector.Takes.HISTORY: Mapping,
    Connector.Takes.STEPS: steps.StepMapping,
    Connector.Takes.CASES: Offer,
}


def understood(takes: str, given: str) -> Any:
    """The mapping of a connector. Raises `Incomplete` with every mistake in it, such as a column that no connector may carry."""
    known = mapping.understood(given, KINDS[takes], "mapping")
    wrong = {
        column: f"{column}: {boundaries.why(term)}" for column in known.columns if (term := _refused(known, column))
    }
    if wrong:
        raise Incomplete(wrong)
    return known


def _refused(known: Any, column: str) -> str:
    """The term of the list of what is never carried that names a column; how to reach the reporter has a place of its own."""
    contact = [column for _name, column in known.contact] if isinstance(known, Mapping) else []
    return "" if column in contact else boundaries.refused(column)


def columns(known: Any) -> list[str]:
    """The columns that count, in the order in which they are hashed."""
    return sorted({*known.columns})


def taker(connector: Connector, known: Any, header: list[str]) -> Taker:
    """Joined with the header of a file. Raises `Refused` where columns are missing."""
    if missing := sorted({*known.columns} - {*header}):
        words = {"columns": ", ".join(missing), "header": ", ".join(header)}
        raise Refused(_("The file has no columns %(columns)s. It has: %(header)s.") % words)
    kinds: dict[str, Any] = {
        Connector.Takes.CALLS: Calls,
        Connector.Takes.HISTORY: Past,
        Connector.Takes.STEPS: Steps,
    }
    made: Taker = kinds[connector.takes](connector, known, header)
    return made


class Calls:
    """Each record is a call: it is filed now, at the time at which the other office took it, and everything follows."""

    once = True

    def __init__(self, connector: Connector, known: Mapping, header: list[str]) -> None:
        self.by = actor(connector)
        self.known, self.understanding = known, Understanding(known, header)

    def number(self, row: Row) -> str:
        return self.understanding.number(row.cells)

    def take(self, batch: Sequence[Row]) -> list[Became]:
        here = _here(self.known.source, [self.number(row) for row in batch])
        became, told = dict[int, Became](), list[tuple[int, Told]]()
        for place, row in enumerate(batch):
            if number := here.get(self.number(row)):
                became[place] = Became(State.DUPLICATE, case=number)
                continue
            try:
                told.append((place, self.understanding.of(row)))
            except Refused as refusal:
                became[place] = refused(refusal)
        return [each for _place, each in sorted({**became, **self._filed(told)}.items())]

    def _filed(self, told: list[tuple[int, Told]]) -> dict[int, Became]:
        areas = located([each for _place, each in told])
        keys, became = rows.reserve(Case, len(told)) if told else [], dict[int, Became]()
        with rows.together() as written:
            for (place, each), area, key in zip(told, areas, keys, strict=True):
                n = len(written)
                try:
                    with clock.at(each.received):
                        intake.receive(self._call(each, area), by=self.by, key=key)
                except Refused as refusal:
                    del written[n:]
                    became[place] = refused(refusal)
                else:
                    became[place] = Became(State.APPLIED, case=key)
        return became

    def _call(self, told: Told, area: Any) -> intake.Call:
        contact: dict[str, Any] = {**told.contact}
        channel = told.channel if told.channel != Channel.IMPORT else Channel.API
        return intake.Call(
            text=told.text, channel=channel, kind=told.kind, category=told.category, address=told.address, lon=told.lon,
            lat=told.lat, area=area or told.area, located=True, source=self.known.source, external=told.number,
            language=self.known.language, answers=told.answers, **contact,
        )  # fmt: skip


class Past:
    """Each record is a case with its past, lived again as `huying import cases` does; nobody is told of it."""

    once = True

    def __init__(self, connector: Connector, known: Mapping, header: list[str]) -> None:
        self.known, self.taking = known, Taking(known, header)

    def number(self, row: Row) -> str:
        return self.taking.understanding.number(row.cells)

    def take(self, batch: Sequence[Row]) -> list[Became]:
        numbers = [self.number(row) for row in batch]
        before = _here(self.known.source, numbers)
        repeats = self.taking.understanding.duplicate_of
        done = self.taking.take(sorted(batch, key=lambda row: bool(repeats(row.cells))))
        why_not = {row.line: refused(Refused(*reasons)) for row, reasons in done.refused}
        here = _here(self.known.source, numbers)
        return [why_not.get(row.line) or self._became(row, before, here) for row in batch]

    def _became(self, row: Row, before: dict[str, int], here: dict[str, int]) -> Became:
        number = self.number(row)
        return Became(State.DUPLICATE if number in before else State.APPLIED, case=here[number])


class Steps:
    """Each record is a step of a case that lies with the unit."""

    def __init__(self, connector: Connector, known: steps.StepMapping, header: list[str]) -> None:
        self.by, self.known = actor(connector), known
        self.at = {column: place for place, column in enumerate(header)}
        self.once = bool(known.id)

    def number(self, row: Row) -> str:
        return clean(row.cells[self.at[self.known.id or self.known.number]])

    def take(self, batch: Sequence[Row]) -> list[Became]:
        records = [{column: clean(row.cells[place]) for column, place in self.at.items()} for row in batch]
        cases = _cases(self.known.source, [record[self.known.number] for record in records])
        became: list[Became] = []
        for beside, run in groupby(records, lambda record: steps.is_beside(self.known, record)):
            with gathered({case.pk: case for case in cases.values()}.values()) if beside else nullcontext():
                became += [self._taken(record, cases, alone=not beside) for record in run]
        return became

    def _taken(self, record: dict[str, str], cases: dict[str, Case], *, alone: bool) -> Became:
        case = cases.get(record[self.known.number])
        if case is None:
            return refused(Refused(_("There is no case with this number.")))
        try:
            with transaction.atomic() if alone else nullcontext():
                steps.take(self.known, case, record, by=self.by)
        except Refused as refusal:
            if alone:  # what was refused half-way is not what is written
                fresh = Case.objects.get(pk=case.pk)
                cases.update({name: fresh for name, known in cases.items() if known is case})
            return refused(refusal, case.pk)
        return Became(State.APPLIED, case=case.pk)


def actor(connector: Connector) -> Actor:
    """It acts as its unit's own system."""
    return Actor(Role.INTEGRATOR, connector.ref, unit_id=connector.unit_id)


def _here(source: str, numbers: Sequence[str]) -> dict[str, int]:
    """Number there → key of the case, of those that were taken in before."""
    named = {number for number in numbers if number}
    return dict(Case.objects.filter(source=source, external__in=named).values_list("external", "pk"))


def _cases(source: str, numbers: Sequence[str]) -> dict[str, Case]:
    """By both of their numbers, each once, with its papers; locked in the order of their keys, so that two never wait crosswise."""
    named = {number for number in numbers if number}
    found = Case.objects.filter(Q(number__in=named) | Q(source=source, external__in=named)).order_by("pk")
    cases = [*found.select_related(*queries.ROWS).select_for_update(of=("self",), no_key=True)]
    Papers.lay_beside(cases)
    return {name: case for case in cases for name in (case.number, case.external) if name}


def _sentence(refusal: Refused) -> str:
    if isinstance(refusal, Incomplete):
        return " ".join(f"{name}: {says}" for name, says in refusal.fields.items())
    return str(refusal) or str(Faster())
