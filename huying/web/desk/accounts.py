"""The security officer's pages: the accounts of others. By name and unit, never by what anybody did or how much."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import messages
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from huying.base.journal import audit, clock
from huying.base.journal.refusals import Refused
from huying.base.units import accounts
from huying.base.units import register as units
from huying.base.units.models import Staff
from huying.base.units.roles import Role
from huying.web import factors, sessions

from .access import StaffRequest
from .forms import fields

PAGE = 50
FACTOR = Exists(Authenticator.objects.filter(user=OuterRef("pk"), type__in=factors.REAL))


class Assignment(forms.Form):
    """The role and the unit of an account."""

    use_required_attribute = False

    role = forms.ChoiceField(label=lazy("Role"), choices=[(role.value, role.label) for role in accounts.ASSIGNABLE])
    unit = forms.ChoiceField(label=lazy("Unit"), required=False)

    def __init__(self, data: Any = None, *, staff: Staff) -> None:
        unit = staff.unit_id and units.current().by_id[staff.unit_id].code
        super().__init__(data, initial={"role": staff.role, "unit": unit})
        self.fields["unit"].choices = [("", "–"), *((each.code, str(each)) for each in fields.all_units())]  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Deed:
    """Something a security officer does with an account."""

    label: Any
    done: Any
    ask: Any = ""
    """The sentence that is asked first."""
    style: str = ""


DEEDS = {
    "unlock": Deed(lazy("Lift the lock"), lazy("The lock is lifted."), style="primary"),
    "assign": Deed(lazy("Save role and unit"), lazy("Role and unit are saved.")),
    "give_password": Deed(
        lazy("Give a new password"), "", lazy("The old password stops working, and every session of this account ends. Go on?")
    ),
    "remove_factors": Deed(
        lazy("Remove second factors"), lazy("The second factors are removed."),
        lazy("Do this only when the person has lost them and you have made sure who they are. Go on?"),
    ),
    "end_sessions": Deed(lazy("Sign out everywhere"), lazy("Signed out everywhere.")),
    "deactivate": Deed(
        lazy("Deactivate"), lazy("The account is deactivated."),
        lazy("Nobody can sign in with this account until it is activated again. Go on?"), "danger",
    ),
    "activate": Deed(lazy("Activate"), lazy("The account is active again.")),
}  # fmt: skip


@require_safe
def everybody(request: StaffRequest) -> HttpResponse:
    """The accounts, by user name. `?q=` part of the user name, `?unit=`, `?role=`, `?locked=1`; `?after=` the next page."""
    asked = request.GET
    found = list(_narrowed(asked).order_by("username")[: PAGE + 1])
    query = asked.copy()
    query["after"] = found[PAGE - 1].username if len(found) > PAGE else ""
    context = {
        "accounts": _with_units(found[:PAGE]),
        "older_url": len(found) > PAGE and f"?{query.urlencode()}",
        "roles": accounts.ASSIGNABLE,
        "units": fields.all_units(),
        "asked": asked,
    }
    return render(request, "desk/accounts.html", context)


def _narrowed(asked: Any) -> QuerySet[Staff]:
    conditions = Q(username__icontains=asked.get("q", "").strip()) & Q(username__gt=asked.get("after", ""))
    if asked.get("locked") == "1":
        conditions &= Q(locked_until__gt=clock.now())
    if asked.get("role") in Role.values:
        conditions &= Q(role=asked["role"])
    if unit := units.current().by_code.get(asked.get("unit", "")):
        conditions &= Q(unit=unit)
    return Staff.objects.annotate(has_factor=FACTOR).filter(conditions)


def _with_units(found: list[Staff]) -> list[Staff]:
    for staff in found:
        staff.unit = units.current().by_id.get(staff.unit_id or 0)
    return found


@require_http_methods(["GET", "POST"])
def one(request: StaffRequest, pk: int) -> HttpResponse:
    """GET: an account. POST `deed`: one of `DEEDS`."""
    staff = get_object_or_404(Staff.objects.annotate(has_factor=FACTOR), pk=pk)
    if request.method != "POST":
        return _page(request, staff)
    if (deed := request.POST.get("deed", "")) not in DEEDS:
        raise Http404
    try:
        return ACTS[deed](request, staff) or _done(request, staff, DEEDS[deed])
    except Refused as refusal:
        messages.error(request, " ".join(refusal.reasons))
        return _page(request, staff, status=409)


def _page(request: StaffRequest, staff: Staff, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "account": _with_units([staff])[0],
        "form": Assignment(staff=staff),
        "reason": accounts.why_not(staff, by=request.user.actor),
        "deeds": {name: deed for name, deed in DEEDS.items() if name in _possible(staff)},
        "n_sessions": len(sessions.of(staff, None)),
    }
    return render(request, "desk/account.html", context | more, status=status)


def _possible(staff: Staff) -> set[str]:
    when = {
        "unlock": staff.is_locked or staff.failed_sign_ins > 0,
        "remove_factors": staff.has_factor,  # type: ignore[attr-defined]  # annotated
        "activate": not staff.is_active,
        "deactivate": staff.is_active,
    }
    return {name for name in DEEDS if when.get(name, True)}


def _done(request: StaffRequest, staff: Staff, deed: Deed) -> HttpResponse:
    messages.success(request, deed.done)
    return HttpResponseRedirect(reverse("desk:account", args=[staff.pk]))


# -- the deeds; one that answers with a page of its own returns it


def _unlock(request: StaffRequest, staff: Staff) -> None:
    accounts.unlock(staff, by=request.user.actor)
    get_adapter().forget_failures(request, staff)


def _assign(request: StaffRequest, staff: Staff) -> HttpResponse | None:
    form = Assignment(request.POST, staff=staff)
    if not form.is_valid():
        return _page(request, staff, status=422, form=form)
    unit = units.current().by_code.get(form.cleaned_data["unit"])
    accounts.assign(staff, by=request.user.actor, role=Role(form.cleaned_data["role"]), unit=unit)
    return None


def _give_password(request: StaffRequest, staff: Staff) -> HttpResponse:
    password = accounts.give_password(staff, by=request.user.actor)
    sessions.end_others(staff, None, by=request.user.actor)
    return _page(request, staff, password=password)


def _remove_factors(request: StaffRequest, staff: Staff) -> None:
    _refuse_own(request, staff)
    n = factors.remove(staff)
    sessions.end_others(staff, None, by=request.user.actor)
    audit.record("mfa_removed", by=request.user.actor, account=staff.pk, n=n)


def _end_sessions(request: StaffRequest, staff: Staff) -> None:
    _refuse_own(request, staff)
    sessions.end_others(staff, None, by=request.user.actor)


def _deactivate(request: StaffRequest, staff: Staff) -> None:
    accounts.deactivate(staff, by=request.user.actor)
    sessions.end_others(staff, None, by=request.user.actor)


def _activate(request: StaffRequest, staff: Staff) -> None:
    accounts.activate(staff, by=request.user.actor)


def _refuse_own(request: StaffRequest, staff: Staff) -> None:
    if reason := accounts.why_not(staff, by=request.user.actor):
        raise Refused(reason)


ACTS: dict[str, Callable[[StaffRequest, Staff], HttpResponse | None]] = {
    "unlock": _unlock,
    "assign": _assign,
    "give_password": _give_password,
    "remove_factors": _remove_factors,
    "end_sessions": _end_sessions,
    "deactivate": _deactivate,
    "activate": _activate,
}
