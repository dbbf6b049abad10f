"""What is owed after the answer: looking into bad verdicts, answering them, reading by others, deciding on what was asked."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet

from huying.base.journal import clock
from huying.base.units import register as units
from huying.base.units.roles import Actor

from .models import OPEN, Case, Clock, Reading, Request, Verdict
from .words import ClockKind, RequestKind, Solved, State


def to_verify(by: Actor) -> Q:
    """Where somebody was badly served, and nobody outside the unit has looked into it yet; also closed cases."""
    return Q(among(_running(ClockKind.VERIFY))) & ~Q(unit=by.unit_id or 0)


def to_answer(by: Actor) -> Q:
    """What this person's unit, or one below it, owes an answer after the answer: to bad verdicts, and to readers."""
    bad = Q(among(_running(ClockKind.REDRESS)))
    found = Q(among(Reading.objects.filter(read_at__isnull=False, answered_at=None).values("case")))
    below = units.current().ids_below(by.unit_id) if by.unit_id in units.current().by_id else []
    return (bad | found) & (Q(unit__in=below) | Q(parent__unit__in=below))


def to_read(by: Actor) -> Q:
    """Closed cases that were drawn to be read by somebody outside the unit."""
    drawn = Reading.objects.filter(read_at=None).values("case")
    return Q(among(drawn), state=State.CLOSED) & ~Q(unit=by.unit_id or 0)


def late_to_read(by: Actor) -> Q:
    """Those of them that wait longer than the city lets them."""
    late = Clock.objects.filter(kind=ClockKind.READING, stopped_at=None, due_at__lt=clock.now()).values("case")
    return to_read(by) & Q(among(late))


def not_solved(by: Actor) -> Q:
    """Where the resident says that it is not solved, or asks for a review: a supervisor decides whether it is taken up again."""
    no = Verdict.objects.filter(case=OuterRef("pk"), round=OuterRef("rounds"), solved=Solved.NO, answered=True)
    waiting = Case.objects.filter(OPEN, Exists(no), state=State.REPLIED).values("pk")
    asked = Request.objects.filter(kind=RequestKind.REVIEW, decided_at=None).values("case")
    return Q(among(waiting)) | Q(among(asked), state=State.CLOSED)


def exclusions_to_decide(by: Actor) -> Q:
    """Where a unit asks that a case does not count in scoring."""
    return Q(among(Request.objects.filter(kind=RequestKind.EXCLUSION, decided_at=None).values("case")))


def among(keys: QuerySet[Any]) -> Func:
    """The cases with these few keys, which are looked up first: joined instead, they would be looked for among all open cases."""
    any_of = Func(ArraySubquery(keys), function="ANY")
    return Func(F("pk"), any_of, template="%(expressions)s", arg_joiner=" = ", output_field=BooleanField())


def _running(kind: ClockKind) -> QuerySet[Any, Any]:
    return Clock.objects.filter(kind=kind, stopped_at=None).values("case")
