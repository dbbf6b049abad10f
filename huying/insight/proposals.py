"""What Huying proposes to do before anybody complains again (未诉先办), and what a person chose. Never about persons.

Found at night by stated rules (`surges.py`, `recurring.py`), decided once by a supervisor: a joint case, a note for a project, or dismissed
with a reason. A cell that was proposed does not come again for the same time, whatever was chosen (docs/decisions/0023-…).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from huying.base import keyset
from huying.base.journal.memory import Event, remembered, said
from huying.base.places import register as places
from huying.base.units import calendars
from huying.base.units import register as units
from huying.base.units.roles import SYSTEM, Actor, Query, Role, Scope, scope
from huying.cases import intake, parties, queries
from huying.cases.models import Case
from huying.cases.words import Channel, Confidentiality

from . import cells
from .models import Choice, Proposal, Sign
from .states import LIFE

LINKED = 200
"""Cases whose numbers the record of a joint case names, the newest."""
PAGE = 30


# -- read


def cases(proposal: Proposal) -> QuerySet[Case]:
    """All that was told of in its cell from its first day to its last, whoever may read it."""
    return _in_cell(proposal).filter(cells.between(proposal.since, proposal.until))


def by_day(proposal: Proposal, before: timedelta) -> list[tuple[date, int]]:
    """(day, reports) from `before` its first day to its last; one statement."""
    first = proposal.since - before
    n_days = (proposal.until - first).days + 1
    found = cells.per_day(_in_cell(proposal).filter(cells.between(first, proposal.until)))
    return [(day, found.get(day, 0)) for day in (first + timedelta(days=n) for n in range(n_days))]


def _in_cell(proposal: Proposal) -> QuerySet[Case]:
    area = places.by_id(proposal.area_id)
    counted = Case.objects.filter(cells.told(), category=proposal.category_id)
    if proposal.sign == Sign.ALIKE:
        return counted.filter(pk__in=proposal.why["cases"])
    if proposal.address:
        return counted.filter(cells.at_places(), area=proposal.area_id, address=proposal.address)
    return counted.filter(queries.in_area(area)) if area else counted.none()


def cases_seen(proposal: Proposal, by: Actor) -> QuerySet[Case]:
    """Those of its cases that this person may read, the newest first."""
    return queries.visible_to(by).filter(pk__in=cases(proposal).values("pk")).order_by("-received_at", "-pk")


def told_in(case: Case, by: Actor) -> QuerySet[Case]:
    """Of a joint case, the cases that it was opened for, as far as this person may read them; of any other, none."""
    proposal = Proposal.objects.filter(case=case).first() if case.source == parties.PROPOSAL else None
    return cases_seen(proposal, by) if proposal else Case.objects.none()


def joint_for(case: Case, by: Actor) -> QuerySet[Case]:
    """The joint cases that were opened for what this case tells of too, as far as this person may read them."""
    if case.channel in cells.OF_THE_CITY or case.area is None or case.category_id is None:
        return Case.objects.none()
    day = timezone.localdate(case.received_at, calendars.current().zone)
    named = case.confidentiality == Confidentiality.NORMAL and not case.private_place
    at = Q(address="") | Q(address=case.address, area=case.area) if named and case.address else Q(address="")
    found = Proposal.objects.filter(
        at,
        category=case.category_id,
        area__in=[area.pk for area in places.path(case.area)],
        since__lte=day,
        until__gte=day,
    )
    return queries.visible_to(by).filter(proposal__in=found).exclude(pk=case.pk).order_by("-received_at", "-pk")


def visible_to(by: Actor) -> QuerySet[Proposal]:
    """What lies in the area of a supervisor's unit, or is led by a unit below theirs; every look-up starts here."""
    reach = scope(by.role, Query.PROPOSALS)
    if reach == Scope.ALL:
        return Proposal.objects.all()
    known = units.current()
    if reach == Scope.NONE or by.unit_id not in known.by_id:
        return Proposal.objects.none()
    if known.depth(by.unit_id) == 0:
        return Proposal.objects.all()
    area = places.by_id(known.by_id[by.unit_id].area_id or 0)
    here = Q(area__in=places.ids_below(area)) if area and area.level else Q()
    led = Q(unit__in=known.ids_below(by.unit_id))
    return Proposal.objects.filter(led | here)


