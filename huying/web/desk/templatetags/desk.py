"""How a case stands, drawn; and what the menu offers."""

from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse

from huying.base.units import register as units
from huying.cases import because, responsibility, statuses
from huying.cases.models import Assignment, Case, Clock
from huying.notices import bell
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
def inner(case: Case) -> Any:
    """The unit that it was handed down to, or ""."""
    return units.current().by_id.get(case.inner_unit_id or 0, "")


@register.filter
def rest(case: Case) -> str:
    """What it rests for."""
    return next((because.reason(row.pauses[-1]["reason"]) for row in case.papers.clocks if row.resting), "")


@register.filter
def period(case: Case) -> Any:
    """The period within which its tier promises an answer."""
    return case.tier.limit if case.tier else None


@register.filter
def why(row: Clock, case: Case) -> str:
    """Why a clock ends when it does."""
    return because.why(row, case)


@register.filter
def holder(row: Clock) -> Any:
    """The unit whose clock it is."""
    return units.current().by_id.get(row.unit_id or 0, "")


@register.filter
def basis(assignment: Assignment) -> str:
    """Why the unit has it, in the reader's language."""
    return responsibility.basis(assignment)


@register.simple_tag(takes_context=True)
def menu_pages(context: Any) -> dict[str, Any]:
    """The pages that the menu offers to whoever is signed in: name → label."""
    return menu.pages(context["request"].user)


@register.simple_tag
def telephone() -> str:
    """Where the desk asks whether a call rings; "" in a city whose exchange tells nothing."""
    return reverse("desk:line") if settings.TELEPHONE_SECRETS else ""


@register.filter
def icon(page: str) -> str:
    """The template of the icon that stands before the name of a page in the menu."""
    return f"icons/{menu.ICONS.get(page, 'page')}.svg"


@register.simple_tag(takes_context=True)
def unread(context: Any) -> int:
    """How many notices whoever is signed in has not seen; one statement."""
    return bell.unread(context["request"].user)


@register.filter
def first_page(staff: Any) -> str:
    """Where the name of the house leads."""
    return menu.first(staff)
