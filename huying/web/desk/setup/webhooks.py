"""Subscriptions of other systems: made, changed, tried, stopped, told again; what could not be delivered."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from huying.base.catalogue import register as catalogue
from huying.base.catalogue.models import Category
from huying.base.journal.refusals import Incomplete
from huying.base.units.models import Unit
from huying.cases.states import LIFE
from huying.notices.models import Subscription
from huying.notices.webhooks import posting, queueing, subscribing
from huying.web.desk.access import StaffRequest
from huying.web.desk.forms import fields
from huying.web.tables import Cell, Records

SHOWN = 50
"""Deliveries listed that failed."""


@dataclass(unsafe_hash=True)
class Deed:
    """A step of a case as a row that can be chosen."""

    code: str

    def __str__(self) -> str:
        return str(LIFE.verbs[self.code])


def _deeds() -> list[Deed]:
    return [Deed(verb) for verb in queueing.OFFERED]


def _categories() -> list[Any]:
    return [row for row in catalogue.current().by_code.values() if not row.retired]


@dataclass(frozen=True)
class Outlook:
    """What a system would be told, before it is."""

    unit: Unit
    n_open: int
    """Cases that are open now."""
    verbs: list[Deed]
    categories: list[Category]


class SubscriptionForm(forms.Form):
    """What a subscription asks for."""

    use_required_attribute = False

    name = forms.CharField(label=lazy("Name of the system"), max_length=60)
    unit = fields.Chosen(
        fields.all_units, label=lazy("Unit"), help_text=lazy("It is told of the cases that this unit sees.")
    )
    url = forms.CharField(
        label=lazy("Address"), max_length=500, widget=forms.TextInput({"inputmode": "url", "spellcheck": "false"}),
        help_text=lazy("Where each step is posted to, such as https://system.example.org/huying."),
    )  # fmt: skip
    verbs = fields.ChosenMany(_deeds, label=lazy("Steps"), required=False, help_text=lazy("None chosen: all of them."))
    categories = fields.ChosenMany(
        _categories, label=lazy("Categories"), required=False,
        help_text=lazy("With everything below them. None chosen: all of them."),
    )  # fmt: skip

    def given(self) -> dict[str, Any]:
        """What the commands are called with."""
        codes = {name: [row.code for row in self.cleaned_data[name]] for name in ("verbs", "categories")}
        return self.cleaned_data | codes

    def outlook(self) -> Outlook:
        """Of what it would be told. Raises Incomplete as the command would."""
        given, said = self.given(), self.cleaned_data
        given.pop("name")
        return Outlook(said["unit"], subscribing.outlook(**given), said["verbs"], said["categories"])

    def lacks(self, wrong: dict[str, str]) -> None:
        """Put the command's own sentences beside the fields."""
        for name, sentence in wrong.items():
            self.add_error(name, sentence)


class Since(forms.Form):
    """From when on everything is told again."""

    use_required_attribute = False

    since = fields.moment(lazy("Tell again from"))