def one(by: Actor, key: int) -> Proposal | None:
    """The proposal with this number, if this person may see it."""
    return visible_to(by).select_related("area", "category", "unit", "case").filter(pk=key).first()


def page(by: Actor, choice: str, *, after: str = "", size: int = PAGE) -> tuple[list[Proposal], str]:
    """The newest `size` that stand at `choice` behind the cursor `after`, and the next cursor. Raises `keyset.BadCursor`."""
    listed = visible_to(by).filter(state=choice).select_related("area", "category", "unit", "case")
    if after:
        moment, key = keyset.read(after)
        listed = listed.filter(Q(found_at__lt=moment) | Q(found_at=moment, pk__lt=key))
    shown = list(listed.order_by("-found_at", "-pk")[: size + 1])
    more = len(shown) > size
    return shown[:size], keyset.cursor(shown[size - 1].found_at, shown[size - 1].pk) if more else ""


def waiting(by: Actor) -> int:
    """How many are to be decided."""
    return visible_to(by).filter(state=Choice.PROPOSED).count()


# -- decided


def join(proposal: Proposal, *, by: Actor, text: str) -> Case:
    """Open a joint case: a case like any other, with the place and the category, nobody's contact, and its cases named in the record."""
    LIFE.check(proposal, "join", by=by)
    linked: Sequence[str] = list(cases_seen(proposal, by).values_list("number", flat=True)[:LINKED])
    with transaction.atomic():
        case = intake.receive(_call(proposal, text), by=by).case
        LIFE.take(proposal, "join", by=by, facts={"case": case.number, "cases": linked, **_as(by)}, case=case)
    return case


def note(proposal: Proposal, *, by: Actor, plan: str) -> None:
    """It is kept for a project: what is planned, in words."""
    LIFE.check(proposal, "note", by=by)
    LIFE.take(proposal, "note", by=by, facts=_as(by), words={"plan": plan})


def dismiss(proposal: Proposal, *, by: Actor, reason: str) -> None:
    """Nothing is done about it, and why."""
    LIFE.check(proposal, "dismiss", by=by)
    LIFE.take(proposal, "dismiss", by=by, facts=_as(by), words={"reason": reason})


def _call(proposal: Proposal, text: str) -> intake.Call:
    return intake.Call(
        text=text or draft(proposal), channel=Channel.OWN, category=proposal.category, area=proposal.area, address=proposal.address,
        reply_wanted=False, source=parties.PROPOSAL, external=str(proposal.pk), danger_over=bool(proposal.category.emergency_number),
    )  # fmt: skip


def draft(proposal: Proposal) -> str:
    """What a joint case says where nobody writes anything else."""
    said = {
        "place": proposal.address or str(proposal.area), "category": str(proposal.category), "n": proposal.seen,
        "since": proposal.since.isoformat(), "until": proposal.until.isoformat(),
    }  # fmt: skip
    if proposal.since == proposal.until:
        return _("%(category)s, %(place)s: told of %(n)d times on %(since)s. Please look for the common cause.") % said
    return (
        _("%(category)s, %(place)s: told of %(n)d times from %(since)s to %(until)s. Please look for the common cause.")
        % said
    )


# -- told


@dataclass(frozen=True)
class Told:
    """One line of a proposal's story: when, what, by which unit or by Huying itself, and what was typed."""

    at: datetime
    what: Any
    who: str
    words: str


def story(proposal: Proposal) -> list[Told]:
    """What became of it, oldest first. By unit, never by name."""
    words = said(LIFE.life, proposal.pk)
    return [
        Told(event.at, LIFE.verbs[event.verb], _who(event), " ".join(words.get(event.seq, {}).values()))
        for event in remembered(LIFE.life, proposal.pk)
    ]


def _who(event: Event) -> str:
    unit = units.current().by_code.get(str(event.facts.get("by_unit")))
    return str(unit or (Role.SYSTEM.label if event.by == SYSTEM.ref else Role.SUPERVISOR.label))


def _as(by: Actor) -> dict[str, str]:
    """Of whoever decides, the unit."""
    unit = units.current().by_id.get(by.unit_id or 0)
    return {"by_unit": unit.code} if unit else {}
