"""Where a case stands, in one word: the office's and the resident's."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy, pgettext_lazy

from .models import Case
from .words import ClockKind, Outcome, RequestKind, State


@dataclass(frozen=True)
class Status:
    """A word for where a case stands. `tone` is how urgent it looks: calm, active, waiting, done or other."""

    code: str
    office: Any
    resident: Any
    tone: str

    def __str__(self) -> str:
        return str(self.office)


STATUSES = {
    status.code: status
    for status in (
        Status("received", gettext_lazy("Received"), gettext_lazy("We have it"), "waiting"),
        Status(
            "registered",
            gettext_lazy("Registered"),
            gettext_lazy("Registered; we are finding who is responsible"),
            "waiting",
        ),
        Status(
            "clarification", gettext_lazy("Awaiting clarification"), gettext_lazy("Please answer a question"), "waiting"
        ),
        Status("dispatched", gettext_lazy("Dispatched"), gettext_lazy("Passed on"), "active"),
        Status(
            "signed", gettext_lazy("Accepted by the unit"), gettext_lazy("Accepted by the unit responsible"), "active"
        ),
        Status(
            "return_review",
            gettext_lazy("Return under review"),
            gettext_lazy("We are checking which unit is responsible"),
            "waiting",
        ),
        Status("in_progress", gettext_lazy("In progress"), gettext_lazy("Being worked on"), "active"),
        Status("extension_review", gettext_lazy("Extension under review"), gettext_lazy("Being worked on"), "active"),
        Status(
            "long_term",
            gettext_lazy("Long-term"),
            gettext_lazy("Cannot be solved for now; see the reason and the plan"),
            "waiting",
        ),
        Status("escalated", gettext_lazy("Escalated"), gettext_lazy("Taken to a higher level"), "active"),
        Status("in_mediation", gettext_lazy("In mediation"), gettext_lazy("In mediation"), "active"),
        Status(
            "replied", gettext_lazy("Replied"), gettext_lazy("Answered: please say whether it was solved"), "active"
        ),
        Status(
            "callback", gettext_lazy("Follow-up"), gettext_lazy("Thank you; we are looking at what you said"), "active"
        ),
        Status("rework", gettext_lazy("Rework"), gettext_lazy("Being worked on again"), "active"),
        Status("closed", pgettext_lazy("status", "Closed"), pgettext_lazy("status", "Closed"), "done"),
        Status(
            "merged",
            gettext_lazy("Merged"),
            gettext_lazy("Handled together with another report of the same thing"),
            "other",
        ),
        Status(
            "transferred",
            gettext_lazy("Handed to the emergency line"),
            gettext_lazy("Handed to the emergency line"),
            "other",
        ),
        Status(
            "other_route",
            gettext_lazy("Told the lawful route"),
            gettext_lazy("Please take the way we told you"),
            "other",
        ),
        Status("explained", gettext_lazy("Explained"), gettext_lazy("Explained"), "other"),
        Status("withdrawn", gettext_lazy("Withdrawn"), gettext_lazy("You withdrew it"), "other"),
        Status("archived", gettext_lazy("Archived"), gettext_lazy("Archived"), "done"),
    )
}

BY_OUTCOME = {
    Outcome.MERGED: "merged",
    Outcome.TRANSFERRED_EMERGENCY: "transferred",
    Outcome.OTHER_ROUTE: "other_route",
    Outcome.EXPLAINED: "explained",
    Outcome.WITHDRAWN: "withdrawn",
}


def status(case: Case) -> Status:
    """The office's word: follows from state, outcome, flags and open requests (`queries.with_signs` reads the latter for a whole list)."""
    return STATUSES[_code(case)]


def _code(case: Case) -> str:
    match case.state:
        case State.RECEIVED:
            return (
                "clarification" if _open(case, RequestKind.ANSWER) else "registered" if case.category_id else "received"
            )
        case State.DISPATCHED:
            return "return_review" if _open(case, RequestKind.RETURN) else "dispatched"
        case State.IN_PROGRESS:
            return _code_in_progress(case)
        case State.REPLIED:
            return "callback" if _rated(case) else "replied"
        case _:
            return BY_OUTCOME.get(Outcome(case.outcome), "closed") if case.outcome else "closed"


def _code_in_progress(case: Case) -> str:
    signs = {
        "clarification": _open(case, RequestKind.ANSWER),
        "in_mediation": case.referred,
        "long_term": case.review_on,
        "extension_review": _open(case, RequestKind.EXTENSION),
        "escalated": case.level or _open(case, RequestKind.ESCALATION),
        "rework": case.rounds,
        "signed": _uncontacted(case),
    }
    return next((code for code, holds in signs.items() if holds), "in_progress")


def _open(case: Case, kind: RequestKind) -> bool:
    listed = getattr(case, "open_requests", None)
    return kind in listed if listed is not None else case.papers.request(kind) is not None


def _rated(case: Case) -> bool:
    listed = getattr(case, "rated_rounds", None)
    return (
        case.rounds in listed if listed is not None else any(row.round == case.rounds for row in case.papers.verdicts)
    )


def _uncontacted(case: Case) -> bool:
    listed = getattr(case, "uncontacted", None)
    return bool(case.papers.running(ClockKind.FIRST_CONTACT) if listed is None else listed)
