"""Second factors: an authenticator app, security keys and passkeys, recovery codes; all of them by allauth.

Their secrets lie in the database encrypted, under a key made from `SECRET_KEY` (and its fallbacks): not under the sealing
keys, which rotate with the contacts they are for.
"""

from base64 import urlsafe_b64encode
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huying.base.units.models import Staff

REAL = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
"""Recovery codes only stand in for one of these."""


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is not typed
    """allauth's questions about factors."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": lazy("This code is not right, or was used already."),
        "cannot_delete_authenticator": lazy("Your role needs a second factor: add another before you remove this one."),
    }

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """The last one stays where the role needs one."""
        others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=REAL).exclude(pk=authenticator.pk)
        return authenticator.user.role not in settings.ROLES_WITH_MFA or others.exists()

    def generate_authenticator_name(self, user: Staff, type: str) -> str:
        return _("Key %(n)d") % {"n": Authenticator.objects.filter(user=user, type=type).count() + 1}

    def _get_user_identifier(self, user: Staff) -> str:
        return user.username

    def _get_site_name(self) -> str:
        return "呼应 Huying"


def _box() -> MultiFernet:
    """The first key locks, every one opens."""
    digests = [
        salted_hmac("huying.web.factors", "", secret=secret, algorithm="sha256").digest()
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ]
    return MultiFernet([Fernet(urlsafe_b64encode(digest)) for digest in digests])


class _Code:
    """A field for digits, in our words."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        code = self.fields["code"]  # type: ignore[attr-defined]
        code.label = _("Six digits, or a recovery code") if isinstance(self, BaseAuthenticateForm) else _("Six digits")
        code.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}


class Authenticate(_Code, AuthenticateForm):  # type: ignore[misc]  # allauth is not typed
    """The second factor, after the password."""


class Reauthenticate(_Code, ReauthenticateForm):  # type: ignore[misc]  # allauth is not typed
    """The second factor, to confirm once more."""


class ActivateApp(_Code, ActivateTOTPForm):  # type: ignore[misc]  # allauth is not typed
    """The first code of a new authenticator app."""


class AddKey(AddWebAuthnForm):  # type: ignore[misc]  # allauth is not typed
    """A name, and whether the key opens the door without a password."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["name"].label = _("Name of the key")
        self.fields["passwordless"].label = _("Sign in with this key alone (passkey)")
        self.fields["passwordless"].help_text = _(
            "It then asks for a fingerprint, a face or a PIN instead of the password."
        )
        self.fields["passwordless"].initial = True


def missing(request: HttpRequest, staff: Staff) -> bool:
    """Whether this account needs a second factor and has none. Asks the database only when none was used to sign in."""
    if staff.role not in settings.ROLES_WITH_MFA:
        return False
    if any(record["method"] == "mfa" for record in get_authentication_records(request, staff)):
        return False
    return not Authenticator.objects.filter(user=staff, type__in=REAL).exists()


def remove(staff: Staff) -> int:
    """Take away every second factor, because they were lost; how many there were."""
    return Authenticator.objects.filter(user=staff).delete()[0]
