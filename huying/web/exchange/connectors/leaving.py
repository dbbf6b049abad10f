"""Cases on their way out: as a file in a folder, as a request, as rows of a table. Each state of a case is given once."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import transaction

from huying.base.journal import audit, clock, rows, seals
from huying.cases.models import Case, Connector, Exchanged, Parcel
from huying.web.spreadsheets import csv_rows

from . import addresses, applying, digests, drops, giving, pages
from .giving import Offer

Record = dict[str, str]
State = Exchanged.State
Transport = Connector.Transport


def parcels(connector: Connector, address: Any, offer: Offer) -> Iterator[list[Exchanged]]:
    """Give what changed since the last time; what became of each record, parcel after parcel. Raises `Away`: the rest waits.

    What is given and how far that is are written down together, after the other side has it: a round that is killed in
    between gives the same once more, under the same name.
    """
    seals.seal()
    by = applying.actor(connector)
    while True:
        since = connector.cursor.get("seal", 0)
        cases, until = giving.changed(offer, by, since)
        if until == since:
            return
        waiting = _not_given_yet(connector, [(case, giving.record(offer, case)) for case in cases], offer)
        in_file = connector.transport in (Transport.FOLDER, Transport.SFTP)
        size = len(waiting) if in_file else giving.AT_ONCE
        for first in range(0, len(waiting), size or 1):
            yield _given(connector, address, waiting[first : first + size], f"{connector.slug}-{until}", offer)
        connector.cursor = {"seal": until}
        connector.save(update_fields=["cursor"])


def _not_given_yet(
    connector: Connector, records: Sequence[tuple[Case, Record]], offer: Offer
) -> list[tuple[Case, Record, str]]:
    numbers = [case.number for case, _record in records]
    given = connector.records.filter(external__in=numbers, state=State.APPLIED)
    known = {*given.values_list("external", "digest")}
    hashed = [(case, record, digest(offer, record)) for case, record in records]
    return [each for each in hashed if (each[0].number, each[2]) not in known]


def digest(offer: Offer, record: Record) -> str:
    """The hash of a record that is given, as the other side computes it."""
    return digests.of_record([record[name].strip() for name in applying.columns(offer)])


@transaction.atomic
def _given(
    connector: Connector, address: Any, waiting: Sequence[tuple[Case, Record, str]], name: str, offer: Offer
) -> list[Exchanged]:
    now, day = clock.now(), audit.today()
    parcel = Parcel.objects.create(connector=connector, name=name, began_at=now, ended_at=now)
    refused = _handed_over(connector, address, name, [record for _case, record, _digest in waiting], offer)
    made = [
        rows.new(
            Exchanged, connector=connector, parcel=parcel, place=place, external=case.number, digest=hashed, day=day,
            state=str(State.REFUSED if case.number in refused else State.APPLIED),
            reason=refused.get(case.number, "")[:300], case_id=case.pk,
        )
        for place, (case, _record, hashed) in enumerate(waiting, start=1)
    ]  # fmt: skip
    rows.copy(made)
    return made


def _handed_over(
    connector: Connector, address: Any, name: str, records: Sequence[Record], offer: Offer
) -> dict[str, str]:
    """Which of them the other side refused: number → reason. Raises `Away`."""
    if isinstance(address, addresses.Http):
        content = digests.of_day(digest(offer, record) for record in records)[1]
        return pages.told(address, connector.secret, f"{name}-{content[:16]}", records)
    if isinstance(address, addresses.Table):
        pages.put(address, connector.secret, records)
        return {}
    with drops.opened(address, connector.secret) as files:
        lines = csv_rows([*records[0]], ([*record.values()] for record in records))
        files.write(f"{name}.csv", "".join(lines).encode())
    return {}
