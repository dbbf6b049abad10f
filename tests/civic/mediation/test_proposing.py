"""Which committee and who mediates: an order with reasons, from what is known and nothing that measures a person."""

from dataclasses import fields

from huying.civic.mediation.proposing import Body, Person, Proposal, Why, committees, mediators

LABOUR, NEIGHBOURS = 10, 2
WEST, EAST = 111, 112
VILLAGE = Body(1, 1, areas=frozenset({WEST}))
STREET = Body(2, 2, areas=frozenset({WEST}))
OF_LABOUR = Body(3, 3, types=frozenset({LABOUR}), areas=frozenset({WEST, EAST}))
CITY = Body(4, 4)


def keys(found: list[Proposal]) -> list[int]:
    return [one.key for one in found]


def test_one_for_the_type_comes_before_one_for_all_and_the_nearest_before_a_higher_one() -> None:
    every = [CITY, OF_LABOUR, STREET, VILLAGE]
    assert keys(committees(every, type=LABOUR, area=WEST)) == [3, 1, 2, 4]
    assert keys(committees(every, type=NEIGHBOURS, area=WEST)) == [1, 2, 4]
    assert keys(committees(every, type=NEIGHBOURS, area=EAST)) == [4]


def test_each_says_why() -> None:
    found = committees([VILLAGE, OF_LABOUR], type=LABOUR, area=WEST)
    assert [one.reasons for one in found] == [(Why.OF_TYPE, Why.ABOVE), (Why.ALL_TYPES, Why.NEAREST)]


def test_what_is_not_for_mediation_gets_no_committee() -> None:
    assert committees([VILLAGE, CITY], type=LABOUR, area=WEST, mediable=False) == []


def test_whoever_speaks_the_language_and_knows_the_type_comes_first_then_whoever_has_room() -> None:
    people = [
        Person(1, open_seats=0, languages=frozenset({"zh-hans"})),
        Person(2, open_seats=5, types=frozenset({LABOUR}), languages=frozenset({"zh-hans"})),
        Person(3, open_seats=1, types=frozenset({LABOUR}), languages=frozenset({"zh-hans"})),
        Person(4, open_seats=0, types=frozenset({LABOUR})),
    ]
    found = mediators(people, type=LABOUR, languages=["zh-hans"])
    assert keys(found) == [3, 2, 1, 4]
    assert found[0].reasons == (Why.KNOWS_TYPE, Why.SPEAKS)
    assert found[2].reasons == (Why.SPEAKS, Why.FEWER)


def test_nobody_is_proposed_who_is_away_or_in_conflict_or_of_another_part() -> None:
    people = [Person(1, away=True), Person(2, conflict=True), Person(3, part="judicial"), Person(4)]
    assert keys(mediators(people, type=None)) == [4]
    assert keys(mediators(people, type=None, parts=("people", "judicial"))) == [3, 4]


def test_nothing_that_measures_a_person_goes_in() -> None:
    assert {field.name for field in fields(Person)} == {
        "staff", "part", "types", "languages", "open_seats", "away", "conflict",
    }  # fmt: skip
