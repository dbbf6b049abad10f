"""Notices at the desk: the bell, how one is told, and for the administrator the templates and what was not delivered."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from huying.base.journal import audit, clock
from huying.base.units import register as units
from huying.notices import bell, channels, parties, sending, table, wording
from huying.notices.models import Channel, Desk, Notice, Pace, Preference, Stage
from huying.notices.phrases import WORDING, Wording

from . import addresses
from .access import StaffRequest
from .forms import fields

PAGE, MOST = 50, 100
EXAMPLE = "260304-00000001-9"


# -- the bell

SHOWN = {"": lazy("All"), "new": lazy("Not read yet"), "messages": lazy("From residents")}


@require_http_methods(["GET", "POST"])
def bell_page(request: StaffRequest) -> HttpResponse:
    """GET: what the desk was told, newest first; `?only=` of `SHOWN`, `before` for older ones. POST `newest`: seen up to there."""
    if request.method == "POST":
        bell.read(request.user, addresses.number(request.POST.get("newest", "")))
        return HttpResponseRedirect(reverse("desk:notices"))
    read_to, before = bell.read_to(request.user), addresses.number(request.GET.get("before", ""))
    only = request.GET.get("only", "")
    found = bell.notices(request.user, new=only == "new", messages=only == "messages").select_related("case")
    rows = list((found.filter(pk__lt=before) if before else found)[: PAGE + 1])
    shown = [(row, _without_number(row), row.pk > read_to) for row in rows[:PAGE]]
    context = {
        "notices": shown,
        "newest": rows[0].pk if rows and rows[0].pk > read_to and only != "messages" else None,
        "older_url": addresses.changed(request.GET, before=str(rows[PAGE - 1].pk)) if len(rows) > PAGE else "",
        "tabs": SHOWN.items(), "only": only if only in SHOWN else "",
    }  # fmt: skip
    return render(request, "desk/notices/bell.html", context)


def _without_number(notice: Notice) -> wording.Said:
    """What it says; its number and the way to the case stand in the link beside it."""
    said = sending.words(notice, _reader(), link="")
    number = notice.case.number if notice.case else ""
    return wording.Said(said.subject, said.text.removeprefix(number).strip(" :："))


# -- how one is told


class Chat(forms.Form):
    """The address of a chat, as apprise writes it."""

    use_required_attribute = False

    url = forms.CharField(
        label=lazy("Group chat"),
        required=False,
        max_length=500,
        help_text=lazy("As apprise writes it: wecombot://KEY, dingtalk://TOKEN, feishu://TOKEN, lark://TOKEN."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_url(self) -> str:
        url = str(self.cleaned_data["url"]).strip()
        if url and not channels.is_chat(url):
            raise ValidationError(
                _("Not the address of a chat. Known are: %(kinds)s.") % {"kinds": ", ".join(channels.CHATS)}
            )
        return url


class Liking(Chat):
    """How somebody wants to be told."""

    pace = forms.ChoiceField(label=lazy("E-mail"), choices=Pace.choices, widget=forms.RadioSelect)
    language = forms.ChoiceField(label=lazy("Language"), choices=settings.LANGUAGES, widget=forms.RadioSelect)
    field_order = ("pace", "language", "url")


@require_http_methods(["GET", "POST"])
def preferences(request: StaffRequest) -> HttpResponse:
    """How soon e-mail comes, in which language, and a chat of one's own."""
    like = Preference.objects.filter(pk=request.user.pk).first() or Preference(staff=request.user)
    known = {"pace": like.pace, "language": like.language or settings.LANGUAGE_CODE, "url": like.url}
    form = Liking(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        Preference.objects.update_or_create(staff=request.user, defaults=form.cleaned_data)
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(reverse("desk:preferences"))
    return render(request, "desk/notices/preferences.html", {"form": form}, status=422 if form.errors else 200)


# -- for the administrator


@require_http_methods(["GET", "POST"])
def unsent(request: StaffRequest) -> HttpResponse:
    """Dead letters. POST `again`: the key of one, or "all", is tried from the beginning."""
    dead = Notice.objects.filter(stage=Stage.DEAD)
    if request.method == "POST":
        asked = request.POST.get("again", "")
        n = sending.again(dead if asked == "all" else dead.filter(pk=addresses.number(asked)))
        messages.success(request, _("%(n)d are sent again.") % {"n": n})
        return HttpResponseRedirect(reverse("desk:unsent"))
    waiting = Notice.objects.filter(stage=Stage.WAITING, attempts__gt=0).count()
    context = {"notices": dead.select_related("case").order_by("-pk")[:MOST], "waiting": waiting}
    return render(request, "desk/notices/unsent.html", context)


class UnitChat(Chat):
    """The group chat of a unit; without an address it has none any more."""

    unit = forms.ChoiceField(label=lazy("Unit"))
    field_order = ("unit", "url")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        choices: Any = self.fields["unit"]
        choices.choices = [(unit.code, str(unit)) for unit in fields.all_units()]


@require_http_methods(["GET", "POST"])
def templates(request: StaffRequest) -> HttpResponse:
    """Every template and whom it goes to. POST: the group chat of a unit."""
    form = UnitChat(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _set_chat(request, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(reverse("desk:templates"))
    own = wording.current()
    rows = [(code, _example(wording.of(code), _reader()), code in own, _goes_to(code)) for code in WORDING]
    chats = [
        (units.current().by_id[desk.pk], desk.variable, bool(desk.address)) for desk in Desk.objects.order_by("pk")
    ]
    context = {"rows": rows, "form": form, "chats": chats}
    return render(request, "desk/notices/templates.html", context, status=422 if form.errors else 200)


def _set_chat(request: StaffRequest, *, unit: str, url: str) -> None:
    known = units.current().by_code[unit]
    if url:
        Desk.objects.update_or_create(unit=known, defaults={"url": url, "variable": ""})
    else:
        Desk.objects.filter(unit=known).delete()
    audit.record("setup_changed", by=request.user.actor, what="unit_chat", written={known.code: int(bool(url))})


class Words(forms.Form):
    """A template in both languages."""

    use_required_attribute = False

    subject_zh = forms.CharField(label=lazy("Subject, Chinese"), max_length=80)
    text_zh = forms.CharField(label=lazy("Text, Chinese"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    subject_en = forms.CharField(label=lazy("Subject, English"), max_length=120)
    text_en = forms.CharField(label=lazy("Text, English"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


@require_http_methods(["GET", "POST"])
def template(request: StaffRequest, code: str) -> HttpResponse:
    """One template. POST `deed`: save, preview or restore; a broken one is refused with the reason."""
    if code not in WORDING:
        raise Http404(code)
    if request.POST.get("deed") == "restore":
        wording.restore(code, by=request.user.actor)
        return _saved(request, code)
    form = Words(request.POST or None, initial=vars(wording.of(code)))
    shown = wording.of(code)
    if request.method == "POST" and form.is_valid():
        given = Wording(**form.cleaned_data)
        for field, fault in wording.faults(given).items():
            form.add_error(field, fault)
        if not form.errors and request.POST.get("deed") == "save":
            wording.write(code, given, by=request.user.actor)
            return _saved(request, code)
        shown = shown if form.errors else given
    context = {
        "code": code, "form": form, "title": _example(wording.of(code), _reader()).subject, "own": code in wording.current(),
        "placeholders": " ".join(f"{{{name}}}" for name in wording.PLACEHOLDERS),
        "previews": [(code, name, said := _example(shown, code), _parts(said.text)) for code, name in settings.LANGUAGES],
    }  # fmt: skip
    return render(request, "desk/notices/template.html", context, status=422 if form.errors else 200)


def _saved(request: StaffRequest, code: str) -> HttpResponse:
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(reverse("desk:template", args=[code]))


def _reader() -> str:
    return translation.get_language() or settings.LANGUAGE_CODE


def _example(words: Wording, language: str) -> wording.Said:
    facts = {"status": "in_progress", "due": clock.now().isoformat(), "unit": next(iter(units.current().by_code), "")}
    return wording.filled(words, language, number=EXAMPLE, facts=facts, link=wording.link(EXAMPLE, resident=True))


def _goes_to(code: str) -> list[tuple[str, str]]:
    """The audiences that a template goes to, each with its channels."""
    if code in parties.TEMPLATES:
        return [(_("parties of the dispute"), ", ".join(str(Channel(how).label) for how in table.HOME))]
    lines = [table.STANDING_IN, *(line for lines in table.TABLE.values() for line in lines)]
    found = {line.audience: line.channels for line in lines if line.template == code}
    return [(str(who.label), ", ".join(str(Channel(how).label) for how in by)) for who, by in found.items()]


def _parts(text: str) -> int:
    return 1 if len(text) <= wording.SMS_WHOLE else -(-len(text) // wording.SMS_PART)
