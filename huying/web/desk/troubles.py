"""Known troubles at the desk: what is announced now, and announcing what many begin to call about."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from huying.base.journal import clock
from huying.base.journal.machine import Incomplete, Refused
from huying.base.places import register as places
from huying.cases import intake, queries
from huying.cases import troubles as known
from huying.cases.models import Case
from huying.cases.states import LIFE
from huying.cases.words import Channel
from huying.web import questions

from .access import StaffRequest
from .forms import fields
from .forms.troubles import TroubleFields


class NewTrouble(TroubleFields):
    """What is announced where no case is there yet; one is filed with it and goes where the duty list says."""

    use_required_attribute = False

    category = fields.Chosen(fields.leaves, label=lazy("Category"))
    field_order = ("category", "text", "text_en", "areas", "until")

    def __init__(self, *args: Any, **more: Any) -> None:
        """What the category asks besides is asked once it is known."""
        super().__init__(*args, **more)
        self.asked = self._asked() if self.is_bound else {}
        self.fields |= self.asked

    def _asked(self) -> dict[str, forms.Field]:
        try:
            return questions.fields(self.fields["category"].clean(self.data.get("category", "")))
        except forms.ValidationError:
            return {}


@require_http_methods(["GET", "POST"])
def troubles(request: StaffRequest) -> HttpResponse:
    """What is announced now. POST: a case is filed and announced in one, or neither."""
    by = request.user.actor
    why_not = LIFE.why_not(Case(), "receive", by=by)
    form = NewTrouble(request.POST or None)
    status = 200
    if request.method == "POST":
        if why_not:
            return render(request, "409.html", {"reason": why_not}, status=409)
        if form.is_valid() and (case := _announced(request, form)):
            messages.success(request, _("Announced."))
            return HttpResponseRedirect(reverse("desk:case", args=[case.number]))
        status = 422
    seen = queries.visible_to(by)
    rows = [
        (trouble, [places.by_code(code) for code in trouble.areas], seen.filter(pk=trouble.case_id).exists())
        for trouble in known.current()
    ]
    context = {"troubles": rows, "form": None if why_not else form, "now": clock.now()}
    return render(request, "desk/troubles.html", context, status=status)


def _announced(request: StaffRequest, form: NewTrouble) -> Case | None:
    """The case that was filed with it, or None with the reasons in the form."""
    by, said = request.user.actor, dict(form.cleaned_data)
    category = said.pop("category")
    answers = questions.answers(category, {name: said.pop(name) for name in form.asked})
    try:
        with transaction.atomic():
            told = intake.Call(
                text=said["text"], category=category, area=said["areas"][0], channel=Channel.PHONE, reply_wanted=False,
                danger_over=True, answers=answers,
            )  # fmt: skip
            case = intake.receive(told, by=by).case
            known.announce(case, by=by, **said)
            return case
    except Incomplete as incomplete:
        for name, sentence in incomplete.fields.items():
            form.add_error(name if name in form.fields else None, sentence)
    except Refused as refusal:
        form.add_error(None, refusal.reasons)
    return None
