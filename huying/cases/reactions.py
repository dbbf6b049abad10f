"""What Huying itself does after a step. Each runs at least once, so each first looks whether there is still something to do."""

from huying.base.units.roles import SYSTEM

from . import followup, handling, responsibility, routing
from .models import Case
from .words import ClockKind, Solved, State

ROUNDS = 2
"""How often "not solved" sends a case back by itself; after that a supervisor looks."""


def route(thing: int, seq: int) -> None:
    """A case waits to be dispatched: send it where the duty list says, or leave it to a dispatcher."""
    case = _case(thing)
    if case.state != State.RECEIVED or case.papers.assigned("lead") or case.returns:
        return
    decision = responsibility.suggest(case)
    if decision.unit:
        routing.dispatch(case, to=decision.unit, by=SYSTEM, basis=decision.reason, duty=decision.duty)


def answer_merged(thing: int, seq: int) -> None:
    """A case was answered: so are those that were merged into it."""
    if _case(thing).state not in (State.REPLIED, State.CLOSED):
        return
    for merged in Case.objects.filter(parent=thing, clocks__kind=ClockKind.RESOLVE, clocks__stopped_at=None).distinct():
        handling.answer_through(merged, by=SYSTEM)


def rework_if_not_solved(thing: int, seq: int) -> None:
    """The resident says "not solved": the unit has it again."""
    case = _case(thing)
    verdict = case.verdicts.filter(round=case.rounds).first()
    if case.state == State.REPLIED and verdict and verdict.solved == Solved.NO and case.rounds < ROUNDS:
        followup.rework(case, by=SYSTEM, reason="not_solved")


def _case(thing: int) -> Case:
    return Case.objects.select_related("category", "tier", "area", "unit").get(pk=thing)
