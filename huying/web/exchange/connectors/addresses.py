"""Where a connector finds the other side: what each transport needs to know, checked before anything is asked."""

import re
from pathlib import Path
from typing import Annotated, Any

from django.conf import settings
from django.utils.translation import gettext as _
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, field_validator

from huying.base import outbound
from huying.base.journal.refusals import Incomplete, Refused
from huying.cases.models import Connector

Transport = Connector.Transport
STILL = 10
"""Seconds for which a file has not changed before it counts as complete."""


def _name(given: str) -> str:
    """A name as databases take it without quotes."""
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,62}", given):
        raise ValueError(_("Letters, digits and _ only, such as case_no."))
    return given


Name = Annotated[str, AfterValidator(_name)]
Port = Annotated[int, Field(ge=1, le=65535)]


class Address(BaseModel):
    """What one transport needs to know; a misspelt key is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def reachable(self) -> None:
        """Raises `Refused` where it may not be asked."""


class Folder(Address):
    """A folder of this machine, below `HUYING_EXCHANGE`; another program brings files there or takes them away."""

    folder: Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[\w-]+(/[\w-]+)*$")]
    still: Annotated[int, Field(ge=0, le=3600)] = STILL

    @property
    def path(self) -> Path:
        return Path(settings.EXCHANGE) / self.folder


class Sftp(Address):
    """A folder of a server that speaks SFTP. `host_key` is its public key, as `ssh-keyscan` prints it."""

    host: Annotated[str, Field(min_length=1, max_length=200)]
    port: Port = 22
    user: Annotated[str, Field(min_length=1, max_length=80)]
    folder: Annotated[str, Field(min_length=1, max_length=200)] = "."
    host_key: Annotated[str, Field(min_length=20, max_length=2000)]
    still: Annotated[int, Field(ge=0, le=3600)] = STILL

    @field_validator("host_key")
    @classmethod
    def _bare(cls, given: str) -> str:
        """Without the name of the host that `ssh-keyscan` puts before it."""
        kind = given.find("ssh-") if "ssh-" in given else given.find("ecdsa-")
        if kind < 0:
            raise ValueError(_("A key begins with ssh- or ecdsa-, as ssh-keyscan prints it."))
        return given[kind:].strip()

    def reachable(self) -> None:
        outbound.found(self.host, self.port)


class Http(Address):
    """An address that answers with records as JSON, or takes them. Dots lead into nested values: `data.items`."""

    url: Annotated[str, Field(max_length=500)]
    records: str = "records"
    next: str = "next"
    """Where the answer says what is asked for next; nothing there: that was all for now."""
    cursor: Annotated[str, Field(max_length=40)] = "cursor"
    """The parameter in which it is asked for."""
    header: Annotated[str, Field(max_length=60, pattern=r"^[A-Za-z-]+$")] = "Authorization"
    """Carries the secret; `Authorization` as `Bearer SECRET`."""

    def reachable(self) -> None:
        outbound.public(self.url)


class Table(Address):
    """A table or a view of another PostgreSQL database."""

    host: Annotated[str, Field(min_length=1, max_length=200)]
    port: Port = 5432
    database: Annotated[str, Field(min_length=1, max_length=63)]
    user: Annotated[str, Field(min_length=1, max_length=63)]
    schema_name: Annotated[Name, Field(alias="schema")] = "public"
    table: Name
    key: Name
    """What tells rows apart."""
    changed: Name | None = None
    """The time at which a row was written; read in its order. A table that is given to needs none."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    def reachable(self) -> None:
        if not self.host.startswith("/"):
            outbound.found(self.host, self.port)


KINDS: dict[str, type[Address]] = {
    Transport.FOLDER: Folder,
    Transport.SFTP: Sftp,
    Transport.HTTP: Http,
    Transport.TABLE: Table,
}


def read(transport: str, given: dict[str, Any]) -> Any:
    """The address that stands in a document. Raises `Incomplete` with every mistake in it."""
    try:
        return KINDS[transport].model_validate(given)
    except ValidationError as wrong:
        raise Incomplete({".".join(map(str, error["loc"])): error["msg"] for error in wrong.errors()}) from wrong


def reachable(transport: str, given: dict[str, Any]) -> Any:
    """The same, and whether it may be asked at all. Raises `Incomplete`."""
    address = read(transport, given)
    try:
        address.reachable()
    except Refused as refusal:
        raise Incomplete({"url" if transport == Transport.HTTP else "host": str(refusal)}) from refusal
    return address
