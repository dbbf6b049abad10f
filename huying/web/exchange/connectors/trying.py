"""What a connector would do with the real records that wait for it: everything as in a round, and nothing of it stays."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db import transaction

from huying.base.journal import clock
from huying.base.journal.refusals import Refused
from huying.cases.models import Case, Connector, Parcel
from huying.web.exchange.cases import reading
from huying.web.exchange.cases.reading import Row, clean

from . import addresses, applying, drops, giving, pages, rounds
from .arriving import Arrival
from .drops import DONE, Away

ROWS = 10


@dataclass(frozen=True)
class Line:
    """One record: where it stands, its number, what would become of it, what stands in its columns."""

    place: int
    number: str
    state: str
    reason: str
    title: str
    """What the case would be called."""
    cells: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Preview:
    """`source`: the file or page that was read, "" where nothing waits; `header`: the columns that are there, mapped or not."""

    source: str = ""
    header: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    """Those that the mapping speaks of."""
    lines: list[Line] = field(default_factory=list)
    trouble: str = ""

    @property
    def rows(self) -> list[tuple[Line, list[tuple[str, str]]]]:
        """Each line with its cells by the names of their columns."""
        return [(line, [*zip(self.header, line.cells, strict=False)]) for line in self.lines]


def preview(connector: Connector, rows: int = ROWS) -> Preview:
    """The first records that wait, or those that came last where none waits, and what would become of them. Nothing is written.

    The reasons are in the language of whoever looks.
    """
    try:
        known = applying.understood(connector.takes, connector.mapping)
        address = addresses.reachable(connector.transport, connector.address)
        if connector.outward:
            return _given(connector, known, rows)
        with _waiting(connector, address, known) as (source, header, lines):
            if not source:
                return Preview(columns=applying.columns(known))
            return _tried(connector, known, source, header, list(islice(lines, rows)))
    except (Away, Refused) as trouble:
        return Preview(trouble=str(trouble))


@contextmanager
def _waiting(connector: Connector, address: Any, known: Any) -> Iterator[tuple[str, list[str], Iterator[Row]]]:
    """The parcel that would be read next: its name, its header, its rows."""
    if isinstance(address, addresses.Folder | addresses.Sftp):
        with drops.opened(address, connector.secret) as files:
            waiting = drops.complete(files, 0)
            done = [entry.name for entry in sorted(files.listed(DONE), key=lambda entry: entry.modified)]
            if name := waiting[0] if waiting else f"{DONE}/{done[-1]}" if done else "":
                with files.local(name) as path, reading.opened(path, known) as (header, lines):
                    yield name, header, lines
            else:
                yield "", [], iter(())
        return
    columns = applying.columns(known)
    ask = pages.asked if isinstance(address, addresses.Http) else pages.read
    page = next(iter(ask(address, connector.secret, columns, {})), None)
    rows = page.rows if page else []
    yield (page.name if page else ""), columns, (Row(place, cells) for place, cells in enumerate(rows, start=1))


def _tried(connector: Connector, known: Any, source: str, header: list[str], rows: Sequence[Row]) -> Preview:
    columns = applying.columns(known)
    if {*columns} - {*header}:
        lines = [Line(row.line, "", "", "", "", [clean(cell) for cell in row.cells]) for row in rows]
        try:
            applying.taker(connector, known, header)
        except Refused as trouble:
            return Preview(source, header, columns, lines, str(trouble))
    taker = applying.taker(connector, known, header)
    with transaction.atomic():
        arrival = Arrival(Parcel.objects.create(connector=connector, name=source[:200], began_at=clock.now()))
        made = rounds.written(arrival, taker, rows, rounds.hashed(rows, header, columns))
        titles = dict(Case.objects.filter(pk__in=[each.case_id for each in made]).values_list("pk", "title"))
        transaction.set_rollback(True)
    became = {each.place: each for each in made}
    lines = [
        Line(
            row.line, became[row.line].external, became[row.line].state, became[row.line].reason,
            titles.get(became[row.line].case_id or 0, ""), [clean(cell) for cell in row.cells[: len(header)]],
        )
        for row in rows
    ]  # fmt: skip
    return Preview(source, header, columns, lines)


def _given(connector: Connector, offer: giving.Offer, rows: int) -> Preview:
    """The newest cases as they would be given."""
    cases = giving.offered(offer, applying.actor(connector)).order_by("-received_at", "-id")[:rows]
    lines = []
    for place, case in enumerate(cases, start=1):
        record = giving.record(offer, case)
        lines.append(Line(place, case.number, "applied", "", case.title, [*record.values()]))
    return Preview(connector.unit.code if lines else "", offer.columns, applying.columns(offer), lines)
