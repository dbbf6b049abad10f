"""One deed for several cases: looked at first, ordered, taken back while there is time, and answered case by case."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huying.base.journal import clock
from huying.base.units.roles import Actor, Role
from huying.cases import numbers, orders, queries
from huying.cases.models import Case, Order
from huying.cases.models.papers import Papers
from huying.cases.states import LIFE
from huying.cases.words import VERBS

from . import lists
from .access import StaffRequest
from .forms import fields
from .forms.intake import Number, existing

OFFERED = {
    "accept": (Role.HANDLER,), "reassign": (Role.DISPATCHER, Role.SUPERVISOR),
    "merge": (Role.OPERATOR, Role.DISPATCHER, Role.SUPERVISOR),
}  # fmt: skip
"""Which deeds for many a role is offered; the rules of each case decide."""
AT_ONCE = 50
"""Cases of one deed, and of one print: a page of the list."""


class Nothing(forms.Form):
    """Asks nothing. `cases`: what was ticked."""

    def __init__(self, *args: Any, by: Actor, cases: Sequence[Case], **more: Any) -> None:
        super().__init__(*args, **more)
        self.by, self.cases = by, cases

    def given(self) -> dict[str, Any]:
        return {}

    @property
    def goes_on(self) -> str:
        """The number of a ticked case that it is not done to."""
        return ""


class Reassign(Nothing):
    """What `routing.reassign` is given, the same for all."""

    to = fields.Chosen(fields.all_units, label=lazy("Unit"))
    reason = fields.reason("reassign")
    basis = fields.words(lazy("Why this unit"), rows=2)

    def given(self) -> dict[str, Any]:
        return {**self.cleaned_data, "to": self.cleaned_data["to"].code}


class Merge(Nothing):
    """Into which case; the oldest of those ticked is proposed, and goes on."""

    into = Number(label=lazy("Number of the case that goes on"))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.initial["into"] = min(self.cases, key=lambda case: case.received_at).number

    def clean_into(self) -> Case:
        return existing(self.by, self.cleaned_data["into"])

    def given(self) -> dict[str, Any]:
        return {"into": self.cleaned_data["into"].number}

    @property
    def goes_on(self) -> str:
        return numbers.tidy(str(self["into"].value() or ""))


FORMS: dict[str, type[Nothing]] = {"accept": Nothing, "reassign": Reassign, "merge": Merge}


@dataclass(frozen=True)
class Line:
    """A case of the preview: whether it can be done now, or why not."""

    case: Case
    why_not: str
    goes_on: bool
    """The others are merged into it."""


def offered(role: Role) -> dict[str, Any]:
    """The deeds that this role's list offers: verb → label."""
    return {verb: VERBS[verb] for verb, roles in OFFERED.items() if role in roles}


@require_POST
def bulk(request: StaffRequest) -> HttpResponse:
    """What would become of each ticked `case`. With `sure` it is ordered, and the list says until when it can be taken back."""
    verb, back = request.POST.get("verb", ""), lists.address(QueryDict(request.POST.get("back", "")))
    cases = _ticked(request)
    if verb == "print" and cases:
        return redirect(f"{reverse('desk:print')}?{urlencode({'case': [case.number for case in cases]}, doseq=True)}")
    if verb not in FORMS or not cases:
        return redirect(f"{reverse('desk:mine')}?{back}")
    Papers.lay_beside(cases)
    by, sure = request.user.actor, "sure" in request.POST
    form = FORMS[verb](request.POST if sure else None, by=by, cases=cases)
    lines = [Line(case, LIFE.why_not(case, verb, by=by), case.number == form.goes_on) for case in cases]
    possible = {line.case.pk: _seen(request, line.case) for line in lines if not (line.why_not or line.goes_on)}
    if sure and form.is_valid() and possible:
        order = orders.order(request.user, verb, possible, form.given())
        return redirect(f"{reverse('desk:mine')}?{back}&order={order.pk}")
    context = {"verb": verb, "label": VERBS[verb], "lines": lines, "n": len(possible), "form": form, "back": back}
    return render(request, "desk/bulk.html", context, status=422 if sure else 200)


@require_http_methods(["GET", "POST"])
def order(request: StaffRequest, pk: int) -> HttpResponse:
    """How it stands with one's own order. A POST takes it back."""
    known = _own(request, pk)
    if known is None:
        raise Http404(pk)
    if request.method == "POST":
        orders.take_back(known)
        if not request.htmx:
            back = lists.address(QueryDict(request.POST.get("back", "")))
            return redirect(f"{reverse('desk:mine')}?{back}&order={pk}")
    return render(request, "desk/list/order.html", {"order": watched(request, str(pk))})


@require_safe
def printed(request: StaffRequest) -> HttpResponse:
    """The ticked cases, one after the other, for paper. Of a reporter nothing stands in it."""
    if not (cases := _ticked(request)):
        return redirect("desk:mine")
    return render(request, "desk/print.html", {"cases": cases})


def watched(request: StaffRequest, pk: str) -> dict[str, Any] | None:
    """An order as the list shows it, for whoever gave it; None if there is none."""
    found = _own(request, int(pk)) if pk.isdecimal() and len(pk) < 18 else None
    if found is None:
        return None
    lines = list(found.lines.select_related("case").order_by("pk"))
    left = (found.due_at - clock.now()).total_seconds()
    return {
        "pk": found.pk,
        "label": VERBS[found.verb],
        "n": len(lines),
        "taken_back": found.taken_back_at is not None,
        "due_at": found.due_at,
        "waits": left > 0,
        "seconds": max(1, int(left) + 1),
        "done": [line for line in lines if line.answered_at and not line.why_not],
        "refused": [line for line in lines if line.why_not],
        "open": [line for line in lines if not line.answered_at],
    }


def _own(request: StaffRequest, pk: int) -> Order | None:
    return Order.objects.filter(pk=pk, staff=request.user).first()


def _ticked(request: StaffRequest) -> Sequence[Case]:
    """The cases that `case` names, in that order, as far as they are theirs to see; numbers, or number:version."""
    asked = [value.partition(":")[0] for value in (request.POST or request.GET).getlist("case")][:AT_ONCE]
    tidy = [number for number in dict.fromkeys(map(numbers.tidy, asked)) if number]
    seen = queries.with_signs(queries.visible_to(request.user.actor)).select_related(*queries.ROWS, "text")
    found = {case.number: case for case in seen.filter(number__in=tidy)}
    return [found[number] for number in tidy if number in found]


def _seen(request: StaffRequest, case: Case) -> int:
    """The version of the case that the preview showed; without one, the present."""
    shown = dict(value.partition(":")[::2] for value in request.POST.getlist("case"))
    version = shown.get(case.number, "")
    return int(version) if version.isdecimal() and len(version) < 10 else case.version
