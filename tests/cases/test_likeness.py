"""How likely two calls are one matter: what counts for and against it; what staff and readers found is found again."""

import importlib.util
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from huying.base import bigrams
from huying.cases import likeness
from huying.cases.likeness import Between

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
HERE_AND_NOW = Between(metres=0, one_area=True, same_category=True, same_group=True, days=0, words=0)


def score(**other: Any) -> float:
    return likeness.score(replace(HERE_AND_NOW, **other))


def words(one: str, other: str) -> float:
    one, other = bigrams.folded(one), bigrams.folded(other)
    return likeness.words(likeness.beginning(one), one, likeness.beginning(other), other)


def test_the_same_kind_at_the_same_place_is_offered_and_fades_with_distance_and_age() -> None:
    falling = [
        score(),
        score(metres=100),
        score(metres=100, days=30),
        score(metres=400, days=30),
        score(metres=400, days=90),
    ]
    assert falling == sorted(falling, reverse=True)
    assert falling[0] > likeness.SHOWN > falling[-1]


def test_a_kind_of_the_same_group_counts_less_and_any_other_is_not_offered_by_place_alone() -> None:
    group, other = score(same_category=False), score(same_category=False, same_group=False)
    assert score() > group > likeness.SHOWN > other


def test_one_area_alone_is_not_enough_but_with_some_words_in_common() -> None:
    assert score(metres=None) < likeness.SHOWN < score(metres=None, words=0.2)
    assert score(metres=None, one_area=False) == 0


def test_the_same_words_far_away_mean_another_place() -> None:
    alike: dict[str, Any] = {"words": 1, "same_category": False, "same_group": False}
    assert score(**alike, metres=None, one_area=False) == 1
    assert score(**alike, metres=likeness.FAR) < likeness.SHOWN


def test_a_few_words_in_common_are_what_many_say() -> None:
    assert words("路灯不亮", "路灯不亮") < likeness.SHOWN
    assert (
        words("青禾小区三栋楼下烧烤店深夜油烟扰民没有人管", "深夜油烟扰民：青禾小区三栋楼下的烧烤店，投诉过没有人管")
        > 0.7
    )
    assert words("青禾小区三栋楼下烧烤店深夜油烟扰民没有人管", "地铁五号线什么时候开通，沿线居民都很关心这件事") == 0
    assert words("", "路灯不亮") == 0


def test_the_rarest_pieces_are_looked_for_and_the_most_common_ones_never() -> None:
    assert likeness.rarest(["希望", "青禾", "扰民"], {"希望": 0.2, "扰民": 0.01}) == ["青禾", "扰民"]


@pytest.mark.skipif(not DATA.exists(), reason="the real data lie in ../shared/data, and are not ours to give away")
def test_of_real_duplicates_four_in_five_are_offered_and_little_else_is() -> None:
    """A quick look; all of it: `python bench/duplicates.py`, with its figures in docs/reference/learning.md."""
    spec = importlib.util.spec_from_file_location("duplicates", ROOT / "bench" / "duplicates.py")
    bench: Any = importlib.util.module_from_spec(spec)  # type: ignore[arg-type]
    spec.loader.exec_module(bench)  # type: ignore[union-attr]
    autumn = bench.of_requests(DATA, others=150)["september_october"]
    assert autumn["among_first_three"] >= 0.8
    assert autumn["shown_to_others"] <= 1
    told = bench.of_messages(DATA)
    assert (told["pairs"], told["precision"] >= 0.8, told["recall"] >= 0.8, told["found_by_index"] >= 0.9) == (
        200, True, True, True,
    )  # fmt: skip
