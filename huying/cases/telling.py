"""The story of a case as people read it: all of it for staff; for the resident what concerns them, in their words."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from huying.base import dates
from huying.base.journal import clock
from huying.base.journal.memory import Event, remembered, said
from huying.base.units import register as units
from huying.base.units.models import Key, Staff, Unit
from huying.base.units.roles import Actor

from . import responsibility
from .models import Case, Connector
from .sentences import SENTENCES, TOLD
from .words import VERBS, Purpose, Solved


@dataclass(frozen=True)
class Entry:
    """One line of the story: what happened, said for its reader; `words` are what people typed, by name."""

    at: datetime
    verb: str
    title: str
    who: str
    words: dict[str, str] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    by: str = ""


def timeline(case: Case, *, resident: bool) -> list[Entry]:
    """The story of a case, oldest first: all of it for staff; for the resident what concerns them, in their words."""
    events, words = remembered(Case.life, case.pk), said(Case.life, case.pk)
    people = _units_of(events)
    shown = [event for event in events if not resident or event.verb in TOLD]
    return [
        Entry(
            at=event.at,
            verb=event.verb,
            title=_title(event, resident),
            who=_who(event, people, resident),
            words=_words(event, words.get(event.seq, {}), resident),
            facts=event.facts,
            by=event.by,
        )
        for event in shown
    ]


def sentence(event: Event) -> str:
    """What an event is called for whoever reads of the case from outside, as its reporter reads it."""
    return _title(event, resident=True)


@dataclass(frozen=True)
class Look:
    """One look at a contact: which unit, what for, from when until when; and by whom, as the journal writes it."""

    who: str
    purpose: str
    at: datetime
    until: datetime
    by: str


def looks(told: Iterable[Entry]) -> list[Look]:
    """The looks in a story, in its order."""
    register = units.current()
    return [
        Look(
            who=str(register.by_code.get(str(entry.facts["unit"])) or entry.who),
            purpose=_purpose(entry.facts),
            at=entry.at,
            until=datetime.fromisoformat(entry.facts["until"]),
            by=entry.by,
        )
        for entry in told
        if entry.verb == "reveal"
    ]


def open_until(told: Iterable[Entry], by: Actor) -> datetime | None:
    """Until when the contact is open to whoever opened it; None for everybody else."""
    running = [look.until for look in looks(told) if look.by == by.ref and look.until > clock.now()]
    return max(running, default=None)


def answer(case: Case) -> str:
    """What the resident was answered last: the unit's reply, or the proposal that the lead unit approved; "" if nothing yet."""
    words = said(Case.life, case.pk)
    events = remembered(Case.life, case.pk)
    return _answer((event.verb, event.facts, words.get(event.seq, {}).get("text", "")) for event in events)


def answer_in(told: Iterable[Entry]) -> str:
    """The same, from a story that was read already."""
    return _answer((entry.verb, entry.facts, entry.words.get("text", "")) for entry in told)


def _answer(steps: Iterable[tuple[str, dict[str, Any], str]]) -> str:
    proposed = answered = ""
    for verb, facts, text in steps:
        if verb == "propose_reply":
            proposed = text
        if verb == "reply" or (verb == "approve_reply" and facts["decision"] == "granted"):
            answered = text if verb == "reply" else proposed
    return answered


def _words(event: Event, typed: dict[str, str], resident: bool) -> dict[str, str]:
    """What was typed, as far as its reader is told; where the duty list decided, what it says."""
    if resident:
        return {name: text for name, text in typed.items() if name in TOLD[event.verb]}
    duty = responsibility.listed(str(event.facts.get("basis", "")))
    return {"basis": duty, **typed} if duty else typed


def _units_of(events: list[Event]) -> dict[str, int | None]:
    """Staff, keys and connectors that took part → their unit, a statement each however long the story is."""
    found: dict[str, int | None] = {}
    for kind, model in (("staff", Staff), ("key", Key), ("connector", Connector)):
        keys = {event.by.partition(":")[2] for event in events if event.by.startswith(f"{kind}:")}
        numbers = [int(key) for key in keys if key.isdecimal()]
        found |= (
            {f"{kind}:{pk}": unit for pk, unit in model.objects.filter(pk__in=numbers).values_list("pk", "unit")}
            if numbers
            else {}
        )
    return found


def _who(event: Event, people: dict[str, int | None], resident: bool) -> str:
    if event.by == "resident":
        return _("You") if resident else _("Resident")
    if event.by == "system":
        return _("Huying")
    if event.by.startswith("import:"):
        return _("Earlier system")
    system = int(event.by.partition(":")[2]) if event.by.startswith("peer:") else 0
    unit = units.current().by_id.get(people.get(event.by) or system)
    return str(unit) if unit else _("Staff")


def _title(event: Event, resident: bool) -> str:
    if not resident:
        return str(VERBS[event.verb])
    facts = event.facts
    how = facts.get("decision", facts.get("reached", facts.get("cause", event.by)))
    sentence = SENTENCES.get((event.verb, how)) or SENTENCES[event.verb, None]
    known = {
        "unit": _acting(event) or _("a unit"),
        "said": Solved(how).label if how in Solved.values else "",
        "until": str(facts.get("until", ""))[:10],
        "review_on": facts.get("review_on", ""),
        "purpose": _purpose(facts),
        "moment": _minute(facts.get("until")),
    }
    return str(sentence) % known


def _acting(event: Event) -> Unit | None:
    """The unit that did it, where the record names one; else the lead unit of then."""
    register = units.current()
    return register.by_code.get(str(event.facts.get("unit"))) or register.by_id.get(event.unit or 0)


def _purpose(facts: dict[str, Any]) -> str:
    return str(Purpose(facts["purpose"]).label) if facts.get("purpose") in Purpose.values else ""


def _minute(iso: Any) -> str:
    return dates.minute(datetime.fromisoformat(iso)) if iso else ""
