"""The bell at the desk: what one's unit was told, and how much of it one has not seen yet."""

from django.db.models import Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from huying.base.units.models import Staff
from huying.cases.models import Recusal

from .models import Channel, Notice, Preference
from .roster import WORK_ON_CASES

MOST = 99
"""More than that is not counted."""
FROM_RESIDENT = "resident_wrote"
"""The template of what residents write."""


def notices(staff: Staff, *, new: bool = False, messages: bool = False) -> QuerySet[Notice]:
    """What this person's desk was told about cases that they do not keep out of, newest first.

    `new`: what they have not seen. `messages`: what residents wrote.
    """
    if staff.role not in WORK_ON_CASES or staff.unit_id is None:
        return Notice.objects.none()
    recused = Recusal.objects.filter(staff=staff, ended_at=None).values("case")
    mine = Notice.objects.filter(Q(role="") | Q(role=staff.role), channel=Channel.APP, unit=staff.unit_id)
    found = mine.exclude(case__in=recused).order_by("-pk")
    if messages:
        found = found.filter(template=FROM_RESIDENT)
    return found.filter(pk__gt=Coalesce(_read_to(staff), Value(0))) if new else found


def unread(staff: Staff) -> int:
    """How many they have not seen, `MOST` + 1 for more; one statement."""
    return notices(staff, new=True).order_by()[: MOST + 1].count()


def _read_to(staff: Staff) -> Subquery:
    return Subquery(Preference.objects.filter(pk=staff.pk).values("read_to"))


def read_to(staff: Staff) -> int:
    """The newest one that they have seen."""
    return Preference.objects.filter(pk=staff.pk).values_list("read_to", flat=True).first() or 0


def read(staff: Staff, newest: int) -> None:
    """They have seen everything up to this one."""
    like, _new = Preference.objects.get_or_create(staff=staff)
    if newest > like.read_to:
        Preference.objects.filter(pk=staff.pk).update(read_to=newest)
