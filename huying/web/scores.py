"""Scores as pages write them: in bands, among peers, with the rates they are made of; and how each way of scoring works.

Nothing is computed here: every number comes from `huying/insight/`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huying.base.units.models import Unit
from huying.insight import rates
from huying.insight.definitions import INDICATORS
from huying.insight.figures import Slice
from huying.insight.rates import Banded, Profile, Score

from .figures import NOTES, SMALL, WITHHELD, Cell, Row, cell

BANDS: dict[str, tuple[Any, str]] = {
    "green": (lazy("green"), "good"), "blue": (lazy("blue"), "active"), "yellow": (lazy("yellow"), "wait"), "red": (lazy("red"), "bad"),
}  # fmt: skip
"""Band → its name and its tone."""
SIZES: dict[str, Any] = {"few": lazy("few calls"), "some": lazy("some calls"), "many": lazy("many calls")}


@dataclass(frozen=True)
class Line:
    """The score of a unit or an area among its peers, and the rates it is made of, by their names."""

    row: Row
    rates: Sequence[tuple[str, Cell]]


@dataclass(frozen=True)
class Scores:
    """The scores of a level by one profile."""

    profile: Profile
    heads: Sequence[str]
    lines: Sequence[Line]
    id: str = "scores"

    @property
    def is_drawn(self) -> bool:
        """Whether most of them have a score to hold against the others'."""
        return 2 * sum(line.row.cell.value != "" for line in self.lines) > max(len(self.lines), 2)


def scores(
    banded: Iterable[Banded], profile: Profile, *, url: Callable[[Slice], str] = lambda slice_: "",
    behind: Callable[[str, Slice], str] = lambda code, slice_: "",
) -> Scores:  # fmt: skip
    """In groups of peers, in the order of codes. `url`, `behind`: where a name and a number lead."""
    heads = [f"{INDICATORS[code]} × {weight:g}" for code, weight in profile.weights.items()]
    first = max(profile.weights, key=lambda code: profile.weights[code])
    lines = []
    for each in banded:
        of = each.slice
        rates = [cell(INDICATORS[code], figure, behind(code, of)) for code, figure in each.score.rates.items()]
        lines.append(
            Line(
                Row(str(of), scored(each.score, behind(first, of)), url(of), peers(each.group)),
                [*zip(heads, rates, strict=True)],
            )
        )
    return Scores(profile, heads, lines)


def scored(score: Score, url: str = "") -> Cell:
    """A score of 100 with its band. `url`: the cases that decide most of it."""
    if score.withheld:
        return Cell(_("withheld"), WITHHELD)
    if score.value is None:
        return Cell("–", SMALL)
    band, tone = BANDS[score.band]
    low, high = round(score.low or 0, 1), round(score.high or 0, 1)
    return Cell(
        f"{score.value:.1f}", value=round(score.value, 1), band=str(band), tone=tone, url=url, low=low, high=high,
        interval=f"{low:.1f}–{high:.1f}",
    )  # fmt: skip


@dataclass(frozen=True)
class Way:
    """A way of scoring, explained: its formula, and what it makes of the worked example."""

    profile: Profile
    formula: str
    example: str
    usual: bool
    notes: Sequence[str]


def ways() -> list[Way]:
    """All by which this city may score, the usual one first."""
    return [_way(profile, usual=n == 0) for n, profile in enumerate(rates.profiles().values())]


def _way(profile: Profile, *, usual: bool) -> Way:
    score = rates.score(rates.worked(), profile)
    weights = profile.weights.items()
    formula = " + ".join(f"{weight:g} × {INDICATORS[code]}" for code, weight in weights)
    example = " + ".join(f"{weight:g} × {100 * (score.rates[code].value or 0):g}" for code, weight in weights)
    parts = {"satisfaction_basic": profile.basic, "resolution_partly": profile.partly}
    notes = [
        _("%(figure)s: counts as %(part)g") % {"figure": INDICATORS[code], "part": parts[code]}
        for of in profile.weights for code in rates.BESIDE.get(of, ())
    ]  # fmt: skip
    few = _("fewer than %(n)d answers: no score") % {"n": profile.least}
    return Way(profile, formula, f"{example} = {score.value:.1f}", usual, [*notes, few])


def explained() -> dict[str, Any]:
    """What the page needs that says how every figure is counted and scored."""
    return {"indicators": INDICATORS.values(), "notes": NOTES, "ways": ways(), "bands": band_names()}


def band_names() -> list[tuple[str, str, float]]:
    """(name, tone, from which score) of each band, the best first."""
    return [(str(BANDS[code][0]), BANDS[code][1], least) for code, least in rates.bands().items() if code in BANDS]


def peers(group: str) -> str:
    """A group of peers in words."""
    level, _underscore, size = group.rpartition("_")
    name = Unit.Level(level).label if level in Unit.Level.values else _("area")
    return f"{name}{_(', ')}{SIZES[size]}"
