"""The one-time code on its way: a job of its own, so that whoever asks waits for nothing and learns nothing."""

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from huying.base.units.roles import SYSTEM
from huying.cases import beside, codes
from huying.cases.models import OneTimeCode

from . import channels


def send_code(asked: int) -> None:
    """Send a code if the address typed is the one left, else forget that anybody asked. Raises `Unsent` to be tried again."""
    row = OneTimeCode.objects.select_related("case").filter(pk=asked).first()
    if row is None or not row.typed:
        return
    address = codes.reached_at(row)
    channel = codes.channel_of(address)
    if row.case is None or not address or channel not in channels.offered():
        row.delete()
        return
    code = codes.issue(row)
    with translation.override(row.case.language):
        channels.send(channel, address, _("Your one-time code"), _words(code))
    with transaction.atomic():
        beside.send_code(row.case, by=SYSTEM, channel=channel)
        codes.sent(row)


def _words(code: str) -> str:
    """Without the number of the case: who reads along over a shoulder shall not learn which."""
    minutes = int(codes.LASTS.total_seconds() // 60)
    return _(
        "Huying: your one-time code is %(code)s, valid once for %(minutes)d minutes. If you did not ask for it, do nothing."
    ) % {"code": code, "minutes": minutes}
