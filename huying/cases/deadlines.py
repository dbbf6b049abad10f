"""Clocks: promises with a time. They start, rest and stop; nothing resets them, and nothing makes a late one look on time."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from huying.base.catalogue import register as catalogue
from huying.base.catalogue.models import Tier
from huying.base.journal import clock, rows
from huying.base.units import calendars
from huying.base.units import register as units
from huying.base.units.models import Unit
from huying.base.worktime.calendar import Due
from huying.base.worktime.periods import Period

from . import marks
from .models import Case, Clock
from .words import ClockKind, Part

OF_TIER = {
    ClockKind.FIRST_CONTACT: "first_contact",
    ClockKind.MAKE_SAFE: "make_safe",
    ClockKind.INTERIM: "interim",
    ClockKind.RESOLVE: "limit",
}
"""What the resident is promised by the tier, from the first dispatch on."""
ANSWERED = (ClockKind.RESOLVE, ClockKind.STATUTORY, ClockKind.INTERIM, ClockKind.ASSIGNMENT, ClockKind.REDRESS)
"""What ends with the answer."""
OF_VERDICT = (ClockKind.VERIFY, ClockKind.REDRESS)
"""What a bad verdict starts."""
AFTERWARDS = (*OF_VERDICT, ClockKind.READING)
"""What runs beside the life of the case: its end does not stop it."""
REST = (ClockKind.RESOLVE, ClockKind.INTERIM, ClockKind.STATUTORY, ClockKind.ASSIGNMENT)
"""What rests while the work cannot go on. Making safe and talking to the resident never wait."""

Written = Mapping[str, Any] | None
"""A period as a register keeps it."""


# -- when something is due


def limits() -> Any:
    """The city's rules about time."""
    return catalogue.current().limits


def due(period: Period | Written, start: datetime, unit: Unit | None = None) -> datetime | None:
    """When `period` ends, counted from `start` by the unit's office hours, or the city's; None without a period."""
    known = _period(period)
    return calendars.current().of(unit.hours if unit else "").after(start, known).at if known else None


def promised(tier: Tier | None, start: datetime) -> datetime | None:
    """Until when a case of this tier that starts now is answered."""
    return due(tier.limit, start) if tier else None


def return_window(case: Case) -> datetime | None:
    """Until when the lead unit may ask to return it; None where no unit leads it."""
    lead = next(iter(case.papers.assigned(Part.LEAD)), None)
    if lead is None:
        return None
    return marks.return_window(case, lead.started_at, lead.unit_id)


def extension_most(case: Case) -> datetime | None:
    """The latest time to which an answer may be put off."""
    return due(limits().extension_most, case.due_at) if case.due_at else None


def share(started_at: datetime, due_at: datetime | None) -> datetime | None:
    """A co-handler's part of the lead's time."""
    return started_at + max(due_at - started_at, timedelta()) * limits().co_share / 100 if due_at else None


# -- starting


def at_receipt(case: Case) -> list[Clock]:
    """What a law sets for the answer runs from now on; and somebody responsible must be found."""
    statutory = case.category.statutory if case.category else None
    return [to_dispatch(case), *([_clock(case, ClockKind.STATUTORY, statutory, why="statute")] if statutory else [])]


def to_dispatch(case: Case) -> Clock:
    """It waits for somebody who says whose it is."""
    return _clock(case, ClockKind.DISPATCH, limits().dispatch, why="city")


def at_dispatch(case: Case, unit: Unit, *, due_at: datetime | None = None) -> list[Clock]:
    """Acceptance and the unit's own clock anew for each unit; what the resident was promised once in the life of the case."""
    started = [
        *stop(case, ClockKind.DISPATCH, ClockKind.DECISION),
        *lapse(case, ClockKind.RECEIPT, ClockKind.ASSIGNMENT),
        *resume(case),
    ]
    started.append(_receipt(case, unit))
    started.append(_answer(case, ClockKind.ASSIGNMENT, due_at, unit=unit))
    return started + promises(case, due_at=due_at)


def at_merge(case: Case) -> list[Clock]:
    """No unit works on it by itself any more. What its reporter was promised runs on, or begins now if nobody had it yet."""
    of_units = (ClockKind.DISPATCH, ClockKind.RECEIPT, ClockKind.ASSIGNMENT, ClockKind.DECISION)
    return lapse(case, *of_units) + resume(case) + promises(case)


def promises(case: Case, *, due_at: datetime | None = None) -> list[Clock]:
    """What the resident is promised; nothing, where they were promised it before."""
    started: list[Clock] = []
    if any(row.kind == ClockKind.RESOLVE and row.round >= case.rounds for row in case.papers.clocks):
        return started
    for kind, field in OF_TIER.items():
        if kind == ClockKind.RESOLVE:
            started.append(_answer(case, kind, due_at, round=case.rounds))
        elif case.rounds:
            continue
        elif case.tier and (period := getattr(case.tier, field)):
            started.append(_clock(case, kind, period))
    return started


def again(case: Case, unit: Unit) -> list[Clock]:
    """A rework has clocks of its own; those before keep their verdict."""
    ended = lapse(case, ClockKind.ASSIGNMENT, ClockKind.READING)
    later = {"round": case.rounds + 1}
    return [
        *ended,
        _answer(case, ClockKind.RESOLVE, None, **later),
        _answer(case, ClockKind.ASSIGNMENT, None, unit=unit, **later),
    ]


def beside_lead(case: Case, unit: Unit, due_at: datetime | None) -> Clock:
    """The clock of a co-handler, or of a unit below that it was handed down to."""
    return _clock(case, ClockKind.ASSIGNMENT, None, unit=unit, due_at=due_at, why="share", round=case.rounds)


