"""A year's holidays, put in force from the paper that published them."""

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from huying.base.worktime import papers
from huying.base.worktime.papers import Paper
from huying.web.desk.access import StaffRequest
from huying.web.setup import changing
from huying.web.setup.changing import Wish


class PaperForm(forms.Form):
    """The file of `holidays/`, pasted."""

    use_required_attribute = False

    paper = forms.CharField(
        label=lazy("The year as a paper"), widget=forms.Textarea({"rows": 12, "spellcheck": "false"}),
        help_text=lazy("The same text as a file of the folder holidays: year, papers, days. See the guide to the calendar."),
    )  # fmt: skip

    def clean_paper(self) -> Paper:
        try:
            return papers.read(json.loads(self.cleaned_data["paper"]))
        except (ValueError, AttributeError, TypeError, KeyError) as fault:
            reason = _("This is no paper about a year's holidays: %(fault)s") % {"fault": fault}
            raise forms.ValidationError(reason) from fault


@require_http_methods(["GET", "POST"])
def year(request: StaffRequest) -> HttpResponse:
    """POST `deed`: preview, or save with `seen` of the preview."""
    form = PaperForm(request.POST or None)
    shown: dict[str, Any] = {}
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        wish = Wish(papers=[form.cleaned_data["paper"]])
        if request.POST.get("deed") == "save":
            try:
                changing.put_in_force(wish, seen=request.POST.get("seen", ""), by=request.user.actor)
            except changing.Changed:
                shown["somebody"], status = True, 409
            else:
                messages.success(request, _("In force now."))
                return HttpResponseRedirect(reverse("desk:timing"))
        paper = form.cleaned_data["paper"]
        days = [
            (f"{day:%Y-%m-%d}", "", _("working day") if said.works else f"{_('day off')} {said.zh}")
            for day, said in paper.days.items()
        ]
        shown |= {"preview": changing.preview(wish), "changes": days}
    return render(request, "desk/setup/year.html", {"form": form, **shown}, status=status)
