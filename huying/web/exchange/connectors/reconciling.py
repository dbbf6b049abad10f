"""A day of a connector, so that both sides can check it: how many records by what became of them, and one hash over all."""

import json
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from huying.base import wording
from huying.base.journal import audit, clock
from huying.base.journal.refusals import Incomplete
from huying.cases.models import Connector, Exchanged, Reconciliation

from . import addresses, digests, drops
from .drops import DAYS, Away

State = Exchanged.State
AT_ONCE = 10_000


class Statement(BaseModel):
    """What a side says of a day. `digests` (of every record) lets the difference be named."""

    model_config = ConfigDict(extra="ignore")

    records: int = Field(ge=0)
    digest: str = Field(pattern=r"^[0-9a-f]{64}$")
    digests: list[str] | None = Field(default=None, max_length=1_000_000)


def kept_since() -> date:
    """The first day of which every record is still here (`forgetting.py`)."""
    since: date = audit.today() - settings.EXCHANGED_KEPT
    return since


def counted(connector: Connector, day: date) -> Reconciliation:
    """The day as it is counted now, not written down; of records that are not kept any more, as it was counted while they were."""
    known = connector.reconciliations.filter(day=day).first()
    if known and day < kept_since():
        return known
    found = connector.records.filter(day=day).order_by().values_list("state").annotate(n=Count("pk"))
    counts = dict(found)
    records, digest = digests.of_day(ours(connector, day))
    return Reconciliation(
        pk=known.pk if known else None, connector=connector, day=day, received=sum(counts.values()),
        **{str(state): counts.get(state, 0) for state in State}, records=records, digest=digest,
        theirs=known.theirs if known else None, at=clock.now(),
    )  # fmt: skip


def reconcile(connector: Connector, day: date, theirs: Statement | None = None) -> Reconciliation:
    """Count the day anew and write it down; what the other side said of it stays until it says something new."""
    found = counted(connector, day)
    if theirs:
        found.theirs = theirs.model_dump(include={"records", "digest"})
    found.save()
    return found


def ours(connector: Connector, day: date) -> Iterable[str]:
    """The hash of every record of the day."""
    return connector.records.filter(day=day).values_list("digest", flat=True).iterator(AT_ONCE)


def read(given: bytes | str) -> Statement:
    """What the other side says, from JSON. Raises `Incomplete`."""
    try:
        return Statement.model_validate_json(given)
    except ValidationError as wrong:
        raise Incomplete({".".join(map(str, error["loc"])): error["msg"] for error in wrong.errors()}) from wrong


def statement(found: Reconciliation) -> dict[str, Any]:
    """What we say of a day, for the other side."""
    return {
        "connector": found.connector.slug, "day": found.day.isoformat(), "received": found.received,
        "applied": found.applied, "refused": found.refused, "duplicate": found.duplicate, "records": found.records,
        "digest": found.digest, "agreed": found.agreed,
    }  # fmt: skip


def difference(connector: Connector, day: date, theirs: Statement) -> dict[str, list[str]]:
    """Where both sides differ: `missing` here (hashes that only they have), and `surplus` (numbers of records that only we have).

    Nothing is named of a day whose records are not kept any more.
    """
    if theirs.digests is None or day < kept_since():
        return {}
    mine = dict(connector.records.filter(day=day).values_list("digest", "external"))
    named = {*theirs.digests}
    return {
        "missing": sorted(named - mine.keys()),
        "surplus": sorted(number for digest, number in mine.items() if digest not in named),
    }


def yesterday() -> int:
    """Count yesterday for every connector that exchanged something then, tell the other side where there is a folder; how many."""
    day = audit.today() - timedelta(days=1)
    found = Connector.objects.filter(pk__in=Exchanged.objects.filter(day=day).values("connector"))
    for connector in found:
        exchanged_in_folder(reconcile(connector, day))
    return len(found)


def exchanged_in_folder(found: Reconciliation) -> None:
    """Put what we say of the day into `days/` of the folder, and take from there what they say. Their silence is no fault."""
    connector = found.connector
    if connector.transport not in (Connector.Transport.FOLDER, Connector.Transport.SFTP):
        return
    address = addresses.read(connector.transport, connector.address)
    name = f"{DAYS}/{found.day.isoformat()}"
    try:
        with drops.opened(address, connector.secret) as files:
            if any(entry.name == f"{found.day.isoformat()}.theirs.json" for entry in files.listed(DAYS)):
                with files.local(f"{name}.theirs.json") as path:
                    found = reconcile(connector, found.day, read(path.read_bytes()))
            told = json.dumps(statement(found), ensure_ascii=False, indent=1)
            files.write(f"{name}.huying.json", f"{told}\n".encode())
    except Away as fault:
        Connector.objects.filter(pk=connector.pk).update(
            trouble=(said := _("The day was not exchanged: %(why)s") % {"why": fault}), trouble_why=[wording.kept(said)]
        )
