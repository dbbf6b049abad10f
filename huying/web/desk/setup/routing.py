"""The duty list tried on history: by another list, before it is in force; and duties that history itself would write, to take or leave."""

import tempfile
from pathlib import Path
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from huying.cases import replaying, rerouting
from huying.web.desk.access import StaffRequest
from huying.web.setup import trying
from huying.web.setup.sheets import DUTIES

from . import tables
from .tables import SHOWN

PAGE = "desk/setup/routing.html"


class ListForm(forms.Form):
    """Another duty list, chosen."""

    use_required_attribute = False

    list = forms.FileField(
        label=_("Another duty list, as duties.csv"), widget=forms.FileInput({"accept": ".csv,text/csv"}),
        help_text=_("The whole list: what it leaves out would end. Nothing is put in force here."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def routing(request: StaffRequest) -> HttpResponse:
    """POST `deed` = test with a file: what would change; = learn: what history would write. Neither changes anything."""
    deed = request.POST.get("deed", "")
    if deed == "learn":
        return render(request, PAGE, {"form": ListForm()} | _learned())
    form = ListForm(request.POST, request.FILES) if deed == "test" else ListForm()
    if not form.is_bound or not form.is_valid():
        return render(request, PAGE, {"form": form}, status=422 if form.errors else 200)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / DUTIES.file
        file.write_bytes(form.cleaned_data["list"].read())
        after, problems = trying.duties(file)
    if after is None:
        context = {
            "form": form,
            "problems": problems[:SHOWN],
            "more": len(problems) - SHOWN,
        }
        return render(request, PAGE, context, status=422)
    told = replaying.replay(rerouting.now(), after, replaying.lately())
    context = {"form": ListForm(), "tested": told, "counts": tables.asked(told), "moved": tables.moved(told.moved)}
    return render(request, PAGE, context)


def _learned() -> dict[str, Any]:
    past = replaying.lately()
    found = replaying.proposals(rerouting.now(), past)
    return {"learned": True, "proposals": tables.proposals(found), "read": sum(one.n for one in past)}