@require_http_methods(["GET", "POST"])
def webhooks(request: StaffRequest) -> HttpResponse:
    """The systems that are told. POST `deed`: preview, else another one is made."""
    form, outlook = SubscriptionForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            if request.POST.get("deed") == "preview":
                outlook = form.outlook()
            else:
                made = subscribing.subscribe(**form.given(), by=request.user.actor)
                messages.success(request, _("It is told of every step from now on. Give its people the secret below."))
                return HttpResponseRedirect(reverse("desk:setup_webhook", args=[made.pk]))
        except Incomplete as refusal:
            form.lacks(refusal.fields)
    known = [
        [
            Cell(each.name, reverse("desk:setup_webhook", args=[each.pk]), own=True),
            Cell(each.unit),
            Cell(each.n_posted),
            _state(each),
        ]
        for each in Subscription.objects.select_related("unit")
    ]
    records = Records([_("System"), _("Unit"), _("Told"), _("How it is")], known)
    context = {"form": form, "outlook": outlook, "records": records}
    return render(request, "desk/setup/webhooks.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def webhook(request: StaffRequest, pk: int) -> HttpResponse:
    """One of them. POST `deed`: preview, save, try_out, stop, go_on, tell_again (with `since`), revive, end."""
    subscription = get_object_or_404(Subscription.objects.select_related("unit"), pk=pk)
    deed = request.POST.get("deed", "")
    form = SubscriptionForm(request.POST if deed in ("preview", "save") else None, initial=_initial(subscription))
    outlook = None
    since = Since(request.POST if deed == "tell_again" else None)
    if request.method == "POST":
        if deed == "preview":
            outlook = _previewed(form)
        else:
            changing = deed == "save"
            answer = _changed(request, subscription, form) if changing else _done(request, subscription, deed, since)
            if answer:
                return answer
    waiting = subscription.deliveries.filter(dead=False)
    context = {
        "subscription": subscription, "form": form, "outlook": outlook, "since": since,
        "state": _state(subscription), "n_waiting": waiting.count(), "failed": _failed(subscription),
        "n_dead": subscription.deliveries.filter(dead=True).count(),
    }  # fmt: skip
    return render(request, "desk/setup/webhook.html", context, status=422 if form.errors or since.errors else 200)


def _state(subscription: Subscription) -> Cell:
    """How a subscription is."""
    if subscription.stopped:
        return Cell(_("stopped"), tone="")
    if subscription.refusals:
        return Cell(_("does not answer"), tone="bad")
    return Cell(_("refused something"), tone="wait") if subscription.failure else Cell(_("well"), tone="good")


def _failed(subscription: Subscription) -> Records:
    """What it did not take, what was given up first."""
    failed = subscription.deliveries.exclude(failure="").select_related("case").order_by("-dead", "pk")
    rows = [
        [
            Cell(each.case.number, own=True), Cell(each.seq), Cell(each.attempts), Cell(each.failure, own=True),
            Cell(_("given up"), tone="bad") if each.dead else Cell(each.next_at),
        ]
        for each in failed[:SHOWN]
    ]  # fmt: skip
    return Records([_("Case"), _("Step"), _("Tries"), _("Its answer"), _("Asked again")], rows)


def _initial(subscription: Subscription) -> dict[str, Any]:
    known = catalogue.current().by_code
    return {
        "name": subscription.name,
        "unit": subscription.unit,
        "url": subscription.url,
        "verbs": [Deed(verb) for verb in subscription.verbs],
        "categories": [known[code] for code in subscription.categories if code in known],
    }


def _previewed(form: SubscriptionForm) -> Outlook | None:
    if not form.is_valid():
        return None
    try:
        return form.outlook()
    except Incomplete as refusal:
        form.lacks(refusal.fields)
        return None


def _changed(request: StaffRequest, subscription: Subscription, form: SubscriptionForm) -> HttpResponse | None:
    if not form.is_valid():
        return None
    try:
        subscribing.change(subscription, by=request.user.actor, **form.given())
    except Incomplete as refusal:
        form.lacks(refusal.fields)
        return None
    messages.success(request, _("In force now."))
    return HttpResponseRedirect(request.path)


def _done(request: StaffRequest, subscription: Subscription, deed: str, since: Since) -> HttpResponse | None:
    by = request.user.actor
    if deed == "try_out":
        _said(request, posting.try_out(subscription))
    elif deed in ("stop", "go_on"):
        subscribing.change(subscription, by=by, stopped=deed == "stop")
    elif deed == "revive":
        n = subscribing.revive(subscription, by=by)
        messages.success(request, ngettext("%(n)d step is tried again.", "%(n)d steps are tried again.", n) % {"n": n})
    elif deed == "end":
        subscribing.end(subscription, by=by)
        return HttpResponseRedirect(reverse("desk:setup_webhooks"))
    elif deed == "tell_again":
        if not since.is_valid():
            return None
        subscribing.tell_again(subscription, since=since.cleaned_data["since"], by=by)
        messages.success(request, _("It is told again, and knows repeats by their id."))
    return HttpResponseRedirect(request.path)


def _said(request: StaffRequest, posted: posting.Posted) -> None:
    if posted.failure:
        messages.error(request, _("The test was not taken: %(failure)s.") % {"failure": posted.failure})
    else:
        messages.success(request, _("The test was taken."))
