"""What is on whose desk. Every look-up starts from what this person may see; a stranger finds nothing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet

from huying.base.catalogue import register as catalogue
from huying.base.catalogue.models import Category
from huying.base.journal import clock, reading
from huying.base.journal.memory import Event
from huying.base.places import register as places
from huying.base.places.models import Area
from huying.base.units import register as units
from huying.base.units.models import Unit
from huying.base.units.roles import Actor, Query, Scope, scope

from . import conflicts, numbers, owed, searching, stages, whole
from .models import (
    AREA_COLUMNS,
    OPEN,
    UNIT_COLUMNS,
    Assignment,
    Attachment,
    Case,
    Clock,
    Request,
    Verdict,
)
from .owed import among
from .telling import Entry
from .words import Channel, ClockKind, Confidentiality, Part, RequestKind, State

ROWS = ("kind", "category", "tier", "area", "unit")
"""What a row of a list shows besides its own columns; read along with it."""
BESIDE = (*ROWS, "text", "inner_unit", "parent", "publication", "open_report")
"""What lies beside a whole case."""

Cases = QuerySet[Case]


# -- what a person may see


def visible_to(by: Actor) -> Cases:
    """Every case this person may read: what their role reaches, without what they keep out of. Every list starts here."""
    return conflicts.not_theirs_to_see(by, _within_reach(by))


def number_of(key: int | None, by: Actor) -> str | None:
    """The number of another case, told to those only who may read it."""
    return visible_to(by).filter(pk=key).values_list("number", flat=True).first() if key else None


def without_strangers(told: list[Entry], by: Actor) -> list[Entry]:
    """A story without the numbers of cases that this person may not read; no statement where none is named."""
    named = {str(entry.facts["parent"]) for entry in told if "parent" in entry.facts}
    seen = set(visible_to(by).filter(number__in=named).values_list("number", flat=True)) if named else set()
    hidden = named - seen
    return [
        replace(entry, facts={name: fact for name, fact in entry.facts.items() if name != "parent"})
        if entry.facts.get("parent") in hidden else entry
        for entry in told
    ]  # fmt: skip


def _within_reach(by: Actor) -> Cases:
    """By their role, and, at a unit, what it leads, helps with or was handed."""
    reach = scope(by.role, Query.CASES)
    if reach == Scope.ALL:
        return Case.objects.all()
    if reach == Scope.OWN_CASE:
        return Case.objects.filter(pk=by.case_id or 0)
    if reach == Scope.NONE or by.unit_id not in units.current().by_id:
        return Case.objects.none()
    if reach == Scope.AREA_SUBTREE:
        return _lying_at(by.unit_id)
    if not _led_below(by.unit_id):
        return Case.objects.all()  # the unit above all others
    led = Q(unit__in=units.current().ids_below(by.unit_id))
    called = Assignment.objects.filter(unit=by.unit_id, part=Part.CO).values("case")
    return Case.objects.filter(
        led | Q(inner_unit=by.unit_id) | Q(among(called))
    )  # each by an index: few are soon found


def _lying_at(unit_id: int) -> Cases:
    """What lies in the area of this unit, whoever leads it."""
    unit = units.current().by_id.get(unit_id)
    area = places.by_id(unit.area_id or 0) if unit else None
    return Case.objects.filter(in_area(area)) if area else Case.objects.none()


def one(by: Actor, number: str) -> Case | None:
    """The case with this number, however it was typed, if this person may see it; with all that lies beside it (`whole.py`)."""
    tidy = numbers.tidy(number)
    return next((whole.read(key) for key in _by_number(by)(tidy)), None) if tidy else None


def _by_number(by: Actor) -> reading.Statement:
    """Finds a case by its number, for whoever may see it: worded anew when units or areas have changed."""
    who, registers = replace(by, ref=""), (units.current(), places.current())
    known, statement = _worded.get(who, ((), None))
    if statement is None or any(old is not new for old, new in zip(known, registers, strict=True)):
        if len(_worded) >= MANY:
            _worded.clear()
        statement = reading.Statement(visible_to(by).filter(number=reading.ASKED).values_list("pk"))
        _worded[who] = registers, statement
    return statement


_worded: dict[Actor, tuple[Any, reading.Statement]] = {}
MANY = 5000


def several(by: Actor, typed: Iterable[str], externals: Mapping[str, Iterable[str]]) -> list[Case]:
    """The cases with these numbers, or these numbers there (by source), that this person may see: read as by `one`, and locked.

    Inside a transaction; in the order of their keys, so that two never wait crosswise.
    """
    wanted = Q(number__in={numbers.tidy(number) for number in typed})
    for source, there in externals.items():
        wanted |= Q(source=source, external__in={*there})
    found = visible_to(by).filter(wanted).select_related(*BESIDE).order_by("pk")
    return [*found.select_for_update(of=("self",), no_key=True)]


def of_sender(by: Actor, keys: Sequence[int]) -> Cases:
    """Those of these cases that this person may see, or that their own system filed."""
    filed = Event.objects.filter(life=Case.life, thing__in=keys, seq=1, by=by.ref).values("thing")
    return Case.objects.filter(Q(pk__in=filed) | Q(pk__in=visible_to(by).filter(pk__in=keys).values("pk")))


def tracked(number: str, code: str) -> Case | None:
    """The case with this number, for whoever holds its code."""
    found = Case.objects.filter(number=numbers.tidy(number)).values_list("pk", "code_digest")
    return next((whole.read(key) for key, digest in found if numbers.opens(code, digest)), None)


def files_for_reporter(case: Case) -> QuerySet[Attachment]:
    """What the reporter sent, also by whoever filed it for them, and what belongs to the reply, also of the case theirs was merged
    into; not what offices keep."""
    sent = Q(added_by="resident") | Q(added_at=case.received_at)
    told = Q(case=case) & (sent | Q(of_reply=True)) | Q(case=case.parent_id, of_reply=True)
    return Attachment.objects.filter(told).order_by("pk")


# -- work lists


def desk_of(by: Actor) -> Cases:
    """The open cases that this person's unit, or one below it, leads; for the hotline, all."""
    led = Q() if scope(by.role, Query.CASES) == Scope.ALL else _led_below(by.unit_id or 0)
    return visible_to(by).filter(OPEN, led)


