"""What an update from another system asks for, as steps of a case: of whoever filed it, and of the unit that leads it."""

from django.utils.translation import gettext as _

from huying.base.journal.refusals import Faster, Refused
from huying.base.units.roles import Actor
from huying.cases import beside, followup, handling, intake
from huying.cases.models import Case
from huying.cases.words import Outcome, RequestKind, Solved, State

from .updates import FIXED, NO_ACTION, NOT_OURS

OVER = (FIXED, "closed", "cancelled", "duplicate", NO_ACTION, NOT_OURS)
AGAIN = ("open", "reopen")
WITHIN = ("open", "reopen", "investigating", "for_triage", "internal_referral")
"""What moves within their house; our resident has heard of it from us, or need not."""
RESULTS = {
    FIXED: Outcome.RESOLVED, "closed": Outcome.RESOLVED, "cancelled": Outcome.EXPLAINED, "duplicate": Outcome.EXPLAINED,
    NO_ACTION: Outcome.EXPLAINED, NOT_OURS: Outcome.OTHER_ROUTE,
}  # fmt: skip
"""How a unit ends its work → the result of its reply."""


def of_reporter(case: Case, by: Actor, status: str, text: str) -> None:
    """What the system says that filed the case, for its reporter. Raises `Faster` for what has to wait, and `Refused`."""
    if status in OVER and _is_taken_up_again(case):
        raise Faster
    if status in OVER and case.state == State.REPLIED:
        followup.follow_up(case, by=by, decision="yes", text=text)
    elif status in OVER and case.is_open:
        intake.withdraw(case, by=by, reason=text)
    elif status in AGAIN and case.state == State.REPLIED:
        followup.follow_up(case, by=by, decision="no", text=text)
    elif status in AGAIN and case.state == State.CLOSED:
        followup.review(case, by=by, reason=text)
    elif case.is_open and case.papers.request(RequestKind.ANSWER):
        handling.answer_resident(case, by=by, answer=text)
    else:
        beside.message(case, by=by, text=text)


def of_unit(case: Case, by: Actor, status: str, text: str) -> None:
    """What the system of its lead unit says. Raises `Faster` for what has to wait, `Refused` for what a person decides."""
    if status == NOT_OURS and case.state == State.DISPATCHED:
        raise Refused(_("They say that it is not theirs; a person at the unit returns it, and names whose it is."))
    if status in OVER and _is_taken_up_again(case):
        raise Faster
    answered = case.state in (State.REPLIED, State.CLOSED)
    if status in WITHIN or (status in OVER and answered):
        beside.note(case, by=by, text=text)
        return
    arrived = case.state == State.DISPATCHED
    if arrived:
        handling.accept(case, by=by)
    if status in OVER:
        handling.reply(case, by=by, text=text, result=RESULTS[status])
    elif status != "in_progress" or not arrived:
        (beside.message if case.is_open else beside.note)(case, by=by, text=text)


def _is_taken_up_again(case: Case) -> bool:
    """Its reporter said "not solved": until the unit has it again, a new answer would pass for the old one, and nobody can end it."""
    return case.state == State.REPLIED and case.verdicts.filter(round=case.rounds, solved=Solved.NO).exists()
