"""Sending: claim a notice, hand it over, note it. Killed in between, it goes out once more with the same Message-ID."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huying.base.journal import clock
from huying.base.units import register as units
from huying.base.units.models import Staff
from huying.cases import codes
from huying.cases.models import Case, Contact
from huying.cases.words import Channel as CaseChannel

from . import channels, opting, parties, quiet, rating, replies, wording
from .models import Channel, Desk, Notice, OptOut, Preference, Stage
from .table import RECEIPT
from .wording import Said

LEASE = timedelta(minutes=5)
"""Longer than any channel takes: who has not noted an end by then was killed."""
A_MINUTE = timedelta(minutes=1)
DIGEST_MOST = 200
"""Lines of one mail: more are not read, and a server takes longer over them than we wait for it."""
CHAT_LIMIT = 20
"""Lines a minute to one chat (企业微信、钉钉群机器人; domain/channels_and_security.yaml)."""


def send(cause: str = "") -> int:
    """Send what is due, of one cause or of all; return how many were handed over. Several may run at once."""
    n = 0
    with channels.one_connection():
        while (notice := _claim(cause)) is not None:
            n += _sent(notice)
    return n


def again(notices: QuerySet[Notice]) -> int:
    """Send dead letters again, from the first try on; return how many."""
    return notices.filter(stage=Stage.DEAD).update(stage=Stage.WAITING, attempts=0, next_at=clock.now(), failure="")


def _due(cause: str) -> QuerySet[Notice]:
    found = Notice.objects.filter(stage__in=[Stage.WAITING, Stage.SENDING], next_at__lte=clock.now(), gathered=False)
    return found.filter(cause=cause) if cause else found


@transaction.atomic
def _claim(cause: str) -> Notice | None:
    """The next one, marked as being sent before it is; nobody else takes it until its lease is over."""
    row = _due(cause).order_by("next_at", "pk").select_for_update(skip_locked=True, of=("self",)).first()
    if row is None:
        return None
    _note(row, stage=Stage.SENDING, next_at=clock.now() + LEASE, attempts=row.attempts + 1)
    return row


def _sent(notice: Notice) -> bool:
    if notice.attempts > len(quiet.WAITS) + 1:
        _note(notice, stage=Stage.DEAD, failure="killed")
        return False
    if _chat_is_full(notice):
        _note(notice, stage=Stage.WAITING, next_at=clock.now() + A_MINUTE, attempts=notice.attempts - 1)
        return False
    if not (address := _address(notice)):
        _note(notice, stage=Stage.DROPPED)
        return False
    said, headers = _said(notice)
    try:
        enclosed = parties.enclosed(notice) if notice.party_id else []
        channels.send(notice.channel, address, said.subject, said.text, headers=headers, enclosed=enclosed)
    except channels.Unsent as failure:
        _failed(notice, str(failure))
        return False
    _note(notice, stage=Stage.SENT, sent_at=clock.now(), failure="")
    return True


def _failed(notice: Notice, said: str) -> None:
    then = quiet.again(clock.now(), notice.attempts)
    if then is None:
        _note(notice, stage=Stage.DEAD, failure=said[:80])
        return
    at_desk = notice.urgent and notice.unit_id and units.current().on_duty(notice.unit_id, then)
    _note(notice, stage=Stage.WAITING, failure=said[:80], next_at=then if at_desk else quiet.over(then))


def _note(notice: Notice, **values: Any) -> None:
    Notice.objects.filter(pk=notice.pk).update(**values)
    for name, value in values.items():
        setattr(notice, name, value)


# -- where to


def _address(notice: Notice) -> str:
    """Where it goes, opened only here; "" where there is nobody any more to send it to."""
    if notice.channel == Channel.APPRISE:
        return _chat(notice)
    if notice.party_id:
        return parties.address(notice)
    if notice.staff_id:
        return Staff.objects.filter(pk=notice.staff_id, is_active=True).values_list("email", flat=True).first() or ""
    return _duty_phone(notice.unit_id) if notice.unit_id else _of_reporter(notice)


def _of_reporter(notice: Notice) -> str:
    """Of the sealed contact. A text message goes to those only who left no e-mail address that can be used."""
    contact = Contact.objects.filter(case=notice.case_id).first()
    if notice.template == rating.TEMPLATE and notice.case and rating.is_over(notice.case, notice.facts["round"]):
        return ""
    if contact is None or OptOut.objects.filter(case=notice.case_id).exists():
        return ""
    mail = codes.plain(contact.email) if contact.email and "email" in channels.offered() else ""
    if notice.channel == Channel.EMAIL:
        return mail
    return "" if mail or not contact.phone else codes.plain(contact.phone)


def _duty_phone(unit_id: int) -> str:
    known = units.current()
    shift, unit = known.on_duty(unit_id, clock.now()), known.by_id.get(unit_id)
    phone = (shift and shift.phone) or (unit and unit.phone) or ""
    return codes.plain(phone) if phone else ""


def _chat(notice: Notice) -> str:
    if notice.staff_id:
        own = Preference.objects.filter(pk=notice.staff_id).first()
        return own.url if own else ""
    desk = Desk.objects.filter(pk=notice.unit_id).first()
    return desk.address if desk else ""


def _chat_is_full(notice: Notice) -> bool:
    if notice.channel != Channel.APPRISE:
        return False
    lately = Notice.objects.filter(to=notice.to, channel=Channel.APPRISE, sent_at__gt=clock.now() - A_MINUTE)
    return lately.count() >= CHAT_LIMIT


# -- in words


def _said(notice: Notice) -> tuple[Said, Mapping[str, str]]:
    headers = {"Message-ID": notice.message_id, "Auto-Submitted": "auto-generated"}
    if notice.party_id:
        return parties.words(notice, notice.language), headers
    if notice.case is None:
        return _digest(notice), headers
    said = words(notice, notice.language)
    if notice.channel == Channel.EMAIL and notice.unit_id is None:
        return _letter(notice.case, notice, said), headers | _to_answer(notice.case)
    return said, headers


def _letter(case: Case, notice: Notice, said: Said) -> Said:
    """With what a letter to a reporter ends on; whoever wrote by e-mail has seen no code yet."""
    with translation.override(notice.language):
        feet = [_("No more notices about this report: %(link)s") % {"link": opting.link(case)}]
        if notice.template == RECEIPT and case.channel == CaseChannel.EMAIL:
            told = {"number": case.number, "code": codes.renew(case)}
            feet.insert(0, _("Number %(number)s, tracking code %(code)s. To tell more, answer this e-mail.") % told)
    return Said(said.subject, "\n\n".join([said.text, *feet]))


def _to_answer(case: Case) -> dict[str, str]:
    where = {"Reply-To": there} if (there := replies.address(case.pk)) else {}
    stop = opting.link(case)
    return where | {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def words(notice: Notice, language: str, *, link: str | None = None) -> Said:
    """What a notice says, in `language`. `link`: in place of where it leads."""
    assert notice.case is not None  # noqa: S101 - a digest has words of its own
    number, resident = notice.case.number, notice.unit_id is None
    there = _link(notice, resident) if link is None else link
    return wording.filled(wording.of(notice.template), language, number=number, facts=notice.facts, link=there)


def _link(notice: Notice, resident: bool) -> str:
    assert notice.case is not None  # noqa: S101 - a digest has words of its own
    if notice.template == rating.TEMPLATE:
        return rating.link(notice.case, notice.facts["round"])
    return wording.link(notice.case.number, resident=resident)


# -- digests


def gather() -> int:
    """Put what waits for the same reader together: one mail for many, up to `DIGEST_MOST`. Return how many digests were made."""
    due = Q(gathered=True, stage=Stage.WAITING, next_at__lte=clock.now())
    keys = Notice.objects.filter(due).values_list("staff", flat=True).order_by("staff").distinct()
    made = 0
    for key in filter(None, keys):
        while _gathered(key, due):
            made += 1
    return made


@transaction.atomic
def _gathered(staff_id: int, due: Q) -> bool:
    waiting = Notice.objects.filter(due, staff=staff_id).order_by("pk")
    rows = list(waiting.select_for_update(skip_locked=True, of=("self",))[:DIGEST_MOST])
    if len(rows) < 2:
        Notice.objects.filter(pk__in=[row.pk for row in rows]).update(gathered=False)
        return False
    first = rows[0]
    made = Notice.objects.create(
        cause=f"digest:{first.pk}", event="digest", to=first.to, channel=first.channel, template="digest",
        language=first.language, unit_id=first.unit_id, staff_id=staff_id, next_at=clock.now(), at=clock.now(),
    )  # fmt: skip
    Notice.objects.filter(pk__in=[row.pk for row in rows]).update(stage=Stage.DIGESTED, digest=made, gathered=False)
    return True


def _digest(notice: Notice) -> Said:
    """Every line that was gathered, oldest first; the same ones if it is sent again."""
    rows = notice.gathers.select_related("case").order_by("pk")
    lines = [words(row, notice.language) for row in rows if row.case]
    with translation.override(notice.language):
        subject = ngettext("%(n)d notice", "%(n)d notices", len(lines)) % {"n": len(lines)}
    return Said(subject, "\n\n".join(f"{line.subject}\n{line.text}" for line in lines))
