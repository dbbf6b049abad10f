"""What the audit log learns of signing in: allauth's and Django's signals, one line each."""

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.signals import password_changed, password_set, user_logged_in
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.signals import user_logged_out
from django.http import HttpRequest

from huying.base.journal import audit
from huying.base.units import accounts
from huying.base.units.models import Staff

from . import limits, sessions


def connect() -> None:
    """Called once, when all applications are there."""
    for signal, receiver in RECEIVERS:
        signal.connect(receiver, dispatch_uid=receiver.__name__)


def refused(request: HttpRequest, staff_id: int | None, why: str) -> None:
    """Somebody could not sign in. Which account, if there is one; never what was typed."""
    who = audit.Named(f"staff:{staff_id}" if staff_id else "stranger")
    audit.record("sign_in_refused", by=who, account=staff_id, why=why, network=_network(request))


def _signed_in(request: HttpRequest, user: Staff, **_more: Any) -> None:
    ways = [record.get("type") or record["method"] for record in get_authentication_records(request, user)]
    audit.record("sign_in", by=user.actor, ways=ways, network=_network(request))


def _signed_out(user: Staff | None, **_more: Any) -> None:
    if user:
        audit.record("sign_out", by=user.actor)


def _password(request: HttpRequest, user: Staff, **_more: Any) -> None:
    """A password of one's own ends every other session of the account."""
    accounts.own_password(user)
    sessions.end_others(user, request.session.session_key, by=user.actor)


def _factor_added(user: Staff, authenticator: Authenticator, **_more: Any) -> None:
    audit.record("mfa_added", by=user.actor, account=user.pk, type=str(authenticator.type))


def _factor_removed(user: Staff, authenticator: Authenticator, **_more: Any) -> None:
    audit.record("mfa_removed", by=user.actor, account=user.pk, type=str(authenticator.type))


def _factor_failed(request: HttpRequest, user: Staff, authenticator: Authenticator, **_more: Any) -> None:
    refused(request, user.pk, str(authenticator.type))
    accounts.failed(user.pk)


def _network(request: HttpRequest) -> str:
    return audit.network(limits.address(request))


RECEIVERS = [
    (user_logged_in, _signed_in),
    (user_logged_out, _signed_out),
    (password_changed, _password),
    (password_set, _password),
    (authenticator_added, _factor_added),
    (authenticator_reset, _factor_added),
    (authenticator_removed, _factor_removed),
    (authentication_failed, _factor_failed),
]
