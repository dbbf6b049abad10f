"""Whose disputes somebody sees: dockets, search, calendar. Every look-up starts from `visible_to`; a stranger finds nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from huying.base import bigrams, keyset
from huying.base.journal import clock
from huying.base.journal.refusals import Incomplete
from huying.base.places import register as places
from huying.base.places.models import Area
from huying.base.units import register as units
from huying.base.units.models import Unit
from huying.base.units.roles import Actor, Query, Role, Scope, scope
from huying.cases import numbers as codes
from huying.cases import searching
from huying.cases.owed import among

from . import numbers
from .models import AREA_COLUMNS, UNIT_COLUMNS, Dispute, DisputeText, DisputeType, Meeting, Party, Seat
from .models.dispute import OPEN
from .words import State

ROWS = ("type", "area", "unit")
"""What a row of a docket shows besides its own columns; read along with it."""
BESIDE = (*ROWS, "text", "case", "earlier")
"""What lies beside a whole dispute."""
PAGE = 50
FREQUENT = 1000
"""Of so many sayings words are frequent."""

Disputes = QuerySet[Dispute]


# -- what a person may see


def visible_to(by: Actor) -> Disputes:
    """Every dispute whose header this person may read; of what was said in it, `room.room` decides."""
    reach = scope(by.role, Query.DISPUTES)
    if reach == Scope.ALL:
        return Dispute.objects.all()
    if reach == Scope.OWN_CASE:
        return Dispute.objects.filter(pk__in=Party.objects.filter(pk=by.party_id or 0).values("side__dispute"))
    if reach == Scope.NONE or by.unit_id not in units.current().by_id:
        return Dispute.objects.none()
    if reach == Scope.OWN_UNIT:
        return Dispute.objects.filter(Q(sender=by.unit_id) | Q(unit=by.unit_id))
    if units.current().depth(by.unit_id) == 0:
        return Dispute.objects.all()
    reached = Q(unit__in=units.current().ids_below(by.unit_id))
    if by.role == Role.MEDIATOR:
        seated = Seat.objects.filter(staff=by.staff_id or 0).values("dispute")
        taken_in = Q(window=by.unit_id, state=State.APPLIED)
        reached = reached | Q(among(seated)) | _nobodys(by.unit_id) | taken_in
    return Dispute.objects.filter(reached)  # each part by an index


def one(by: Actor, number: str) -> Dispute | None:
    """The dispute with this number, however it was typed, if this person may see it."""
    tidy = numbers.tidy(number)
    return visible_to(by).select_related(*BESIDE).filter(number=tidy).first() if tidy else None


def opened_by(number: str, code: str) -> Party | None:
    """The party of the dispute with this number that holds this code."""
    found = Party.objects.filter(side__dispute__number=numbers.tidy(number)).select_related("side")
    return next((party for party in found if codes.opens(code, party.code_digest)), None)


# -- dockets


def docket_of(by: Actor) -> Disputes:
    """The open disputes of this person's committee and of those below it, along their column; for others all they may see."""
    if scope(by.role, Query.DISPUTES) == Scope.UNIT_SUBTREE and by.unit_id in units.current().by_id:
        return Dispute.objects.filter(OPEN, _led_below(by.unit_id or 0))
    return visible_to(by).filter(OPEN)


def at_my_table(by: Actor) -> Disputes:
    """The open disputes at whose table this person sits."""
    seated = Seat.objects.filter(staff=by.staff_id or 0, ended_at=None).values("dispute")
    return visible_to(by).filter(OPEN, among(seated))


def to_assign(by: Actor) -> Disputes:
    """What no committee has yet."""
    return visible_to(by).filter(OPEN, unit=None)


def handed_on(by: Actor) -> Disputes:
    """What this person's window took in for another committee, until that one accepts it."""
    elsewhere = ~_led_below(by.unit_id or 0) | Q(unit=None)
    return visible_to(by).filter(OPEN, elsewhere, window=by.unit_id or 0, state=State.APPLIED)


def of_state(state: State) -> Any:
    return lambda by: docket_of(by).filter(state=state)


LISTS = {
    "open": docket_of,
    "mine": at_my_table,
    "unassigned": to_assign,
    "handed_on": handed_on,
    "asking": of_state(State.APPLIED),
    "table": of_state(State.ACCEPTED),
    "mediating": of_state(State.MEDIATING),
    "signing": of_state(State.AGREED),
    "in_force": of_state(State.IN_FORCE),
    "all": visible_to,
}
"""The dockets, by the name that their address carries."""


@dataclass(frozen=True)
class Filters:
    """What a docket is narrowed to. Empty means everything. Days are those of the city, both counted."""

    state: str = ""
    type: DisputeType | None = None
    area: Area | None = None
    unit: Unit | None = None
    origin: str = ""
    late: bool = False
    opened_from: date | None = None
    opened_until: date | None = None
    text: str = ""
    """A number, or words anywhere in what was told; never a person."""


