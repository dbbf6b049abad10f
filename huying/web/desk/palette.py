"""The command palette: a case by its number, a page, or a verb of the case at hand. Never anything by a person."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from huying.base.units.roles import Query, Scope, scope
from huying.cases import numbers, queries, searching
from huying.cases.models import Case
from huying.cases.states import LIFE
from huying.cases.words import VERBS
from huying.web import menu

from . import lists
from .access import StaffRequest
from .acts import ACTS

PAGES = {"desk:me": lazy("My account"), "desk:preferences": lazy("How I am told"), "desk:notices": lazy("Notices")}
"""Beside those of the menu."""
DAY = 6
"""Digits of a number that name its day; with fewer nothing is looked for."""
MOST = 8


@dataclass(frozen=True)
class Option:
    """Something to go to or to do. `verb`: a deed of the case that is open, done in its page."""

    label: str
    url: str
    hint: str = ""
    verb: str = ""


@require_POST
def palette(request: StaffRequest) -> HttpResponse:
    """What fits the words in `q`; `here`: the number of the case that is open. A POST, for no address may keep what was typed."""
    typed = request.POST.get("q", "").strip()
    reason = searching.why_not(typed)
    groups = [] if reason else [group for group in _groups(request, typed) if group[1]]
    return render(request, "desk/palette/options.html", {"groups": groups, "typed": typed, "refused": reason})


def _groups(request: StaffRequest, typed: str) -> list[tuple[str, list[Option]]]:
    sees_cases = scope(request.user.role, Query.CASES) != Scope.NONE
    here = queries.one(request.user.actor, request.POST.get("here", "")) if sees_cases else None
    cases = _cases(request, typed) if sees_cases else []
    return [
        (_("Cases"), cases),
        (_("This case"), _deeds(request, here, typed) if here else []),
        (pgettext("palette", "Pages"), _pages(request, typed, lists_too=sees_cases)),
    ]


def _cases(request: StaffRequest, typed: str) -> list[Option]:
    """Those whose number begins so, or ends so where only its last part was typed; and the way to search for words."""
    digits = numbers.digits(typed)
    found: list[Case] = []
    if len(digits) >= DAY and set(typed) <= set("0123456789- "):
        begins = f"{digits[:6]}-{digits[6:14]}" + (f"-{digits[14]}" if len(digits) > 14 else "")
        seen = queries.visible_to(request.user.actor).filter(number__startswith=begins.rstrip("-"))
        found = list(seen.only("number", "title").order_by("number")[:MOST])
    return [
        Option(case.title or case.number, reverse("desk:case", args=[case.number]), hint=case.number) for case in found
    ]


def _deeds(request: StaffRequest, case: Case, typed: str) -> list[Option]:
    possible = LIFE.possible(case, by=request.user.actor)
    deeds = [
        Option(str(VERBS[verb]), reverse("desk:act", args=[case.number, verb]), hint=case.number, verb=verb)
        for verb in ACTS
        if possible.get(verb) == ""
    ]
    return _fitting(deeds, typed)


def _pages(request: StaffRequest, typed: str, *, lists_too: bool) -> list[Option]:
    own = [Option(str(label), reverse(name)) for name, label in {**menu.pages(request.user), **PAGES}.items()]
    if lists_too:
        tabs = lists.tabs(request.user.actor.role, "mine")
        at = reverse("desk:mine")
        own += [Option(str(lists.LISTS[tab]), f"{at}?list={tab}", hint=_("My work")) for tab in tabs]
    else:
        own = [option for option in own if option.url != reverse("desk:notices")]
    return _fitting(own, typed)


def _fitting(options: list[Option], typed: str) -> list[Option]:
    """Those that hold every word that was typed; all of them while nothing was."""
    words: list[Any] = typed.casefold().split()
    return [option for option in options if all(word in f"{option.label} {option.hint}".casefold() for word in words)]
