"""From what happened to notices: one row for each recipient and channel of the table, written once however often it runs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app

from huying.base.journal import clock, memory
from huying.base.journal.memory import Event
from huying.base.units import register as units
from huying.cases import reaches, whole
from huying.cases.models import Case, Contact, Reach
from huying.cases.words import Channel as CaseChannel

from . import audiences, channels, desks, quiet
from .audiences import Happening
from .models import Notice, OptOut, Stage
from .roster import Roster
from .table import ANSWERS, HOME, Audience, Line, lines

HOW = ("decision", "finding", "means")
"""The facts that make another event of it."""


@dataclass(frozen=True)
class Telling:
    """What is told of, under which cause, with which facts."""

    of: Happening
    cause: str
    facts: dict[str, Any]
    but: str = ""
    """Who did it, as the journal writes it; nobody is told what they did themselves."""


def tell(thing: int, seq: int) -> None:
    """A reaction: tell of this event of a case. At least once, so what was written before is left as it is."""
    event = memory.at(Case.life, thing, seq)
    name = _name(event)
    if not any(_is_heard(line) for line in lines(name)):
        return
    case = whole.get(thing)
    facts = _facts(case, due=event.facts.get("until"), unit=_acting(event, case), status=event.target)
    facts |= {name: event.facts[name] for name in ("round", "asked_at") if event.verb == "draw"}
    _write(Telling(Happening(case, name), f"case:{thing}#{seq}", facts, but=event.by))


def notify_reach(thing: int, seq: int) -> None:
    """A reaction: tell that deadlines came near, were missed, or that a level above is to know (`cases/watch.py`)."""
    found, roster = reaches.told_of(thing, seq), Roster()
    roster.recusals_of({reach.case_id: reach.case for reach in found})
    _write(*(_reached(reach, roster) for reach in found))


def tell_not_added(case: Case) -> None:
    """Tell its reporter, once for where the case stands now, that what they wrote by e-mail was not added, and where to go."""
    facts = _facts(case, due=None, unit="")
    _write(Telling(Happening(case, "mail.not_added"), f"mail:{case.pk}#{case.version}", facts))


def _reached(found: Reach, roster: Roster) -> Telling:
    passed, case = found.clock, found.case
    going_on = case.parent or case
    late = units.current().by_id.get(passed.unit_id or going_on.unit_id or 0)
    facts = _facts(case, due=found.due_at.isoformat() if found.due_at else None, unit=late.code if late else "")
    of = Happening(
        case, f"{passed.kind}.{found.mark}", clock=passed.kind, unit_id=found.unit_id, late_id=passed.unit_id, roster=roster
    )  # fmt: skip
    return Telling(of, f"reach:{found.pk}", facts)


def _name(event: Event) -> str:
    how = next((event.facts[name] for name in HOW if event.facts.get(name)), event.by if event.by == "resident" else "")
    return f"{event.verb}.{how}" if how else event.verb


def _is_heard(line: Line) -> bool:
    """Whether this installation has any of the line's channels; a desk always has its own."""
    return not {*line.channels} <= {*HOME} or bool({*line.channels} & {*channels.offered()})


def _acting(event: Event, case: Case) -> str:
    known = units.current()
    named = event.facts.get("unit") or event.facts.get("to") or ""
    lead = known.by_id.get(event.unit or case.unit_id or 0)
    return str(named) if named in known.by_code else (lead.code if lead else "")


def _facts(case: Case, *, due: str | None, unit: str, status: str = "") -> dict[str, Any]:
    promised = case.due_at.isoformat() if case.due_at else None
    return {"status": status or case.state, "due": due or promised, "unit": unit}


@transaction.atomic
def _write(*told: Telling) -> None:
    rows = [row for telling in told for line in lines(telling.of.event) for row in _rows(line, telling)]
    written = {(row.cause, row.to, row.channel): row for row in rows}
    Notice.objects.bulk_create(written.values(), ignore_conflicts=True, batch_size=1000)
    if any(row.stage == Stage.WAITING for row in rows):
        app.configure_task("send_notices").defer(cause=told[0].cause if len(told) == 1 else "")


def _rows(line: Line, telling: Telling) -> list[Notice]:
    of = telling.of
    common: dict[str, Any] = {
        "cause": telling.cause, "event": of.event, "template": line.template, "facts": telling.facts,
        "urgent": bool(of.case.tier and of.case.tier.urgent), "at": clock.now(),
    }  # fmt: skip
    if line.audience in (Audience.REPORTER, Audience.MERGED):
        found = [case for case in audiences.reporters(line.audience, of) if _wants_word(case)]
        return [row for case in found for row in _to_reporter(case, common)]
    seats = audiences.seats(line.audience, of)
    return [row for seat in seats for row in desks.told(seat, line, of, common, but=telling.but)]


# -- residents


def _wants_word(case: Case) -> bool:
    """The contact is not opened here: that waits for the job that sends."""
    has_contact = getattr(case, "has_contact", None)
    if not case.reply_wanted or not (
        Contact.objects.filter(case=case).exists() if has_contact is None else has_contact
    ):
        return False
    return not OptOut.objects.filter(case=case).exists()


def _to_reporter(case: Case, common: dict[str, Any]) -> list[Notice]:
    then = common["facts"].get("asked_at")
    at = datetime.fromisoformat(then) if then else clock.now()
    answers = case.channel == CaseChannel.EMAIL and common["event"].partition(".")[0] in ANSWERS
    more = {
        "case": case,
        "to": f"case:{case.pk}",
        "language": case.language,
        "next_at": at if answers else quiet.over(at),
    }
    return [Notice(channel=channel, **common, **more) for channel in HOME if channel in channels.offered()]


def forget() -> int:
    """Drop what was told long ago; return how many. Dead letters stay until somebody looks at them."""
    return Notice.objects.filter(at__lt=clock.now() - settings.NOTICES_KEPT).exclude(stage=Stage.DEAD).delete()[0]
