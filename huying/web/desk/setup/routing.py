"""The duty list tried on history: by another list, before it is in force; and duties that history itself would write, to take or leave."""

import tempfile
from pathlib import Path
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from huying.base.journal import audit
from huying.cases import replaying, rerouting
from huying.cases.replaying import Proposal
from huying.web.desk.access import StaffRequest
from huying.web.setup import trying
from huying.web.setup.sheets import DUTIES

SHOWN = 100
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
    context = {"form": ListForm(), "tested": told, "moved": told.moved[:SHOWN], "more": len(told.moved) - SHOWN}
    return render(request, PAGE, context)


def _learned() -> dict[str, Any]:
    past = replaying.lately()
    found = replaying.proposals(rerouting.now(), past)
    proposals = [(one, _new_duty(one)) for one in found[:SHOWN]]
    return {"learned": True, "proposals": proposals, "read": sum(one.n for one in past), "more": len(found) - SHOWN}


def _new_duty(one: Proposal) -> str:
    """The page of a new duty, filled in with what is proposed; it is previewed and confirmed like any other."""
    begun: dict[str, str | int] = {
        "item": one.item, "unit": one.unit.code, "category": one.category.code, "area": one.area.code if one.area else "",
        "priority": one.priority, "version": f"learned {audit.today()}",
    }  # fmt: skip
    return f"{reverse('desk:setup_entry', args=['duties'])}?{urlencode(begun)}"
