"""How long what reaches the parties of a dispute, and what they said, is kept."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from huying.base.journal import clock

from .models import Dispute


def due(dispute: Dispute) -> datetime | None:
    """When the parties' contacts and what was said goes: so many days after the end; None while it is open."""
    return dispute.closed_at + timedelta(days=settings.RETENTION_DAYS) if dispute.closed_at else None


def why_not(dispute: Dispute) -> str:
    """The reason why it is not erased yet, or ""."""
    if dispute.held_until and dispute.held_until >= timezone.localdate():
        return _("It is kept until %(day)s.") % {"day": dispute.held_until}
    ends = due(dispute)
    return "" if ends and clock.now() >= ends else _("It is not time to erase it yet.")
