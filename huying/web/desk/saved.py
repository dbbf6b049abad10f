"""Lists that somebody comes back to, by a name of their own. To share one is to send its address."""

from collections.abc import Sequence

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huying.base.units.models import Staff
from huying.cases.models import View

from . import lists
from .access import StaffRequest

MOST = 20
LONGEST = 500
"""Characters of an address that is kept."""


class ViewForm(forms.Form):
    name = forms.CharField(max_length=60)
    address = forms.CharField(max_length=1000, required=False)
    opens_first = forms.BooleanField(required=False)


def of(staff: Staff) -> Sequence[View]:
    """Their views, in the order in which they were made; one statement."""
    return list(View.objects.filter(staff=staff).order_by("pk"))


@require_POST
def views(request: StaffRequest) -> HttpResponse:
    """Keep the list at `address` under `name`, or, with `remove`, forget one. Back to the list."""
    removed = request.POST.get("remove", "")
    if removed.isdecimal():
        View.objects.filter(staff=request.user, pk=int(removed[:17])).delete()
        messages.success(request, _("The view is gone; the cases are where they were."))
        return redirect(f"{reverse('desk:mine')}?list=mine")
    form = ViewForm(request.POST)
    address = lists.address(QueryDict(request.POST.get("address", ""))) or "list=mine"
    if why_not := _why_not(request.user, address, form):
        messages.error(request, why_not)
    else:
        _keep(request.user, address, form)
        messages.success(request, _("Kept: %(name)s") % {"name": form.cleaned_data["name"]})
    return redirect(f"{reverse('desk:mine')}?{address}")


def _why_not(staff: Staff, address: str, form: ViewForm) -> str:
    if not form.is_valid():
        return _("Give the view a name, of 60 characters at most.")
    if len(address) > LONGEST:
        return _("These are too many filters to keep.")
    others = View.objects.filter(staff=staff).exclude(name=form.cleaned_data["name"])
    return _("%(n)d views are kept; remove one first.") % {"n": MOST} if others.count() >= MOST else ""


@transaction.atomic
def _keep(staff: Staff, address: str, form: ViewForm) -> None:
    if first := form.cleaned_data["opens_first"]:
        View.objects.filter(staff=staff, opens_first=True).update(opens_first=False)
    kept = {"address": address, "opens_first": first}
    View.objects.update_or_create(staff=staff, name=form.cleaned_data["name"], defaults=kept)
