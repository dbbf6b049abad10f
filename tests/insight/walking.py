"""Many cases led through every verb by chance, from a seed: the real commands, each at its own time."""

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from huying.base.journal import clock, history, rows
from huying.base.journal.refusals import Refused
from huying.base.units.roles import SYSTEM, Actor, Role
from huying.cases import cross_reading, draws, followup, handling, intake, pace, routing
from huying.cases.models import Case
from huying.cases.words import State
from tests import stories

BEGIN, DAYS = datetime(2011, 5, 15, tzinfo=UTC), 155
PLACES = [(114.01 + 0.02 * (n % 9), 30.01 + 0.01 * (n // 9)) for n in range(60)]
BATCH = 2000
READ = 60  # cases that are read by others, one by one


class Walk:
    """One case on its way. A step that a rule refuses is left out."""

    def __init__(self, city: stories.City, chance: random.Random, key: int) -> None:
        self.city, self.chance, self.key = city, chance, key
        self.rated: set[int] = set()
        self.now = BEGIN + timedelta(minutes=chance.randrange(DAYS * 1440))

    def often(self, percent: int) -> bool:
        return self.chance.randrange(100) < percent

    def wait(self, hours: float) -> None:
        self.now += timedelta(hours=hours * self.chance.uniform(0.3, 1.7))

    def step(self, command: Callable[..., Any], by: Actor, hours: float = 2, **given: Any) -> bool:
        self.wait(hours)
        with clock.at(self.now), suppress(Refused):
            command(self.case, by=by, **given)
            return True
        return False

    def unit(self) -> Any:
        return self.city.unit[self.chance.choice(["lighting", "roads", "west", "gas"])]

    @property
    def lead(self) -> Actor:
        return stories.lead(self.case)

    def receive(self) -> Case:
        lon, lat = self.chance.choice(PLACES)
        said = stories.call(
            self.city, lon=lon, lat=lat, category=self.city.category[self.chance.choice(["light", "roads"])],
            channel=self.chance.choice(["web", "phone", "letter"]), text=f"第 {self.key} 件",
        )  # fmt: skip
        with clock.at(self.now):
            self.case = intake.receive(said, by=self.city.actor("operator"), key=self.key).case
        return self.case

    def dispatched(self) -> None:
        dispatcher, supervisor = self.city.actor("dispatcher"), self.city.actor("supervisor")
        self.step(routing.dispatch, dispatcher, to=self.unit(), basis="职责清单")
        while self.often(25) and not self.case.designated:
            self.step(routing.request_return, self.lead, reason="not_ours", basis="清单", proposed=self.unit())
            other = self.chance.choice([unit for unit in self.city.unit.values() if unit.level == "department"])
            granted = {"decision": "granted", "to": other, "reason": "裁定"}
            refused = {"decision": "refused", "reason": "属你单位"}
            self.step(routing.decide_return, supervisor, **(granted if self.often(70) else refused))
        if self.often(12):
            self.step(routing.reassign, supervisor, to=self.unit(), reason="wrong_unit")

    def handled(self) -> None:
        self.step(handling.accept, self.lead, hours=self.chance.choice([1, 6, 30]))
        if self.often(15):
            self.step(routing.reassign, self.city.actor("supervisor"), to=self.unit(), reason="wrong_unit")
            self.step(handling.accept, self.lead)
        if self.often(80):
            self.step(handling.contact, self.lead, hours=10, means="phone", reached=self.often(75))
        if self.often(20):
            helper = self.city.unit["gas"]
            if self.step(handling.ask_help, self.lead, units=[helper], reason="地下有管线") and self.often(70):
                called = Actor(Role.HANDLER, "staff:co", unit_id=helper.pk)
                self.step(handling.answer_help, called, hours=40, text="已配合")
        if self.often(25):
            self.step(handling.hand_down, self.lead, to=self.city.unit["community"], basis="社区清单 3")
        if self.often(15):
            self.step(handling.ask_resident, self.lead, question="哪一盏灯？")
            self.step(handling.answer_resident, Actor.resident(self.key), answer="门口那盏")
        self.slowed()

    def slowed(self) -> None:
        supervisor = self.city.actor("supervisor")
        if self.often(25):
            self.step(pace.request_extension, self.lead, reason="parts", until=self.now + timedelta(days=10))
            self.step(
                pace.decide_extension, supervisor, decision="granted" if self.often(80) else "refused", reason="配件"
            )
        if self.often(12):
            self.step(pace.pause, self.lead, reason="appraisal", until=self.now + timedelta(days=9))
            if self.often(80):
                self.step(pace.resume, self.lead, hours=90)
        if self.often(5):
            self.step(
                pace.park,
                supervisor,
                reason="policy",
                plan="明年改造",
                review_on=(self.now + timedelta(days=60)).date(),
            )
        if self.often(5):
            self.step(pace.request_escalation, self.lead, reason="需要协调")
            self.step(pace.decide_escalation, supervisor, decision="granted", reason="同意")
        if self.often(8):
            self.step(pace.urge, Actor.resident(self.key))
        if self.often(4):
            self.step(pace.supervise, supervisor, rung="notice", reason="逾期")

    def answered(self) -> None:
        self.step(handling.reply, self.lead, hours=self.chance.choice([20, 70, 180]), text="已修好", result="resolved")

    def asked(self) -> None:
        """What the resident says, and what follows from it."""
        decision = self.chance.choices(["yes", "partly", "explained", "no", "no_answer"], [50, 10, 10, 18, 12])[0]
        by = SYSTEM if decision == "no_answer" else Actor.resident(self.key)
        if self.case.rounds in self.rated or self.often(8):  # nobody is asked twice of a round
            self.step(
                followup.close, self.city.actor("operator"), outcome=self.chance.choice(["resolved", "explained"])
            )
            return
        said = {} if decision == "no_answer" else self._said()
        if self.step(followup.follow_up, by, hours=30, decision=decision, **said) and said:
            self.rated.add(self.case.rounds)
        if self.often(12):
            self.step(followup.request_exclusion, self.lead, reason=self.chance.choice(["E01", "E02"]), evidence="清单")
            verdict = "granted" if self.often(75) else "refused"
            self.step(followup.decide_exclusion, self.city.actor("supervisor"), decision=verdict, reason="属实")
        if decision == "no" and self.often(80):
            self.step(followup.rework, self.city.actor("supervisor"), reason="not_solved")

    def reviewed(self) -> None:
        self.step(followup.review, Actor.resident(self.key), hours=60, reason="又坏了")
        verdict = self.chance.choice(["granted", "rerouted", "refused"])
        self.step(followup.decide_review, self.city.actor("supervisor"), decision=verdict, reason="复核")

    def _said(self) -> dict[str, Any]:
        return {
            "contacted": self.chance.choice([True, True, False, None]),
            "satisfied": self.chance.choice([5, 4, 4, 3, 2, 1, None]),
        }

    def go(self, open_: list[Case]) -> None:
        """From the call to wherever chance leads it. `open_`: cases that it may be merged into."""
        self.receive()
        parents = [case for case in open_[-30:] if case.received_at <= self.now and not case.was_closed(self.now)]
        if self.often(10) and parents:
            return self.merged(self.chance.choice(parents))
        if self.often(4):
            self.step(intake.withdraw, Actor.resident(self.key), reason="已经好了")
        if self.often(5):
            self.step(followup.close, self.city.actor("operator"), outcome="answered_on_call", text="已说明")
        for _round in range(4):
            if self.case.state == State.RECEIVED:
                self.dispatched()
            if self.case.state == State.DISPATCHED and self.often(95):
                self.handled()
            if self.case.state == State.IN_PROGRESS and self.often(88):
                self.answered()
            if self.case.state == State.REPLIED:
                self.asked()
            if self.case.state == State.CLOSED and self.often(15):
                self.reviewed()
        if self.case.state == State.IN_PROGRESS and not self.rated and self.often(40):
            self.step(followup.rate, Actor.resident(self.key), hours=400, decision="no", **self._said())
        open_.append(self.case)
        return None

    def merged(self, into: Case) -> None:
        self.step(intake.merge, self.city.actor("operator"), hours=0.1, into=into)
        if self.case.parent_id and self.often(70):
            self.step(handling.answer_through, SYSTEM, hours=90)
            self.step(
                followup.rate,
                Actor.resident(self.key),
                hours=50,
                decision=self.chance.choice(["yes", "no"]),
                **self._said(),
            )
        if self.case.parent_id and self.often(5):
            self.step(intake.unmerge, self.city.actor("dispatcher"), reason="是两件事")


def walked(city: stories.City, n: int, seed: int) -> None:
    """`n` cases, written batch by batch; some of those that are closed are read by others."""
    chance = random.Random(seed)
    for start in range(0, n, BATCH):
        open_: list[Case] = []
        with history.replay() as past:
            for key in rows.reserve(Case, min(BATCH, n - start)):
                Walk(city, chance, key).go(open_)
            past.flush()
    _read(city, chance)


def _read(city: stories.City, chance: random.Random) -> None:
    closed = Case.objects.filter(state=State.CLOSED, parent=None, unit__isnull=False, source="").order_by("pk")[:READ]
    for case in closed:
        assert case.closed_at is not None
        with clock.at(case.closed_at + timedelta(days=1)), suppress(Refused):
            draws.draw_reading(case, by=SYSTEM, seed="00" * 32)
            solved, duty = chance.random() < 0.7, chance.random() < 0.8
            cross_reading.cross_read(case, by=city.actor("operator"), solved=solved, duty=duty)