def called_in(by: Actor) -> Cases:
    """The open cases in which this person's unit was whistled for and has not answered."""
    called = Assignment.objects.filter(unit=by.unit_id or 0, part=Part.CO, ended_at=None).values("case")
    return visible_to(by).filter(OPEN, among(called))


def handed_to(by: Actor) -> Cases:
    """The open cases that a unit above handed to this person's unit."""
    return visible_to(by).filter(OPEN, inner_unit=by.unit_id or 0, inner_unit__isnull=False)


def undispatched(by: Actor) -> Cases:
    """What waits for a dispatcher."""
    return desk_of(by).filter(state=State.RECEIVED)


def returns_to_decide(by: Actor) -> Cases:
    """Where a unit says that it is not responsible."""
    asked = Request.objects.filter(kind=RequestKind.RETURN, decided_at=None).values("case")
    return desk_of(by).filter(among(asked), state=State.DISPATCHED)


def calls_to_make(by: Actor) -> Cases:
    """Where a question waits for the hotline to telephone: confidential cases, and reporters who did not come by the web."""
    asked = Request.objects.filter(kind=RequestKind.ANSWER, decided_at=None).values("case")
    not_read = Q(confidentiality=Confidentiality.NORMAL, channel__in=(Channel.PHONE, Channel.WALK_IN, Channel.LETTER))
    return desk_of(by).filter(Q(confidentiality=Confidentiality.CONFIDENTIAL) | not_read, among(asked))


def looks_to_decide(by: Actor) -> Cases:
    """Where somebody asks for a second person's word before a contact is opened; also closed cases."""
    return visible_to(by).filter(among(Request.objects.filter(kind=RequestKind.LOOK, decided_at=None).values("case")))


def _waiting(condition: Callable[[Actor], Q]) -> Callable[[Actor], Cases]:
    return lambda by: visible_to(by).filter(condition(by))


LISTS = {
    "mine": desk_of,
    "called": called_in,
    "handed": handed_to,
    "undispatched": undispatched,
    "returns": returns_to_decide,
    "calls": calls_to_make,
    "looks": looks_to_decide,
    "unsolved": _waiting(owed.not_solved),
    "verify": _waiting(owed.to_verify),
    "answers": _waiting(owed.to_answer),
    "readings": _waiting(owed.to_read),
    "late_readings": _waiting(owed.late_to_read),
    "exclusions": _waiting(owed.exclusions_to_decide),
    "all": visible_to,
}
"""The lists of the desk and of the API, by the name that their address carries."""


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to. Empty means everything."""

    state: str = ""
    category: Category | None = None
    area: Area | None = None
    unit: Unit | None = None
    late: bool = False
    stage: str = ""
    """One of `stages.STAGES`."""
    text: str = ""


def narrowed(cases: Cases, filters: Filters) -> Cases:
    """Those of `cases` that all the filters let through."""
    if filters.state:
        cases = cases.filter(state=filters.state)
    if filters.category:
        below = [found.pk for found in _category_and_below(filters.category)]
        cases = cases.filter(category__in=below)
    if filters.area:
        cases = cases.filter(in_area(filters.area))
    if filters.unit:
        cases = cases.filter(_led_below(filters.unit.pk))
    if filters.late:
        cases = cases.filter(OPEN, due_at__lt=clock.now())
    if filters.stage:
        cases = cases.filter(stages.of(filters.stage))
    return searching.saying(cases, filters.text) if filters.text else cases


_OF_CASE = {"case": OuterRef("pk")}
SIGNS = {
    "open_requests": ArraySubquery(Request.objects.filter(**_OF_CASE, decided_at=None).values("kind")),
    "rated_rounds": ArraySubquery(Verdict.objects.filter(**_OF_CASE).values("round")),
    "uncontacted": ArraySubquery(
        Clock.objects.filter(**_OF_CASE, kind=ClockKind.FIRST_CONTACT, stopped_at=None).values("pk")[:1]
    ),
}
"""Arrays and no EXISTS: PostgreSQL would read that for every open case at once, whatever the page shows."""


def with_signs(cases: Cases) -> Cases:
    """Read along what a status follows from beside the row: open requests, rounds rated, first contact still to come."""
    return cases.annotate(**SIGNS)


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


def in_area(area: Area) -> Q:
    """What lies in this area or below it."""
    if area.level == 0:
        return Q(area__isnull=False)
    return (
        Q(**{AREA_COLUMNS[area.level - 1]: area.pk})
        if area.level <= len(AREA_COLUMNS)
        else Q(area__in=places.ids_below(area))
    )


def _category_and_below(category: Category) -> list[Category]:
    book = catalogue.current()
    found = [category]
    for node in found:  # grows while it is walked
        found += book.children.get(node.pk, [])
    return found