def of_receipt(case: Case) -> Clock:
    """The return was refused: the unit is to accept after all."""
    return _receipt(case, units.current().by_id[case.unit_id or 0])


def _receipt(case: Case, unit: Unit) -> Clock:
    return _clock(case, ClockKind.RECEIPT, case.tier.receipt if case.tier else None, unit=unit)


def of_request(case: Case) -> Clock:
    """The panel's own time to decide on a return."""
    return _clock(case, ClockKind.DECISION, limits().return_decision, why="city")


def of_verdict(case: Case, unit: Unit | None) -> list[Clock]:
    """Somebody bad off is heard: it is looked into, and the unit answers it (好差评: 差评核实、整改)."""
    return [
        _clock(case, ClockKind.VERIFY, limits().bad_verified, why="city"),
        _clock(case, ClockKind.REDRESS, limits().bad_answered, unit=unit, why="city"),
    ]


def of_reading(case: Case) -> Clock:
    """It was drawn to be read by somebody outside the unit, who does not let it wait."""
    return _clock(case, ClockKind.READING, limits().cross_read_within, why="city")


def _answer(case: Case, kind: ClockKind, due_at: datetime | None, **more: Any) -> Clock:
    """Until when there is an answer: as given, as the tier says, or where it is silent, as the law does."""
    if due_at:
        return _clock(case, kind, None, due_at=due_at, why="given", **more)
    if case.tier and case.tier.limit:
        return _clock(case, kind, case.tier.limit, **more)
    return _clock(case, kind, case.category.statutory if case.category else None, why="statute", **more)


def _clock(
    case: Case, kind: ClockKind, period: Period | Written, *, unit: Unit | None = None, due_at: datetime | None = None,
    why: str = "", **more: Any,
) -> Clock:  # fmt: skip
    now, known = clock.now(), _period(period)
    counted = calendars.current().of(unit.hours if unit else "").after(now, known) if known else None
    started = rows.new(
        Clock, case_id=case.pk, kind=kind, unit_id=unit.pk if unit else None, period=known.written() if known else None,
        started_at=now, due_at=due_at or (counted.at if counted else None), provisional=bool(counted and counted.provisional),
        why=why or (case.tier.code if case.tier else ""), **more,
    )  # fmt: skip
    started.next_at = marks.next_at(started, case)
    return case.papers.add(started)


# -- stopping, resting


def stop(case: Case, *kinds: ClockKind, unit_id: int | None = None) -> list[Clock]:
    """Stop what runs of these kinds, of one unit if named; return those that were stopped."""
    stopped = [row for row in case.papers.running(*kinds) if unit_id in (None, row.unit_id)]
    for row in stopped:
        row.stop(clock.now())
    return stopped


def lapse(case: Case, *kinds: ClockKind, unit_id: int | None = None) -> list[Clock]:
    """End what runs of these kinds though it was not done: taken away, merged, withdrawn."""
    ended = [row for row in case.papers.running(*kinds) if unit_id in (None, row.unit_id)]
    for row in ended:
        row.lapse(clock.now())
    return ended


def pause(case: Case, reason: str, ends: datetime) -> list[Clock]:
    """The clocks of the answer rest, as it seems until `ends`. A breach that has already happened stays one."""
    paused = [row for row in case.papers.running(*REST) if not row.resting]
    rest = {"from": clock.now().isoformat(), "until": None, "ends": ends.isoformat(), "reason": reason}
    for row in paused:
        row.pauses = [*row.pauses, rest]
        row.resting = True
        row.next_at = marks.next_at(row, case)
    return paused


NO_REST: dict[str, None] = {"paused_until": None, "review_on": None}
"""What stands on a case once it rests no more."""


def resume(case: Case) -> list[Clock]:
    """The clocks go on, and what they rested is given back in their own measure, unless they were late before they rested."""
    resumed = [row for row in case.papers.running(*REST) if row.resting]
    now = clock.now()
    for row in resumed:
        began = datetime.fromisoformat(row.pauses[-1]["from"])
        row.pauses = [*row.pauses[:-1], row.pauses[-1] | {"until": now.isoformat()}]
        row.resting = False
        if row.due_at and began <= row.due_at:
            row.due_at = marks.calendar(row.unit_id).pushed(row.due_at, marks.period(row), (began, now))
        row.next_at = marks.next_at(row, case)
    return resumed


def extend(case: Case, until: datetime) -> list[Clock]:
    """More time was granted: the resident's clock and the lead unit's end later."""
    extended = [
        row for row in case.papers.running(ClockKind.RESOLVE, ClockKind.ASSIGNMENT)
        if row.unit_id in (None, case.unit_id) and not row.is_late(clock.now())
    ]  # fmt: skip
    for row in extended:
        row.extended_from, row.due_at = row.due_at, until
        row.next_at = marks.next_at(row, case)
    return extended


def recount(case: Case, moves: Mapping[int, tuple[Period, Due]]) -> list[Any]:
    """Let clocks that run end at another time, and the assignments with them. What is late stays late."""
    counted = [row for row in case.papers.clocks if row.pk in moves and row.is_running and not row.is_late(clock.now())]
    for row in counted:
        period, new = moves[row.pk]
        row.period, row.due_at, row.provisional = period.written(), new.at, new.provisional
        row.next_at = marks.next_at(row, case)
    ends = {row.unit_id: row.due_at for row in counted if row.kind == ClockKind.ASSIGNMENT}
    assigned = [of for of in case.papers.assigned(Part.LEAD) if of.unit_id in ends]
    for of in assigned:
        of.due_at = ends[of.unit_id]
    return [*counted, *assigned]


def _period(period: Period | Written) -> Period | None:
    return period if isinstance(period, Period) or period is None else Period(**period)
