"""Rules that a person can read, learned from who handled what."""

from collections import Counter

from huying.cases.learning import duties
from huying.cases.learning.duties import Rule

GROUPS = {"light": "streets", "roads": "streets", "water": "supply"}


def rules(told: dict[tuple[str, str], dict[str, int]]) -> list[Rule]:
    """Areas are written west.north for the north of the west."""
    handled = {key: Counter(units) for key, units in told.items()}
    return duties.learned(handled, lambda code: [code, *filter(None, [GROUPS.get(code)])], within)


def within(area: str) -> list[str]:
    parts = area.split(".")
    return [".".join(parts[:n]) for n in range(len(parts), 0, -1)]


def test_one_unit_for_a_category_is_one_rule_whatever_the_area() -> None:
    found = rules({("light", "west"): {"lamps": 8}, ("light", "east"): {"lamps": 5, "roads": 1}})
    assert found == [Rule("light", "", "lamps", 13, 14)]


def test_an_area_gets_a_rule_of_its_own_where_its_unit_is_another() -> None:
    found = rules({("light", "west"): {"lamps": 20}, ("light", "east.north"): {"street": 9}})
    assert found == [Rule("light", "", "lamps", 20, 29), Rule("light", "east", "street", 9, 9)]


def test_what_may_be_chance_is_no_rule() -> None:
    assert rules({("light", "west"): {"lamps": 20}, ("light", "east"): {"street": 3, "lamps": 2}}) == [
        Rule("light", "", "lamps", 22, 25)
    ]
    assert rules({("light", "west"): {"lamps": 2}}) == []
    assert rules({("light", "west"): {"lamps": 2, "roads": 2, "street": 2}}) == []


def test_a_group_nearly_all_of_which_goes_to_one_unit_is_one_rule() -> None:
    alike = {("light", ""): {"roads": 9}, ("roads", ""): {"roads": 30}}
    assert rules(alike) == [Rule("streets", "", "roads", 39, 39)]
    assert rules(alike | {("light", ""): {"lamps": 5}}) == [
        Rule("light", "", "lamps", 5, 5),
        Rule("roads", "", "roads", 30, 30),
    ]


def test_rules_are_asked_as_the_duty_list_is_the_closest_category_first() -> None:
    known = {
        (rule.category, rule.area): rule for rule in (Rule("streets", "west", "a", 1, 1), Rule("light", "", "b", 1, 1))
    }
    asked = [
        duties.unit_for(known, categories, ["west"])
        for categories in (["light", "streets"], ["roads", "streets"], ["water"])
    ]
    assert [rule and rule.unit for rule in asked] == ["b", "a", None]
