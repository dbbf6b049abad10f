"""What people call about, where, and in which words: drawn from the registers of the city that was set up."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from itertools import accumulate
from random import Random
from typing import Any

from django.utils import timezone

from huying.base import bigrams
from huying.base.catalogue import register as catalogue
from huying.base.catalogue.models import Category
from huying.base.places import locator
from huying.base.places import register as places
from huying.base.places.models import Address, Area
from huying.base.units import register as units
from huying.base.units.models import Duty, Unit
from huying.cases import ancestry, deciding
from huying.cases.deciding import Decision, Matter

FILES = {"photo", "document"}
"""What a reply of some categories must carry; made-up history does without."""
SKEW = 1.1
"""Exponent by which the n-th most frequent category is rarer than the first (Zipf)."""
NEAR = 0.0004
"""Degrees around an address within which its cases lie, some forty metres."""
MOST_KEPT = 200_000
"""What a process keeps of what it asked before it begins anew."""
POINTS = 16
"""Places around each address."""
TROUBLES = (
    "已经连续三天没有人处理", "夜里看不清路", "老人和孩子走过很危险", "下雨以后更加严重", "影响正常生活和休息", "多次向物业反映没有结果",
    "早晚高峰时特别明显", "周边居民意见很大", "从上周开始一直这样", "现场没有任何警示标志", "之前维修过又坏了", "味道很大不敢开窗",
    "严重影响出行", "昨晚十点多发现", "施工单位说不归他们管", "希望现场核实", "楼上楼下都受影响", "担心发生安全事故",
)  # fmt: skip
WISHES = (
    "请尽快处理并答复", "希望有关部门尽快解决", "请派人到现场查看", "请答复处理时间", "希望给居民一个说法", "请依法处理",
    "望协调解决", "请回电告知进展",
)  # fmt: skip
RARE = (
    "蓝花楹落叶堆积", "无人机深夜盘旋", "喷泉漏电", "古井围栏松动", "天桥电梯异响", "菜市场地秤不准", "隧道积冰", "榕树根顶起路面",
)  # fmt: skip
ONE_IN = 2000
"""One text in so many says something rare."""


@dataclass(frozen=True)
class Place:
    """An address with a point of its own in WGS84 degrees."""

    address: str
    lon: float
    lat: float


@dataclass(frozen=True)
class Phrase:
    """A part of a text between two punctuation marks, with what it is found by."""

    said: str
    folded: str
    tokens: frozenset[str]

    @classmethod
    def of(cls, said: str) -> Phrase:
        return cls(said, bigrams.folded(said), frozenset(bigrams.tokens(said)))


@dataclass(frozen=True)
class Said:
    """A text of phrases, written as `cases/texts.py` writes any text."""

    phrases: tuple[Phrase, ...]

    @property
    def body(self) -> str:
        return "，".join(phrase.said for phrase in self.phrases) + "。"

    @property
    def words(self) -> str:
        return ",".join(phrase.folded for phrase in self.phrases) + "。"

    @property
    def search(self) -> str:
        tokens = sorted(frozenset().union(*(phrase.tokens for phrase in self.phrases)))
        return " ".join([f"'{token}'" for token in tokens])


@dataclass(frozen=True)
class Choice:
    """What a case may be about, where, and who has the duty then."""

    category: Category
    area: Area
    decision: Decision

    @property
    def unit(self) -> Unit | None:
        return self.decision.unit

    @cached_property
    def symbols(self) -> dict[str, str]:
        """What of it stands in rows, by the name of the slot."""
        unit, duty = self.unit, self.decision.duty
        return {
            "category": str(self.category.pk), "category_code": self.category.code,
            "area": str(self.area.pk), "area_code": self.area.code,
            "unit": str(unit.pk) if unit else "\\N", "unit_code": unit.code if unit else "",
            "item": duty.item if duty else "", "reason": self.decision.reason[:300],
            **{name: _null(value) for name, value in ancestry.of_area(self.area).items() if name != "area"},
            **{name: _null(value) for name, value in ancestry.of_unit(unit).items() if name != "unit"},
        }  # fmt: skip


@dataclass
class Town:
    """The registers, as far as made-up cases are drawn from them; how often what is called about, by `seed`."""

    seed: int
    _decisions: dict[tuple[Any, ...], Decision] = field(default_factory=dict)
    _phrases: dict[str, Phrase] = field(default_factory=dict)

    @cached_property
    def categories(self) -> list[Category]:
        """Those that can be filed and answered in words alone, the most frequent first."""
        found = [leaf for leaf in catalogue.current().leaves() if _is_plain(leaf)]
        Random(self.seed).shuffle(found)
        return found

    @cached_property
    def areas(self) -> list[Area]:
        """Those that have addresses, by code."""
        return sorted((area for key in self._places if (area := places.by_id(key))), key=lambda area: area.code)

    @cached_property
    def busy(self) -> tuple[list[float], list[float]]:
        """Running sums of how often each category and each area is called about."""
        random = Random(self.seed)
        frequent = [1 / (place + 1) ** SKEW for place in range(len(self.categories))]
        return list(accumulate(frequent)), list(accumulate(random.lognormvariate(0, 0.8) for _area in self.areas))

    def category(self, random: Random) -> Category:
        return random.choices(self.categories, cum_weights=self.busy[0])[0]

    def area(self, random: Random) -> Area:
        return random.choices(self.areas, cum_weights=self.busy[1])[0]

    def like(self, category: Category) -> list[Category]:
        """Those for which the same is promised: cases about them go alike."""
        return self._alike[_promise(category)]

    @cached_property
    def _alike(self) -> dict[Any, list[Category]]:
        found: dict[Any, list[Category]] = {}
        for category in self.categories:
            found.setdefault(_promise(category), []).append(category)
        return found

    def decided(self, category: Category, area: Area, at: datetime) -> Decision:
        """Who answers for it then; asked once a day, and anew each time for what cannot wait."""
        urgent = category.tier is not None and category.tier.urgent
        key = (category.pk, area.pk, at if urgent else bisect(self._turns, timezone.localdate(at)))
        if key not in self._decisions:
            book = catalogue.current()
            matter = Matter(
                [book.categories[pk] for pk in book.chain(category.pk)], places.path(area)[::-1], timezone.localtime(at)
            )
            if len(self._decisions) > MOST_KEPT:
                self._decisions.clear()
            self._decisions[key] = deciding.decide(matter, units.current())
        return self._decisions[key]

    @cached_property
    def _turns(self) -> list[date]:
        """The days on which duties begin or end: between them everything stays with the same unit."""
        days = Duty.objects.values_list("valid_from", "valid_until")
        return sorted({day for both in days for day in both if day})

    def place(self, area: Area, random: Random) -> Place:
        return random.choice(self._places[area.pk])

    @cached_property
    def _places(self) -> dict[int, list[Place]]:
        """Points around the addresses of each area that lie in it."""
        random, found = Random(self.seed), []
        addresses: Iterable[Any] = Address.objects.filter(lon__isnull=False).order_by("code")
        for address in addresses:
            for _try in range(POINTS):
                lon, lat = (round(at + random.uniform(-NEAR, NEAR), 6) for at in (address.lon, address.lat))
                found.append((address.area_id, Place(f"{address.zh}{random.randrange(1, 30)}栋", lon, lat)))
        around = locator.locate_many([place.lon for _key, place in found], [place.lat for _key, place in found])
        places: dict[int, list[Place]] = {}
        for (key, place), area in zip(found, around, strict=True):
            if key == area:
                places.setdefault(key, []).append(place)
        return places

    def said(self, category: Category, place: Place, random: Random) -> Said:
        """A text about it: where, what, how bad, what shall be done."""
        what = random.choice(_keywords(category)) if random.random() < 0.8 else category.zh.partition("（")[0]
        parts = [place.address + what, random.choice(TROUBLES), random.choice(TROUBLES), random.choice(WISHES)]
        if random.randrange(ONE_IN) == 0:
            parts[1] = random.choice(RARE)
        return Said(tuple(self._phrase(part) for part in parts))

    def _phrase(self, said: str) -> Phrase:
        known = self._phrases.get(said)
        if known is None:
            if len(self._phrases) > MOST_KEPT:
                self._phrases.clear()
            known = self._phrases[said] = Phrase.of(said)
        return known


def _keywords(category: Category) -> Sequence[str]:
    return [word for word in category.keywords.split("、") if word] or [category.zh]


def _is_plain(category: Category) -> bool:
    """It can be filed and answered in words alone, and does not belong to an emergency number."""
    answered = not category.questions.get("required") and FILES.isdisjoint(category.evidence)
    return bool(category.tier) and answered and not category.emergency_number


def _promise(category: Category) -> Any:
    return category.kind_id, category.tier_id, str(category.statutory), category.confidentiality


def _null(value: object) -> str:
    return "\\N" if value is None else str(value)
