"""Quiet against programs: no puzzle, nothing to look at or to hear. Who is doubted is asked to send once more, and loses nothing."""

from datetime import timedelta
from secrets import token_urlsafe

from django.core import signing
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from huying.web import limits

QUICKEST = timedelta(seconds=3)
"""From the first page to sending; people take longer for three steps, and who presses again has taken longer."""
TRAP = "website"
"""A field that no person meets, with eyes or with a screen reader. Programs fill in what has a name."""
SURE = "sure"
"""What the page says when its reader was asked once already."""
ONCE_MORE = _("Please look at it once more and send it again. This keeps programs out.")

signer = signing.TimestampSigner(salt="huying.web.portal.doubts")


def token() -> str:
    """Stands for a report from its first page to its receipt, and says when it was begun."""
    return signer.sign(token_urlsafe(16))


def known(given: str) -> str:
    """The token that came back, or a fresh one where it is not ours."""
    try:
        signer.unsign(given)
    except signing.BadSignature:
        return token()
    return given


def proof(of: str) -> str:
    """That whoever sends the report with the token `of` was asked once already."""
    return signing.Signer(salt=SURE).signature(of)


def doubted(request: HttpRequest, report: str, text: str) -> bool:
    """Whether to ask once more: the trap is filled, it came too fast, or this caller sends the same text again and again."""
    if request.POST.get(TRAP) or _is_younger(report, QUICKEST):
        return True
    if constant_time_compare(request.POST.get(SURE, ""), proof(report)):
        return False
    try:
        limits.spend(request, "text", thing=f"{limits.address(request)}/{''.join(text.split())}")
    except limits.TooMany:
        return True
    return False


def _is_younger(report: str, than: timedelta) -> bool:
    try:
        signer.unsign(report, max_age=than)
    except signing.SignatureExpired:
        return False
    return True
