"""The page of one case: its story, what is known, and what can be done."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from huying.base.catalogue import register as catalogue
from huying.base.places import register as places
from huying.base.units import register as units
from huying.base.units.roles import Actor
from huying.base.word import FONTS
from huying.cases import looks, parties, queries, relating, responsibility, retention, standing, telling
from huying.cases.models import Attachment, Case
from huying.cases.states import LIFE
from huying.cases.words import VERBS, Confidentiality, Outcome, Purpose, RequestKind, State
from huying.insight import proposals
from huying.notices import papers
from huying.web import questions
from huying.web.attachments import handed_out, name_for

from . import contacts, story
from .access import StaffRequest, the_case
from .acts import ACTS, MAIN
from .erasure import held, wished

APART = ("reveal", "request_look", "message")
"""Verbs whose buttons stand with what they are about, not among the others."""
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CODES = {**dict(Purpose.choices), **dict(Outcome.choices)}
"""What requests keep as a reason and the catalogue does not list."""


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
    others: bool
    """Whether it is never this person's, but others'."""


def case(request: StaffRequest, number: str) -> HttpResponse:
    """Everything of one case that this person may see."""
    found, by = the_case(request, number), request.user.actor
    buttons = {button.verb: button for button in _buttons(found, request)}
    told, belongs = queries.without_strangers(telling.timeline(found, resident=False), by), relating.related(found, by)
    apart = {verb: buttons.pop(verb, None) for verb in APART}
    opened = contacts.opened(found, told, by, LIFE.why_not(found, "reveal", by=by))
    suggestion = responsibility.suggest(found) if found.state == State.RECEIVED else None
    context = {
        "case": found,
        **apart,
        "opened": opened,
        "has_contact": bool(opened) or found.has_contact,
        "letters": [entry for entry in told if entry.verb == "message"],
        "possible": [button for button in buttons.values() if not button.reason],
        "impossible": sorted(
            (button for button in buttons.values() if button.reason), key=lambda button: button.others
        ),
        "facts": [*facts(found, by), *_answers(found)],
        "files": files(found, by),
        "papers": papers.offered(told, _paper_language(request.GET.get("language", ""))),
        "timeline": story.entries(entry for entry in told if entry.verb != "message"),
        "verdicts": sorted(found.papers.verdicts, key=lambda row: row.round),
        "related": [*belongs, *_joined(found, by)],
        "parent": next((one.case for one in belongs if one.case.pk == found.parent_id), None),
        "looked": telling.looks(told),
        "running": [row for row in found.papers.clocks if row.is_running],
        "over": [row for row in found.papers.clocks if not row.is_running],
        "purposes": Purpose.choices,
        "requests": _open_requests(found, buttons, told),
        "holds": [held(row) for row in standing.known_holds(found)],
        "suggestion": suggestion,
        "learned": responsibility.learned(found, suggestion) if suggestion else None,
        "recused": found.recusals.filter(ended_at=None).select_related("staff")
        if not buttons["readmit"].reason
        else [],
    }
    return render(request, "desk/case.html", context)


def paper(request: StaffRequest, number: str, name: str) -> HttpResponse:
    """An official paper about a case, for whoever may see the case. `?language=` of its own; else the reader's."""
    found, language = the_case(request, number), _paper_language(request.GET.get("language", ""))
    written = papers.made(found, name, language) if name in papers.PAPERS else None
    if written is None:
        raise Http404(name)
    disposition = f'attachment; filename="{found.number}-{name}.docx"'
    return HttpResponse(written, headers={"Content-Type": DOCX, "Content-Disposition": disposition})


def _paper_language(asked: str) -> str:
    return asked if asked in FONTS else (get_language() or settings.LANGUAGE_CODE)


def file(request: StaffRequest, number: str, pk: int) -> HttpResponseBase:
    """A file of a case, for whoever may see the case. Photos are shown, documents are downloads."""
    found = the_case(request, number)
    attachment = Attachment.objects.filter(case=found, pk=pk).first()
    if attachment is None:
        raise Http404(pk)
    attachment.name = name_for(request.user.actor, attachment, found)
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
            others=possible[verb] == LIFE.others(verb),
        )
        for verb, act in ACTS.items()
        if verb in possible
    ]


