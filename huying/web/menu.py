"""The pages of the desk that a menu offers, and which of them comes first: what a role may ask for, and nothing else."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from huying.base.units.models import Staff
from huying.base.units.roles import Query, Role, Scope, scope
from huying.cases.models import Case
from huying.cases.states import LIFE

PAGES: dict[str, tuple[Query, Any]] = {
    "desk:looks": (Query.LOOKS, _("Access record")),
    "desk:audit": (Query.AUDIT, _("Audit log")),
    "desk:setup": (Query.SETUP, _("Set-up")),
    "desk:timing": (Query.SETUP, _("Time limits")),
    "desk:templates": (Query.SETUP, _("Notices")),
    "desk:mine": (Query.CASES, _("My work")),
    "desk:call": (Query.CASES, _("File a call")),
    "desk:callbacks": (Query.CASES, _("Calls to make")),
    "desk:dispatching": (Query.CASES, _("Dispatching")),
    "desk:overview": (Query.CASES, _("Overview")),
    "desk:figures": (Query.CASES, _("Figures")),
    "desk:map": (Query.CASES, _("Map")),
    "desk:disputes": (Query.DISPUTES, _("Disputes")),
    "desk:sessions": (Query.DISPUTES, _("Sessions")),
    "desk:dispute_figures": (Query.DISPUTES, _("Figures of mediation")),
    "desk:new_dispute": (Query.REGISTERS, _("Reception")),
    "desk:proposals": (Query.PROPOSALS, _("Act before the complaint")),
    "desk:erasure": (Query.ERASURE, _("Erasure")),
    "desk:accounts": (Query.ACCOUNTS, _("Accounts")),
    "desk:articles": (Query.REGISTERS, _("Knowledge base")),
}
ICONS = {
    "desk:looks": "eye",
    "desk:audit": "shield",
    "desk:setup": "setup",
    "desk:timing": "clock",
    "desk:templates": "message",
    "desk:mine": "work",
    "desk:call": "call",
    "desk:callbacks": "phone",
    "desk:dispatching": "inbox",
    "desk:overview": "chart",
    "desk:figures": "figures",
    "desk:map": "map",
    "desk:disputes": "people",
    "desk:sessions": "clock",
    "desk:dispute_figures": "figures",
    "desk:new_dispute": "inbox",
    "desk:proposals": "trouble",
    "desk:erasure": "erase",
    "desk:accounts": "people",
    "desk:articles": "book",
}
"""What stands before each in the menu, from `templates/icons/`; a page without a line has a sheet of paper."""
REACH_FOR = {
    "desk:callbacks": (Role.OPERATOR, Role.FIELD),
    "desk:dispatching": (Role.DISPATCHER, Role.OPERATOR),
    "desk:overview": (Role.SUPERVISOR, Role.DISPATCHER, Role.AUDITOR),
    "desk:figures": (Role.SUPERVISOR, Role.DISPATCHER, Role.AUDITOR, Role.HANDLER),
    "desk:disputes": (Role.MEDIATOR, Role.SUPERVISOR, Role.AUDITOR),
    "desk:sessions": (Role.MEDIATOR,),
    "desk:dispute_figures": (Role.MEDIATOR,),
    "desk:new_dispute": (Role.MEDIATOR,),
}
"""Pages that only some roles reach for; to all others the gate opens them by their address."""
OF_ONE_S_OWN = "desk:me"
"""Open to whoever is signed in."""


def pages(staff: Staff) -> dict[str, Any]:
    """Name of a page → what the menu calls it, in order."""
    return {
        name: label
        for name, (query, label) in PAGES.items()
        if scope(staff.role, query) != Scope.NONE
        and staff.role in REACH_FOR.get(name, Role)
        and (name != "desk:call" or files_calls(staff))
    }


def first(staff: Staff) -> str:
    """The name of the page on which somebody begins."""
    return next(iter(pages(staff)), OF_ONE_S_OWN)


def files_calls(staff: Staff) -> bool:
    """Whether they may take a call in."""
    return not LIFE.why_not(Case(), "receive", by=staff.actor)
