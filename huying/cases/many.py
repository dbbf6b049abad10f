"""Calls that another system hands over together: each with its own answer; what they have in common is looked up once.

They are written by one COPY a table, which costs a fraction of as many statements; the checks, the rows and the record are those
of `intake.receive`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from huying.base.journal import rows
from huying.base.journal.refusals import Refused
from huying.base.places import locator
from huying.base.places import register as places
from huying.base.units.roles import Actor

from . import intake
from .intake import Call, Receipt
from .models import Case

NOWHERE = float("nan")
MEANWHILE = 3
"""How often it begins anew because somebody else sent one of the same numbers in the same moment."""


@dataclass(frozen=True)
class Known:
    """It was sent before: the key of the case that it became."""

    case: int


Answer = Receipt | Known | Refused
"""What became of one call: a receipt, the case that is there already, or why it was not taken (`Incomplete` by field)."""


def receive(calls: Sequence[Call], *, by: Actor) -> list[Answer]:
    """Take the calls in, in their order; one that is refused spoils no other. All that is taken is taken at once, or nothing is.

    A call with `source` and `external` is taken in once, however often it is sent.
    """
    _locate(calls)
    for again in range(MEANWHILE):
        try:
            with transaction.atomic():
                return _received(calls, by)
        except IntegrityError as conflict:
            if "case_once_per_source" not in str(conflict) or again == MEANWHILE - 1:
                raise
    raise AssertionError  # the last time returns or raises


def known(calls: Sequence[Call]) -> dict[tuple[str, str], int]:
    """Source and number there → key, of those that are here already. One statement a source."""
    numbers: dict[str, set[str]] = {}
    for call in calls:
        if call.external:
            numbers.setdefault(call.source, set()).add(call.external)
    return {
        (source, external): pk
        for source, wanted in numbers.items()
        for pk, external in Case.objects.filter(source=source, external__in=wanted).values_list("pk", "external")
    }


def _received(calls: Sequence[Call], by: Actor) -> list[Answer]:
    here, answers = known(calls), list[Answer]()
    keys = rows.reserve(Case, len(calls)) if calls else []
    with rows.together() as written:
        for call, key in zip(calls, keys, strict=True):
            name = (call.source, call.external)
            if call.external and name in here:
                answers.append(Known(here[name]))
                continue
            n = len(written)
            try:
                answers.append(intake.receive(call, by=by, key=key))
                here[name] = key
            except Refused as refusal:
                del written[n:]
                answers.append(refusal)
    return answers


def _locate(calls: Sequence[Call]) -> None:
    """The area of every point, looked up for all of them in one go."""
    placed = [call for call in calls if call.lon is not None and call.lat is not None and not call.located]
    if not placed:
        return
    lons = [NOWHERE if call.lon is None else call.lon for call in placed]
    lats = [NOWHERE if call.lat is None else call.lat for call in placed]
    by_id = places.current().by_id
    for call, found in zip(placed, locator.locate_many(lons, lats), strict=True):
        call.area, call.located = by_id[found] if found else call.area, True
