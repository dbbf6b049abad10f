"""What is found at night is proposed once: new, or one that goes on. Two runs at once propose nothing twice."""

from collections import Counter
from datetime import date, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils import timezone

from huying.base.journal import clock, rows
from huying.base.places import register as places
from huying.base.units.roles import SYSTEM

from . import alike, cells, proposals
from .cells import Found
from .models import Proposal, Sign
from .states import LIFE

QUIET = timedelta(days=7)
"""A cell that surges within this time of its last surge goes on with it."""
MOST_A_NIGHT = 5
"""Proposed in one night of what recurs, the least likely first, and of the same trouble; the others come in the nights after."""


def found(on: date, rate: float) -> list[Found]:
    """What this day shows, without writing anything: surges, recurring places, then the same trouble over months."""
    return cells.surging(on, rate) + cells.returning(on, rate) + alike.same_trouble(on)


def find(on: date | None = None) -> list[Proposal]:
    """Propose what the day `on` (yesterday) shows. Again, or two at once, propose nothing twice."""
    day = on or timezone.localdate(clock.now(), timezone.get_default_timezone()) - timedelta(days=1)
    made: list[Proposal] = []
    n_of: Counter[str] = Counter()
    for one in found(day, settings.FALSE_ALARMS):
        if (one.sign == Sign.SURGE or n_of[one.sign] < MOST_A_NIGHT) and (proposal := _proposed(one)):
            made.append(proposal)
            n_of[one.sign] += 1
    return made


def _proposed(one: Found) -> Proposal | None:
    """The new proposal; None where the cell has one for this time already, which is then brought up to date."""
    cell = {"sign": one.sign, "area": one.area, "address": one.address, "category": one.category}
    quiet = QUIET if one.sign == Sign.SURGE else timedelta(0)
    earlier = Proposal.objects.filter(**cell, until__gte=one.since - quiet).order_by("-until").first()
    if earlier is not None:
        _go_on(earlier, one)
        return None
    try:
        with transaction.atomic():
            return propose(one)
    except IntegrityError:  # another run was faster
        return None


def propose(one: Found) -> Proposal:
    """A new proposal, for a supervisor to decide. Raises `IntegrityError` where the cell has one that began on the same day."""
    area = places.by_id(one.area)
    proposal = rows.new(
        Proposal, id=rows.reserve(Proposal, 1)[0], sign=one.sign, area_id=one.area, address=one.address, category_id=one.category,
        since=one.since, until=one.until, seen=one.seen, expected=one.expected, why=one.why, found_at=clock.now(), unit_id=None,
    )  # fmt: skip
    proposal.unit_id = _leading(proposal)
    facts = {
        "sign": str(one.sign), "area": area.code if area else "", "category": proposal.category.code, "since": one.since.isoformat(),
        "until": one.until.isoformat(), "seen": one.seen, "expected": one.expected, **one.why,
    }  # fmt: skip
    LIFE.file(proposal, "propose", by=SYSTEM, facts=facts)
    return proposal


def _go_on(proposal: Proposal, one: Found) -> None:
    """It goes on: its last day moves, whatever was chosen; that it surges still is no second proposal."""
    if one.sign != Sign.SURGE or one.until <= proposal.until:
        return
    proposal.until = one.until
    seen = proposals.cases(proposal).count()
    LIFE.take(
        proposal, "go_on", by=SYSTEM, facts={"seen": seen, "until": one.until.isoformat()}, seen=seen, until=one.until,
    )  # fmt: skip


def _leading(proposal: Proposal) -> int | None:
    """The unit that leads most of its cases."""
    leading = proposals.cases(proposal).filter(unit__isnull=False).values_list("unit").annotate(n=Count("pk"))
    most = leading.order_by("-n", "unit").first()
    return most[0] if most else None
