"""The page of one case: its story, what is known, and what can be done."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from huying.base.catalogue import register as catalogue
from huying.base.places import register as places
from huying.base.units import register as units
from huying.cases import queries, responsibility, telling
from huying.cases.models import Attachment, Case, Contact
from huying.cases.states import LIFE
from huying.cases.words import VERBS, Confidentiality, RequestKind, State
from huying.web.attachments import handed_out

from . import story
from .access import StaffRequest, staff_only, the_case
from .acts import ACTS, MAIN


@dataclass(frozen=True)
class Button:
    """A verb on the page: to press, or with the reason why not."""

    verb: str
    label: str
    url: str
    reason: str
    asks: bool
    """Whether a form comes first."""
    main: bool


@staff_only
def case(request: StaffRequest, number: str) -> HttpResponse:
    """Everything of one case that this person may see."""
    found = the_case(request, number)
    buttons = {button.verb: button for button in _buttons(found, request)}
    reveal = buttons.pop("reveal")
    context = {
        "case": found,
        "reveal": reveal,
        "possible": [button for button in buttons.values() if not button.reason],
        "impossible": [button for button in buttons.values() if button.reason],
        "facts": [*_facts(found), *_answers(found)],
        "files": _files(found),
        "timeline": story.entries(telling.timeline(found, resident=False)),
        "verdicts": found.verdicts.order_by("round"),
        "merged": queries.with_signs(found.merged.select_related(*queries.ROWS)).order_by("pk"),
        "requests": _open_requests(found, buttons),
        "suggestion": responsibility.suggest(found) if found.state == State.RECEIVED else None,
        "has_contact": Contact.objects.filter(case=found).exists(),
    }
    return render(request, "desk/case.html", context)


@staff_only
def file(request: StaffRequest, number: str, pk: int) -> HttpResponseBase:
    """A file of a case, for whoever may see the case. Photos are shown, documents are downloads."""
    attachment = Attachment.objects.filter(case=the_case(request, number), pk=pk).first()
    if attachment is None:
        raise Http404(pk)
    return handed_out(attachment)


def _buttons(case: Case, request: StaffRequest) -> list[Button]:
    possible = LIFE.possible(case, by=request.user.actor)
    return [
        Button(
            verb=verb,
            label=str(VERBS[verb]),
            url=reverse("desk:act", args=[case.number, verb]),
            reason=possible[verb],
            asks=bool(act.form.base_fields.keys() - {"version"}),
            main=verb in MAIN,
        )
        for verb, act in ACTS.items()
        if verb in possible
    ]


def _facts(case: Case) -> list[tuple[str, Any]]:
    confidential = case.confidentiality != Confidentiality.NORMAL
    return [
        (_("Kind"), case.kind),
        (_("Category"), case.category),
        (_("Urgency"), f"{case.get_urgency_display()} · {case.tier}" if case.tier else case.get_urgency_display()),
        (_("Confidentiality"), case.get_confidentiality_display() if confidential else ""),
        (_("About the unit"), units.current().by_id.get(case.accused_id or 0)),
        (_("Area"), " › ".join(map(str, places.path(case.area)[1:])) if case.area else ""),
        (_("Address"), case.address),
        (_("Came by"), case.get_channel_display()),
        (_("Earlier number"), f"{case.source} {case.external}" if case.external else ""),
        (_("Wants an answer"), "" if case.reply_wanted else _("no")),
    ]


def _answers(case: Case) -> list[tuple[str, Any]]:
    """The extra questions of the category, with what was answered."""
    rules = case.category.questions.get("properties", {}) if case.category else {}
    chinese = (get_language() or "zh").startswith("zh")
    titles = {name: rule.get("title" if chinese else "title_en") or name for name, rule in rules.items()}
    said = {True: _("yes"), False: _("no")}
    return [
        (titles.get(name, name), said[value] if isinstance(value, bool) else value)
        for name, value in case.answers.items()
    ]


def _files(case: Case) -> list[dict[str, Any]]:
    rows = case.attachments.order_by("pk")
    found = [(row, reverse("desk:file", args=[case.number, row.pk])) for row in rows]
    return [
        {
            "url": url,
            "name": row.name,
            "size": row.size,
            "thumbnail": url if row.media_type.startswith("image/") else "",
            "of_reply": row.of_reply,
        }
        for row, url in found
    ]


def _open_requests(case: Case, buttons: dict[str, Button]) -> list[dict[str, Any]]:
    """What waits for a decision, with the button that decides it."""
    decides = {RequestKind.REPLY: "approve_reply", RequestKind.ANSWER: "answer_resident"}
    book = catalogue.current()
    return [
        {
            "kind": RequestKind(row.kind).label,
            "asked_at": row.asked_at,
            "reason": book.reason(row.kind, row.reason) or row.reason,
            "basis": row.basis,
            "proposed_unit": units.current().by_id.get(row.proposed_unit_id or 0),
            "proposed_until": row.proposed_until,
            "button": buttons.get(decides.get(RequestKind(row.kind), f"decide_{row.kind}")),
        }
        for row in case.papers.requests
        if row.is_open
    ]
