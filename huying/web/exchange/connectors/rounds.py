"""One round of a connector: what waits is taken in or given out; each record is accounted for in the transaction that applies it."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from typing import Any

import psycopg
from django.conf import settings
from django.db import DataError, IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from huying.base import wording
from huying.base.alone import locked
from huying.base.journal import audit, clock, rows
from huying.base.journal.refusals import Refused
from huying.cases.models import Connector, Exchanged
from huying.web.exchange.cases.reading import Row, clean

from . import addresses, applying, arriving, digests, leaving
from .applying import Became, Taker
from .arriving import Arrival
from .drops import Away

log = logging.getLogger(__name__)
BATCH = 500
"""Records of one transaction."""
LONGEST_PAUSE = timedelta(hours=1)
UNSTORABLE = (DataError, IntegrityError, psycopg.DataError, psycopg.IntegrityError)
"""As Django and, in a COPY, psycopg itself call it."""
State = Exchanged.State


@dataclass
class Counts:
    """What became of the records of a round."""

    parcels: int = 0
    received: int = 0
    applied: int = 0
    refused: int = 0
    duplicate: int = 0
    trouble: str = ""
    trouble_why: list[wording.Kept] = field(default_factory=list)
    parcels_refused: list[str] = field(default_factory=list)
    """Names of those that could not be read at all."""

    def add(self, became: Iterable[Exchanged]) -> None:
        for each in became:
            self.received += 1
            setattr(self, each.state, getattr(self, each.state) + 1)


def run(connector: Connector, progress: Callable[[int], Any] = lambda n: None) -> Counts:
    """A round. Trouble with the other side is noted at the connector, and it is left alone for longer each time.

    `progress` is called with the records done since the last call. Raises `Refused` while another round of it is under way.
    """
    counts, now = Counts(), clock.now()
    with _alone(connector), wording.remembered(translation.get_language() or settings.LANGUAGE_CODE):
        connector.refresh_from_db()
        try:
            (_given if connector.outward else _taken)(connector, counts, progress)
        except (Away, Refused) as trouble:
            counts.trouble, counts.trouble_why = str(trouble)[:300], wording.of(Refused(*trouble.args))
            log.warning("connector %s: %s", connector.slug, counts.trouble)
        _note(connector, counts, now)
    return counts


def begin(key: int) -> None:
    """A round of the connector with this key, if it is still due: whoever ran it by hand meanwhile did it."""
    connector = Connector.objects.filter(pk=key, on=True).exclude(next_at__gt=clock.now()).first()
    if connector:
        with suppress(Refused):
            run(connector)


def due() -> list[int]:
    """Keys of the connectors whose round is due."""
    found = Connector.objects.filter(on=True).exclude(next_at__gt=clock.now())
    return [*found.values_list("pk", flat=True)]


def _note(connector: Connector, counts: Counts, now: Any) -> None:
    trouble = counts.trouble
    connector.failures = connector.failures + 1 if trouble else 0
    connector.trouble, connector.trouble_why, connector.ran_at = trouble, counts.trouble_why, now
    connector.troubled_since = (connector.troubled_since or now) if trouble else None
    pause = timedelta(minutes=connector.every)
    longer = max(pause, LONGEST_PAUSE)
    connector.next_at = now + (min(pause * 2 ** min(connector.failures, 10), longer) if trouble else pause)
    connector.save(update_fields=["failures", "trouble", "trouble_why", "ran_at", "troubled_since", "next_at"])


@contextmanager
def _alone(connector: Connector) -> Iterator[None]:
    """One round of a connector at a time, whoever began it; the database lets go when the process is killed."""
    with locked("huying exchange", connector.pk) as held:
        if not held:
            raise Refused(_("A round of it is under way."))
        yield


# -- in


def _taken(connector: Connector, counts: Counts, progress: Callable[[int], Any]) -> None:
    known = applying.understood(connector.takes, connector.mapping)
    address = addresses.reachable(connector.transport, connector.address)
    spoken = wording.remembered(known.language or settings.LANGUAGE_CODE)
    with spoken, arriving.opened(connector, address, known) as arrivals:
        for arrival in arrivals:
            counts.parcels += 1
            try:
                with arrival.opened() as (header, lines):
                    taker = applying.taker(connector, known, header)
                    _parcel(arrival, taker, applying.columns(known), header, lines, counts, progress)
            except Refused as refusal:
                arrival.refuse(refusal)
                counts.parcels_refused.append(arrival.parcel.name)


def _parcel(
    arrival: Arrival, taker: Taker, columns: Sequence[str], header: list[str], lines: Iterator[Row], counts: Counts,
    progress: Callable[[int], Any],
) -> None:  # fmt: skip
    """Every record of it that is not accounted for yet, some hundred at a time."""
    done = {*arrival.parcel.records.values_list("place", flat=True)} if arrival.begun_before else set[int]()
    waiting = (row for row in lines if row.line not in done)
    n = 0
    with transaction.atomic() if arrival.in_one else nullcontext():
        while batch := list(islice(waiting, BATCH)):
            counts.add(written(arrival, taker, batch, hashed(batch, header, columns)))
            n += len(batch)
            if not arrival.in_one:
                progress(len(batch))
        arrival.end()
    progress(n if arrival.in_one else 0)


def hashed(batch: Sequence[Row], header: list[str], columns: Sequence[str]) -> dict[int, str]:
    """Line → hash of the record that stands there."""
    places = [header.index(column) for column in columns]
    return {row.line: digests.of_record([clean(row.cells[place]) for place in places]) for row in batch}


def written(arrival: Arrival, taker: Taker, batch: Sequence[Row], digest: dict[int, str]) -> list[Exchanged]:
    """What became of these records, in one transaction. Where the database takes one of them not, it alone is refused."""
    try:
        with transaction.atomic():
            return _accounted(arrival, taker, batch, digest)
    except UNSTORABLE:
        if len(batch) > 1:
            return [one for row in batch for one in written(arrival, taker, [row], digest)]
    with transaction.atomic():
        return _accounted(arrival, Unstorable(taker), batch, digest)


class Unstorable:
    """In place of a taker, for the record that the database does not take."""

    once = False

    def __init__(self, taker: Taker) -> None:
        self.taker = taker

    def number(self, row: Row) -> str:
        return self.taker.number(row)

    def take(self, batch: Sequence[Row]) -> list[Became]:
        return [applying.refused(Refused(_("It cannot be stored as it is."))) for _row in batch]


def _accounted(arrival: Arrival, taker: Taker, batch: Sequence[Row], digest: dict[int, str]) -> list[Exchanged]:
    """Apply these records and write down what became of each."""
    told = {row.line: (taker.number(row).replace("\x00", "")[:120], digest[row.line]) for row in batch}
    connector, numbers = arrival.parcel.connector, {number for number, _digest in told.values()}
    applied = _known(connector, numbers, state=State.APPLIED)
    if arrival.asked:  # whoever is asked twice says the same twice: that is no second record
        passed = applied | _known(connector, numbers, state=State.REFUSED, day=audit.today())
        batch = [row for row in batch if told[row.line] not in passed]
    before = dict(applied)
    fresh, became = dict[tuple[str, str], Row](), dict[int, Became]()
    for row in batch:
        number, hashed = told[row.line]
        if (number, hashed) in applied:
            became[row.line] = Became(State.DUPLICATE)
        elif taker.once and number and before.setdefault(number, hashed) != hashed:
            became[row.line] = applying.refused(Refused(_("This number came before with other content.")))
        else:
            fresh.setdefault((number, hashed), row)
    took = taker.take([*fresh.values()]) if fresh else []
    first = dict(zip(fresh, took, strict=True))
    for row in batch:
        if row.line not in became:
            result = first[told[row.line]]
            twice = fresh[told[row.line]] is not row and result.state == State.APPLIED
            became[row.line] = Became(State.DUPLICATE, case=result.case) if twice else result
    day = audit.today()
    made = [
        rows.new(
            Exchanged, connector=connector, parcel=arrival.parcel, place=row.line, external=told[row.line][0],
            digest=digest[row.line], day=day, state=str(became[row.line].state), reason=became[row.line].reason[:300],
            why=[*became[row.line].why], case_id=became[row.line].case,
        )
        for row in batch
    ]  # fmt: skip
    rows.copy(made)
    return made


def _known(connector: Connector, numbers: set[str], **narrowed: Any) -> set[tuple[str, str]]:
    """Number and hash of what came before."""
    found = connector.records.filter(external__in=numbers, **narrowed)
    return {*found.values_list("external", "digest")}


# -- out


def _given(connector: Connector, counts: Counts, progress: Callable[[int], Any]) -> None:
    offer = applying.understood(connector.takes, connector.mapping)
    address = addresses.reachable(connector.transport, connector.address)
    for made in leaving.parcels(connector, address, offer):
        counts.parcels += 1
        counts.add(made)
        progress(len(made))
