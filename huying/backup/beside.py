"""What lies beside the database: photos and documents, what the installation made itself, and what was erased by request."""

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice, takewhile
from pathlib import Path
from typing import Any, NamedTuple

from django.apps import apps
from django.conf import settings

from huying.base.journal import audit, memory
from huying.cases import files, forgetting
from huying.cases.models import Case

from .folder import Folder

OWN = ("papers", "models", "files/setups")
"""Folders below the data folder whose files have no hash for a name: they are copied as they are."""
LATE = timedelta(minutes=10)
"""Rows are looked at again for so long: what was begun earlier may be committed later."""
BATCH = 10_000
GRANTING = "decide_erasure"


class Copied(NamedTuple):
    """How many attachments there are, how many were copied now, which lie nowhere."""

    total: int
    written: int
    missing: list[str]


def copy_files(
    folder: Folder, *, since: datetime | None = None, progress: Callable[[int], Any] = lambda n: None
) -> Copied:
    """Have every file of every case in the folder; of those that were added `since`, if given. Can be repeated."""
    count, written, missing = 0, 0, []
    for sha256 in _hashes(since - LATE if since else None):
        count += 1
        target = kept_at(folder.files, sha256)
        if not target.exists():
            if copied(files.place(sha256), target):
                written += 1
            else:
                missing.append(sha256)
        progress(1)
    for name in OWN if since is None else ():
        if (settings.DATA / name).is_dir():
            shutil.copytree(settings.DATA / name, folder.path / "own" / name, dirs_exist_ok=True)
    return Copied(count, written, missing)


def retire(folder: Folder, today: str) -> int:
    """Put aside what no case has any more; it goes with the last backup that needs it. Return how many."""
    n, walk = 0, iter(folder.files.glob("??/??/*"))
    while some := list(islice(walk, BATCH)):
        alive = _alive([path.name for path in some])
        for path in some:
            if path.name not in alive:
                (folder.path / "gone" / today).mkdir(mode=0o700, exist_ok=True)
                path.replace(folder.path / "gone" / today / path.name)
                n += 1
    return n


def bring_files(folder: Folder, progress: Callable[[int], Any] = lambda n: None) -> Copied:
    """Have every file of every case in the data folder again. Can be repeated."""
    count, written, missing = 0, 0, []
    gone = {path.name: path for path in folder.path.glob("gone/*/*")}
    for sha256 in _hashes():
        count += 1
        if not files.place(sha256).exists():
            source = kept_at(folder.files, sha256)
            if copied(source if source.exists() else gone.get(sha256, source), files.place(sha256)):
                written += 1
            else:
                missing.append(sha256)
        progress(1)
    for name in OWN:
        if (folder.path / "own" / name).is_dir():
            shutil.copytree(folder.path / "own" / name, settings.DATA / name, dirs_exist_ok=True)
    return Copied(count, written, missing)


def kept_at(root: Path, sha256: str) -> Path:
    return root / sha256[:2] / sha256[2:4] / sha256


def copied(source: Path, target: Path) -> bool:
    """Whether there is something to copy; it is whole under its name, or not there."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = target.with_name(f".new-{os.getpid()}-{target.name}")
    try:
        shutil.copyfile(source, draft)
    except FileNotFoundError:  # erased a moment ago, or it never lay there
        return False
    draft.chmod(0o600)
    with draft.open("rb+") as written:
        os.fsync(written.fileno())
    draft.replace(target)
    return True


def _keepers() -> list[Any]:
    """Every table whose rows are files under their hash: those of cases, those of disputes."""
    return [
        model for model in apps.get_models() if {"sha256", "added_at"} <= {field.name for field in model._meta.fields}
    ]


def _hashes(since: datetime | None = None) -> Iterator[str]:
    for keeper in _keepers():
        rows = keeper._base_manager
        if since:
            yield from (sha256 for sha256, _at in _newest(rows.values_list("sha256", "added_at"), since))
        else:
            yield from rows.order_by("sha256").values_list("sha256", flat=True).distinct().iterator(BATCH)


def _newest(rows: Any, since: datetime) -> Iterator[tuple[Any, ...]]:
    """By their keys from the end, until one is older; its moment is the last of each. No index by time is needed for it."""
    return takewhile(lambda row: row[-1] >= since, rows.order_by("-pk").iterator(500))


def _alive(hashes: list[str]) -> set[str]:
    found = [keeper._base_manager.filter(sha256__in=hashes) for keeper in _keepers()]
    return {sha256 for rows in found for sha256 in rows.values_list("sha256", flat=True)}


# -- what was erased by request


def note_erased(folder: Folder, since: datetime | None) -> int:
    """Write down which cases lost what by request, so that an older database that is brought back loses it again.

    Case number in the table, what, when: nothing of what was erased. Return how many are new.
    """
    known = {(each["case"], each["at"]) for each in erased(folder)}
    rows = memory.Event.objects.values_list("life", "verb", "thing", "facts", "at")
    steps = _newest(rows, since - LATE) if since else rows.filter(verb=GRANTING).order_by("pk").iterator(500)
    found = [
        {"case": thing, "at": at.isoformat(), "what": facts["what"]}
        for life, verb, thing, facts, at in steps
        if (life, verb, facts.get("decision")) == (Case.life, GRANTING, "granted")
    ]
    new = [each for each in found if (each["case"], each["at"]) not in known]
    if new:
        with os.fdopen(os.open(folder.erased, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a") as lines:
            lines.writelines(json.dumps(each) + "\n" for each in new)
            lines.flush()
            os.fsync(lines.fileno())
    return len(new)


def erased(folder: Folder) -> list[dict[str, Any]]:
    """What is noted; a line that was cut off by a kill is left out, and is noted again."""
    lines = folder.erased.read_text().split("\n") if folder.erased.exists() else []
    return [json.loads(line) for line in lines if line.startswith("{") and line.endswith("}")]


def erase_again(folder: Folder, after: datetime) -> int:
    """What was erased by request after this moment goes again, if its case is there. Return in how many cases."""
    later: Iterable[dict[str, Any]] = [e for e in erased(folder) if datetime.fromisoformat(e["at"]) > after]
    again = [each for each in later if forgetting.erase_again(each["case"], each["what"])]
    if again:
        audit.record("erased", by=audit.console(), contacts=len(again), again=[each["case"] for each in again])
    return len(again)
