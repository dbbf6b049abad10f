"""One verb for several cases: ordered at once, carried out one by one by the ordinary commands, each with its own answer.

An order waits `UNDO` before anything happens, so that taking it back leaves no trace in any case. What became possible or
impossible meanwhile is said by the same rules as ever (`docs/decisions/0016-work-lists.md`).
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from huying.base.journal import clock
from huying.base.journal.refusals import Faster, Refused
from huying.base.sealed import spotting
from huying.base.units import register as units
from huying.base.units.models import Staff
from huying.base.units.roles import Actor

from . import handling, intake, queries, routing
from .masking import PUBLISHED
from .models import Case, Order, OrderLine

UNDO = timedelta(seconds=10)
KEPT = timedelta(days=2)
MOST = 200
"""Cases of one order."""

Given = dict[str, Any]


def _reassign(case: Case, *, by: Actor, to: str, reason: str, basis: str) -> None:
    routing.reassign(case, by=by, to=units.current().by_code[to], reason=reason, basis=basis)


def _merge(case: Case, *, by: Actor, into: str) -> None:
    if (parent := queries.one(by, into)) is None:
        raise Refused(_("There is no case with this number."))
    intake.merge(case, into=parent, by=by)


COMMANDS: dict[str, Callable[..., None]] = {"accept": handling.accept, "reassign": _reassign, "merge": _merge}
"""What can be ordered for many, called with what `Order.given` holds."""


def order(staff: Staff, verb: str, versions: Mapping[int, int], given: Given) -> Order:
    """Order `verb` for the cases `versions` (key → the version that was looked at), to be done when the time to undo it is over."""
    now = clock.now()
    masked = {name: spotting.masked(value, known=PUBLISHED)[0] for name, value in given.items()}
    with transaction.atomic():
        made = Order.objects.create(
            staff=staff, verb=verb, given=masked, language=get_language() or settings.LANGUAGE_CODE,
            ordered_at=now, due_at=now + UNDO,
        )  # fmt: skip
        OrderLine.objects.bulk_create(
            OrderLine(order=made, case_id=key, version=version) for key, version in [*versions.items()][:MOST]
        )
        app.configure_task("carry_out", schedule_at=made.due_at).defer(order=made.pk)
    return made


def take_back(order: Order) -> bool:
    """Whether there was still time: then nothing of it happens."""
    waiting = Order.objects.filter(pk=order.pk, taken_back_at=None, due_at__gt=clock.now())
    return bool(waiting.update(taken_back_at=clock.now()))


def carry_out(order: int) -> None:
    """Do what was ordered. Each case on its own, with its answer in the same transaction: done again, it goes on where it stopped."""
    found = Order.objects.select_related("staff").filter(pk=order, taken_back_at=None).first()
    if found is None:
        return
    for line in found.lines.filter(answered_at=None).order_by("pk"):
        with transaction.atomic(), translation.override(found.language):
            _answer(found, line)


def _answer(order: Order, line: OrderLine) -> None:
    locked = OrderLine.objects.select_for_update().get(pk=line.pk)
    if locked.answered_at is not None:
        return
    try:
        with transaction.atomic():
            _do(order, locked)
    except Refused as refusal:
        locked.why_not = " ".join(refusal.reasons)
    locked.answered_at = clock.now()
    locked.save(update_fields=["why_not", "answered_at"])


def _do(order: Order, line: OrderLine) -> None:
    by = order.staff.actor
    case = queries.visible_to(by).filter(pk=line.case_id).first() if order.staff.is_active else None
    if case is None:
        raise Refused(_("It is not yours any more."))
    if case.version != line.version:
        raise Faster
    COMMANDS[order.verb](case, by=by, **order.given)


def forget() -> int:
    """Drop the orders that are over; what they did stands in the journal of each case. Return how many."""
    return Order.objects.filter(due_at__lt=clock.now() - KEPT).delete()[0]
