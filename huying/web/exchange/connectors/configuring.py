"""Connectors: made and changed by a file or by a page, checked whole before anything holds; switched on and off."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

import yaml
from django.db import transaction
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, field_validator, model_validator

from huying.base.catalogue import boundaries
from huying.base.journal import audit, seals
from huying.base.journal.machine import Doer
from huying.base.journal.refusals import Incomplete, Refused
from huying.base.units import register as units
from huying.cases.models import Connector

from . import addresses, applying

TRANSPORTS = tuple(addresses.KINDS)
OUT: str = Connector.Takes.CASES


class Entry(BaseModel):
    """One connector, as a file describes it (docs/guides/exchange.md)."""

    model_config = ConfigDict(extra="forbid")

    slug: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
    name: Annotated[str, Field(min_length=1, max_length=60)]
    unit: str
    takes: Literal["calls", "history", "steps", "cases"]
    content: Annotated[str, Field(min_length=1, max_length=300)]
    basis: Annotated[str, Field(min_length=1, max_length=300)]
    every: Annotated[int, Field(ge=1, le=1440)] = 5
    on: bool | None = None
    """None keeps what holds; a new one is off until somebody has looked at its preview."""
    secret: str = ""
    """Empty keeps the one that is known."""
    folder: dict[str, Any] | str | None = None
    sftp: dict[str, Any] | None = None
    http: dict[str, Any] | None = None
    table: dict[str, Any] | None = None
    mapping: str
    """In YAML; in a file it may stand as it is."""

    @field_validator("mapping", mode="before")
    @classmethod
    def _written(cls, given: Any) -> Any:
        if isinstance(given, dict):
            return yaml.safe_dump(given, allow_unicode=True, sort_keys=False)
        return given

    @model_validator(mode="after")
    def _one_way(self) -> "Entry":
        if sum(getattr(self, name) is not None for name in TRANSPORTS) != 1:
            raise ValueError(_("Exactly one of these: %(names)s.") % {"names": ", ".join(TRANSPORTS)})
        return self

    @property
    def transport(self) -> str:
        return next(name for name in TRANSPORTS if getattr(self, name) is not None)

    @property
    def address(self) -> dict[str, Any]:
        given = getattr(self, self.transport)
        return {"folder": given} if isinstance(given, str) else dict(given)


def load(given: object, *, by: Doer) -> int:
    """Have these connectors (what a file holds, read) and return how many. Others stay. Raises `Incomplete` with all that is wrong."""
    try:
        entries = TypeAdapter(list[Entry]).validate_python(given)
    except ValidationError as fault:
        raise Incomplete({".".join(map(str, error["loc"])): error["msg"] for error in fault.errors()}) from fault
    if wrong := {f"{entry.slug}: {name}": says for entry in entries for name, says in faults(entry)}:
        raise Incomplete(wrong)
    with transaction.atomic():
        for entry in entries:
            _save(entry, by)
    return len(entries)


def save(entry: Entry, *, by: Doer) -> Connector:
    """Make or change one. Raises `Incomplete` by field."""
    if wrong := dict(faults(entry)):
        raise Incomplete(wrong)
    with transaction.atomic():
        return _save(entry, by)


def faults(entry: Entry) -> Iterator[tuple[str, str]]:
    """Field → what is wrong with it."""
    if entry.slug == "new":
        yield "slug", _("This name is taken.")
    if entry.unit not in units.current().by_code:
        yield "unit", _("There is no “%(code)s” in the register.") % {"code": entry.unit}
    for name in ("name", "content"):
        if term := boundaries.refused(getattr(entry, name)):
            yield name, boundaries.why(term)
    try:
        applying.understood(entry.takes, entry.mapping)
    except Refused as refusal:
        yield "mapping", str(refusal)
    try:
        address = addresses.reachable(entry.transport, entry.address)
    except Incomplete as refusal:
        yield from refusal.fields.items()
        return
    if entry.takes == OUT and isinstance(address, addresses.Table):
        yield from _given_to_table(entry, address)
    elif isinstance(address, addresses.Table) and not address.changed:
        yield "changed", _("This is missing.")


def _given_to_table(entry: Entry, address: addresses.Table) -> Iterator[tuple[str, str]]:
    try:
        named = applying.understood(entry.takes, entry.mapping).columns
    except Refused:
        return
    if address.key not in named:
        yield "key", _("The mapping gives no “%(name)s”.") % {"name": address.key}


def _save(entry: Entry, by: Doer) -> Connector:
    known = Connector.objects.filter(slug=entry.slug).first()
    if known and (known.takes, known.transport) != (entry.takes, entry.transport):
        raise Incomplete({"slug": _("There is one of this name already that exchanges something else, or otherwise.")})
    made = known or Connector(slug=entry.slug, takes=entry.takes, transport=entry.transport, cursor=_from_now(entry))
    for name in ("name", "content", "basis", "every", "mapping"):
        setattr(made, name, getattr(entry, name))
    made.unit, made.address = units.current().by_code[entry.unit], entry.address
    made.secret = entry.secret or (known.secret if known else "")
    made.on = made.on if entry.on is None else entry.on
    made.next_at = None
    made.save()
    _record("changed" if known else "made", made, by)
    return made


def _from_now(entry: Entry) -> dict[str, Any]:
    """What is given out begins with what happens from now on; `from_the_beginning` gives everything."""
    newest = seals.latest() if entry.takes == OUT else None
    return {"seal": newest.pk} if newest else {}


def switch(connector: Connector, *, on: bool, by: Doer) -> None:
    """On: its rounds begin at once. Off: nothing is asked, taken or given."""
    connector.on, connector.next_at, connector.failures = on, None, 0
    connector.save(update_fields=["on", "next_at", "failures"])
    _record("on" if on else "off", connector, by)


def from_the_beginning(connector: Connector, *, by: Doer) -> None:
    """Read everything, or give everything, once more: what is known already is recognised."""
    connector.cursor, connector.next_at = {}, None
    connector.save(update_fields=["cursor", "next_at"])
    _record("from_the_beginning", connector, by)


def entry(connector: Connector) -> dict[str, Any]:
    """A connector as a file describes it, without its secret."""
    names = ("slug", "name", "takes", "content", "basis", "every", "on", "mapping")
    return {name: getattr(connector, name) for name in names} | {
        "unit": connector.unit.code,
        connector.transport: connector.address,
    }


def _record(deed: str, connector: Connector, by: Doer) -> None:
    audit.record("setup_changed", by=by, what="connector", deed=deed, connector=connector.slug)