def narrowed(disputes: Disputes, filters: Filters) -> Disputes:
    """Those of `disputes` that all the filters let through. Raises `Incomplete` for a text that reaches a person."""
    same = {"state": filters.state, "type": filters.type, "origin": filters.origin}
    disputes = disputes.filter(**{name: value for name, value in same.items() if value})
    if filters.area:
        disputes = disputes.filter(in_area(filters.area))
    if filters.unit:
        disputes = disputes.filter(_led_below(filters.unit.pk))
    if filters.late:
        disputes = disputes.filter(OPEN, due_at__lt=clock.now())
    if filters.opened_from:
        disputes = disputes.filter(opened_at__gte=_begin(filters.opened_from))
    if filters.opened_until:
        disputes = disputes.filter(opened_at__lte=_begin(filters.opened_until, time.max))
    return saying(disputes, filters.text) if filters.text else disputes


def saying(disputes: Disputes, text: str) -> Disputes:
    """Those with this number, or in which this was told when they were brought. Raises `Incomplete` for what reaches a person."""
    if reason := searching.why_not(text):
        raise Incomplete({"text": reason})
    if number := numbers.tidy(text):
        return disputes.filter(number=number)
    if not (asked := bigrams.query(text)):
        return disputes.none()
    if _is_frequent(asked):
        said = RawSQL(
            "EXISTS (SELECT FROM mediation_disputetext t WHERE t.dispute_id = mediation_dispute.id AND t.words LIKE ALL(%s) OFFSET 0)",
            (bigrams.patterns(text),), output_field=BooleanField(),
        )  # fmt: skip
        return disputes.filter(said)  # asked of one after the other (`OFFSET 0`)
    named = RawSQL(
        "search @@ %s::tsquery AND words LIKE ALL(%s)", (asked, bigrams.patterns(text)), output_field=BooleanField()
    )
    return disputes.filter(pk__in=DisputeText.objects.filter(named).values("dispute"))


def _is_frequent(asked: str) -> bool:
    """Whether so many say this that going through a list in its order finds a page sooner than looking all of them up.

    The database thinks that words that always stand together are rare together, so it is asked.
    """
    found = DisputeText.objects.filter(RawSQL("search @@ %s::tsquery", (asked,), output_field=BooleanField()))
    return found[:FREQUENT].count() == FREQUENT


# -- pages


@dataclass(frozen=True)
class Page:
    """One page of a docket, and the cursors of the next and the previous one ("" where there is none)."""

    disputes: Sequence[Dispute]
    next: str
    previous: str = ""


def page(
    disputes: Disputes, *, after: str = "", before: str = "", size: int = PAGE, newest_first: bool = False
) -> Page:
    """`size` disputes behind the cursor `after` or ahead of `before`, by due time (undated last) or newest first.

    Raises `keyset.BadCursor`.
    """
    column, ascending = ("opened_at" if newest_first else "due_at"), newest_first == bool(before)
    sign = "" if ascending else "-"
    ordered = disputes.order_by(f"{sign}{column}", f"{sign}pk").select_related(*ROWS)
    found = list(_behind(ordered, column, before or after, ascending)[: size + 1])
    more, found = len(found) > size, found[:size]
    if before:
        found.reverse()
    later, earlier = bool(before) or more, more if before else bool(after)
    return Page(
        found,
        keyset.cursor(getattr(found[-1], column), found[-1].pk) if found and later else "",
        keyset.cursor(getattr(found[0], column), found[0].pk) if found and earlier else "",
    )


def _behind(disputes: Disputes, column: str, cursor: str, ascending: bool) -> Disputes:
    if not cursor:
        return disputes
    moment, pk = keyset.read(cursor)
    side, undated = "gt" if ascending else "lt", Q(**{f"{column}__isnull": True})
    if moment is None:
        rest = undated & Q(**{f"pk__{side}": pk})
        return disputes.filter(rest if ascending else rest | ~undated)
    behind = Q(**{f"{column}__{side}": moment}) | Q(**{column: moment, f"pk__{side}": pk})
    return disputes.filter(behind | undated if ascending else behind)


# -- calendar


def sessions_of(by: Actor, begins: datetime, ends: datetime) -> QuerySet[Meeting]:
    """The sessions between two moments in the disputes that this person may see, the earliest first."""
    planned = Meeting.objects.filter(starts_at__lt=ends, ends_at__gt=begins, cancelled_at=None)
    return (
        planned.filter(dispute__in=visible_to(by))
        .select_related("dispute", "dispute__type", "dispute__unit", "room")
        .order_by("starts_at", "pk")
    )


# -- ancestors


def _led_below(unit_id: int) -> Q:
    register = units.current()
    if unit_id not in register.by_id:
        return Q(pk=None)
    depth = register.depth(unit_id)
    if depth == 0:
        return Q()
    return (
        Q(**{UNIT_COLUMNS[depth - 1]: unit_id})
        if depth <= len(UNIT_COLUMNS)
        else Q(unit__in=register.ids_below(unit_id))
    )


def _nobodys(unit_id: int) -> Q:
    """What no committee has yet and lies where this unit is, or lies nowhere: the reception gives it to one."""
    area = places.by_id(units.current().by_id[unit_id].area_id or 0)
    return Q(unit=None) & (Q(area=None) | in_area(area)) if area else Q(unit=None)


def in_area(area: Area) -> Q:
    """What lies in this area or below it."""
    if area.level == 0:
        return Q(area__isnull=False)
    return (
        Q(**{AREA_COLUMNS[area.level - 1]: area.pk})
        if area.level <= len(AREA_COLUMNS)
        else Q(area__in=places.ids_below(area))
    )


def _begin(day: date, at: time = time.min) -> datetime:
    return timezone.make_aware(datetime.combine(day, at), timezone.get_default_timezone())
