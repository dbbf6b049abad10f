"""The audit log: who signed in, who changed the set-up, a key, an account, what left the house. Verbs, and `record`.

It is one more life on the machine: one chain of events for each calendar day of the city, sealed and verified like any
other. There is no way to delete from it (docs/decisions/0008-audit.md).
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from . import clock
from .machine import BESIDE, Doer, Machine, Step
from .models import AuditDay


class What(models.TextChoices):
    """Every act that the audit log knows."""

    # who is here
    SIGN_IN = "sign_in", _("signed in")
    SIGN_IN_REFUSED = "sign_in_refused", _("sign-in refused")
    SIGN_OUT = "sign_out", _("signed out")
    SESSION_ENDED = "session_ended", _("session ended")
    LOCKED = "locked", _("account locked")
    UNLOCKED = "unlocked", _("account unlocked")
    PASSWORD_CHANGED = "password_changed", _("password changed")
    MFA_ADDED = "mfa_added", _("second factor added")
    MFA_REMOVED = "mfa_removed", _("second factor removed")
    # who may
    ACCOUNT_CHANGED = "account_changed", _("account changed")
    KEY_MADE = "key_made", _("key made")
    KEY_REVOKED = "key_revoked", _("key revoked")
    SETUP_CHANGED = "setup_changed", _("set-up changed")
    ARTICLE_WRITTEN = "article_written", _("article written")
    # what came in, went out, went away
    IMPORTED = "imported", _("cases imported")
    EXPORTED = "exported", _("exported")
    NUMBER_OPENED = "number_opened", _("number of a missed call opened")
    ERASED = "erased", _("contacts erased")
    KEYS_ROTATED = "keys_rotated", _("sealing keys rotated")
    RESTORED = "restored", _("brought back from a backup")


class _Anybody:
    """What somebody did is recorded whoever they are; that they might was asked before."""

    name = _("anybody")

    def __call__(self, _thing: AuditDay, _by: Doer) -> bool:
        return True


OPEN = "open"
LIFE = Machine(
    AuditDay.life,
    {str(what): Step((OPEN,), BESIDE, (_Anybody(),)) for what in What},
    states={OPEN: ""},
    verbs={str(what): what.label for what in What},
)


@dataclass(frozen=True)
class Named:
    """A doer who is only a reference, such as an account whose sign-in was refused."""

    ref: str


def console() -> Named:
    """Whoever gives a command at the machine itself, by the number that the operating system knows them by."""
    return Named(f"console:{os.getuid()}")


def record(what: str, /, *, by: Doer, words: Mapping[str, str] | None = None, **facts: Any) -> None:
    """Append `what` (one of `What`) to today's chain, with the unit and the role of `by`.

    `facts`: codes, ids and counts; a sentence, a name or an address raises ValueError. `words`: what the city publishes, by name;
    the chain holds its hash. In a transaction it comes last: until the commit nobody else records.
    """
    if role := getattr(by, "role", ""):
        facts = {"role": str(role), **facts}
    for name, value in facts.items():
        if not coded(value):
            raise ValueError(f"{name} is neither a code nor a number.")
    day = AuditDay(pk=int(f"{today():%Y%m%d}"), state=OPEN)
    day.unit_id = getattr(by, "unit_id", None)
    with transaction.atomic():
        AuditDay.objects.bulk_create([day], ignore_conflicts=True)
        LIFE.take(day, what, by=by, facts=facts, words=words)


def today() -> date:
    """The calendar day of the city."""
    return timezone.localdate(clock.now(), timezone.get_default_timezone())


def network(address: str) -> str:
    """What the log keeps of a network address: enough to see that two acts of one day came from the same place.

    A keyed hash with the day in it (12 hex digits), so it follows nobody from day to day. Whoever holds the key of the
    installation and an address from elsewhere can still ask whether it was this one.
    """
    return salted_hmac("huying.audit.network", f"{today()} {address}").hexdigest()[:12] if address else ""


_CODE = re.compile(r"[A-Za-z0-9_.:+/-]{0,64}")


def coded(value: Any) -> bool:
    """Whether the log takes it: a code, a number, or a list or a table of such."""
    if isinstance(value, dict):
        return all(coded(name) and coded(each) for name, each in value.items())
    if isinstance(value, list | tuple):
        return all(map(coded, value))
    return value is None or isinstance(value, bool | int) or (isinstance(value, str) and bool(_CODE.fullmatch(value)))
