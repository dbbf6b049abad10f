"""One's own page: password, second factors, and where one is signed in."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from huying.web import factors, sessions

from .access import StaffRequest


@require_http_methods(["GET", "POST"])
def me(request: StaffRequest) -> HttpResponse:
    """GET: the page. POST `session`: end that session; POST `others`: end all but this one."""
    if request.method == "POST":
        return _ended(request)
    found = list(Authenticator.objects.filter(user=request.user).order_by("pk"))
    codes = next((each for each in found if each.type == Authenticator.Type.RECOVERY_CODES), None)
    context = {
        "app": next((each for each in found if each.type == Authenticator.Type.TOTP), None),
        "keys": [each for each in found if each.type == Authenticator.Type.WEBAUTHN],
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else None,
        "required": request.user.role in settings.ROLES_WITH_MFA,
        "sessions": sessions.of(request.user, request.session.session_key),
    }
    return render(request, "desk/me.html", context)


def _ended(request: StaffRequest) -> HttpResponse:
    staff, given = request.user, request.POST.get("session", "")
    if given == "others":
        ended, said = (
            sessions.end_others(staff, request.session.session_key, by=staff.actor),
            _("Signed out everywhere else."),
        )
    else:
        known = int(given) if given.isdecimal() and len(given) < 18 else 0
        ended, said = sessions.end(staff, known, by=staff.actor), _("Signed out there.")
    if ended:
        messages.success(request, said)
    else:
        messages.info(request, _("Nobody was signed in there any more."))
    return HttpResponseRedirect(reverse("desk:me"))


@require_safe
def enrol(request: StaffRequest) -> HttpResponse:
    """Which second factor to add; the page that comes first when the role needs one and there is none."""
    if not factors.missing(request, request.user):
        return HttpResponseRedirect(reverse("desk:me"))
    return render(request, "desk/enrol.html")
