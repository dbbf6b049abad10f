"""Keys of connected systems: made, listed and revoked, and each of it recorded."""

from django.db import transaction
from django.utils.translation import gettext as _

from huying.base.journal import audit, clock
from huying.base.journal.machine import Doer
from huying.base.journal.refusals import Refused

from .models import Key, Unit


@transaction.atomic
def make(role: str, unit: Unit | None, *, by: Doer, purpose: str = Key.Purpose.API) -> str:
    """A new key; its secret is told once and kept nowhere."""
    secret = Key.make(role, unit, purpose)
    made = Key.bearer(secret)
    audit.record("key_made", by=by, key=made.pk, key_role=role, key_unit=unit.pk if unit else None, key_purpose=purpose)
    return secret


@transaction.atomic
def revoke(number: int, *, by: Doer) -> None:
    """The key with this number opens nothing from now on. Raises `Refused` when there is none, or no longer."""
    key = Key.objects.select_for_update().filter(pk=number, revoked_at=None).first()
    if key is None:
        raise Refused(_("There is no key %(number)s that opens anything.") % {"number": number})
    key.revoked_at = clock.now()
    key.save(update_fields=["revoked_at"])
    audit.record("key_revoked", by=by, key=key.pk)
