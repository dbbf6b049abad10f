"""What slows a case down and what hurries it: rest, long-term, more time; a higher level, urging, supervision."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from huying.base.journal import clock
from huying.base.journal.refusals import Incomplete
from huying.base.units.roles import Actor, Role
from huying.base.worktime.calendar import Due
from huying.base.worktime.periods import Period

from . import deadlines
from .models import Case
from .states import LIFE
from .words import ClockKind, RequestKind, Rest

LADDER = ("notice", "listed", "on_site", "talk")
"""督办通知书, 挂牌督办, 现场督办, 约谈."""


def pause(case: Case, *, by: Actor, reason: str, until: datetime) -> None:
    """The work cannot go on for a listed reason (hearing, appraisal, force majeure, court), until a set time."""
    LIFE.check(case, "pause", by=by)
    wrong = {}
    if reason not in Rest.values:
        wrong["reason"] = _("Only these let a case rest: %(known)s.") % {"known": ", ".join(Rest.values)}
    longest = deadlines.due(deadlines.limits().pause_longest, clock.now())
    if until <= clock.now():
        wrong["until"] = _("A pause ends in the future.")
    elif longest and until > longest:
        wrong["until"] = _("A case rests until %(day)s at the longest.") % {"day": timezone.localdate(longest)}
    if wrong:
        raise Incomplete(wrong)
    facts = {"reason": reason, "until": until.isoformat()}
    LIFE.take(case, "pause", by=by, facts=facts, beside=deadlines.pause(case, reason, until), paused_until=until)


def park(case: Case, *, by: Actor, reason: str, plan: str, review_on: date) -> None:
    """Keep it as long-term (挂账): open, with a reason, a plan and the day on which it is looked at again."""
    LIFE.check(case, "park", by=by)
    if review_on <= timezone.localdate(clock.now()):
        raise Incomplete({"review_on": _("It is looked at again on a day to come.")})
    facts = {"reason": reason, "review_on": review_on.isoformat()}
    LIFE.take(
        case,
        "park",
        by=by,
        facts=facts,
        words={"plan": plan},
        beside=deadlines.pause(case, "long_term", _morning(review_on)),
        review_on=review_on,
    )


def resume(case: Case, *, by: Actor) -> None:
    """The work goes on."""
    LIFE.check(case, "resume", by=by)
    resumed = deadlines.resume(case)
    due_at = next((row.due_at for row in resumed if row.kind == ClockKind.RESOLVE), case.due_at)
    LIFE.take(case, "resume", by=by, beside=resumed, paused_until=None, review_on=None, due_at=due_at)


def request_extension(case: Case, *, by: Actor, reason: str, until: datetime, text: str = "") -> None:
    """Ask for more time, once and before it is up."""
    LIFE.check(case, "request_extension", by=by)
    most = deadlines.extension_most(case)
    if case.due_at and until <= case.due_at:
        raise Incomplete({"until": _("More time ends later than the time there is.")})
    if most and until > most:
        raise Incomplete({"until": _("More time ends on %(day)s at the latest.") % {"day": timezone.localdate(most)}})
    asked = case.papers.ask(RequestKind.EXTENSION, by=by.ref, reason=reason, proposed_until=until)
    LIFE.take(
        case,
        "request_extension",
        by=by,
        facts={"reason": reason, "until": until.isoformat()},
        words={"text": text},
        beside=[asked],
    )


def decide_extension(case: Case, *, by: Actor, decision: str, reason: str = "") -> None:
    """Somebody outside the unit decides, while there is time; the resident is told the reason and the new date.

    Left undecided, it was not granted: Huying writes "lapsed".
    """
    LIFE.check(case, "decide_extension", by=by)
    asked = case.papers.decide(RequestKind.EXTENSION, decision, by=by.ref)
    beside: list[Any] = [asked]
    changes: dict[str, Any] = {}
    if decision == "granted" and asked.proposed_until:
        extended = deadlines.extend(case, asked.proposed_until)
        beside += extended
        if any(row.kind == ClockKind.RESOLVE for row in extended):
            changes = {"due_at": asked.proposed_until}
    LIFE.take(
        case,
        "decide_extension",
        by=by,
        facts={"decision": decision} | ({"until": changes["due_at"].isoformat()} if changes else {}),
        words={"reason": reason},
        beside=beside,
        **changes,
    )


def request_escalation(case: Case, *, by: Actor, reason: str) -> None:
    """Ask a level above to take the decision (提级)."""
    LIFE.check(case, "request_escalation", by=by)
    LIFE.take(
        case,
        "request_escalation",
        by=by,
        words={"reason": reason},
        beside=[case.papers.ask(RequestKind.ESCALATION, by=by.ref)],
    )


def decide_escalation(case: Case, *, by: Actor, decision: str, reason: str = "") -> None:
    """The level above decides, and what it wants done."""
    LIFE.check(case, "decide_escalation", by=by)
    asked = case.papers.decide(RequestKind.ESCALATION, decision, by=by.ref)
    level = case.level + (decision == "granted")
    LIFE.take(
        case,
        "decide_escalation",
        by=by,
        facts={"decision": decision},
        words={"reason": reason},
        beside=[asked],
        level=level,
    )


def hand_back(case: Case, *, by: Actor, reason: str) -> None:
    """The level above has done its part: the level below decides again, one at a time down to the lead unit. No clock moves."""
    LIFE.check(case, "hand_back", by=by)
    level = case.level - 1
    LIFE.take(case, "hand_back", by=by, facts={"level": level}, words={"reason": reason}, level=level)


def urge(case: Case, *, by: Actor, text: str = "") -> None:
    """Remind the unit (催办)."""
    LIFE.check(case, "urge", by=by)
    urged: dict[str, Any] = {"urged_at": clock.now()} if by.role == Role.RESIDENT else {}
    LIFE.take(case, "urge", by=by, words={"text": text}, **urged)


def recount(case: Case, *, by: Actor, moves: Mapping[int, tuple[Period, Due]], cause: str) -> None:
    """Clocks that run end at another time: the holidays of a year were "published"; a "tier" or "hours" were changed for them too.

    `moves`: the key of a clock → its period, and when it ends now.
    """
    LIFE.check(case, "recount", by=by)
    counted = deadlines.recount(case, moves)
    promised = next((row.due_at for row in case.papers.running(ClockKind.RESOLVE) if row in counted), case.due_at)
    facts = {"cause": cause, "clocks": len(counted)}
    LIFE.take(case, "recount", by=by, facts=facts, beside=counted, due_at=promised)


def supervise(case: Case, *, by: Actor, rung: str, reason: str) -> None:
    """Put the unit under supervision (督办), on a rung of the ladder."""
    LIFE.check(case, "supervise", by=by)
    if rung not in LADDER:
        raise Incomplete({"rung": _("This is not one of the choices.")})
    LIFE.take(case, "supervise", by=by, facts={"rung": rung}, words={"reason": reason}, supervision=rung)


def _morning(day: date) -> datetime:
    """When the day begins in the city."""
    return timezone.make_aware(datetime.combine(day, time()), timezone.get_default_timezone())
