"""Disputes taken in from a file of JSON lines: each gets a type by its words, and the committee that is proposed for it."""

import hashlib
import json
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from huying.base.journal.refusals import Incomplete, Refused
from huying.base.places import register as places
from huying.base.places.models import Area
from huying.base.units import register as units
from huying.base.units.roles import SYSTEM

from . import candidates, opening, typing
from .models import Dispute, DisputeType
from .opening import Matter
from .words import Origin

SOURCE = "import"
OTHER = "other"
"""The type of what no word speaks of, where the register has it."""


@dataclass
class Taken:
    """What became of a file. `refused`: (line, reason); `excluded`: what is not for mediation, by type."""

    read: int = 0
    written: int = 0
    unchanged: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)
    types: Counter[str] = field(default_factory=Counter)
    committees: Counter[str] = field(default_factory=Counter)
    excluded: int = 0
    interrupted: bool = False


def load(file: Path, progress: Callable[[int], None] = lambda done: None) -> Taken:
    """Take in what is not here yet, a line at a time. Ctrl-C ends it after the line under way; running it again goes on.

    A line has `description`, and may have `number`, `origin`, `reference`, `area` (a code), `address`, `amount` (yuan). Without
    a number it is known again by its words.
    """
    taken, kinds = Taken(), typing.types()
    known = set(Dispute.objects.filter(source=SOURCE).values_list("external", flat=True))
    with _asked_to_stop() as asked, file.open(encoding="utf-8-sig") as lines:
        for n, line in enumerate(lines, start=1):
            if asked.is_set():
                taken.interrupted = True
                break
            if line.strip():
                taken.read += 1
                _take(n, line, kinds, known, taken)
            progress(1)
    return taken


def length(file: Path) -> int:
    with file.open("rb") as lines:
        return sum(1 for _line in lines)


def _take(n: int, line: str, kinds: list[DisputeType], known: set[str], taken: Taken) -> None:
    try:
        matter = _matter(json.loads(line), kinds)
        if matter.external in known:
            taken.unchanged += 1
            return
        _open(matter, taken)
        known.add(matter.external)
    except json.JSONDecodeError as fault:
        taken.refused.append((n, _("This is not JSON: %(fault)s.") % {"fault": fault.msg}))
    except Incomplete as incomplete:
        taken.refused.append((n, " ".join(incomplete.fields.values())))
    except Refused as refusal:
        taken.refused.append((n, " ".join(refusal.reasons)))


@transaction.atomic
def _open(matter: Matter, taken: Taken) -> None:
    """Open it, and give it to the committee that is proposed; what is not for mediation has none."""
    dispute = opening.open(matter, by=SYSTEM).dispute
    found = candidates.committees(dispute)
    if found:
        to = units.current().by_id[found[0].key]
        opening.assign(dispute, by=SYSTEM, to=to, basis="proposed", reasons=[str(why) for why in found[0].reasons])
        taken.committees[to.code] += 1
    else:
        taken.excluded += 1
    taken.written += 1
    taken.types[matter.type.code if matter.type else ""] += 1


def _matter(said: Any, kinds: list[DisputeType]) -> Matter:
    text = str(said.get("description") or "").strip() if isinstance(said, dict) else ""
    if not text:
        raise Incomplete({"description": _("The description is missing.")})
    heard = typing.found(text, kinds)
    other = next((kind for kind in kinds if kind.code == OTHER), None)
    return Matter(
        text, origin=said.get("origin") or Origin.OTHER, type=heard[0].type if heard else other, area=_area(said.get("area")),
        address=str(said.get("address") or ""), amount=_amount(said.get("amount")), reference=str(said.get("reference") or ""),
        source=SOURCE, external=str(said.get("number") or hashlib.sha256(text.encode()).hexdigest()[:40]),
    )  # fmt: skip


def _area(code: Any) -> Area | None:
    if not code:
        return None
    if (found := places.current().by_code.get(str(code))) is None:
        raise Incomplete({"area": _("There is no area with the code %(code)s.") % {"code": code}})
    return found


def _amount(given: Any) -> Decimal | None:
    try:
        return Decimal(str(given)) if given not in (None, "") else None
    except InvalidOperation as fault:
        raise Incomplete({"amount": _("“%(given)s” is no amount in yuan.") % {"given": given}}) from fault


@contextmanager
def _asked_to_stop() -> Iterator[threading.Event]:
    """Set by Ctrl-C, which ends nothing by itself meanwhile."""
    asked = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield asked
        return
    before = signal.signal(signal.SIGINT, lambda *_signal: asked.set())
    try:
        yield asked
    finally:
        signal.signal(signal.SIGINT, before)
