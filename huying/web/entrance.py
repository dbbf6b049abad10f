"""Signing in and out and changing one's password: of allauth's pages these alone are open, the others are not there."""

from allauth.account import urls as account
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

OPEN = {"account_login", "account_logout", "account_change_password", "account_inactive"}


def closed(request: HttpRequest, **_given: str) -> HttpResponse:
    """Nobody signs up or mails a password here: staff are entered by an administrator."""
    raise Http404


NAMELESS = {"account_reset_password"}  # so that the form for signing in offers no link to it

urlpatterns = [
    pattern if pattern.name in OPEN else path(f"closed/{pattern.name}/", closed, name=pattern.name)
    for pattern in account.urlpatterns
    if getattr(pattern, "name", None) and pattern.name not in NAMELESS
]
"""The closed ones keep their names, because allauth's own views look for them."""
