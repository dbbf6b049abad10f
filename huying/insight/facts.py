"""What the journal of one matter says, as facts that can be counted. Pure: no database, no clock.

A matter is a case with those merged into it. What happened stands in its events, with the unit as it was then; what was promised
until when, and what came of it, in its clocks, as events do not carry that. Area and category are as last corrected.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo
from typing import Any

from huying.cases.words import ClockKind, Outcome, RequestKind, Solved, State

EPOCH = date(1970, 1, 1)
DISPATCHES = ("dispatch", "reassign")
REPLIES = ("reply", "approve_reply")
ASKED = ("follow_up", "rate")
NOT_AN_END = (Outcome.MERGED, Outcome.WITHDRAWN)
PROMISES = (ClockKind.RECEIPT, ClockKind.FIRST_CONTACT, ClockKind.RESOLVE, ClockKind.ASSIGNMENT)
FOLLOW_ON = {"reassign", "request_extension", "rework", "review"}
"""Each of them is one procedure more on the same matter; so is a dispatch after the first."""


@dataclass
class Happened:
    """An event, as far as figures need it; `at` is aware."""

    thing: int
    verb: str
    source: str
    target: str
    at: datetime
    area: int | None
    unit: int | None
    facts: dict[str, Any]


@dataclass
class Promise:
    """A clock. `due` is None where nothing is due yet, also while it rests and was not late before."""

    case: int
    kind: str
    round: int
    unit: int | None
    due: datetime | None
    stopped: datetime | None
    on_time: bool | None
    extended: bool = False


@dataclass
class Told:
    """A case and what is known of it beside its record: where it lies, as a number that says no more than "the same place"."""

    key: int
    channel: str
    category: int | None
    place: int | None
    events: list[Happened] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)


@dataclass(slots=True)
class Fact:
    """One thing that counts. Moments are seconds since 1970, UTC; days are counted from 1970-01-01 in the city's time zone.

    `kind` says what counts, `name` what sort of it; what the other columns mean for each kind stands in `definitions.py`.
    """

    kind: str
    case: int
    root: int
    unit: int | None
    area: int | None
    category: int | None
    channel: str
    day: int
    at: int
    name: str = ""
    round: int = 0
    until: int | None = None
    hit: bool | None = None
    first: bool = False
    minutes: float | None = None
    weight: float = 1.0
    contacted: bool | None = None
    satisfied: int | None = None
    excluded: str = ""
    place: int | None = None


def fold(root: Told, merged: Sequence[Told], zone: tzinfo) -> list[Fact]:
    """The facts of one matter, in a fixed order. `zone`: the city's, by which days are told apart."""
    facts: list[Fact] = []
    for case in (root, *merged):
        facts += _Case(case, root, zone).facts()
    return facts + _answers(root, merged, zone)


class _Case:
    """One case of a matter, walked through event by event."""

    def __init__(self, case: Told, root: Told, zone: tzinfo) -> None:
        self.case, self.root, self.zone = case, root, zone
        self.area = case.events[-1].area

    def facts(self) -> list[Fact]:
        parts = (self._received, self._open, self._dispatched, self._done, self._closed, self._read, self._due)
        return [fact for part in parts for fact in part()]

    def fact(self, kind: str, at: datetime, unit: int | None, **more: Any) -> Fact:
        return Fact(
            kind, self.case.key, self.root.key, unit, self.area, self.case.category, self.case.channel,
            _day(at, self.zone), _seconds(at), **more,
        )  # fmt: skip

    def _received(self) -> Iterator[Fact]:
        first = self.case.events[0]
        led = next((event.unit for event in reversed(self.case.events) if event.unit is not None), None)
        yield self.fact("received", first.at, led, place=self.case.place)

    def _open(self) -> Iterator[Fact]:
        """From which day until before which one it was open at a unit when the day ended; `minutes`: how old it was at the beginning, in
        whole days."""
        began: Happened | None = None
        for event in self.case.events:
            shut = event.target == State.CLOSED
            if began and (shut or event.unit != began.unit):
                yield from self._span(began, event.at)
                began = None
            if began is None and not shut:
                began = event
        if began:
            yield from self._span(began, None)

    def _span(self, began: Happened, ended: datetime | None) -> Iterator[Fact]:
        since, until = _day(began.at, self.zone), _day(ended, self.zone) if ended else None
        if until is None or since < until:
            age = 24 * 60.0 * (since - _day(self.case.events[0].at, self.zone))
            yield self.fact("open", began.at, began.unit, until=until, minutes=age)

    def _dispatched(self) -> Iterator[Fact]:
        """`hit`: the unit took it and kept it; None as long as neither is known. `name`: how it ended."""
        found: list[Fact] = []
        for event in self.case.events:
            if event.verb in DISPATCHES:
                if event.verb == "reassign" and found:
                    found[-1].hit, found[-1].name = False, "reassigned"
                found.append(self.fact("dispatched", event.at, event.unit, first=not found))
            elif event.verb == "accept" and found and found[-1].hit is None:
                found[-1].hit, found[-1].name = True, "accepted"
            elif event.verb == "decide_return" and event.facts.get("decision") == "granted" and found:
                found[-1].hit, found[-1].name = False, "returned"
        yield from found

    def _done(self) -> Iterator[Fact]:
        """The first contact, and every answer; `hit`: it came back afterwards."""
        began, answered, spoken, round_ = self.case.events[0].at, None, False, 0
        for event in self.case.events:
            if event.verb == "contact" and event.facts.get("reached") and not spoken:
                spoken = True
                yield self.fact("contact", event.at, event.unit, minutes=_minutes(self.case.events[0].at, event.at))
            elif event.verb in REPLIES and event.target == State.REPLIED:
                if answered:
                    yield answered
                took = _minutes(began, event.at)
                answered = self.fact("answered", event.at, event.unit, round=round_, minutes=took, hit=False)
            elif _reopened(event):
                began, round_ = event.at, round_ + (event.target == State.IN_PROGRESS)
                if answered:
                    yield replace(answered, hit=True)
                    answered = None
        if answered:
            yield answered

    def _closed(self) -> Iterator[Fact]:
        """Every end. `first`: it is the end as it stands; `weight`: procedures the matter took, the first one included; `hit`: the same
        place and category came again soon, which others tell (`again.py`)."""
        ends = [event for event in self.case.events if event.target == State.CLOSED != event.source]
        shut = self.case.events[-1].target == State.CLOSED
        n_procedures = 1 + _follow_on(self.case.events)
        for event in ends:
            stands = shut and event is ends[-1]
            yield self.fact(
                "closed", event.at, event.unit, name=_outcome(event), first=stands, weight=float(n_procedures),
                place=self.case.place,
            )  # fmt: skip

    def _read(self) -> Iterator[Fact]:
        """Somebody outside the unit read it. `hit`: they find it solved; `first`: they find that the unit did its duty."""
        for event in self.case.events:
            if event.verb == "cross_read":
                solved, duty = bool(event.facts["solved"]), bool(event.facts["duty"])
                yield self.fact("read", event.at, event.unit, hit=solved, first=duty)

    def _due(self) -> Iterator[Fact]:
        """What was promised. `hit`: kept; `until`: when it was done; `first`: more time was granted.

        Nothing is due that lapsed in time: it was taken away, merged or withdrawn.
        """
        for promise in self.case.promises:
            lapsed = promise.stopped is not None and promise.on_time is None
            if promise.kind not in PROMISES or promise.due is None or lapsed:
                continue
            unit = promise.unit or _lead(self.case.events, min(promise.stopped or promise.due, promise.due))
            done = _seconds(promise.stopped) if promise.stopped else None
            yield self.fact(
                "due", promise.due, unit, name=promise.kind, round=promise.round, until=done, hit=bool(promise.on_time),
                first=promise.extended,
            )  # fmt: skip