def _joined(case: Case, by: Actor) -> list[relating.Related]:
    """Of a joint case, the newest that it was opened for; of any other, the joint case."""
    is_joint = case.source == parties.PROPOSAL
    told = proposals.told_in(case, by) if is_joint else proposals.joint_for(case, by)
    shown = queries.with_signs(told).select_related(*queries.ROWS)[: relating.MOST]
    why = _("in the joint case") if is_joint else _("the joint case for what this one tells of too")
    return [relating.Related(one, why) for one in shown]


def facts(case: Case, by: Actor) -> list[tuple[str, Any]]:
    """What is known of it beside its words: label and value, as far as `by` may see it."""
    confidential = case.confidentiality != Confidentiality.NORMAL
    return [
        (_("Kind"), case.kind),
        (_("Category"), case.category),
        (_("Urgency"), f"{case.get_urgency_display()} · {case.tier}" if case.tier else case.get_urgency_display()),
        (_("Confidentiality"), case.get_confidentiality_display() if confidential else ""),
        (_("About the unit"), units.current().by_id.get(case.accused_id or 0)),
        (_("Area"), " › ".join(map(str, places.path(case.area)[1:])) if case.area else ""),
        (_("Address"), _("where the reporter lives; sealed with the contact") if case.private_place else case.address),
        (_("Came by"), case.get_channel_display()),
        (
            _("Earlier number"),
            f"{case.source} {case.external}" if case.external and not looks.matter_only(case, by) else "",
        ),
        (_("Wants an answer"), "" if case.reply_wanted else _("no")),
    ]


def _answers(case: Case) -> list[tuple[str, Any]]:
    """The extra questions of the category, with what was answered."""
    asked = case.category.questions.get("properties", {}) if case.category else {}
    said = {True: _("yes"), False: _("no")}
    return [
        (
            questions.titled(asked.get(name, {})) or name,
            said[value] if isinstance(value, bool) else questions.chosen(asked.get(name, {}), value),
        )
        for name, value in case.answers.items()
    ]


def files(case: Case, by: Actor) -> list[dict[str, Any]]:
    """Its photos and documents, for `components/attachments.html`."""
    found = [(row, reverse("desk:file", args=[case.number, row.pk])) for row in case.papers.attachments]
    return [
        {
            "url": url,
            "name": name_for(by, row, case),
            "size": row.size,
            "thumbnail": url if row.media_type.startswith("image/") else "",
            "of_reply": row.of_reply,
        }
        for row, url in found
    ]


def _open_requests(case: Case, buttons: dict[str, Button], told: list[telling.Entry]) -> list[dict[str, Any]]:
    """What waits for a decision, in the words of who asked, with the button that decides it."""
    decides = {RequestKind.REPLY: "approve_reply", RequestKind.ANSWER: "answer_resident"}
    asks = {RequestKind.REPLY: "propose_reply", RequestKind.ANSWER: "ask_resident", RequestKind.REVIEW: "review"}
    said = {entry.verb: entry.words for entry in told}
    book = catalogue.current()
    return [
        {
            "kind": RequestKind(row.kind).label,
            "asked_at": row.asked_at,
            "reason": book.reason(row.kind, row.reason) or CODES.get(row.reason, row.reason),
            "basis": row.basis,
            "said": [
                text
                for text in said.get(asks.get(RequestKind(row.kind), f"request_{row.kind}"), {}).values()
                if text != row.basis
            ],
            "what": wished(row),
            "answer_by": row.asked_at + retention.ANSWERED_WITHIN if row.what else None,
            "proposed_unit": units.current().by_id.get(row.proposed_unit_id or 0),
            "proposed_until": row.proposed_until,
            "button": buttons.get(decides.get(RequestKind(row.kind), f"decide_{row.kind}")),
        }
        for row in case.papers.requests
        if row.is_open
    ]
