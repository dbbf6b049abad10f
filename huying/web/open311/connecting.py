"""Which units work in another Open311 system: taken from a file, checked whole before anything of it holds."""

from collections.abc import Iterator
from typing import Annotated

from django.db import transaction
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from huying.base import outbound
from huying.base.catalogue import register as catalogue
from huying.base.journal import audit, clock
from huying.base.journal.machine import Doer
from huying.base.journal.refusals import Incomplete, Refused
from huying.base.units import register as units
from huying.cases.models import Peer, Pulled, Pushed


class Entry(BaseModel):
    """A unit, where its system is, the key that it gave us, and under which codes it takes our categories."""

    model_config = ConfigDict(extra="forbid")

    unit: str
    endpoint: Annotated[str, Field(max_length=300)]
    jurisdiction: Annotated[str, Field(max_length=120)] = ""
    key: str = ""
    """Empty keeps the one that is known."""
    services: dict[str, str] = {}
    paused: bool = False


def connect(given: object, *, by: Doer) -> int:
    """Have these connections (what the file holds, read), and return how many. Others stay. Raises `Incomplete` with all that is wrong."""
    try:
        entries = TypeAdapter(list[Entry]).validate_python(given)
    except ValidationError as fault:
        raise Incomplete({".".join(map(str, error["loc"])): error["msg"] for error in fault.errors()}) from fault
    if wrong := dict(fault for entry in entries for fault in _wrong(entry)):
        raise Incomplete(wrong)
    with transaction.atomic():
        for entry in entries:
            known = entry.model_dump(include={"jurisdiction", "services", "paused"}) | (
                {"key": entry.key} if entry.key else {}
            )
            known["endpoint"] = entry.endpoint.rstrip("/") + "/"
            Peer.objects.update_or_create(unit=units.current().by_code[entry.unit], defaults=known)
        audit.record("setup_changed", by=by, open311=[entry.unit for entry in entries])
    return len(entries)


def _wrong(entry: Entry) -> Iterator[tuple[str, str]]:
    unit = units.current().by_code.get(entry.unit)
    if unit is None:
        yield f"{entry.unit}: unit", _("There is no “%(code)s” in the register.") % {"code": entry.unit}
    elif not entry.key and not Peer.objects.filter(unit=unit).exists():
        yield f"{entry.unit}: key", _("This is missing.")
    for code in entry.services.keys() - {""} - catalogue.current().by_code.keys():
        yield f"{entry.unit}: services", _("There is no “%(code)s” in the register.") % {"code": code}
    try:
        outbound.public(entry.endpoint)
    except Refused as refusal:
        yield f"{entry.unit}: endpoint", str(refusal)


def waiting() -> Iterator[tuple[str, str, str]]:
    """What a person has to look at: number of the case, what it is, why."""
    for pushed in Pushed.objects.exclude(refused="").select_related("case").order_by("pk"):
        yield pushed.case.number, "→", pushed.refused
    for pulled in (
        Pulled.objects.filter(settled_at=None).exclude(conflict="").select_related("pushed__case").order_by("pk")
    ):
        yield pulled.pushed.case.number, pulled.status, pulled.conflict


def settle(number: str) -> int:
    """Somebody looked at this case: what was refused is tried once more, its conflicts are over. How many that were."""
    refused = Pushed.objects.filter(case__number=number).exclude(refused="")
    again = refused.update(refused="", tried=0)
    over = Pulled.objects.filter(pushed__case__number=number, settled_at=None).exclude(conflict="")
    return again + over.update(settled_at=clock.now(), text="")
