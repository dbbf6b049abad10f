"""What the city's own closed cases teach: which category the people who worked on them found right in the end.

Texts only, masked; never a contact, nothing of a confidential case. One case in ten is held back for ever, chosen by its
number, so that any two models can be examined on what neither has seen.
"""

from collections import Counter
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from huying.base.journal.memory import Event
from huying.base.units.roles import SYSTEM
from huying.cases.models import Case, Request
from huying.cases.words import Confidentiality, Outcome, RequestKind, State

from . import grouping, masking
from .training import FOLDS, Example, often

MOST = 100_000
"""Cases that are learned from, the newest."""
HELD_BACK = 10
"""One case in so many."""
CORRECTED, RETURNED = 3.0, 2.0
"""What a case counts whose category was put right, or that a unit gave back rightly, beside any other one as 1."""
TEACH_NOTHING = (Outcome.MERGED, Outcome.WITHDRAWN)


@dataclass(frozen=True)
class Lessons:
    """What is taught, what is asked afterwards, and the categories with too few cases for either."""

    taught: list[Example]
    held_back: list[Example]
    too_few: dict[str, int]


def lessons() -> Lessons:
    """Of the newest closed cases; near duplicates of what is held back are not taught."""
    cases = list(
        Case.objects.filter(state=State.CLOSED, category__isnull=False, confidentiality=Confidentiality.NORMAL)
        .exclude(outcome__in=TEACH_NOTHING)
        .order_by("-received_at", "-id")
        .values_list("pk", "number", "category__code", "text__body")[:MOST]
    )
    weights = _weights([pk for pk, *_rest in cases])
    read = [
        (masking.masked(Example(body, code, {}, weights.get(pk, 1.0))), crc32(number.encode()) % HELD_BACK == 0)
        for pk, number, code, body in cases
        if body
    ]
    taught, held_back = _apart(read)
    n_of = Counter(example.label for example in taught)
    too_few = {code: n for code, n in sorted(n_of.items()) if n < FOLDS}
    return Lessons(often(taught), held_back, too_few)


def _apart(read: list[tuple[Example, bool]]) -> tuple[list[Example], list[Example]]:
    together = grouping.groups([example.text for example, _held_back in read]) if read else np.empty(0, int)
    asked = {group for group, (_example, held_back) in zip(together, read, strict=True) if held_back}
    held_back = [example for example, is_held_back in read if is_held_back]
    return [one for (one, _held), group in zip(read, together, strict=True) if group not in asked], held_back


def _weights(cases: list[int]) -> dict[int, float]:
    """Cases that count more than others."""
    returned = Request.objects.filter(kind=RequestKind.RETURN, decision="granted", case__in=cases)
    corrected = Event.objects.filter(
        life=Case.life, verb="correct", thing__in=cases, facts__has_key="category"
    ).exclude(by=SYSTEM.ref)
    weights = dict.fromkeys(returned.values_list("case_id", flat=True), RETURNED)
    return weights | dict.fromkeys(corrected.values_list("thing", flat=True), CORRECTED)
