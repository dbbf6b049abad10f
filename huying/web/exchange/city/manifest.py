"""What stands in `manifest.json`: the last file that is written, the first that is read. What it does not name is not part of the city."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from huying.base.journal.refusals import Refused

NAME = "manifest.json"
Inside = Annotated[str, Field(pattern=r"^[\w][\w.+-]*(/[\w][\w.+-]*)*$")]
"""A path below the folder; none that leads out of it."""
Name = Annotated[str, Field(pattern=r"^\w+$")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Written(BaseModel):
    """A file of the export."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    file: Inside
    bytes: int
    sha256: Sha256


class Part(Written):
    """Some rows of a table, in the order of their keys."""

    rows: int


class Given(BaseModel):
    """A table as it was given out. `last`: the highest key that was ever drawn; none where keys are not drawn."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name
    columns: tuple[Name, ...]
    rows: int
    last: int | None
    parts: tuple[Part, ...]


class Sealed(BaseModel):
    """The newest seal of the journal: what `huying verify` comes to on either side."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    number: int
    root: Sha256
    at: datetime


class Attachments(BaseModel):
    """The photos and documents, each in a file under its hash; `list` names them. Missing: rows say they are there, the store does not."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    count: int
    bytes: int
    list: Part
    missing: tuple[Sha256, ...]


class Manifest(BaseModel):
    """A whole city, as it was at one moment."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    form: Literal["huying-city/1"] = "huying-city/1"
    version: str
    """Of Huying."""
    moment: datetime
    """Everything committed by then is in it, and nothing later."""
    contacts: Literal["sealed", "left out"]
    keys: tuple[str, ...]
    """Fingerprints of the keys that open what is sealed."""
    envelope: Written | None
    """The keys themselves, sealed; none unless it was asked for."""
    seal: Sealed | None
    migrations: dict[Name, tuple[Name, ...]]
    tables: tuple[Given, ...]
    attachments: Attachments
    beside: tuple[Written, ...]
    """Files of the installation that are not made from rows: models, own templates of papers, what was first published."""

    @property
    def files(self) -> list[Written]:
        """Every file but the attachments, which say by their names what they are."""
        parts = [part for table in self.tables for part in table.parts]
        return [*parts, self.attachments.list, *self.beside, *([self.envelope] if self.envelope else [])]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)


def read(folder: Path) -> Manifest:
    """The manifest of an export. Raises `Refused` where there is none that can be read."""
    try:
        return Manifest.model_validate_json((folder / NAME).read_bytes())
    except FileNotFoundError:
        raise Refused(_("There is no manifest.json here: this is no export, or one that did not end.")) from None
    except ValidationError as fault:
        wrong = ", ".join(".".join(map(str, each["loc"])) for each in fault.errors()[:5])
        raise Refused(
            _("manifest.json is of another form than this version knows: %(wrong)s.") % {"wrong": wrong}
        ) from None


def digest(path: Path) -> str:
    """SHA-256 of a file (hex)."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
