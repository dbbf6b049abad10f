"""Whatever the duty list: a change that the winning item does not look at re-routes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime

from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from huying.base.catalogue.models import Category
from huying.base.places.models import Area
from huying.base.units.models import Duty, Unit
from huying.base.units.register import Units
from huying.cases.deciding import Matter, decide
from huying.cases.sharing import Ask, Standing

AT = datetime(2026, 11, 22, 10, tzinfo=UTC)
LEAF, GROUP, OTHER = (Category(pk=pk, code=f"c{pk}", zh="类", en="kind") for pk in (1, 2, 3))
STREET, CITY, ELSEWHERE = (Area(pk=pk, code=f"a{pk}", zh="区", en="area", level=0) for pk in (1, 2, 3))
UNITS = [Unit(pk=pk, code=f"u{pk}", zh="局", en="office", level=Unit.Level.DEPARTMENT) for pk in (1, 2, 3)]
MATTER = Matter([LEAF, GROUP], [STREET, CITY], AT)


@dataclass(frozen=True)
class Item:
    """A line of a duty list."""

    category: Category | None
    area: Area | None
    unit: Unit
    priority: int
    prefer: str = ""


ITEMS = st.builds(
    Item, st.sampled_from([LEAF, GROUP, OTHER, None]), st.sampled_from([STREET, CITY, ELSEWHERE, None]), st.sampled_from(UNITS),
    st.integers(0, 1),
)  # fmt: skip
SHARED = st.builds(
    Item, st.just(LEAF), st.just(STREET), st.sampled_from(UNITS), st.integers(0, 1), st.sampled_from(["", *Duty.Prefer.values]),
)  # fmt: skip
"""Items that are equal, and often share."""
STANDINGS = st.builds(Standing, st.booleans(), st.integers(0, 3))
LISTS = st.lists(ITEMS, max_size=8)


def listed(items: dict[int, Item]) -> Units:
    """The register as it reads such a list: within a category and an area by priority, then by item."""
    rows = [
        Duty(
            item=f"{n:02}",
            category=one.category,
            area=one.area,
            unit=one.unit,
            priority=one.priority,
            prefer=one.prefer,
        )
        for n, one in items.items()
    ]
    duties: dict[tuple[int | None, int | None], list[Duty]] = {}
    for duty in sorted(rows, key=lambda duty: (-duty.priority, duty.item)):
        duties.setdefault((duty.category_id, duty.area_id), []).append(duty)
    by_id = {unit.pk: unit for unit in UNITS}
    return Units(
        by_id, {unit.code: unit for unit in UNITS}, {}, duties, {duty.item: duty for duty in rows}, {}, frozenset()
    )


def winner(items: dict[int, Item]) -> tuple[str, str]:
    """The item that wins, and its unit; ("", "") where nobody is named."""
    with translation.override("en"):
        decision = decide(MATTER, listed(items))
    return (decision.duty.item, decision.unit.code) if decision.duty and decision.unit else ("", "")


def told(standings: Mapping[int, Standing]) -> Ask:
    """How units stand, whatever the rule."""
    return lambda _rule, keys: {key: standings[key] for key in keys}


@given(LISTS)
def test_taking_away_any_other_item_changes_nothing(items: list[Item]) -> None:
    numbered = dict(enumerate(items))
    won = winner(numbered)
    for n in numbered:
        if f"{n:02}" != won[0]:
            assert winner({k: one for k, one in numbered.items() if k != n}) == won


@given(LISTS, ITEMS)
def test_a_new_item_changes_something_only_by_winning_itself(items: list[Item], new: Item) -> None:
    numbered = dict(enumerate(items))
    won = winner(numbered)
    assert winner(numbered | {99: new}) in (won, ("99", new.unit.code))
    if new.category is OTHER or new.area is ELSEWHERE:
        assert winner(numbered | {99: new}) == won


@given(LISTS)
def test_the_order_in_which_a_list_is_written_changes_nothing(items: list[Item]) -> None:
    numbered = dict(enumerate(items))
    assert winner(dict(reversed(numbered.items()))) == winner(numbered)


@given(st.lists(SHARED, min_size=1, max_size=5), st.tuples(STANDINGS, STANDINGS, STANDINGS), STANDINGS)
def test_how_a_unit_stands_matters_only_between_equals_that_share(
    items: list[Item], stood: tuple[Standing, ...], now: Standing
) -> None:
    """The best standing of those that share wins, the first of the list among them; how anybody else stands changes nothing."""
    units, standings = listed(dict(enumerate(items))), {unit.pk: each for unit, each in zip(UNITS, stood, strict=True)}
    decision = decide(MATTER, units, told(standings))
    assert decision.duty
    equals = [duty.unit_id for duty in decision.choice.duties] if decision.choice else [decision.duty.unit_id]
    ranks = {key: standings[key].rank for key in equals}
    assert ranks[decision.duty.unit_id] == min(ranks.values())
    assert equals[0] == decision.duty.unit_id or ranks[equals[0]] > ranks[decision.duty.unit_id]
    for unit in UNITS:
        if unit.pk not in equals:
            assert decide(MATTER, units, told(standings | {unit.pk: now})).duty is decision.duty


def test_a_matter_is_category_place_time_and_whom_it_is_about_and_nothing_else() -> None:
    assert [field.name for field in fields(Matter)] == ["categories", "areas", "at", "accused"]
