"""Telephone calls as the exchange tells of them: at whose desk one rings, which were missed, and who called back.

A number is looked up nowhere. It goes into the sealed contact of what is filed from the call, and from here within the hour.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from huying.base.journal import audit, clock
from huying.base.journal.refusals import Refused
from huying.base.units.models import Staff
from huying.base.units.roles import Actor, Role

from .models import PhoneCall, Stage

KEPT = timedelta(minutes=30)
"""How long a call is known after it ended: time to finish what is being filed."""
LONGEST = timedelta(hours=12)
"""A call that lasts longer has ended, and nobody told so."""
MISSED_FOR = timedelta(days=7)
"""Whom nobody reached in so long is called no more."""
TRIES = 3

AT_DESK = (Stage.RINGING, Stage.TAKEN)


@dataclass(frozen=True)
class Line:
    """What a call brings to the contact of what is filed from it."""

    number: str = ""
    recording: str = ""


def rings(external: str, *, number: str, agent: str) -> None:
    """A call rings at somebody's desk (`agent`: name of an account), or at nobody's yet."""
    call = _known(external, number)
    if call.ended_at is None:
        call.stage, call.agent = Stage.RINGING, _staff(agent)
        call.save()


def is_taken(external: str, *, agent: str, number: str = "", recording: str = "") -> None:
    """Somebody took it, or was given it by a colleague; `recording`: where the exchange keeps it, if it does."""
    call = _known(external, number)
    if call.ended_at is None:
        call.stage, call.agent, call.taken_at = Stage.TAKEN, _staff(agent), call.taken_at or clock.now()
        call.recording = recording or call.recording
        call.save()


def is_three_way(external: str) -> None:
    """A third party was joined to it."""
    call = _known(external)
    call.three_way = True
    call.save(update_fields=["three_way"])


def is_recorded(external: str, *, recording: str) -> None:
    """Where the exchange keeps the recording."""
    call = _known(external)
    call.recording = recording
    call.save(update_fields=["recording"])


def has_ended(external: str) -> None:
    """Both have hung up. One that nobody took is missed."""
    call = PhoneCall.objects.filter(external=external).first()
    if call is None:
        return
    call.stage = Stage.ENDED if call.taken_at or not call.number else Stage.MISSED
    call.ended_at = clock.now()
    call.save(update_fields=["stage", "ended_at"])


def is_missed(external: str, *, number: str = "") -> None:
    """Nobody took it: somebody calls back, where a number came with it."""
    call = _known(external, number)
    call.stage = Stage.MISSED if call.number else Stage.ENDED
    call.agent, call.ended_at = None, clock.now()
    call.save()


# -- at the desk


def at_desk(by: Actor) -> PhoneCall | None:
    """The call that rings at this person's desk or that they have taken: one statement."""
    recent = clock.now() - LONGEST
    calls = PhoneCall.objects.filter(
        Q(began_at__gt=recent) | Q(taken_at__gt=recent), agent=by.staff_id, stage__in=AT_DESK
    )
    return calls.order_by("-began_at", "-pk").first() if by.staff_id else None


def line(external: str, *, by: Actor) -> Line:
    """What the contact of a case filed by `by` from this call gets; nothing from a call of somebody else's."""
    call = PhoneCall.objects.filter(external=external, agent=by.staff_id).first() if external and by.staff_id else None
    return Line(call.number, call.recording) if call else Line()


def is_filed(external: str, *, by: Actor) -> None:
    """Something was filed from it; a call that was called back is done with."""
    calls = PhoneCall.objects.filter(external=external, agent=by.staff_id, tries__gt=0, stage=Stage.TAKEN)
    calls.update(stage=Stage.CALLED_BACK, ended_at=clock.now())


def forget_call(external: str, *, by: Actor) -> None:
    """The call was handed over as a crisis: as if it had never come."""
    PhoneCall.objects.filter(external=external, agent=by.staff_id).delete()


# -- calling back


def missed(by: Actor) -> QuerySet[PhoneCall]:
    """Whom to call back, the longest waiting first; operators and dispatchers see them."""
    waiting = PhoneCall.objects.filter(stage=Stage.MISSED, began_at__gt=clock.now() - MISSED_FOR)
    return waiting.order_by("began_at", "pk") if by.role in (Role.OPERATOR, Role.DISPATCHER) else waiting.none()


@transaction.atomic
def call_back(pk: int, *, by: Actor) -> PhoneCall:
    """Take a missed call upon oneself: its number is opened, with a line in the audit log. Raises `Refused` when it is gone."""
    call = missed(by).select_for_update().filter(pk=pk).first()
    if call is None:
        raise Refused(_("Somebody else is calling back."))
    call.stage, call.agent_id, call.taken_at, call.ended_at = Stage.TAKEN, by.staff_id, clock.now(), None
    call.tries += 1
    call.save(update_fields=["stage", "agent", "taken_at", "ended_at", "tries"])
    audit.record("number_opened", by=by, call=call.pk)
    return call


def called_back(pk: int, *, by: Actor, reached: bool) -> None:
    """How it went: done, or back on the list until it was tried often enough."""
    call = PhoneCall.objects.filter(pk=pk, agent=by.staff_id, stage=Stage.TAKEN).first()
    if call is None:
        raise Refused(_("This is no call that you were calling back."))
    call.stage = Stage.CALLED_BACK if reached or call.tries >= TRIES else Stage.MISSED
    call.agent_id = by.staff_id if call.stage == Stage.CALLED_BACK else None
    call.ended_at = clock.now()
    call.save(update_fields=["stage", "agent", "ended_at"])


def forget() -> int:
    """Drop the calls that nobody needs any more; return how many."""
    now = clock.now()
    over = Q(stage__in=[Stage.ENDED, Stage.CALLED_BACK], ended_at__lt=now - KEPT)
    hung = Q(taken_at=None) | Q(taken_at__lt=now - LONGEST)
    lost = Q(hung, stage__in=AT_DESK, began_at__lt=now - LONGEST) | Q(stage=Stage.MISSED, began_at__lt=now - MISSED_FOR)
    return PhoneCall.objects.filter(over | lost).delete()[0]


def _known(external: str, number: str = "") -> PhoneCall:
    """The call with this number at the exchange; one that is told of for the first time begins now."""
    call = PhoneCall.objects.filter(external=external).first() or PhoneCall(external=external, began_at=clock.now())
    call.stage = call.stage or Stage.RINGING
    call.number = number or call.number
    if not call.pk:
        call.save()
    return call


def _staff(username: str) -> Staff | None:
    return Staff.objects.filter(username=username, is_active=True).first() if username else None
