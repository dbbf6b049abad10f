"""What Huying itself does after a step. Each runs at least once, so each first looks whether there is still something to do."""

from contextlib import suppress

from django.db import IntegrityError, transaction

from huying.base.journal import memory, reading
from huying.base.journal.memory import Event
from huying.base.journal.refusals import Refused
from huying.base.units.roles import SYSTEM

from . import (
    asking,
    deadlines,
    draws,
    followup,
    handling,
    intake,
    marks,
    reaches,
    responsibility,
    routing,
    suggesting,
    whole,
)
from .models import Case, Ended
from .states import LIFE
from .words import ClockKind, Outcome, Solved, State

WITHIN_DUTY = (Outcome.RESOLVED, Outcome.PARTLY_RESOLVED)
"""What a unit says of work that is its own; whether anything else is, somebody decides."""
LATE = (ClockKind.RESOLVE, marks.BREACH)
"""The reach at which somebody's time was up."""


def route(thing: int, seq: int) -> None:
    """A case waits to be dispatched: send it where the duty list says, or leave it to a dispatcher.

    One that came without a category is given it before, where the live model is as sure as the city asks for.
    """
    case = whole.get(thing)
    if case.state != State.RECEIVED or case.papers.assigned("lead") or case.returns:
        return
    if case.category is None and (found := suggesting.certain(case.text.body)):
        intake.correct(case, by=SYSTEM, category=found[0].category, suggested=found)
    decision = responsibility.suggest(case)
    if decision.unit:
        routing.dispatch(
            case, to=decision.unit, by=SYSTEM, basis=decision.reason, duty=decision.duty, suggested=decision
        )


def answer_merged(thing: int, seq: int) -> None:
    """A case was answered: so are those that were merged into it."""
    (merged,) = reading.beside(thing, ((Case, "parent_id = $1", "id"),))
    if not merged or whole.get(thing).state not in (State.REPLIED, State.CLOSED):
        return
    for case in Case.objects.filter(parent=thing, clocks__kind=ClockKind.RESOLVE, clocks__stopped_at=None).distinct():
        handling.answer_through(case, by=SYSTEM)


def rework_if_not_solved(thing: int, seq: int) -> None:
    """The resident says "not solved": the unit has it again, as often as the city says; after that a supervisor looks."""
    case = whole.get(thing)
    verdict = case.verdicts.filter(round=case.rounds).first()
    if case.state != State.REPLIED or not verdict or verdict.solved != Solved.NO:
        return
    if case.rounds < deadlines.limits().rework_by_itself and _result(case) in WITHIN_DUTY:
        followup.rework(case, by=SYSTEM, reason="not_solved")


def draw(thing: int, seq: int) -> None:
    """A reporter has an answer: draw by the event that told so whether they are asked."""
    event = memory.at(Case.life, thing, seq)
    _drawn(whole.get(thing), event)


def draw_late(thing: int, seq: int) -> None:
    """The time of reporters is up without an answer: silence spares nobody the question. The seed is the newest event by then."""
    late = [reach.case_id for reach in reaches.told_of(thing, seq) if (reach.clock.kind, reach.mark) == LATE]
    for key in dict.fromkeys(late):
        _drawn(whole.get(key), Event.objects.filter(life=Case.life, thing=key).latest("seq"))


def draw_reading(thing: int, seq: int) -> None:
    """A case was closed: draw by the event that closed it whether somebody outside the unit reads it."""
    event = memory.at(Case.life, thing, seq)
    case = whole.get(thing)
    if event.target == State.CLOSED and not LIFE.why_not(case, "draw_reading", by=SYSTEM):
        draws.draw_reading(case, by=SYSTEM, seed=bytes(event.hash).hex())


def end_asking() -> int:
    """Whose time to answer is up ends as "no answer", never as solved; return how many. What moved on meanwhile is left to itself."""
    n = 0
    for asked in asking.over():
        case = asked.case
        with suppress(Refused), transaction.atomic():
            if asking.of(case) == asked and not LIFE.why_not(case, followup.verb_for(case), by=SYSTEM):
                followup.hear(case, by=SYSTEM, decision="no_answer", channel=asked.means)
            else:
                asking.end(asked, Ended.OVERTAKEN).save()
            n += 1
    return n


def _drawn(case: Case, event: Event) -> None:
    if LIFE.why_not(case, "draw", by=SYSTEM):
        return
    with suppress(IntegrityError), transaction.atomic():  # another worker drew meanwhile
        draws.draw(case, by=SYSTEM, seed=bytes(event.hash).hex())


def _result(case: Case) -> str:
    """What the unit says that it came to, in its newest answer."""
    answers = Event.objects.filter(life=Case.life, thing=case.pk, target=State.REPLIED, source=State.IN_PROGRESS)
    return str(answers.latest("seq").facts["result"])
