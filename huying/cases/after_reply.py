"""What stands against being asked, saying how it went, and reading by others: rules, as in `rules.py`."""

from django.utils.translation import gettext as _

from huying.base.journal import clock
from huying.base.units.roles import Actor, Role

from . import asking
from .models import Case
from .words import ClockKind, Means, Outcome, State


def not_rated(case: Case, by: Actor) -> str:
    """One word a round; what was said before there was an answer gives way to what is said after it."""
    said = next((row for row in case.papers.verdicts if row.round == case.rounds), None)
    gives_way = said and not said.answered and asking.is_answered(case)
    return _("This round was rated already.") if said and not gives_way else ""


def visited(case: Case, by: Actor) -> str:
    """Who is neither the resident nor at the hotline notes what was said where somebody asked for a visit."""
    if by.role not in asking.VISITORS or by.role == Role.OPERATOR:
        return ""
    asked = asking.of(case)
    wanted = asked is not None and asked.means == Means.VISIT
    return "" if wanted else _("The hotline asks; nobody asked for a visit here.")


def merged_or_late(case: Case, by: Actor) -> str:
    """A merged reporter may say how it went; so may whoever has no answer though the time for it is up."""
    if case.outcome == Outcome.MERGED or _waits_too_long(case):
        return ""
    return _("There is still time to answer; then its reporter is asked.")


def may_be_asked(case: Case, by: Actor) -> str:
    """There is an answer to ask about, or the time for it is up; and it was not drawn before."""
    answered = asking.is_answered(case)
    ended = case.state == State.CLOSED and case.outcome != Outcome.MERGED
    if ended or not (answered or _waits_too_long(case)):
        return _("There is nothing to ask about yet, or no more.")
    drawn = any(row.round == case.rounds and row.answered == answered for row in case.papers.askings)
    return _("It was drawn already.") if drawn or not_rated(case, by) else ""


def not_drawn_to_read(case: Case, by: Actor) -> str:
    return _("It was drawn already.") if case.readings.filter(round=case.rounds).exists() else ""


def waits_to_be_read(case: Case, by: Actor) -> str:
    return (
        "" if case.readings.filter(read_at=None).exists() else _("It was not drawn to be read, or it was read already.")
    )


def was_read(case: Case, by: Actor) -> str:
    was_closed = case.state == State.CLOSED or case.rounds
    waits = was_closed and case.readings.filter(read_at__isnull=False, answered_at=None).exists()
    return "" if waits else _("No finding waits for an answer.")


def _waits_too_long(case: Case) -> bool:
    return any(row.is_late(clock.now()) for row in case.papers.running(ClockKind.RESOLVE))
