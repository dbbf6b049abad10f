"""How a case stands, drawn."""

from typing import Any

from django import template

from huying.base.units.roles import Query, Scope, scope
from huying.cases import responsibility, statuses
from huying.cases.models import Assignment, Case
from huying.cases.states import LIFE

register = template.Library()

TONES = {"active": "active", "waiting": "wait", "done": "good"}


@register.inclusion_tag("components/badge.html")
def status(case: Case) -> dict[str, Any]:
    """The office's word for where it stands."""
    word = statuses.status(case)
    return {"label": word.office, "tone": TONES.get(word.tone, "")}


@register.filter
def rests(case: Case) -> bool:
    """Whether its clock stands still: paused, or kept as long-term."""
    return bool(case.paused_until or case.review_on)


@register.filter
def basis(assignment: Assignment) -> str:
    """Why the unit has it, in the reader's language."""
    return responsibility.basis(assignment)


@register.filter
def files_calls(staff: Any) -> bool:
    """Whether they may take a call in; the menu offers it to them only."""
    return staff.is_authenticated and not LIFE.why_not(Case(), "receive", by=staff.actor)


@register.filter
def keeps_accounts(staff: Any) -> bool:
    """Whether the menu offers them the accounts."""
    return staff.is_authenticated and scope(staff.role, Query.ACCOUNTS) == Scope.ALL
