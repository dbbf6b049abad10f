"""What comes before anything else: a password of one's own, and a second factor where the role needs one."""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from huying.base.units.models import Staff

from . import factors

PASSWORD, FACTOR = "account_change_password", "desk:enrol"
ALONG_THE_WAY = {
    "account_logout", "account_reauthenticate", "presence",
    "mfa_activate_totp", "mfa_add_webauthn", "mfa_reauthenticate", "mfa_reauthenticate_webauthn",
    "mfa_view_recovery_codes", "mfa_download_recovery_codes",
}  # fmt: skip
"""Pages that open meanwhile."""
FOR_RESIDENTS = {"portal", "api"}


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Stands inside the presence: a session that is over is nobody's any more."""

    def answer(request: HttpRequest) -> HttpResponse:
        first = _first(request)
        return HttpResponseRedirect(reverse(first)) if first else get_response(request)

    return answer


def _first(request: HttpRequest) -> str:
    """The name of the page that comes first, or "" if the one that was asked for may come."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or SESSION_KEY not in request.session:
        return ""
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return ""
    staff = request.user
    if match.view_name in ALONG_THE_WAY or FOR_RESIDENTS & set(match.namespaces) or not isinstance(staff, Staff):
        return ""
    first = PASSWORD if _password_is_due(staff) else FACTOR if factors.missing(request, staff) else ""
    return "" if first == match.view_name else first


def _password_is_due(staff: Staff) -> bool:
    if staff.password_is_given:
        return True
    chosen = staff.password_changed_at or staff.date_joined
    old = settings.PASSWORD_DAYS and timezone.now() - chosen >= timedelta(days=settings.PASSWORD_DAYS)
    return bool(old) and staff.has_usable_password()
