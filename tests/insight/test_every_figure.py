"""Every figure equals what pandas makes of the same record: Boston's history, and cases led by chance through every verb.

`HUYING_WALK=20000 pytest tests/insight/test_every_figure.py` walks so many; without it 450, beside a fortieth of
Boston's requests.
"""

import gzip
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Value
from django.db.models.functions import Concat

from huying.base.catalogue.models import Category, Limit
from huying.base.journal.models import Event
from huying.base.places.models import Area
from huying.base.units.models import Duty, Unit
from huying.base.units.roles import SYSTEM
from huying.insight import figures, lake, refreshing
from huying.insight.definitions import INDICATORS
from huying.web import setup
from huying.web.exchange.cases import taking
from tests import stories
from tests.insight.by_pandas import Figures, Tables
from tests.insight.walking import walked

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
ZONE = "America/New_York"
WALKED, SLICES = int(os.environ.get("HUYING_WALK", "450")), 20
STEPS = {
    "receive", "dispatch", "reassign", "request_return", "decide_return", "accept", "contact", "ask_help", "answer_help", "hand_down",
    "ask_resident", "answer_resident", "pause", "resume", "park", "request_extension", "decide_extension", "request_escalation",
    "decide_escalation", "urge", "supervise", "reply", "follow_up", "rework", "close", "merge", "unmerge", "withdraw", "review",
    "decide_review", "rate", "answer_through", "request_exclusion", "decide_exclusion", "cross_read",
}  # fmt: skip
"""What the walk takes, each of them."""

pytestmark = pytest.mark.django_db
needs_boston = pytest.mark.skipif(not DATA.exists(), reason=f"the real files are not here: {DATA}")


@pytest.fixture
def boston(tmp_path: Path, settings: Any) -> Iterator[stories.City]:
    """Boston and its requests of 2011, a small city beside it, and cases that walked through that."""
    settings.TIME_ZONE = ZONE
    build = [sys.executable, str(ROOT / "samples" / "boston" / "build.py"), str(DATA), str(tmp_path / "boston")]
    subprocess.run(build, check=True, capture_output=True)
    assert setup.load(tmp_path / "boston", by=SYSTEM).problems == []
    Duty.objects.update(item=Concat(Value("boston-"), "item"))  # the small city counts its own from 1
    city = _small_city()
    taking.load(
        _requests(tmp_path),
        ROOT / "samples" / "mappings" / "boston.yaml",
        refused_file=tmp_path / "refused.csv",
    )
    walked(city, WALKED, seed=6)
    yield city
    stories.forget()


def _small_city() -> stories.City:
    """Where every closed case is drawn to be read by others."""
    Limit.objects.update_or_create(code="cross_read_share", defaults={"value": "100"})
    return stories.city()


def _requests(folder: Path) -> Path:
    """The file with all requests; the quick run takes every fortieth."""
    whole = DATA / "boston_311_2011_jul_oct.csv.gz"
    if "HUYING_WALK" in os.environ:
        return whole
    part = folder / whole.name
    with gzip.open(whole, "rt", encoding="utf-8") as lines, gzip.open(part, "wt", encoding="utf-8") as kept:
        kept.writelines(line for n, line in enumerate(lines) if n % 40 == 0)
    return part


@needs_boston
def test_every_figure_of_twenty_slices_is_what_pandas_says(boston: stories.City) -> None:
    assert set(Event.objects.filter(life="case").values_list("verb", flat=True)) >= STEPS
    refreshing.refresh()
    middling = _compared(ZoneInfo(ZONE), random.Random(11))
    assert {code: n for code, n in middling.items() if n < SLICES / 2} == {}


def test_the_figures_of_a_small_city_are_what_pandas_says() -> None:
    city = _small_city()
    walked(city, 150, seed=5)
    refreshing.refresh()
    _compared(ZoneInfo("Asia/Shanghai"), random.Random(12), n=6)


def _compared(zone: ZoneInfo, chance: random.Random, n: int = SLICES) -> dict[str, int]:
    """Every figure of some slices is the same; code → in how many of them it is neither 0 nor 1."""
    counted = Figures(Tables.read(zone, lake.manifest().until))
    middling = dict.fromkeys(INDICATORS, 0)
    for group, key, since, until in _slices(chance, n):
        told = _slice(group, key, since, until)
        said = counted.of(since, until, _below(group, key))
        assert {code: _rounded(told.figures[code]) for code in INDICATORS} == {
            code: tuple(None if number is None else round(number, 6) for number in said[code]) for code in INDICATORS
        }, (group, key, since, until)
        for code in INDICATORS:
            middling[code] += told.figures[code].value not in (None, 0, 1)
    return middling


def _slice(group: str | None, key: Any, since: date, until: date) -> figures.Slice:
    found = figures.figures(by=SYSTEM, group=group, since=since, until=until)
    return next(slice_ for slice_ in found if group is None or slice_.key == key)


def _rounded(figure: figures.Figure) -> tuple[float | None, ...]:
    numbers = (figure.value, figure.numerator, figure.denominator)
    return tuple(None if number is None else round(number, 6) for number in numbers)


def _slices(chance: random.Random, n: int) -> Iterator[tuple[str | None, Any, date, date]]:
    """By chance, among those through which cases walked: a part of the small city, some months, sometimes all."""
    units = Unit.objects.filter(code__in=["0", "02", "03", "111", "11"])
    parts: list[tuple[str | None, Any]] = [
        (None, 0), *(("unit", unit.pk) for unit in units),
        *(("area", area.pk) for area in Area.objects.filter(code__in=["1", "11", "111", "112"])),
        *(("category", found.pk) for found in Category.objects.filter(code__in=["02", "0201", "0203"])),
        *(("channel", channel) for channel in ("web", "phone", "letter")),
    ]  # fmt: skip
    for _n in range(n):
        first = date(2011, chance.choice([7, 8, 9]), chance.choice([1, 4]))
        last = date(2011, first.month + chance.choice([1, 2]), chance.choice([14, 28]))
        yield *chance.choice(parts), first, last


def _below(group: str | None, key: Any) -> dict[str, Any]:
    if group in (None, "channel"):
        return {group: [key]} if group else {}
    model: Any = {"unit": Unit, "area": Area, "category": Category}[group]
    found = [key]
    for one in found:
        found += model.objects.filter(parent=one).values_list("pk", flat=True)
    return {group: found}
