"""The three rates (三率) and other scores by profile: response, resolution, satisfaction, each over its own answers.

Bands within groups of peers, in the order of their codes: no list from best to worst, and never a person.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from ruamel.yaml import YAML

from huying.base.journal import audit, editions
from huying.base.units import register as units

from .counting import Counts
from .definitions import INDICATORS
from .intervals import wilson
from .models import Scoring
from .slices import Codes, Figure, Slice, figure

FILE = Path(__file__).parent / "profiles.yaml"
NAME = "scoring"
BESIDE = {"resolution": ("resolution_partly",), "satisfaction": ("satisfaction_basic",)}
"""What counts in part beside a rate."""


@dataclass(frozen=True)
class Profile:
    """A way of scoring. `weights`: indicator → its part of 1; `basic`: what "basically satisfied" counts; `partly`: what "partly
    solved" counts; `least`: answers below which a sample is too small."""

    code: str
    zh: str
    en: str
    weights: Mapping[str, float]
    basic: float = 0.9
    partly: float = 0.0
    least: int = 30
    source: str = ""
    bands: Mapping[str, float] = field(default_factory=dict)
    """Band → the score from which it holds, the best first."""

    def __str__(self) -> str:
        return self.zh if (get_language() or "zh").startswith("zh") else self.en


@dataclass(frozen=True)
class Score:
    """100 × the weighted rates; None where one of them is withheld or its sample too small. `explained` is shown by itself.

    `low`, `high`: the same of the ends of the rates' intervals. As the same people answered, the rates may all be off to the same side:
    so wide an interval holds whatever hangs together.
    """

    value: float | None
    band: str
    rates: Mapping[str, Figure]
    explained: Figure
    too_small: bool
    withheld: bool
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Banded:
    """A unit in its group of peers."""

    slice: Slice
    group: str
    score: Score


def profiles(on: date | None = None) -> Mapping[str, Profile]:
    """All that this city may score by; the first is the usual one. `on`: the last day of the period that is scored, so that the past
    keeps the way that held then; left out, today."""
    return _on(on).profiles


def shipped() -> Mapping[str, Profile]:
    """The profiles of the file, which hold until somebody puts others in force."""
    return _read(str(settings.RATE_PROFILES or FILE)).profiles


def score(figures: Codes, profile: Profile) -> Score:
    """The score of one slice. Score = 100 · Σ weight · rate (`three_rate_score`)."""
    found = {code: _rate(figures, code, profile) for code in profile.weights}
    withheld = any(rate.withheld for rate in found.values())
    too_small = not withheld and any((rate.denominator or 0) < profile.least for rate in found.values())
    value = low = high = None
    if not withheld and not too_small:
        value, low, high = (
            100 * sum(weight * (getattr(found[code], end) or 0) for code, weight in profile.weights.items())
            for end in ("value", "low", "high")
        )
    return Score(
        value, band(value, profile.bands), found, figures["resolution_explained"], too_small, withheld, low, high
    )


def worked() -> Codes:
    """The example by which a way of scoring is explained: 200 answers, of them 190 contacted, 150 solved, 120 satisfied and 40
    basically so, all that was promised kept (`three_rate_score.yaml`). By 10 · 50 · 40 it gives 78.2."""
    hits = {"response": 190, "resolution": 150, "satisfaction": 120, "satisfaction_basic": 40}
    promised = ("on_time", "accepted_in_time", "contacted_in_time")
    hits |= dict.fromkeys(("resolution_partly", "resolution_explained"), 0) | dict.fromkeys(promised, 200)
    return {code: figure(INDICATORS[code], Counts(200, 200, hit, n_hit=hit)) for code, hit in hits.items()}


def bands(on: date | None = None) -> Mapping[str, float]:
    """Band → the score from which it holds, the best first."""
    return _on(on).bands


def codes(profile: Profile) -> set[str]:
    """The indicators that a score by this profile is made of."""
    more = {beside for code in profile.weights for beside in BESIDE.get(code, ())}
    return {"received", "resolution_explained", *profile.weights, *more}


def band(value: float | None, known: Mapping[str, float]) -> str:
    """The one of the `known` bands that a score lies in; "" without a score."""
    return next((code for code, least in known.items() if value >= least), "") if value is not None else ""


def banded(slices: Iterable[Slice], profile: Profile) -> list[Banded]:
    """Units in their groups of peers: of one level, and of about as many calls; within a group in the order of their codes."""
    register, found = units.current(), list(slices)
    levels: dict[str, list[float]] = {}
    for slice_ in found:
        levels.setdefault(_level(register, slice_), []).append(_received(slice_))
    rows = [
        Banded(slice_, f"{level}_{_size(_received(slice_), levels[level])}", score(slice_.figures, profile))
        for slice_ in found
        for level in [_level(register, slice_)]
    ]
    return sorted(rows, key=lambda row: (row.group, row.slice.code))


def _rate(figures: Codes, code: str, profile: Profile) -> Figure:
    """A rate as the profile counts it: with a part of those partly solved or basically satisfied."""
    figure = figures[code]
    more = {"resolution": ("resolution_partly", profile.partly), "satisfaction": ("satisfaction_basic", profile.basic)}
    if code not in BESIDE or figure.withheld or not figure.denominator:
        return figure
    beside, part = more[code]
    hit = (figure.numerator or 0) + part * (figures[beside].numerator or 0)
    low, high = wilson(hit, figure.denominator)
    return Figure(hit / figure.denominator, hit, figure.denominator, figure.excluded, low, high)


def _level(register: Any, slice_: Slice) -> str:
    unit = register.by_id.get(slice_.key) if slice_.group == "unit" else None
    return str(unit.level) if unit else "area"


def _received(slice_: Slice) -> float:
    return slice_.figures["received"].value or 0.0


def _size(n: float, among: list[float]) -> str:
    """Many, some or few calls: by thirds of those of the same level."""
    place = sorted(among).index(n) / len(among)
    return "few" if place < 1 / 3 else "some" if place < 2 / 3 else "many"


@dataclass(frozen=True)
class _Known:
    profiles: Mapping[str, Profile] = field(default_factory=dict)
    bands: Mapping[str, float] = field(default_factory=dict)


def _on(day: date | None) -> _Known:
    """What holds on this day: the newest version that has begun, else the file."""
    wanted = day or audit.today()
    begun = [known for since, known in versions() if since <= wanted]
    return begun[-1] if begun else _read(str(settings.RATE_PROFILES or FILE))


def _versions() -> "list[tuple[date, _Known]]":
    return [(row.since, _known(row.profiles, row.bands)) for row in Scoring.objects.order_by("since")]


versions = editions.Copy(NAME, load=_versions)
"""(its first day, what holds from then on) of each version that somebody put in force, the oldest first."""


@cache
def _read(file: str) -> _Known:
    read = YAML(typ="safe").load(Path(file))
    return _known(read["profiles"], read["bands"])


def _known(profiles: Iterable[Mapping[str, Any]], bands: Iterable[Mapping[str, Any]]) -> _Known:
    known = {row["code"]: row["from"] for row in bands}
    return _Known({row["code"]: Profile(**row, bands=known) for row in profiles}, known)
