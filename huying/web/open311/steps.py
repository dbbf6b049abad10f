"""What an update from another system asks for, as steps of a case: of whoever filed it, and of the unit that leads it."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from huying.base.journal.refusals import Refused
from huying.base.units.roles import Actor
from huying.cases import beside, followup, handling, intake
from huying.cases.models import Case
from huying.cases.words import Outcome, RequestKind, State

from .updates import FIXED, NO_ACTION, NOT_OURS

OVER = (FIXED, "closed", "cancelled", "duplicate", NO_ACTION, NOT_OURS)
AGAIN = ("open", "reopen")
RESULTS = {
    FIXED: Outcome.RESOLVED, "closed": Outcome.RESOLVED, "cancelled": Outcome.EXPLAINED, "duplicate": Outcome.EXPLAINED,
    NO_ACTION: Outcome.EXPLAINED, NOT_OURS: Outcome.OTHER_ROUTE,
}  # fmt: skip
"""How a unit ends its work → the result of its reply."""

Step = Callable[[Case, Actor, str], None]


def of_reporter(case: Case, by: Actor, status: str, text: str) -> None:
    """What the system says that filed the case, for its reporter. Raises `Refused`."""
    if status in OVER and case.state != State.CLOSED:
        _settled(case, by, text)
    elif status in AGAIN and case.state == State.REPLIED:
        followup.follow_up(case, by=by, decision="no", text=text, channel="open311")
    elif status in AGAIN and case.state == State.CLOSED:
        followup.review(case, by=by, reason=text)
    elif case.is_open and case.papers.request(RequestKind.ANSWER):
        handling.answer_resident(case, by=by, answer=text)
    else:
        beside.message(case, by=by, text=text)


def of_unit(case: Case, by: Actor, status: str, text: str) -> None:
    """What the system of its lead unit says. Raises `Refused`: then a person decides what follows."""
    if status == NOT_OURS and case.state == State.DISPATCHED:
        raise Refused(_("They say that it is not theirs; a person at the unit returns it, and names whose it is."))
    if case.state == State.DISPATCHED:
        handling.accept(case, by=by)
    if status in OVER:
        handling.reply(case, by=by, text=text, result=RESULTS[status], basis="")
    else:
        beside.message(case, by=by, text=text)


def _settled(case: Case, by: Actor, text: str) -> None:
    """Its reporter says that it is over: a verdict where there is an answer, else they take it back."""
    if case.state == State.REPLIED:
        followup.follow_up(case, by=by, decision="yes", text=text, channel="open311")
    else:
        intake.withdraw(case, by=by, reason=text)
