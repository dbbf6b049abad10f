"""What a city keeps in files: photos and documents by their hash, and what the installation learned, wrote or published itself."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings

from huying.cases import files
from huying.cases.learning import store
from huying.insight import lake

from . import safe
from .manifest import Attachments, Part, Written, digest
from .rows import lines

FOLDER, LIST = "files", "files.jsonl.gz"
LEFT_OUT = {
    "db": "the database itself, which the rows are",
    "errors": "what broke",
    "exchange": "drop folders, which belong to both sides: what lies there was not read yet",
    "secrets": "travel in the envelope",
    "files/setups": "archives that were looked at and not put in force",
    "lake": "made anew from the rows, but for what was first published and since when",
}
"""What lies in the data folder and does not travel, and why."""


@dataclass
class Copied:
    """Attachments that were copied: hash and bytes of each; and those that were not in the store."""

    sizes: dict[str, int] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)


def place(folder: Path, sha256: str) -> Path:
    """Where an attachment lies in an export: as in the store."""
    return folder / FOLDER / sha256[:2] / sha256[2:4] / sha256


def give(folder: Path, hashes: Iterable[str], progress: Callable[[int], Any]) -> Attachments:
    """Copy these attachments into the export, unless they are there, and remove all others from it."""
    copied = Copied()
    for sha256 in hashes:
        source, target = files.place(sha256), place(folder, sha256)
        try:
            size = source.stat().st_size
            if not (target.exists() and target.stat().st_size == size) and safe.copied(source, target) != sha256:
                target.unlink()
                raise FileNotFoundError
            copied.sizes[sha256] = size
        except FileNotFoundError:
            copied.missing.append(sha256)
        progress(1)
    safe.only(folder / FOLDER, {place(folder, sha256) for sha256 in copied.sizes})
    told = ({"sha256": sha256, "bytes": size} for sha256, size in copied.sizes.items())
    listed = lines(LIST, (orjson.dumps(each, option=orjson.OPT_APPEND_NEWLINE) for each in told), folder)
    return Attachments(
        count=len(copied.sizes), bytes=sum(copied.sizes.values()), list=listed, missing=tuple(copied.missing)
    )


def listed(folder: Path, part: Part) -> Iterator[tuple[str, int]]:
    """Hash and bytes of each attachment of an export."""
    from .rows import read  # noqa: PLC0415

    for line in read(folder / part.file):
        told = orjson.loads(line)
        yield told["sha256"], told["bytes"]


def wrong(folder: Path, sha256: str, size: int) -> bool:
    """Whether an attachment of the export is not what its name says."""
    path = place(folder, sha256)
    return not path.exists() or path.stat().st_size != size or digest(path) != sha256


def take(folder: Path, sha256: str) -> None:
    """Have an attachment of the export in the store."""
    target = files.place(sha256)
    if not target.exists():
        safe.copied(place(folder, sha256), target)


# -- what the installation made itself


def _homes() -> dict[str, Path]:
    """Where files lie that travel as they are, by the name of their folder in the export."""
    return {"papers": settings.DATA / "papers", "models": store.folder(), "lake": lake.folder()}


def give_own(folder: Path) -> tuple[Written, ...]:
    """Copy models, own templates and what was first published."""
    given = tuple(
        Written(file=name, bytes=path.stat().st_size, sha256=safe.copied(path, folder / name))
        for name, path in _own(_homes())
    )
    for home in _homes():
        safe.only(folder / home, {folder / each.file for each in given})
    return given


def take_own(folder: Path, given: Collection[Written]) -> None:
    """Have them here."""
    homes = _homes()
    for each in given:
        home, _slash, rest = each.file.partition("/")
        safe.copied(folder / each.file, homes[home] / rest)


def _own(homes: dict[str, Path]) -> Iterator[tuple[str, Path]]:
    for home, at in homes.items():
        for path in sorted(at.rglob("*")):
            name = path.relative_to(at)
            hidden = any(step.startswith(".") for step in name.parts)
            if (
                path.is_file()
                and not hidden
                and (home != "lake" or name.parts[0] == "first" or name.name == lake.MANIFEST)
            ):
                yield f"{home}/{name.as_posix()}", path
