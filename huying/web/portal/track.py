"""Following a case by its number and code: where it stands, who has it, what was answered, and what the resident may do."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huying.base.journal.refusals import Incomplete, Refused
from huying.base.units.roles import Actor
from huying.cases import because, numbers, public, queries, statuses, telling
from huying.cases.models import Attachment, Case
from huying.cases.states import BEFORE_REPLY, LIFE
from huying.cases.words import ClockKind, Outcome, RequestKind
from huying.notices import channels
from huying.web.attachments import handed_out
from huying.web.limits import TooMany, spend
from huying.web.once import once

from . import access
from .deeds import DEEDS, Deed, DeedForm, do
from .draft import names_of
from .rights import kept

NOT_TOGETHER = _("This number and this code do not belong together. Please check both.")


ANSWER = (ClockKind.RESOLVE, ClockKind.STATUTORY)
"""The clocks of the resident's answer, the promise before the law."""


class Ticket(forms.Form):
    """What the receipt says."""

    number = forms.CharField(
        label=_("Number of your report"), max_length=40,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "placeholder": "261122-00000042-7"}),
    )  # fmt: skip
    code = forms.CharField(
        label=_("Tracking code"), max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "placeholder": "XXXX-XXXX-XXXX"}),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Ask for number and code. The code travels in a POST only and stands in no address."""
    form = Ticket(request.POST or None, initial={"number": request.GET.get("number", "")})
    if form.is_valid():
        try:
            spend(request, "track", thing=numbers.tidy(form.cleaned_data["number"]))
        except TooMany as refusal:
            form.add_error(None, refusal.says)
            return refusal.on(render(request, "portal/track.html", {"form": form}))
        found = queries.tracked(form.cleaned_data["number"], form.cleaned_data["code"])
        if found:
            response = redirect("portal:case", found.number)
            access.keep_open(request, response, found)
            return response
        form.add_error(None, str(NOT_TOGETHER))
    context = {"form": form, "by_code": bool(channels.offered())}
    return render(request, "portal/track.html", context, status=422 if form.errors else 200)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """On a shared computer: what was opened here is closed."""
    response = redirect("portal:track")
    access.forget(response)
    return response


@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    """The case, for whoever gave its code here."""
    return _page(request, access.opened(request, number))


@require_POST
def act(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """One deed of the resident, done once however often its button was pressed."""
    found = access.opened(request, number)
    if verb not in DEEDS:
        raise Http404(verb)
    deed = DEEDS[verb]
    form = deed.form(request.POST, request.FILES, prefix=verb)
    if not form.is_valid():
        return _page(request, found, {verb: form})

    def acted() -> HttpResponse:
        do(found, verb, form.cleaned_data)
        return redirect("portal:case", found.number)

    try:
        spend(request, "deed", thing=found.number)
        response = once(request, form.cleaned_data["key"], acted)
    except TooMany as refusal:
        form.add_error(None, refusal.says)
        return refusal.on(_page(request, found, {verb: form}))
    except Refused as refused:
        _explain(form, refused)
        fresh = Case.objects.select_related(*queries.ROWS, "text", "parent").get(pk=found.pk)
        return _page(request, fresh, {verb: form}, status=422 if isinstance(refused, Incomplete) else 409)
    messages.success(request, str(deed.done))
    return response


def _explain(form: DeedForm, refused: Refused) -> None:
    fields = refused.fields if isinstance(refused, Incomplete) else {}
    for name, sentence in (fields or dict.fromkeys(["version"], " ".join(refused.reasons))).items():
        form.add_error(name if name in form.fields and name != "version" else None, sentence)


@require_safe
def file(request: HttpRequest, number: str, pk: int) -> HttpResponseBase:
    """A photo or document of the case, for its resident."""
    return handed_out(get_object_or_404(queries.files_for_reporter(access.opened(request, number)), pk=pk))


# -- the page


@dataclass(frozen=True)
class Choice:
    """A deed on the page: its form, or the reason why not."""

    verb: str
    deed: Deed
    form: DeedForm
    reason: str


def _page(
    request: HttpRequest, case: Case, tried: dict[str, DeedForm] | None = None, *, status: int = 0
) -> HttpResponse:  # fmt: skip
    """`tried`: forms that were refused, to be shown with what was typed."""
    for form in (tried or {}).values():  # what they see now is the newest
        form.data = dict(form.data.items()) | {form.add_prefix("version"): case.version}
    lead = case.parent if case.outcome == Outcome.MERGED and case.parent else case
    told = telling.timeline(case, resident=True)
    story = told if lead is case else [*told, *_of_others(telling.timeline(lead, resident=True))]
    files = list(queries.files_for_reporter(case))
    context = {
        "case": case, "lead": lead, "badges": [_badge(known) for known in dict.fromkeys([case, lead])],
        "story": [_line(entry) for entry in sorted(story, key=lambda entry: entry.at, reverse=True) if entry.verb not in APART],
        "looks": telling.looks(told), "letters": [entry for entry in told if entry.verb == "message"],
        "answer": telling.answer(lead), "question": _question(case, told), "area": " ".join(names_of(case.area)),
        **_promised(case, lead), "kept": kept(case), **_choices(case, tried or {}),
        "sent": [_tile(case, file) for file in files if not file.of_reply],
        "of_reply": [_tile(case, file) for file in files if file.of_reply],
    }  # fmt: skip
    response = render(request, "portal/case.html", context, status=status or (422 if tried else 200))
    response["Cache-Control"] = "private, no-store"
    return response


def _promised(case: Case, lead: Case) -> dict[str, Any]:
    """Until when they have an answer, and why then: their own clock runs on in a case that was merged; its rest, if it has one."""
    found = [(row, of) for of in dict.fromkeys([case, lead]) for row in of.papers.running(*ANSWER) if row.due_at]
    if not found or lead.state not in BEFORE_REPLY:
        return {"promised": None}
    row, of = found[0]
    rest = row.pauses[-1] if row.resting else None
    ends = datetime.fromisoformat(rest["ends"]) if rest and rest.get("ends") else None
    return {
        "promised": row,
        "why": because.why(row, of),
        "rest": because.reason(rest["reason"]) if rest else "",
        "rest_ends": ends,
    }


TONES = {"active": "active", "waiting": "wait", "done": "good"}
"""A status looks like this on a badge."""
MARKS = {"reply": "good", "approve_reply": "good", "ask_resident": "wait", "rework": "wait"}
"""What stands out in the story."""


def _badge(case: Case) -> dict[str, str]:
    """Where it stands; of what has ended, how: closed is not the same as solved."""
    if case.outcome and case.outcome not in public.GONE:
        stage = public.stage(case)
        return {"label": str(stage.words), "tone": stage.tone}
    status = statuses.status(case)
    return {"label": str(status.resident), "tone": TONES.get(status.tone, "")}


def _line(entry: telling.Entry) -> dict[str, Any]:
    text = (
        "" if entry.verb == "receive" else "\n".join(filter(None, entry.words.values()))
    )  # stands on the page already
    return {"at": entry.at, "title": entry.title, "who": entry.who, "text": text, "tone": MARKS.get(entry.verb, "")}


def _tile(case: Case, file: Attachment) -> dict[str, Any]:
    url = reverse("portal:file", args=[case.number, file.pk])
    return {
        "url": url,
        "name": file.name,
        "size": file.size,
        "thumbnail": url if file.media_type.startswith("image/") else "",
    }


def _of_others(entries: list[telling.Entry]) -> list[telling.Entry]:
    """The story of a case somebody else reported: what the city did, nothing they said or that was said to them but the reply."""
    return [
        telling.Entry(entry.at, entry.verb, entry.title, entry.who, entry.words if entry.verb == "reply" else {})
        for entry in entries
        if entry.by != "resident" and entry.verb not in ABOUT_THE_REPORTER
    ]


APART = ("reveal", "message")
"""What has a section of its own on the page."""
ABOUT_THE_REPORTER = {
    "message",
    "receive",
    "correct",
    "ask_resident",
    "answer_resident",
    "contact",
    "reveal",
    "follow_up",
    "attach",
    "rate",
    "correct_contact",
    "request_erasure",
    "decide_erasure",
    "erase",
    "hold",
    "release",
}


def _question(case: Case, told: list[telling.Entry]) -> str:
    asked = [entry.words.get("question", "") for entry in told if entry.verb == "ask_resident"]
    return asked[-1] if asked and case.papers.request(RequestKind.ANSWER) else ""


def _choices(case: Case, tried: dict[str, DeedForm]) -> dict[str, Any]:
    """The deeds that start from where the case stands, those to be done first in front; apart those about what is held."""
    possible = LIFE.possible(case, by=Actor.resident(case.pk))
    found = [
        Choice(verb, deed, tried.get(verb) or _form(case, verb, deed), possible[verb])
        for verb, deed in DEEDS.items()
        if verb in possible and not (deed.first and possible[verb])
    ]
    return {
        "write": next((choice for choice in found if choice.verb == "message" and not choice.reason), None),
        "choices": [choice for choice in found if not choice.deed.of_data and choice.verb != "message"],
        "rights": [choice for choice in found if choice.deed.of_data],
    }


def _form(case: Case, verb: str, deed: Deed) -> DeedForm:
    known = {"version": case.version, "key": secrets.token_urlsafe(16), "text": case.text.body, "address": case.address}
    fresh = known if verb == "correct" else {name: known[name] for name in ("version", "key")}
    return deed.form(initial=fresh, prefix=verb)
