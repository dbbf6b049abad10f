"""Who is being asked whether it was solved: the list of whom to call, the call that somebody makes, and how asking ends."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Model, Q, QuerySet
from django.utils.translation import gettext as _

from huying.base.journal import clock
from huying.base.journal.refusals import Refused
from huying.base.units.roles import Actor, Role

from . import deadlines, queries
from .models import Asking, Case, Contact, Ended
from .words import ClockKind, Means, Outcome, Solved, State

BEFORE_REPLY = (State.RECEIVED, State.DISPATCHED, State.IN_PROGRESS)
A_CALL = timedelta(minutes=15)
"""So long nobody else calls whom somebody has begun to call."""
VISITORS = (Role.OPERATOR, Role.FIELD, Role.SUPERVISOR)
"""Who may come to somebody who asked for a visit, as far as they may read the case, and never from the unit that handles it."""
STILL = Q(round=F("case__rounds")) & (
    Q(case__outcome=Outcome.MERGED)
    | Q(answered=True, case__state=State.REPLIED)
    | Q(answered=False, case__state__in=BEFORE_REPLY)
)
"""What the asking is about still waits for a word."""


def is_answered(case: Case) -> bool:
    """Whether its reporter has an answer; a merged one has it once the case that goes on is answered."""
    return case.state == State.REPLIED or (case.state == State.CLOSED and not case.papers.running(ClockKind.RESOLVE))


def of(case: Case) -> Asking | None:
    """The asking that waits for this reporter's word, if one does."""
    return case.askings.filter(round=case.rounds, ended_at=None).order_by("-answered").first()


# -- how it goes on, written with the step that takes what was said


def heard(asked: Asking | None, decision: str) -> tuple[str, list[Model]]:
    """What the record is told, and the row to be written: the last call that nobody took ends as "no answer"."""
    if asked is None:
        return decision, []
    asked.caller_id, asked.called_at = None, None
    if decision == "unreached":
        asked.tries += 1
        asked.next_at = deadlines.due(deadlines.limits().follow_up_again, clock.now())
        decision = "unreached" if asked.tries < deadlines.limits().follow_up_tries else "no_answer"
    if decision != "unreached":
        end(asked, Ended.ANSWERED if decision in Solved.values else Ended.NO_ANSWER)
    return decision, [asked]


def end(asked: Asking, how: Ended) -> Asking:
    asked.ended_at, asked.ended_as, asked.next_at = clock.now(), how, None
    return asked


# -- the list of whom to call


def to_call(by: Actor) -> QuerySet[Asking]:
    """Whom to telephone now, whoever waits longest in front. Nobody calls about a case of their own unit, or of what they keep out of."""
    now = clock.now()
    if by.role != Role.OPERATOR:
        return Asking.objects.none()
    waiting = Asking.objects.filter(STILL, ended_at=None, next_at__lte=now)
    free = Q(called_at=None) | Q(called_at__lt=now - A_CALL) | Q(caller=by.staff_id)
    theirs = waiting.filter(free, case__contact__unasked=False, case__in=queries.visible_to(by)).exclude(_own(by))
    return theirs.select_related(*(f"case__{name}" for name in queries.ROWS)).order_by(
        F("caller").asc(nulls_last=True), "next_at", "pk"
    )


def visits(by: Actor) -> QuerySet[Asking]:
    """Who asked for a visit; the visit is noted where it was made."""
    if by.role not in VISITORS:
        return Asking.objects.none()
    waiting = Asking.objects.filter(STILL, ended_at=None, means=Means.VISIT, case__in=queries.visible_to(by))
    return (
        waiting.exclude(_own(by)).select_related(*(f"case__{name}" for name in queries.ROWS)).order_by("ends_at", "pk")
    )


def _own(by: Actor) -> Q:
    """Of the unit that somebody is at; of nobody's where they are at none."""
    if by.unit_id is None:
        return Q(pk=None)
    return Q(case__unit=by.unit_id) | Q(case__inner_unit=by.unit_id) | Q(case__parent__unit=by.unit_id)


@transaction.atomic
def take_up(key: int, *, by: Actor) -> Asking:
    """Begin to call: nobody else does meanwhile. Raises `Refused` where somebody has, or nobody waits any more."""
    asked = to_call(by).select_related(None).select_for_update(of=("self",)).filter(pk=key).first()
    if asked is None:
        raise Refused(_("Somebody else is calling, or nobody waits for a call any more."))
    asked.caller_id, asked.called_at, asked.means = by.staff_id, clock.now(), Means.PHONE
    asked.save(update_fields=["caller", "called_at", "means"])
    return asked


def is_calling(case: Case, by: Actor) -> bool:
    """Whether this person is calling the reporter of this case right now."""
    lately = clock.now() - A_CALL
    return (
        by.staff_id is not None
        and case.askings.filter(ended_at=None, caller=by.staff_id, called_at__gt=lately).exists()
    )


def no_more(case: Case) -> None:
    """They want no questions about this case; their page still lets them say it."""
    Contact.objects.filter(case=case).update(unasked=True)


def by_visit(case: Case) -> None:
    """They would rather have somebody come."""
    case.askings.filter(ended_at=None).update(means=Means.VISIT, next_at=None, caller=None, called_at=None)


# -- time


def over(n: int = 500) -> list[Asking]:
    """Those whose time to answer is up, the oldest first."""
    due = Asking.objects.filter(ended_at=None, ends_at__lt=clock.now()).order_by("ends_at", "pk")
    return list(due.select_related(*(f"case__{name}" for name in queries.ROWS))[:n])
