"""The living page of what every page is made of: each component with its states, drawn by the very templates that pages use."""

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

import huying.web
from huying.base.journal import clock
from huying.cases.rerouting import Rerouted
from huying.cases.words import VERBS
from huying.insight.definitions import INDICATORS
from huying.insight.figures import Figure
from huying.insight.rates import Score
from huying.insight.rates import profiles as known_profiles
from huying.web import figures, scores
from huying.web.setup.changing import Preview
from huying.web.setup.effects import Effects
from huying.web.setup.report import Problem, Summary
from huying.web.tables import Cell, Records

from .access import StaffRequest
from .palette import Option

ICONS = Path(huying.web.__file__).parent / "templates" / "icons"
COLOURS = {
    lazy("Paper and ink"): ("paper", "card", "ink", "ink-soft", "line", "control"),
    lazy("Accent"): ("accent", "accent-strong", "accent-soft", "on-accent", "echo"),
    lazy("What colours mean"): ("good", "good-soft", "wait", "wait-soft", "bad", "bad-soft"),
}
LOADING, DUE_LATER = "····", timedelta(days=3)


class Example(forms.Form):
    """One field of each kind."""

    use_required_attribute = False
    auto_id = "example-%s"

    words = forms.CharField(label=lazy("Words"), help_text=lazy("A sentence that helps."))
    more = forms.CharField(label=lazy("More words"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    choice = forms.ChoiceField(
        label=lazy("One of a list"), choices=[("", "–"), ("1", lazy("first")), ("2", lazy("second"))]
    )
    radio = forms.ChoiceField(
        label=lazy("One of a few"), widget=forms.RadioSelect, choices=[("1", lazy("first")), ("2", lazy("second"))]
    )
    day = forms.DateField(label=lazy("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    tick = forms.BooleanField(label=lazy("Yes or no"), required=False)


class WithFiles(forms.Form):
    """A form that takes photos."""

    photos = forms.FileField(
        label=lazy("Photos"), required=False, widget=forms.FileInput(attrs={"accept": "image/*", "data-preview": ""})
    )


@require_safe
def styleguide(request: StaffRequest) -> HttpResponse:
    """Every component in every state. Nothing on it can be done: its buttons lead back to the page."""
    return render(request, "desk/styleguide.html", _examples())


def _examples() -> dict[str, Any]:
    now = clock.now()
    refused = Example({"words": "", "radio": "1"}, auto_id="refused-%s")
    refused.full_clean()
    return {
        "colours": COLOURS,
        "icons": sorted(f"icons/{path.name}" for path in ICONS.glob("*.svg")),
        "form": Example(auto_id="example-%s", initial={"radio": "1"}),
        "refused": refused,
        "with_files": WithFiles(auto_id="files-%s"),
        "later": now + DUE_LATER,
        "soon": now + timedelta(hours=5),
        "past": now - timedelta(hours=5),
        "entries": _entries(),
        "pairs": [(_("Category"), _("first")), (_("Place"), _("second"))],
        "attachments": [
            {"url": "#files", "name": "photo.jpg", "size": 340_000},
            {"url": "#files", "name": "notes.pdf", "size": 1_200_000},
        ],
        "chips": [(_("first"), "#chips"), (_("second"), "#chips")],
        "steps": [_("What"), _("Where"), _("Who")],
        "lines": LOADING,
        **_list(),
        **_setup(),
        **_figures(),
    }


def _list() -> dict[str, Any]:
    """What stands around a list: views, deeds for many with what became of them, and the palette."""
    first, second = (
        SimpleNamespace(pk=1, name=_("first"), address="1"),
        SimpleNamespace(pk=2, name=_("second"), address="2"),
    )
    case = SimpleNamespace(number="260801-00000042-7", title=_("A heading"))
    later = clock.now() + DUE_LATER
    order = {
        "pk": 1,
        "label": VERBS["accept"],
        "n": 3,
        "due_at": later,
        "seconds": 3600 * 24,
        "done": [1, 2],
        "refused": [],
    }
    refused = [{"case": case, "why_not": _("A sentence that says what happened and what to do now.")}]
    return {
        "views": [first, second], "address": "1", "all_columns": {"unit": _("Unit")}, "columns": ["unit"], "filters": {},
        "bulk": {"accept": VERBS["accept"], "reassign": VERBS["reassign"]}, "ticked": _("{n} ticked").replace("{n}", "3"),
        "orders": [
            order | {"name": "waits", "waits": True}, order | {"name": "back", "taken_back": True},
            order | {"name": "done", "refused": refused},
        ],
        "groups": [(_("Pages"), [Option(_("My work"), "#found"), Option(case.title, "#found", case.number)])],
    }  # fmt: skip


def _setup() -> dict[str, Any]:
    """What a change of the set-up would do."""
    rerouted = Rerouted(open=40, otherwise=3, found=2, lost=1, due_otherwise=1, elsewhere=1)
    remark = Problem("areas.geojson", 1, _("A sentence that says what happened and what to do now."))
    return {
        "preview": Preview(Summary(effects=Effects(), remarks=[remark]), rerouted, "seen"),
        "changes": [(_("Unit"), _("first"), _("second"))],
        "records": Records(
            [_("Unit"), _("Cases"), _("Day"), _("Where it stands")],
            [[Cell(_("first"), "#records"), Cell(12), Cell(clock.now()), Cell(_("Went wrong"), tone="bad")]],
        ),
    }


def _entries() -> list[dict[str, Any]]:
    now = clock.now()
    said = {
        "good": _("Went well"),
        "wait": _("Waits for somebody"),
        "bad": _("Went wrong"),
        "now": _("Where it stands"),
    }
    first = {"at": now - timedelta(days=2), "title": _("Began"), "who": _("A unit"), "text": _("What was said then.")}
    rest = [
        {"at": now - timedelta(hours=9 - n), "title": words, "tone": tone}
        for n, (tone, words) in enumerate(said.items())
    ]
    return [first, *rest]


def _figures() -> dict[str, Any]:
    """A figure that stands, one of too few answers, one withheld, one with nothing to count, one corrected; and a score in its band."""
    known = INDICATORS["resolution"]
    told = {
        _("first"): figures.cell(known, Figure(0.82, 410, 500, 3, 0.784, 0.851), "#figures"),
        _("second"): figures.cell(known, Figure(0.6, 6, 10, 0, 0.313, 0.832), least=30),
        _("Began"): figures.cell(known, Figure(withheld=True)),
        _("Waits for somebody"): figures.cell(known, Figure()),
        _("Went well"): figures.cell(known, Figure(0.9, 90, 100, 0, 0.826, 0.945), first=Figure(0.88)),
    }
    rows = [figures.Row(name, cell, "#figures", earlier=[(_("first"), cell)]) for name, cell in told.items()]
    rates = {code: Figure(0.5, 50, 100, 0, 0.404, 0.596) for code in ("response", "resolution", "satisfaction")}
    profile = next(iter(known_profiles().values()))
    scored = [
        scores.Line(
            figures.Row(_("first"), scores.scored(Score(value, band, rates, Figure(), value is None, False)), "#figures", _("second")),
            [(str(INDICATORS[code]), figures.cell(INDICATORS[code], rate)) for code, rate in rates.items()],
        )
        for value, band in ((91.0, "green"), (78.2, "blue"), (66.0, "yellow"), (50.0, "red"), (None, ""))
    ]  # fmt: skip
    return {
        "cards": rows,
        "table": figures.Table("figures-table", str(known), _("Where"), rows, [_("first")], "%"),
        "scores": scores.Scores(profile, [str(INDICATORS[code]) for code in rates], scored),
        "indicators": [known], "notes": figures.NOTES,
    }  # fmt: skip
