"""Notices to the parties of a dispute: that there is something to read or to answer, never what.

Each holds a link of its own that opens the dispute once, for its reader alone; afterwards it asks for number and code.
"""

import secrets
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare, salted_hmac
from procrastinate.contrib.django import app

from huying.base.journal import clock
from huying.base.journal.memory import Event
from huying.base.units import register as units
from huying.cases import codes
from huying.civic.mediation import calendars
from huying.civic.mediation.models import Dispute, Meeting, Obligation, Party

from . import channels, quiet, wording
from .models import Channel, Notice
from .table import HOME
from .wording import Said

SALT = "huying.notices.parties"
LASTS = timedelta(days=7)
"""So long a link opens the dispute, once."""

TABLE = {
    "ask": "dispute_asked",
    "propose": "dispute_mediator",
    "schedule": "dispute_session",
    "cancel_session": "dispute_no_session",
    "request": "dispute_joint",
    "settle": "dispute_sign",
    "seal": "dispute_in_force",
    "record_oral": "dispute_in_force",
    "default": "dispute_default",
    "close": "dispute_how",
    **dict.fromkeys(("refuse", "withdraw", "lapse", "turn_away", "end", "refer"), "dispute_ended"),
}
"""The step of a dispute → what its parties are told; what a party did itself it is not told."""
DUE, WAY_IN = "dispute_due", "dispute_way_in"
TEMPLATES = {*TABLE.values(), DUE, WAY_IN}


def tell_parties(thing: int, seq: int) -> None:
    """A reaction: tell the parties of this step. At least once, so what was written before is left as it is."""
    event = Event.objects.get(life=Dispute.life, thing=thing, seq=seq)
    dispute = Dispute.objects.select_related("unit").get(pk=thing)
    asked = event.facts.get("side") if event.verb == "ask" else None
    told = dispute.papers.of_side(asked) if asked else dispute.papers.parties
    others = [party for party in told if f"party:{party.pk}" != event.by]
    _write(f"dispute:{thing}#{seq}", event.verb, TABLE[event.verb], dispute, others, event.facts.get("starts_at"))


def remind_party(obligation: int) -> None:
    """A reaction: whoever owes something soon is told by when."""
    row = Obligation.objects.select_related("agreement__dispute__unit").get(pk=obligation)
    dispute = row.agreement.dispute
    if row.performed_on or row.defaulted_at:
        return
    side = next(side for side in dispute.papers.sides if side.pk == row.side_id)
    _write(f"owed:{row.pk}", "owed", DUE, dispute, dispute.papers.of_side(side.number), _end_of(row.due_on))


def _end_of(day: date) -> str:
    return timezone.make_aware(datetime.combine(day, time(23, 59)), timezone.get_default_timezone()).isoformat()


@transaction.atomic
def _write(cause: str, event: str, template: str, dispute: Dispute, told: Iterable[Party], due: str | None) -> None:
    unit = units.current().by_id.get(dispute.unit_id or 0)
    common: dict[str, Any] = {
        "cause": cause, "event": event, "template": template, "urgent": dispute.urgent, "at": clock.now(),
        "facts": {"due": due, "unit": unit.code if unit else ""}, "next_at": quiet.over(clock.now()),
    }  # fmt: skip
    rows = [
        Notice(party=party, to=f"party:{party.pk}", language=party.language, channel=channel, **common)
        for party in told
        for channel in HOME
        if channel in channels.offered()
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        app.configure_task("send_notices").defer(cause=cause)


# -- sending


def address(notice: Notice) -> str:
    """Of the sealed row, opened only here; a text message goes to those only who left no e-mail address that can be used."""
    party = Party.objects.get(pk=notice.party_id or 0)
    mail = codes.plain(party.email) if party.email and "email" in channels.offered() else ""
    if notice.channel == Channel.EMAIL:
        return mail
    if notice.template == WAY_IN:
        return codes.plain(party.phone)  # by the way they asked for it
    return "" if mail or not party.phone else codes.plain(party.phone)


def words(notice: Notice, language: str, *, link: str | None = None) -> Said:
    """What it says, in `language`. `link`: in place of where it leads."""
    there = settings.ADDRESS + reverse("portal:dispute_in", args=[token(notice)]) if link is None else link
    number = Dispute.objects.values_list("number", flat=True).get(sides__parties=notice.party_id)
    return wording.filled(wording.of(notice.template), language, number=number, facts=notice.facts, link=there)


def enclosed(notice: Notice) -> list[channels.Enclosed]:
    """What goes along with it by e-mail: a session for the calendar (RFC 5545), which says when and where and no more."""
    if notice.event != "schedule" or notice.channel != Channel.EMAIL:
        return []
    thing, _sign, seq = notice.cause.removeprefix("dispute:").partition("#")
    event = Event.objects.get(life=Dispute.life, thing=int(thing), seq=int(seq))
    meeting = (
        Meeting.objects.select_related("dispute", "room").filter(pk=event.facts["session"], cancelled_at=None).first()
    )
    if meeting is None:
        return []
    there = settings.ADDRESS + reverse("portal:dispute", args=[meeting.dispute.number])
    with translation.override(notice.language):
        content = calendars.event(meeting, meeting.dispute, link=there)
    return [channels.Enclosed(f"{meeting.dispute.number}.ics", content, "text/calendar")]


# -- the way in


def ask_way_in(number: str, address: str) -> None:
    """Somebody lost code and link. Writes the same whatever the two are: a job compares, and only it knows.

    `address`: plain (`codes.plain`). It is not kept; the job gets a keyed digest of it.
    """
    asked = app.configure_task("send_way_in")
    asked.defer(
        number=number, digest=_digest(number, address), channel=codes.channel_of(address), asked=secrets.token_hex(8)
    )


def send_way_in(number: str, digest: str, channel: str, asked: str) -> None:
    """A job: a new link for the party of this dispute that left this very address; for nobody else anything happens."""
    left = "email" if channel == Channel.EMAIL else "phone"
    known = Party.objects.filter(side__dispute__number=number, erased_at=None).order_by("pk")
    for party in known:
        typed = codes.plain(getattr(party, left))
        if typed and constant_time_compare(digest, _digest(number, typed)):
            _write_way_in(party, channel, asked)
            return


@transaction.atomic
def _write_way_in(party: Party, channel: str, asked: str) -> None:
    cause = f"way_in:{asked}"
    row = Notice(
        party=party, cause=cause, event=WAY_IN, to=f"party:{party.pk}", channel=channel, template=WAY_IN,
        language=party.language, urgent=True, at=clock.now(), next_at=clock.now(),
    )  # fmt: skip
    Notice.objects.bulk_create([row], ignore_conflicts=True)
    app.configure_task("send_notices").defer(cause=cause)


def _digest(number: str, address: str) -> str:
    return salted_hmac(f"{SALT}.way_in", f"{number} {address}", algorithm="sha256").hexdigest()


def token(notice: Notice) -> str:
    return signing.dumps(notice.pk, salt=SALT, compress=False)


def let_in(given: str) -> Party | None:
    """The party that this link lets in, now and never again; None for one that is used, old, or not ours."""
    try:
        key = signing.loads(given, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    unused = Notice.objects.filter(pk=key, opened_at=None, party__erased_at=None)
    if not unused.update(opened_at=clock.now()):
        return None
    return Party.objects.select_related("side__dispute").get(pk=Notice.objects.values("party").get(pk=key)["party"])
