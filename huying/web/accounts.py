"""Who may sign in: staff that an administrator has entered; demo accounts in a demo only; nobody while locked."""

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import ratelimit
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from huying.base.units import accounts
from huying.base.units.models import Staff

from . import limits, menu, recording

WRONG = _("User name and password do not fit together.")
TOO_OFTEN = _("Too many wrong attempts. Wait a quarter of an hour, or ask your security officer.")


SAID = {
    "account/messages/password_changed.txt": _("Your password is changed. Everywhere else you are signed out."),
    "account/messages/logged_out.txt": _("You are signed out."),
    "mfa/messages/totp_activated.txt": _("The authenticator app is in use from now on."),
    "mfa/messages/totp_deactivated.txt": _("The authenticator app is removed."),
    "mfa/messages/webauthn_added.txt": _("The key is in use from now on."),
    "mfa/messages/webauthn_removed.txt": _("The key is removed."),
}


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is not typed
    """allauth's questions, answered for a city. A refusal never tells whether there is such an account."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": WRONG,
        "too_many_login_attempts": TOO_OFTEN,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: residents need no account, staff are entered."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Staff | None:
        """The account these credentials open. Whether a locked one would have opened is not told."""
        staff: Staff | None = super().authenticate(request, **credentials)
        if staff is None or not _usable(staff):
            return None
        if staff.is_locked:
            recording.refused(request, staff.pk, "locked")
            raise ValidationError(TOO_OFTEN)
        return staff

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """A wrong password: count it, if there is such an account. The same words and nearly the same work if not."""
        name = str(credentials.get("username", ""))
        known = Staff.objects.filter(username__iexact=name).values_list("pk", flat=True).first()
        recording.refused(request, known, "password")
        if known:
            accounts.failed(known)

    def login(self, request: HttpRequest, user: Staff) -> None:
        """The last step of every way in: password, passkey, second factor, provider."""
        if not _usable(user) or not accounts.enter(user.pk):
            recording.refused(request, user.pk, "locked" if _usable(user) else "inactive")
            messages.error(request, TOO_OFTEN)
            raise ImmediateHttpResponse(HttpResponseRedirect(resolve_url(settings.LOGIN_URL)))
        super().login(request, user)

    def post_login(self, request: HttpRequest, user: Staff, *, redirect_url: str | None, **more: Any) -> HttpResponse:
        """The desk's front page is a work list; who has none is led to their own first page."""
        given = None if redirect_url == settings.LOGIN_REDIRECT_URL else redirect_url
        return super().post_login(request, user, redirect_url=given, **more)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The first page of a role."""
        staff: Any = request.user
        return reverse(menu.first(staff))

    def respond_user_inactive(self, request: HttpRequest, user: Staff) -> HttpResponse:
        recording.refused(request, user.pk, "inactive")
        return super().respond_user_inactive(request, user)

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        """Whoever signed in within the last minutes has just shown who they are."""
        records = get_authentication_records(self.request, self.request.user) if self.request else []
        lately = any(time.time() - record["at"] < app_settings.REAUTHENTICATION_TIMEOUT for record in records)
        return not lately and super().is_reauthentication_required(app=app, **more)

    def get_client_ip(self, request: HttpRequest) -> str:
        return limits.address(request)

    def add_message(
        self, request: HttpRequest, level: int, template: str | None = None, *given: Any, **more: Any
    ) -> None:
        """In our words; of some things the page itself tells."""
        if message := more.get("message") or SAID.get(template or ""):
            messages.add_message(request, level, message)

    def send_notification_mail(self, *given: Any, **more: Any) -> None:
        """The audit log has it; an account needs no e-mail address."""

    def forget_failures(self, request: HttpRequest, staff: Staff) -> None:
        """allauth's own counts of this account, so that a lifted lock is lifted."""
        self._delete_login_attempts_cached_email(request, username=staff.username)
        ratelimit.clear(request, action="login_failed", key=f"mfa-auth-user-{staff.pk}")


def _usable(staff: Staff) -> bool:
    return staff.is_active and (settings.DEMO or not staff.demo)
