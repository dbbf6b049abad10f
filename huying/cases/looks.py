"""Who may open a contact, alone or with a second person's word, and what a unit sees of a confidential case."""

from django.utils.translation import gettext as _

from huying.base.journal import clock
from huying.base.units.roles import Actor, Query, Role, Scope, scope

from . import asking
from .models import Case, Request
from .words import Confidentiality, RequestKind, State


def contact_is_theirs(case: Case, by: Actor) -> str:
    """Who may open it alone, who was granted it, or, for the hotline, whose question to pass on waits."""
    if reason := _never_theirs(case, by):
        return reason
    if granted_look(case, by) or question_to_pass_on(case, by):
        return ""
    reason = _second_person(case)
    return "" if reason and drawn_to_call(case, by) else reason


def needs_a_second_person(case: Case, by: Actor) -> str:
    if reason := _never_theirs(case, by):
        return reason
    if granted_look(case, by):
        return _("It was granted to you already.")
    return "" if _second_person(case) else _("You may open the contact without asking.")


def granted_look(case: Case, by: Actor) -> Request | None:
    """The look that a second person granted to `by`, while it lasts."""
    granted = (row for row in case.papers.requests if row.kind == RequestKind.LOOK and row.decision == "granted")
    return next((row for row in granted if row.asked_by == by.ref and _lasts(row)), None)


def question_to_pass_on(case: Case, by: Actor) -> bool:
    """In a confidential case, somebody else's question is the second person's word: the hotline telephones and asks it."""
    asked = case.papers.request(RequestKind.ANSWER)
    confidential = case.confidentiality == Confidentiality.CONFIDENTIAL and case.state != State.CLOSED
    return confidential and by.role == Role.OPERATOR and asked is not None and asked.asked_by != by.ref


def drawn_to_call(case: Case, by: Actor) -> bool:
    """Of a merged case, which is closed, the draw is the second person's word: the hotline telephones and asks whether it was solved."""
    merged = case.state == State.CLOSED and case.confidentiality == Confidentiality.NORMAL
    return merged and by.role == Role.OPERATOR and asking.is_calling(case, by)


def _lasts(granted: Request) -> bool:
    return granted.proposed_until is not None and granted.proposed_until > clock.now()


def _never_theirs(case: Case, by: Actor) -> str:
    if case.confidentiality == Confidentiality.ANONYMOUS:
        return _("It was reported without a name; there is no contact.")
    accepted = case.state in (State.IN_PROGRESS, State.REPLIED, State.CLOSED)
    return "" if accepted or by.role == Role.OPERATOR else _("Accept the case first; then the contact can be opened.")


def _second_person(case: Case) -> str:
    """Why nobody opens it alone, or ""."""
    if case.state == State.CLOSED:
        return _("It is closed: a second person has to agree before the contact is opened.")
    if case.confidentiality == Confidentiality.CONFIDENTIAL:
        return _(
            "The reporter asked for confidentiality: write a message, ask through the hotline, or ask a second person."
        )
    return ""


def matter_only(case: Case, by: Actor) -> bool:
    """Whether `by` sees what it is about and nothing that hints at who reported it: at a unit, in a confidential case."""
    return case.confidentiality != Confidentiality.NORMAL and scope(by.role, Query.CASES) != Scope.ALL
