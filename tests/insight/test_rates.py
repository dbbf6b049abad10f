"""The three rates: scored as a city's profile says, never from a small sample, in bands among peers."""

from typing import Any

import pytest

from huying.base.units.models import Unit
from huying.insight import rates
from huying.insight.figures import Codes, Figure, Slice
from huying.insight.intervals import wilson
from tests import stories

pytestmark = pytest.mark.django_db


def told(**shares: tuple[float, float]) -> dict[str, Figure]:
    """Figures from numerator and denominator; the rest has none."""
    names = (
        "response",
        "resolution",
        "resolution_partly",
        "resolution_explained",
        "satisfaction",
        "satisfaction_basic",
    )
    every = dict.fromkeys((*names, "received", "on_time", "accepted_in_time", "contacted_in_time"), (0.0, 0.0)) | shares
    return {
        name: Figure(hit / over if over else None, hit, over, 0, *(wilson(hit, over) if over else (None, None)))
        for name, (hit, over) in every.items()
    }


def worked(over: float = 200) -> Codes:
    part = over / 200
    return told(
        response=(190 * part, over), resolution=(150 * part, over), resolution_partly=(20 * part, over),
        resolution_explained=(10 * part, over), satisfaction=(120 * part, over), satisfaction_basic=(40 * part, over),
    )  # fmt: skip


def test_the_worked_example_gives_78_2() -> None:
    score = rates.score(worked(), rates.profiles()["beijing_like"])
    assert {code: rate.value for code, rate in score.rates.items()} == pytest.approx(
        {"response": 0.95, "resolution": 0.75, "satisfaction": 0.78}
    )
    assert score.value == pytest.approx(78.2)
    assert score.band == "blue"


def test_the_example_of_every_way_of_scoring_is_worked_out_by_it() -> None:
    values = {code: round(rates.score(rates.worked(), one).value or 0, 1) for code, one in rates.profiles().items()}
    assert values["beijing_like"] == 78.2
    assert {*values} == {*rates.profiles()}


def test_a_score_has_the_interval_of_its_rates() -> None:
    score = rates.score(worked(), rates.profiles()["petition_system"])
    assert (score.low, score.high) == pytest.approx(tuple(100 * end for end in wilson(160, 200)))
    usual = rates.score(worked(), rates.profiles()["beijing_like"])
    assert usual.low is not None
    assert usual.high is not None
    assert usual.low < 78.2 < usual.high


@pytest.mark.parametrize(
    ("profile", "value"),
    [("zhungeer", 100 * (0.3 * 0.95 + 0.35 * 0.75 + 0.35 * 0.8)), ("petition_system", 80.0)],
)
def test_other_profiles_weigh_otherwise(profile: str, value: float) -> None:
    assert rates.score(worked(), rates.profiles()[profile]).value == pytest.approx(value)


def test_explained_counts_as_not_solved_and_is_shown_by_itself() -> None:
    score = rates.score(worked(), rates.profiles()["beijing_like"])
    assert (score.rates["resolution"].numerator, score.explained.numerator) == (150, 10)


def test_a_city_may_count_what_was_partly_solved_in_part(settings: Any, tmp_path: Any) -> None:
    file = tmp_path / "profiles.yaml"
    file.write_text(
        "profiles: [{code: ours, zh: 甲, en: A, weights: {resolution: 1}, partly: 0.5}]\nbands: [{code: all, from: 0}]\n",
        encoding="utf-8",
    )
    settings.RATE_PROFILES = str(file)
    assert rates.score(worked(), rates.profiles()["ours"]).value == pytest.approx(80.0)


def test_a_sample_that_is_too_small_has_no_score() -> None:
    score = rates.score(worked(29), rates.profiles()["beijing_like"])
    assert (score.value, score.band, score.too_small) == (None, "", True)
    assert rates.score(worked(30), rates.profiles()["beijing_like"]).value == pytest.approx(78.2)


def test_what_is_withheld_is_not_scored() -> None:
    figures = {**worked(), "satisfaction": Figure(withheld=True)}
    score = rates.score(figures, rates.profiles()["beijing_like"])
    assert (score.value, score.withheld) == (None, True)


def test_units_stand_among_their_peers_in_the_order_of_their_codes() -> None:
    stories.city()
    slices = [
        Slice(unit.pk, unit.code, unit.zh, unit.en, "unit", None, None, figures={**worked(), "received": Figure(n)})  # type: ignore[arg-type]
        for n, unit in zip(
            (5, 900, 40, 30, 20),
            Unit.objects.filter(code__in=["02", "03", "04", "11", "111"]).order_by("code"),
            strict=True,
        )
    ]
    ranked = rates.banded(reversed(slices), rates.profiles()["beijing_like"])
    assert [(row.group, row.slice.code) for row in ranked] == [
        ("department_few", "02"), ("department_some", "03"), ("district_few", "11"), ("street_few", "111"), ("utility_few", "04"),
    ]  # fmt: skip
