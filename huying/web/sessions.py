"""Who is signed in where: the open sessions of an account, and ending them."""

from dataclasses import dataclass
from datetime import UTC, datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef
from django.utils import timezone

from huying.base.journal import audit
from huying.base.journal.machine import Doer
from huying.base.units.models import Staff

BROWSERS = {
    "MicroMessenger": "WeChat",
    "Edg": "Edge",
    "OPR": "Opera",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {"Android": "Android", "HarmonyOS": "HarmonyOS", "iPhone": "iOS", "iPad": "iPadOS", "Windows": "Windows", "Mac OS": "macOS",
           "Linux": "Linux"}  # fmt: skip


@dataclass(frozen=True)
class Open:
    """One browser in which somebody is signed in."""

    pk: int
    browser: str
    since: datetime
    seen: datetime
    """To the minute."""
    is_here: bool


def of(staff: Staff, here: str | None) -> list[Open]:
    """The open sessions of `staff`, the last used first; `here`: the key of the session that asks. Two statements."""
    known = {session.session_key: session for session in UserSession.objects.filter(user=staff)}
    alive = Session.objects.filter(session_key__in=known, expire_date__gt=timezone.now())
    found = [_open(known[session.session_key], session, here) for session in alive]
    return sorted(found, key=lambda session: (session.is_here, session.seen), reverse=True)


def _open(known: UserSession, session: Session, here: str | None) -> Open:
    seen = session.get_decoded().get("seen", known.created_at.timestamp())
    return Open(
        known.pk,
        _browser(known.user_agent),
        known.created_at,
        datetime.fromtimestamp(seen, UTC),
        session.session_key == here,
    )


def _browser(agent: str) -> str:
    """ "Chrome · Windows", or "" for what nobody knows."""
    return " · ".join(
        found
        for names in (BROWSERS, SYSTEMS)
        if (found := next((name for mark, name in names.items() if mark in agent), ""))
    )


def end(staff: Staff, pk: int, *, by: Doer) -> int:
    """End one session of `staff`; how many were ended, so 0 if it was not theirs."""
    return _end([*UserSession.objects.filter(user=staff, pk=pk)], by)


def end_others(staff: Staff, here: str | None, *, by: Doer) -> int:
    """End every session of `staff` but the one with the key `here`."""
    return _end([*UserSession.objects.filter(user=staff).exclude(session_key=here)], by)


def _end(found: list[UserSession], by: Doer) -> int:
    for session in found:
        session.end()
    if found:
        audit.record("session_ended", by=by, account=found[0].user_id, why="by_hand", n=len(found))
    return len(found)


def forget() -> int:
    """Drop what is left of sessions that are over; how many there were."""
    Session.objects.filter(expire_date__lte=timezone.now()).delete()
    alive = Session.objects.filter(session_key=OuterRef("session_key"))
    return UserSession.objects.filter(~Exists(alive)).delete()[0]
