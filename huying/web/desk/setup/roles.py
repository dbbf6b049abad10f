"""The roles: what each may see, and which steps each may take. A table of the product, the same in every city."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from huying.base.units.roles import PERMISSIONS, Query, Role, Scope, scope
from huying.web.desk.access import StaffRequest

STAFF = [role for role in Role if role not in (Role.RESIDENT, Role.SYSTEM)]


@require_safe
def roles(request: StaffRequest) -> HttpResponse:
    """Role by query, with how far each reaches. Who has which role: on the page of accounts, for whoever may open it."""
    rows = [(role, [(query.label, PERMISSIONS[role][query]) for query in Query]) for role in STAFF]
    context = {
        "queries": [query.label for query in Query], "rows": rows, "nothing": Scope.NONE,
        "sees_accounts": scope(request.user.role, Query.ACCOUNTS) != Scope.NONE,
    }  # fmt: skip
    return render(request, "desk/setup/roles.html", context)
