"""A set-up folder as one archive: given out by a page, and taken in again with nothing in it but files of the set-up."""

import hashlib
import io
import re
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from huying.base.journal import editions
from huying.base.journal.machine import Doer
from huying.notices import wording

from . import changing, differing, loading
from .changing import Preview
from .differing import Differences
from .report import Problem, Summary
from .sheets import BORDERS, HOLIDAYS, SHEETS, STAFF

FIRST = (1980, 1, 1, 0, 0, 0)
"""The time in every archive: the same set-up gives the same archive."""
LARGEST = 200 * 1024 * 1024
"""Bytes of all files together, unpacked."""
KEPT = 24 * 3600
"""Seconds for which an archive waits between its preview and the word to put it in force."""
EDITIONS = (*changing.EDITIONS, wording.NAME)
KNOWN = {BORDERS, *(sheet.file for sheet in SHEETS)}
DIGEST = re.compile(r"[0-9a-f]{64}")


class Refused(Exception):
    """The archive as a whole is none that can be looked into; the sentence says why."""


def pack(folder: Path) -> bytes:
    """All files below `folder` as a ZIP archive."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(found for found in folder.rglob("*") if found.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), FIRST)
            packed.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return archive.getvalue()


@contextmanager
def unpacked(archive: bytes) -> Iterator[tuple[Path, list[Problem]]]:
    """A folder with the files of the set-up in `archive`, gone afterwards; and a remark for each file that was left out.

    Raises `Refused` for what is no ZIP, is too large, or holds the accounts: these are the security officer's.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            with zipfile.ZipFile(io.BytesIO(archive)) as packed:
                remarks = list(_unpack(packed, folder))
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as fault:
            raise Refused(_("This is no ZIP archive that can be read.")) from fault
        yield folder, remarks


def _unpack(packed: zipfile.ZipFile, folder: Path) -> Iterator[Problem]:
    left = LARGEST
    for entry in packed.infolist():
        path = _file_of(entry.filename)
        if entry.is_dir():
            continue
        if path is None:
            yield Problem(entry.filename, 0, _("This file was not read: it is none of the set-up."))
            continue
        if path == PurePosixPath(STAFF.file):
            raise Refused(_("Accounts are set up by the security officer: please leave out staff.csv."))
        with packed.open(entry) as file:
            content = file.read(left + 1)  # not what the archive says of itself: what comes out of it
        left -= len(content)
        if left < 0:
            raise Refused(_("Unpacked, the archive is larger than %(most)d MB.") % {"most": LARGEST // 1024**2})
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_bytes(content)


def _file_of(name: str) -> PurePosixPath | None:
    """Where a file of the archive goes in the folder, whatever folder the archive has it in; None for no file of the set-up."""
    path = PurePosixPath(name)
    if path.name in KNOWN:
        return PurePosixPath(path.name)
    if path.parent.name == HOLIDAYS and re.fullmatch(r"\d{4}\.json", path.name):
        return PurePosixPath(HOLIDAYS, path.name)
    return None


# -- between the preview and the word to put it in force


def keep(archive: bytes) -> str:
    """Keep an archive for a day; its digest, by which it is found again. Those whose day is over go."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for path in folder.iterdir():
        if path.stat().st_mtime < time.time() - KEPT:
            path.unlink(missing_ok=True)
    digest = hashlib.sha256(archive).hexdigest()
    (folder / digest).write_bytes(archive)
    return digest


def kept(digest: str) -> bytes | None:
    """The archive with this digest; None where there is none any more."""
    path = _folder() / digest
    return path.read_bytes() if DIGEST.fullmatch(digest) and path.exists() else None


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "setups"


# -- shown first, put in force second


@dataclass
class Shown:
    """What an archive would do: the preview, and every file that it changes. With problems, nothing."""

    preview: Preview
    differences: list[Differences] = field(default_factory=list)


def preview(archive: bytes) -> Shown:
    """Check and try it; nothing is kept. Raises `Refused`."""
    with unpacked(archive) as (folder, remarks):
        content = loading.check(folder)
        content.remarks += remarks
        found = changing.tried(content, _sign(archive), with_grounds=content.has_borders)
        return Shown(found, [] if content.problems else differing.of(content))


def put_in_force(archive: bytes, *, seen: str, by: Doer, move_open: bool = False) -> Summary:
    """Load it, once `preview` showed the same (`seen`). Raises `changing.Changed` where anything is different meanwhile."""
    with unpacked(archive) as (folder, _remarks), transaction.atomic():
        editions.hold(*EDITIONS)
        if seen != _sign(archive):
            raise changing.Changed
        return loading.load(folder, by=by, move_open=move_open)


def _sign(archive: bytes) -> str:
    return changing.sign([editions.numbers(*EDITIONS), hashlib.sha256(archive).hexdigest()])
