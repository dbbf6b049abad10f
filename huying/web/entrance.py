"""Signing in and out, one's password and second factors: of allauth's pages these alone are open, the others are not there."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import urls as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as keys
from allauth.socialaccount.providers.openid_connect import views as oidc
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.generic import RedirectView

from .presence import presence


def asked(view: Callable[..., Any]) -> Callable[..., Any]:
    """HEAD is a GET, and OPTIONS tries nothing: allauth would count both as attempts, where nothing can be written."""

    @wraps(view)
    def answer(request: HttpRequest, **given: Any) -> Any:
        if request.method == "OPTIONS":
            return HttpResponse(headers={"Allow": "GET, HEAD, OPTIONS, POST"})
        if request.method == "HEAD":
            request.method = "GET"
        return view(request, **given)

    return answer


OPEN = {"account_login", "account_logout", "account_change_password", "account_inactive", "account_reauthenticate"}


def closed(request: HttpRequest, **_given: str) -> HttpResponse:
    """Nobody signs up or mails a password here: staff are entered by an administrator."""
    raise Http404


NAMELESS = {"account_reset_password"}  # so that the form for signing in offers no link to it
ELSEWHERE = {
    "mfa_edit_webauthn": "2fa/key/<int:pk>/edit/",
    "socialaccount_signup": "provider/signup/",
    "socialaccount_connections": "provider/",
    "socialaccount_login_error": "provider/error/",
    "socialaccount_login_cancelled": "provider/cancelled/",
}
"""Closed pages of other parts of allauth, by the names its views look for."""

mine = RedirectView.as_view(pattern_name="desk:me")

urlpatterns = [
    path("", mine, name="account_home"),
    path("presence/", presence, name="presence"),
    path("2fa/", mine, name="mfa_index"),
    path("2fa/authenticate/", asked(mfa.authenticate), name="mfa_authenticate"),
    path("2fa/reauthenticate/", asked(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("2fa/totp/add/", asked(totp.activate_totp), name="mfa_activate_totp"),
    path("2fa/totp/remove/", asked(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("2fa/codes/", asked(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("2fa/codes/new/", asked(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("2fa/codes/download/", asked(codes.download_recovery_codes), name="mfa_download_recovery_codes"),
    path("2fa/keys/", mine, name="mfa_list_webauthn"),
    path("2fa/keys/add/", asked(keys.add_webauthn), name="mfa_add_webauthn"),
    path("2fa/keys/<int:pk>/remove/", asked(keys.remove_webauthn), name="mfa_remove_webauthn"),
    path("2fa/keys/login/", asked(keys.login_webauthn), name="mfa_login_webauthn"),
    path("2fa/keys/reauthenticate/", asked(keys.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("provider/<str:provider_id>/login/", oidc.login, name="openid_connect_login"),
    path("provider/<str:provider_id>/callback/", oidc.callback, name="openid_connect_callback"),
    *[path(f"closed/{address}", closed, name=name) for name, address in ELSEWHERE.items()],
    *[
        path(str(pattern.pattern), asked(pattern.callback), name=pattern.name)
        if pattern.name in OPEN
        else path(f"closed/{pattern.name}/", closed, name=pattern.name)
        for pattern in account.urlpatterns
        if getattr(pattern, "name", None) and pattern.name not in NAMELESS
    ],
]
"""The closed ones keep their names, because allauth's own views look for them."""
