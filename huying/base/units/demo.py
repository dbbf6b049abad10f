"""The accounts of a demo: one for each role, with a password that everybody knows. They exist in demo mode only."""

from django.conf import settings
from django.contrib.auth.hashers import make_password

from .models import Staff

PASSWORD = "huying-demo"  # noqa: S105 - known to everybody, and of use in a demo on this machine only
USERNAMES = (
    "operator", "dispatcher", "handler", "street", "reception", "mediator", "mediator.990102", "supervisor", "admin",
    "security", "auditor",
)  # fmt: skip


def accounts() -> list[Staff]:
    """The demo accounts with their units, in the order in which a case meets them; none outside demo mode.

    An account that somebody gave a password of its own is left alone.
    """
    if not settings.DEMO:
        return []
    found = Staff.objects.filter(username__in=USERNAMES).select_related("unit")
    fresh = [staff for staff in found if not staff.demo and not staff.has_usable_password()]
    secret = make_password(PASSWORD) if fresh else ""  # one for all: hashing takes long, and there is nothing to hide
    for staff in fresh:
        staff.password, staff.demo = secret, True
    Staff.objects.bulk_update(fresh, ["password", "demo"])
    return sorted((staff for staff in found if staff.demo), key=lambda staff: USERNAMES.index(staff.username))
