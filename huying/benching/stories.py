"""The lives that cases have, each told by the real commands at the times at which they would have been given.

A new kind of life is one more function in `TALES`, with how often it happens. Long because all of them stand side by side.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import cache, cached_property
from random import Random
from typing import Any

from django.conf import settings
from django.utils import timezone

from huying.base.catalogue import register as catalogue
from huying.base.journal import clock, history
from huying.base.journal.history import Past
from huying.base.journal.memory import Event
from huying.base.units.models import Staff, Unit
from huying.base.units.roles import SYSTEM, Actor, Role
from huying.cases import beside, deadlines, draws, followup, forgetting, handling, intake, pace, routing, verdicts
from huying.cases.models import Case, Contact
from huying.cases.retention import Standing
from huying.cases.words import Channel, Confidentiality, Finding, Outcome, Rest

from .town import Choice, Place, Said

CHANNELS = {
    Channel.PHONE: 58,
    Channel.WEB: 20,
    Channel.CHAT: 14,
    Channel.WALK_IN: 3,
    Channel.EMAIL: 2,
    Channel.LETTER: 1,
}
"""By which door calls come, in per cent (the rest by field workers)."""
REACHABLE = 0.85
"""Share of those who leave a telephone number."""
SAID = {"yes": 66, "partly": 9, "explained": 7, "no": 6, "no_answer": 12}
"""What residents say of an answer, in per cent."""
SATISFIED = {"yes": (3, 4, 4, 5, 5, 5), "partly": (2, 3, 3, 4), "explained": (1, 3, 3), "no": (1, 2)}
TAKES, LATE, LATELY = 0.25, 1.5, 0.08
"""Part of the promised time that an answer takes; of late ones; and how many are."""
LIMIT = timedelta(days=7)
"""Where nothing is promised."""
REPLIES = (
    "已安排人员到现场处理完毕，感谢您的反映。", "经核实，问题已整改，后续将加强巡查。", "现场已修复，请您放心使用。",
    "已约谈责任单位并责令整改。", "该问题已纳入本月维护计划并完成。", "工作人员已与您联系说明，现场恢复正常。",
)  # fmt: skip
OPENS, CLOSES = time(8, 30), time(17, 30)
"""When units work; what would fall outside waits for the next working hours, weekends left out."""
NAME, PHONE = "居民", "13900000000"
"""What a contact holds while a story is told; sealed ones of its own kind take its place in what is stamped."""


class NotYet(Exception):
    """The story goes on after the day until which it is told."""


@dataclass(frozen=True)
class Cast:
    """What one telling of a story is about, and when: every moment of it comes `shift` later than the story has it."""

    choice: Choice
    place: Place
    start: datetime
    shift: timedelta
    keys: tuple[int, ...]
    texts: tuple[Said, ...]


@dataclass
class Tale:
    """One story being told."""

    cast: Cast
    random: Random
    until: datetime
    """Nothing happens later."""
    past: Past
    other: Unit | None
    """A unit that is drawn into it beside the one that has the duty."""
    moment: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.moment = self.cast.start

    def now(self) -> AbstractContextManager[None]:
        """Inside, it is the moment of the story."""
        if self.moment > self.until:
            raise NotYet
        return clock.at(self.moment + self.cast.shift)

    def after(self, hours: float, *, office: bool = False) -> AbstractContextManager[None]:
        """Inside, about so many hours have passed, mostly fewer and now and then many more; `office`: it is a working hour."""
        self.moment += timedelta(seconds=30 + round(self.random.lognormvariate(0, 0.8) * hours * 3600))
        if office:
            self.moment = _in_office(self.moment, self.random)
        return self.now()

    @cached_property
    def unit(self) -> Actor:
        """Somebody at the unit that has the duty."""
        assert self.cast.choice.unit
        return _doer(Role.HANDLER, self.cast.choice.unit.pk)

    @property
    def operator(self) -> Actor:
        return _doer(Role.OPERATOR)

    @property
    def supervisor(self) -> Actor:
        return _doer(Role.SUPERVISOR)

    # -- parts of a life

    def received(self, at: int = 0) -> Case:
        choice, place = self.cast.choice, self.cast.place
        channel = _drawn(self.random, CHANNELS)
        left: dict[str, Any] = {"name": NAME, "phone": PHONE} if self.random.random() < REACHABLE else {}
        call = intake.Call(
            text=self.cast.texts[at].body, channel=channel, category=choice.category, address=place.address, lon=place.lon,
            lat=place.lat, area=choice.area, located=True, danger_over=True, **left,
        )  # fmt: skip
        by = Actor.resident() if channel in (Channel.WEB, Channel.CHAT) else self.operator
        with self.now():
            return intake.receive(call, by=by, key=self.cast.keys[at]).case

    def dispatched(self, case: Case) -> None:
        decision = self.cast.choice.decision
        assert decision.unit
        with self.after(0.05):
            routing.dispatch(case, to=decision.unit, by=SYSTEM, basis=decision.reason, duty=decision.duty)

    def accepted(self, case: Case) -> None:
        with self.after(1.5, office=True):
            handling.accept(case, by=self.unit)

    def worked_on(self, case: Case) -> None:
        """What a unit does besides: it calls, looks, asks for time, tells how it stands."""
        with self.after(3, office=True):
            reached = self.random.random() < 0.88
            if case.papers.contact and case.confidentiality == Confidentiality.NORMAL and self.random.random() < 0.5:
                until = clock.now() + timedelta(hours=2)
                beside.reveal(case, by=self.unit, purpose="call_back", until=until)
            handling.contact(case, by=self.unit, means="phone", reached=reached)
        chance = self.random.random()
        if chance < 0.04:
            with self.after(6, office=True):
                pace.pause(case, by=self.unit, reason=Rest.FORCE_MAJEURE, until=clock.now() + timedelta(days=9))
            with self.after(90, office=True):
                pace.resume(case, by=self.unit)
        elif chance < 0.1:
            with self.after(4, office=True):
                beside.note(case, by=self.unit, text="已联系施工班组，等待材料。")
        elif chance < 0.16:
            with self.after(5, office=True):
                handling.interim_reply(case, by=self.unit, text="已到现场查看，正在安排维修。")

    def replied(self, case: Case) -> None:
        """Mostly well within what is promised, now and then after it."""
        promised = deadlines.promised(self.cast.choice.category.tier, self.moment) or self.moment + LIMIT
        part = LATE if self.random.random() < LATELY else TAKES
        with self.after((promised - self.moment) / timedelta(hours=1) * part, office=True):
            text = self.random.choice(REPLIES)
            handling.reply(case, by=self.unit, text=text, basis="本市服务规范", result=Outcome.RESOLVED)

    def asked(self, case: Case) -> None:
        """The reporter says what became of it; those who have not yet are waited for."""
        answered = _drawn(self.random, SAID)
        satisfied = self.random.choice(SATISFIED[answered]) if answered in SATISFIED else None
        contacted = self.random.random() < 0.93 if satisfied else None
        by = Actor.resident(case.pk) if satisfied else SYSTEM
        try:
            moment = self.after(30 if satisfied else 240)
        except NotYet:
            self._drawn_to_be_asked(case)
            raise
        with moment:
            followup.follow_up(case, by=by, decision=answered, contacted=contacted, satisfied=satisfied, channel="link")
        if satisfied and (satisfied < 3 or answered == "no"):
            self.looked_into(case)
        if answered == "no":
            self.reworked(case)

    def reworked(self, case: Case) -> None:
        with self.after(0.02):
            followup.rework(case, by=SYSTEM, reason="not_solved")
        self.replied(case)
        with self.after(30):
            followup.follow_up(case, by=Actor.resident(case.pk), decision="yes", satisfied=4, channel="link")

    def looked_into(self, case: Case) -> None:
        with self.after(10, office=True):
            verdicts.verify(case, by=self.supervisor, finding=Finding.values[0], text="经核实，反映属实。")
        if not case.is_open:
            with self.after(30, office=True):
                verdicts.answer_verdict(case, by=self.unit, text="已再次上门处理。")

    def _drawn_to_be_asked(self, case: Case) -> None:
        """Who was answered lately is asked; whoever is asked is drawn by the hash of the answer."""
        if catalogue.current().follow_up_share(case.category_id) == 100:
            with clock.at(max(row.at for row in self.past.rows if isinstance(row, Event))):
                draws.draw(case, by=SYSTEM, seed=bytes(case.head).hex())

    def forgotten(self, case: Case) -> None:
        """The contact goes when its time is up, by the event that `forgetting.erase` writes."""
        contact = next((row for row in self.past.rows if isinstance(row, Contact) and row.case_id == case.pk), None)
        if (
            contact is None
            or case.closed_at is None
            or case.is_open
            or any(row.is_running for row in case.papers.clocks)
        ):
            return
        days, rule = catalogue.current().retention(case.category_id, case.kind)
        stands = Standing(case.closed_at, settings.RETENTION_DAYS if days is None else days, rule or "default")
        assert stands.due
        night = timezone.localtime(stands.due - self.cast.shift) + timedelta(days=1)
        self.moment = night.replace(hour=3, minute=27, second=0, microsecond=0) - self.cast.shift
        with self.now():
            case.allowed = ("erase", case.version, SYSTEM.ref)  # what the rules ask the database for is known here
            forgetting.written(case, stands, by=SYSTEM)
        self.past.rows.remove(contact)


def told(cast: Cast, story: int, until: datetime, other: Unit | None) -> Past:
    """What the commands would have written of it; `story`: which life it is, and how it goes, whatever it is about."""
    random = Random(story)
    with history.replay() as past:
        tale = Tale(cast, random, until, past, other)
        with suppress(NotYet):
            _kind(random)(tale)
    return past


def n_cases(story: int) -> int:
    """How many cases a story is about."""
    return 2 if _kind(Random(story)) is merged else 1


# -- lives


def ordinary(tale: Tale) -> None:
    """Received, dispatched, accepted, answered, rated."""
    case = tale.received()
    tale.dispatched(case)
    tale.accepted(case)
    tale.worked_on(case)
    tale.replied(case)
    tale.asked(case)
    tale.forgotten(case)


def answered_at_once(tale: Tale) -> None:
    """The hotline knew."""
    case = tale.received()
    with tale.after(0.1):
        followup.close(case, by=tale.operator, outcome=Outcome.EXPLAINED, text="已当场说明有关规定。")
    tale.forgotten(case)


def withdrawn(tale: Tale) -> None:
    """It was over before anybody came."""
    case = tale.received()
    tale.dispatched(case)
    with tale.after(5):
        intake.withdraw(case, by=Actor.resident(case.pk), reason="已经恢复，谢谢。")
    tale.forgotten(case)


def merged(tale: Tale) -> None:
    """Two call about the same; the second is answered with the first, and says what became of it."""
    first = tale.received()
    tale.dispatched(first)
    tale.moment += timedelta(seconds=90)
    second = tale.received(1)
    with tale.after(0.2):
        intake.merge(second, into=first, by=tale.operator)
    tale.accepted(first)
    tale.replied(first)
    with tale.after(0.02):
        handling.answer_through(second, by=SYSTEM)
    tale.asked(first)
    with tale.after(2):
        followup.rate(second, by=Actor.resident(second.pk), decision="yes", contacted=True, satisfied=5, channel="link")


def returned(tale: Tale) -> None:
    """The unit says that another has the duty; the panel finds so, or does not."""
    if tale.other is None:
        return ordinary(tale)
    case = tale.received()
    tale.dispatched(case)
    with tale.after(0.3):
        routing.request_return(case, by=tale.unit, reason="not_duty", basis="三定方案", proposed=tale.other)
    with tale.after(2, office=True):
        routing.decide_return(case, by=tale.supervisor, decision="refused", reason="职责清单已列明。")
    tale.accepted(case)
    tale.replied(case)
    tale.asked(case)
    return tale.forgotten(case)


def helped(tale: Tale) -> None:
    """The unit whistles for another one."""
    if tale.other is None:
        return ordinary(tale)
    case = tale.received()
    tale.dispatched(case)
    tale.accepted(case)
    with tale.after(3, office=True):
        handling.ask_help(case, by=tale.unit, units=[tale.other], reason="需要联合执法。")
    with tale.after(20, office=True):
        beside_unit = _doer(Role.HANDLER, tale.other.pk)
        handling.answer_help(case, by=beside_unit, text="已派员到场配合。")
    tale.replied(case)
    tale.asked(case)
    return tale.forgotten(case)


TALES: dict[Callable[[Tale], Any], int] = {
    ordinary: 76, answered_at_once: 8, withdrawn: 4, merged: 5, returned: 3, helped: 4,
}  # fmt: skip
"""Every kind of life → how often it happens, in per cent. A dispute is one more."""


# -- the parts they share


@cache
def _doer(role: Role, unit_id: int | None = None) -> Actor:
    """The first account of this role, at a unit if named."""
    first = Staff.objects.filter(role=role).order_by("pk").first()
    return Actor(role, first.actor.ref if first else "import:bench", unit_id=unit_id)


def _kind(random: Random) -> Callable[[Tale], Any]:
    return _drawn(random, TALES)


def _drawn(random: Random, weights: dict[Any, int]) -> Any:
    return random.choices(list(weights), list(weights.values()))[0]


def _in_office(moment: datetime, random: Random) -> datetime:
    """That moment, or one soon after the next opening."""
    local = timezone.localtime(moment)
    if OPENS <= local.time() < CLOSES and local.isoweekday() <= 5:
        return moment
    day = local.date() + timedelta(days=local.time() >= CLOSES)
    while day.isoweekday() > 5:
        day += timedelta(days=1)
    opening = datetime.combine(day, OPENS, local.tzinfo)
    return opening + timedelta(seconds=random.randrange(7200))
