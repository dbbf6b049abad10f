"""One process that writes batches of made-up history: some stories a day told by the commands, all others like them, by COPY."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone, translation

from huying.base.journal import clock, seals
from huying.base.journal.history import Past
from huying.base.journal.refusals import Refused
from huying.base.sealed import keys as sealing
from huying.base.units import register as units
from huying.base.units.models import Unit
from huying.cases.models import Case

from . import patterns, stories
from .patterns import Pattern, Stamped, Unlike
from .stories import Cast
from .town import Choice, Town
from .wanted import Wanted

A_WINDOW = timedelta(hours=1)
"""Within which the cases of one pattern come in."""
SECOND = timedelta(seconds=1)
SECONDS = A_WINDOW // SECOND
PER_PATTERN, FEWEST, MOST = 300, 2, 60
"""Cases of a day to one pattern; patterns of a day, at least and at most."""
ALTERNATES = 48
"""Other matters that are looked at for one pattern."""
TRIES = 8
"""Stories that are told in vain before a day does with the patterns it has."""
CONTACTS = 500
"""Made-up contacts that are sealed, once for each process."""
HOURS = (2, 1, 1, 1, 1, 2, 5, 12, 38, 52, 50, 36, 24, 30, 42, 46, 40, 30, 22, 19, 17, 12, 7, 4)
"""How many call in each hour of the day."""


class Seeding:
    """One process that pours batches in."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted, self.town = wanted, Town(wanted.seed)
        self.others = [
            unit for unit in units.current().by_id.values() if not unit.retired and unit.level != Unit.Level.COMMUNITY
        ]
        self.others.sort(key=lambda unit: unit.code)
        self.contacts = _sealed(CONTACTS)

    def batch(self, number: int, turn: Callable[[], Any] = lambda: None) -> int:
        """Write one batch, its seal and that it is here, all or nothing; `turn` is called before the seal, which follows the one before."""
        with translation.override("zh-hans"):
            stamped = [one for day in self.wanted.batches[number] for one in self._day(*day)]
        with transaction.atomic(), clock.at(self.wanted.end):
            _quickly()
            copied(stamped)
            turn()
            ends: list[Any] = [_End(Case.life, *end) for one in stamped for end in one.ends]
            seals.close(sorted(ends, key=lambda end: end.thing), n_events=sum(one.n_events for one in stamped))
            with connection.cursor() as cursor:
                cursor.execute("INSERT INTO bench_seed (batch) VALUES (%s)", [number])
        return len(ends)

    def _day(self, day: date, n: int, before: int) -> Iterator[Stamped]:
        """The cases of one day in the order in which they came in, with keys in that order."""
        if not n:
            return
        random = Random(f"{self.wanted.seed} {day}")
        told = self._told(day, n, random)
        drawn: list[tuple[datetime, int, Ready]] = []
        while n:
            pattern = random.choice([each for each in told if each.n_cases <= n] or [self._single(day, random)])
            drawn.append((pattern.start + random.randrange(SECONDS) * SECOND, len(drawn), pattern))
            n -= pattern.n_cases
        key = self.wanted.first + before
        for moment, _at, pattern in sorted(drawn, key=lambda each: each[:2]):
            yield self.another(pattern, moment, key, random)
            key += pattern.n_cases

    def another(self, ready: Ready, moment: datetime, key: int, random: Random) -> Stamped:
        """One more case like it, received then, under this key and, where the story is about several, those behind it."""
        return ready.pattern.stamped(self.cast(ready, moment, key, random), self.contacts, random)

    def cast(self, ready: Ready, moment: datetime, key: int, random: Random) -> Cast:
        keys = range(key, key + ready.n_cases)
        return self._cast(random.choice(ready.choices), ready.start, moment - ready.start, keys, random)

    def _told(self, day: date, n: int, random: Random) -> list[Ready]:
        wanted, found = min(max(n // PER_PATTERN, FEWEST), MOST), []
        for _try in range(wanted * TRIES):
            with suppress(Unlike, Refused):
                found.append(self.ready(day, random))
            if len(found) == wanted:
                break
        return found

    def _single(self, day: date, random: Random) -> Ready:
        while True:
            with suppress(Unlike, Refused):
                if (ready := self.ready(day, random)).n_cases == 1:
                    return ready

    def ready(self, day: date, random: Random) -> Ready:
        """A story of that day, told twice."""
        hour = random.choices(range(24), HOURS)[0]
        second = min(hour * 3600 + random.randrange(3600), 24 * 3600 - SECONDS - 1)
        start = datetime.combine(day, time(), timezone.get_default_timezone()) + timedelta(seconds=second)
        choices, story = self._choices(start, random), random.randrange(2**32)
        n_cases, end = stories.n_cases(story), self.wanted.end - A_WINDOW
        away = {choice.unit.pk for choice in choices if choice.unit}
        other = next((unit for unit in random.sample(self.others, len(self.others)) if unit.pk not in away), None)
        life = Life(story, end, other)
        casts = [
            self._cast(choice, start, shift, range(serial, serial + n_cases), random)
            for choice, shift, serial in ((choices[0], timedelta(), 10**7), (choices[1], A_WINDOW, 2 * 10**7))
        ]
        ours, theirs = casts
        return Ready(patterns.of(ours, life.told(ours), theirs, life.told(theirs)), life, start, n_cases, choices)

    def _cast(self, choice: Choice, start: datetime, shift: timedelta, keys: Iterable[int], random: Random) -> Cast:
        place, keys = self.town.place(choice.area, random), tuple(keys)
        said = tuple(self.town.said(choice.category, place, random) for _key in keys)
        return Cast(choice, place, start, shift, keys, said)

    def _choices(self, start: datetime, random: Random) -> list[Choice]:
        """Matters that go alike, the first two by other units: of the same promise, by units with the same hours."""
        category, area = self.town.category(random), self.town.area(random)
        first = Choice(category, area, self.town.decided(category, area, start))
        if first.unit is None:
            raise Unlike("nobody has the duty")
        like, found = self.town.like(category), [first]
        for _try in range(ALTERNATES):
            category, area = random.choice(like), self.town.area(random)
            decision = self.town.decided(category, area, start)
            urgent = category.tier is not None and category.tier.urgent
            if decision.unit is None or decision.unit.hours != first.unit.hours:
                continue
            if urgent and self.town.decided(category, area, start + A_WINDOW).unit != decision.unit:
                continue
            found.append(Choice(category, area, decision))
        second = max(found[1:], key=lambda choice: sum(_differences(first, choice)), default=None)
        if second is None or second.area == first.area:
            raise Unlike("nothing goes like it")
        moving = _differences(first, second)
        # What both tellings share may stand in rows as the story's own, so that all others share it, too.
        return [
            first,
            second,
            *(
                choice
                for choice in found[2:]
                if all(m >= d for m, d in zip(moving, _differences(first, choice), strict=True))
            ),
        ]


def _differences(one: Choice, other: Choice) -> tuple[bool, bool, bool]:
    return one.unit != other.unit, one.category != other.category, one.area != other.area


@dataclass(frozen=True)
class Life:
    """Which story it is, until when it is told, and who is drawn into it."""

    story: int
    until: datetime
    other: Unit | None

    def told(self, cast: Cast) -> Past:
        """By the commands."""
        return stories.told(cast, self.story, self.until, self.other)


@dataclass(frozen=True)
class Ready:
    """A pattern with the life it came from, the window in which its cases come in, and what they may be about."""

    pattern: Pattern
    life: Life
    start: datetime
    n_cases: int
    choices: list[Choice]


@dataclass(frozen=True)
class _End:
    """The newest event of a case, as its seal asks for it."""

    life: str
    thing: int
    seq: int
    hash: bytes


def copied(stamped: Sequence[Stamped]) -> None:
    """All rows, a table at a time, in the order in which the commands write them."""
    lines: dict[type[Model], list[str]] = {}
    for one in stamped:
        for model, written in one.rows:
            lines.setdefault(model, []).append(written)
    for model in sorted(lines, key=lambda model: model is not Case):
        names = ", ".join(f'"{each.column}"' for each in patterns.columns(model))
        with connection.cursor() as cursor, cursor.copy(f'COPY "{model._meta.db_table}" ({names}) FROM STDIN') as into:
            into.write("".join(lines[model]))


def _quickly() -> None:
    """What is made up is made again after a crash; and what points at what was proved by the commands."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
        with suppress(Exception), transaction.atomic():
            cursor.execute("SET LOCAL session_replication_role = replica")


def _sealed(n: int) -> list[dict[str, str]]:
    """Made-up people with numbers that nobody has."""
    ring = sealing.ring()
    names, shown = "王李张刘陈杨赵黄周吴", ring.encrypt
    return [
        {"sealed_name": shown(f"{names[at % 10]}先生".encode()).hex(), "sealed_phone": shown(f"1390000{at:04d}".encode()).hex()}
        for at in range(n)
    ]  # fmt: skip
