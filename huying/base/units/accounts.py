"""Accounts: what locks them, and what the security role may do with the account of somebody else.

Five wrong passwords or codes lock an account for a quarter of an hour (等保 L3-02). Every act stands in the audit log.
"""

import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from huying.base.journal import audit, clock
from huying.base.journal.refusals import Refused

from .models import Staff, Unit
from .roles import SYSTEM, Actor, Query, Role, Scope, scope

MOST_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)
ASSIGNABLE = [role for role in Role if role not in (Role.RESIDENT, Role.SYSTEM)]
"""The roles an account can have."""


# -- signing in


def failed(staff_id: int) -> None:
    """Count a wrong password or code; the fifth locks the account."""
    with transaction.atomic():
        Staff.objects.filter(pk=staff_id).update(failed_sign_ins=F("failed_sign_ins") + 1)
        many = Staff.objects.filter(pk=staff_id, failed_sign_ins__gte=MOST_FAILURES)
        if many.update(failed_sign_ins=0, locked_until=clock.now() + LOCKED_FOR):
            audit.record("locked", by=SYSTEM, account=staff_id)


def enter(staff_id: int) -> bool:
    """Let somebody in who has shown who they are, and forget their failures; False while the account is locked."""
    free = Q(locked_until=None) | Q(locked_until__lte=clock.now())
    return bool(Staff.objects.filter(free, pk=staff_id).update(failed_sign_ins=0, locked_until=None))


# -- the acts of the security role


def why_not(staff: Staff, *, by: Actor) -> str:
    """Why `by` may not change this account, or ""."""
    if scope(by.role, Query.ACCOUNTS) != Scope.ALL:
        return _("Accounts are kept by the security officer.")
    if staff.pk == by.staff_id:
        return _("This is your own account: another security officer changes it.")
    return ""


def unlock(staff: Staff, *, by: Actor) -> None:
    """Lift a lock before its time."""
    _change(staff, by=by, failed_sign_ins=0, locked_until=None)
    audit.record("unlocked", by=by, account=staff.pk)


def deactivate(staff: Staff, *, by: Actor) -> None:
    """Nobody signs in with it any more. What they did stays in the record."""
    _change(staff, by=by, is_active=False)
    audit.record("account_changed", by=by, account=staff.pk, active=False)


def activate(staff: Staff, *, by: Actor) -> None:
    """Let it be used again."""
    _change(staff, by=by, is_active=True)
    audit.record("account_changed", by=by, account=staff.pk, active=True)


def assign(staff: Staff, *, by: Actor, role: Role, unit: Unit | None) -> None:
    """Give it another role, another unit, or both. One role an account; what they may do changes at once."""
    before = {"role": staff.role, "unit": staff.unit_id}
    after = {"role": str(role), "unit": unit and unit.pk}
    if before == after:
        return
    if role not in ASSIGNABLE:
        raise Refused(_("This is not one of the choices."))
    _change(staff, by=by, role=role, unit=unit)
    audit.record("account_changed", by=by, account=staff.pk, before=before, after=after)


def give_password(staff: Staff, *, by: Actor) -> str:
    """A new password, told once, with which they can do nothing but choose one of their own."""
    password = "-".join(secrets.token_hex(3) for _each in range(3))
    _change(staff, by=by, password_is_given=True)
    staff.set_password(password)
    staff.save(update_fields=["password"])
    audit.record("account_changed", by=by, account=staff.pk, password="given")  # noqa: S106 - says that, not which
    return password


def own_password(staff: Staff) -> None:
    """They chose one themselves."""
    staff.password_is_given, staff.password_changed_at = False, clock.now()
    staff.save(update_fields=["password_is_given", "password_changed_at"])
    audit.record("password_changed", by=staff.actor)


def _change(staff: Staff, *, by: Actor, **changes: object) -> None:
    if reason := why_not(staff, by=by):
        raise Refused(reason)
    for name, value in changes.items():
        setattr(staff, name, value)
    staff.save(update_fields=[*changes])