def _answers(root: Told, merged: Sequence[Told], zone: tzinfo) -> list[Fact]:
    """What the reporters of a matter said of each round, one answer each; together they weigh as one matter."""
    excluded = _exclusions(root.events)
    found: dict[tuple[int, int], Fact] = {}
    for case in (root, *merged):
        for event in case.events:
            if event.verb not in ASKED or (decision := event.facts.get("decision")) not in (
                *Solved.values,
                "no_answer",
            ):
                continue
            round_, led = _round(root.events, event.at), _lead(root.events, event.at)
            known = found.get((case.key, round_))
            if known and known.name in Solved.values and decision not in Solved.values:
                continue  # silence takes nothing back
            walk = _Case(case, root, zone)
            found[case.key, round_] = walk.fact(
                "asked", event.at, led if led is not None else event.unit, name=decision, round=round_,
                contacted=event.facts.get("contacted"), satisfied=event.facts.get("satisfied"),
                excluded=excluded.get(round_, ""),
            )  # fmt: skip
    said = [fact.round for fact in found.values() if fact.name in Solved.values]
    for fact in found.values():
        if fact.name in Solved.values:
            fact.weight = 1 / said.count(fact.round)
    return [*found.values()]


def _exclusions(events: Iterable[Happened]) -> dict[int, str]:
    """Round → the reason code by which it does not count in scoring."""
    asked, round_, found = "", 0, {}
    for event in events:
        if event.verb == f"request_{RequestKind.EXCLUSION}":
            asked = str(event.facts.get("reason") or "")
        elif event.verb == f"decide_{RequestKind.EXCLUSION}" and event.facts.get("decision") == "granted":
            found[round_] = asked
        elif _again(event):
            round_ += 1
    return found


def _reopened(event: Happened) -> bool:
    """It goes on though it was answered or closed."""
    return _again(event) or (event.verb, event.facts.get("decision")) == ("decide_review", "rerouted")


def _again(event: Happened) -> bool:
    """The unit has it once more: a new round."""
    return event.verb == "rework" or (event.verb, event.facts.get("decision")) == ("decide_review", "granted")


def _round(events: Iterable[Happened], at: datetime) -> int:
    return sum(_again(event) for event in events if event.at <= at)


def _lead(events: Sequence[Happened], at: datetime) -> int | None:
    """The unit that led it at that moment; before anybody did, the first one that came to."""
    then = [event.unit for event in events if event.at <= at]
    led = next((unit for unit in reversed(then) if unit is not None), None)
    return led if led is not None else next((event.unit for event in events if event.unit is not None), None)


def _follow_on(events: Iterable[Happened]) -> int:
    dispatches = sum(event.verb == "dispatch" for event in events)
    return sum(event.verb in FOLLOW_ON for event in events) + max(dispatches - 1, 0)


def _outcome(event: Happened) -> str:
    if event.verb in ("merge", "join"):
        return Outcome.MERGED
    if event.verb == "withdraw":
        return Outcome.WITHDRAWN
    if "outcome" in event.facts:
        return str(event.facts["outcome"])
    return str(event.facts.get("decision", ""))


def _seconds(at: datetime) -> int:
    return int(at.timestamp())


def _minutes(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds() / 60


def _day(at: datetime, zone: tzinfo) -> int:
    return (at.astimezone(zone).date() - EPOCH).days
