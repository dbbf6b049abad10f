"""Signing in at the city's own OpenID Connect provider. It says who somebody is; whether they work here, we know."""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthError
from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import render, resolve_url

from huying.base.units.models import Staff

from . import recording


class Adapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth is not typed
    """allauth's questions about other people's accounts."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find the account whose user name is the claim; nobody is created, and no tie between the two is kept."""
        sociallogin.state["process"] = "login"
        claims = sociallogin.account.get_provider_account().get_user_data() or {}
        name = claims.get(settings.OIDC_CLAIM)
        staff = Staff.objects.filter(username=name, is_active=True).first() if name and isinstance(name, str) else None
        if staff is None or (staff.demo and not settings.DEMO):
            recording.refused(request, staff.pk if staff else None, "provider")
            raise ImmediateHttpResponse(render(request, "socialaccount/unknown.html", status=403))
        sociallogin.user = staff

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def on_authentication_error(
        self, request: HttpRequest, provider: object, error: object = None, **more: object
    ) -> None:
        """Who turned back at the provider is at the door again."""
        if error == AuthError.CANCELLED:
            raise ImmediateHttpResponse(HttpResponseRedirect(resolve_url(settings.LOGIN_URL)))

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """The one of the settings: none is kept in the database."""
        configured: dict[str, Any] = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]
        apps = configured["APPS"]
        return [
            SocialApp(provider="openid_connect", **app)
            for app in apps
            if provider in (None, "openid_connect", app["provider_id"])
        ]
