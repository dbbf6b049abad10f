"""How a case stands, drawn; and what the menu offers."""

from typing import Any

from django import template

from huying.cases import responsibility, statuses
from huying.cases.models import Assignment, Case
from huying.web import menu

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


@register.simple_tag(takes_context=True)
def menu_pages(context: Any) -> dict[str, Any]:
    """The pages that the menu offers to whoever is signed in: name → label."""
    return menu.pages(context["request"].user)


@register.filter
def first_page(staff: Any) -> str:
    """Where the name of the house leads."""
    return menu.first(staff)
