"""A year's holidays as a form: its days a line each, or as a file."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huying.base.worktime import lines, papers
from huying.base.worktime.days import Special
from huying.base.worktime.papers import Paper

LISTS = {"free": False, "worked": True}
"""Field → whether its days are worked."""


class PaperForm(forms.Form):
    """What a publication says of a year. Where a file is chosen, the file says it all."""

    use_required_attribute = False

    year = forms.IntegerField(label=lazy("Calendar year"), min_value=2000, max_value=2199)
    source = forms.CharField(
        label=lazy("Where it was published"),
        required=False,
        max_length=300,
        help_text=lazy("Title or address of the notice."),
    )
    free = forms.CharField(
        label=lazy("Days off"), required=False, widget=forms.Textarea({"rows": 9, "spellcheck": "false"}),
        help_text=lazy("One line each: 2027-01-01 ~ 2027-01-03 Harvest Day. Only what differs from an ordinary week."),
    )  # fmt: skip
    worked = forms.CharField(
        label=lazy("Worked weekends and half days"), required=False, widget=forms.Textarea({"rows": 6, "spellcheck": "false"}),
        help_text=lazy("One line each: 2027-01-09 Harvest Day. A half day says when it ends: 2027-12-31 12:00."),
    )  # fmt: skip
    file = forms.FileField(
        label=lazy("Or from a file"), required=False, widget=forms.FileInput({"accept": ".json,application/json"}),
        help_text=lazy("JSON as holiday-cn publishes it. It takes the place of what stands above."),
    )  # fmt: skip

    def clean_file(self) -> Paper | None:
        given = self.cleaned_data["file"]
        try:
            return papers.read(json.loads(given.read())) if given else None
        except (ValueError, AttributeError, TypeError, KeyError) as fault:
            reason = _("This is no paper about a year's holidays: %(fault)s") % {"fault": fault}
            raise forms.ValidationError(reason) from fault

    def clean(self) -> None:
        given = self.cleaned_data
        if given.get("file"):
            for name in [name for name in self.errors if name != "file"]:
                del self.errors[name]
        elif "year" in given:
            self.days: dict[date, Special] = {}
            for name, works in LISTS.items():
                self._read(name, given["year"], works)

    def _read(self, name: str, year: int, works: bool) -> None:
        found, strange = lines.read(self.cleaned_data[name], year, works=works)
        for typed in strange:
            self.add_error(name, _("This line is not understood: %(line)s") % {"line": typed})
        for line in found:
            for day in line.days:
                if day.year != year:
                    self.add_error(name, _("%(day)s is not in this year.") % {"day": day})
                elif day in self.days:
                    self.add_error(name, _("%(day)s stands there twice.") % {"day": day})
                self.days[day] = line.special

    @property
    def paper(self) -> Paper:
        """What was typed or chosen; for a form without faults."""
        given = self.cleaned_data
        return given["file"] or Paper(given["year"], given["source"], self.days)


def filled(paper: Paper) -> PaperForm:
    """The form with a year in it."""
    return PaperForm(initial={
        "year": paper.year, "source": paper.source,
        **{name: lines.write(paper.days, works=works) for name, works in LISTS.items()},
    })  # fmt: skip


def changes(paper: Paper, known: Paper | None) -> list[tuple[Any, str, str]]:
    """Each day that would be another: the day, what it is now, what then. `known`: the year in force."""
    before: Mapping[date, Special] = known.days if known else {}
    days = sorted(day for day in {*before, *paper.days} if before.get(day) != paper.days.get(day))
    told = [(f"{day}", _said(day, before.get(day)), _said(day, paper.days.get(day))) for day in days]
    published = [] if known else [(f"{paper.year}", _("not published"), _("published"))]
    return published + told


def _said(day: date, special: Special | None) -> str:
    if special is None:
        return _("ordinary weekend") if day.weekday() > 4 else _("ordinary working day")
    what = _("day off")
    if special.works:
        what = _("worked until %(time)s") % {"time": f"{special.closes:%H:%M}"} if special.closes else _("working day")
    name = special.zh if (get_language() or "zh").startswith("zh") else special.en
    return f"{what} {name}".strip()
