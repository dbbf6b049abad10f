"""What lies out of somebody's reach shows nowhere: on no list, in no count, by no search, and by no guessed number."""

import re
from collections.abc import Iterator

import pytest

from huying.base.units.roles import Actor, Role
from huying.cases import beside, counts, keeping, nearby, queries
from huying.cases.models import Case
from tests import stories
from tests.web import town

pytestmark = pytest.mark.django_db

OF_ONE_REQUEST = re.compile(rb'(csrfmiddlewaretoken" value=|"X-CSRFToken": |data-seconds-left=)"[^"]*"|since=\d+')
NARROW = [
    "handler@lighting", "handler@west", "handler@community", "field@west", "supervisor@west", "supervisor@lighting",
    "integrator@lighting",
]  # fmt: skip
"""Roles that do not see the whole city, at units that do not reach into the east."""
LISTS = ["", "?list=all", "?list=called", "?list=handed", "?list=undispatched", "?list=returns"]
SEARCHES = ["?list=all&q=路面", "?list=all&q={number}", "?list=all&area=112", "?list=all&unit=03", "?list=mine&late=1"]


def everybody(city: stories.City) -> Iterator[Actor]:
    """Every role at every unit, the accounts of the small city, and the holder of each code."""
    yield from (Actor(role, "staff:0", unit_id=unit.pk) for role in Role for unit in city.unit.values())
    yield from (Actor(role, "staff:0") for role in Role)
    yield from (staff.actor for staff in city.staff.values())
    yield from (Actor.resident(case.pk) for case in Case.objects.all())


def shown(by: Actor, city: stories.City) -> dict[str, set[int]]:
    """What each list shows them, and the lists beside the desk."""
    lists = {name: set(made(by).values_list("pk", flat=True)) for name, made in queries.LISTS.items()}
    near = nearby.for_staff(by, nearby.Matter(city.category["light"], city.area["west"]))
    return lists | {
        "near": {found.case.pk for found in near},
        "erasure asked": set(keeping.requests(by).values_list("case", flat=True)),
        "held": set(keeping.holds(by).values_list("case", flat=True)),
    }


def keep_out_of_light(city: stories.City, case: Case) -> None:
    beside.recuse(case, by=city.actor("supervisor"), staff=city.staff["operator"], interest="close")


def test_no_list_shows_what_the_page_of_the_case_would_not(place: town.Town) -> None:
    keep_out_of_light(place.city, place.case("light"))
    for by in everybody(place.city):
        seen = set(queries.visible_to(by).values_list("pk", flat=True))
        assert {name: found - seen for name, found in shown(by, place.city).items() if found - seen} == {}, by


def test_every_count_is_the_length_of_its_list(place: town.Town) -> None:
    for by in everybody(place.city):
        lists = shown(by, place.city)
        late = queries.narrowed(queries.desk_of(by), queries.Filters(late=True))
        counted = {name: len(lists[name]) for name in queries.LISTS} | {"late": len(late)}
        assert counts.counts(by, queries.LISTS) == counted, by


def test_whoever_keeps_out_of_a_case_finds_it_nowhere(place: town.Town) -> None:
    operator, light = place.city.actor("operator"), place.case("light")
    keep_out_of_light(place.city, light)
    assert {name for name, found in shown(operator, place.city).items() if light.pk in found} == set()
    assert queries.one(operator, light.number) is None


@pytest.mark.parametrize("who", NARROW)
def test_a_case_out_of_reach_changes_no_page_and_no_count(place: town.Town, who: str) -> None:
    hidden = stories.call(place.city, text="路面塌陷,车陷进去了", category=place.city.category["roads"], **town.EAST)
    number = "261122-00999999-9"
    pages = [f"/desk/{query}" for query in (*LISTS, *SEARCHES)]
    answers = [f"/api/v1/cases{query.replace('q=', 'text=')}" for query in LISTS]

    def read() -> list[bytes]:
        desk = [
            place.ask(who, "GET", page.replace("{number}", number)).content.replace(number.encode(), b"")
            for page in pages
        ]
        api = [place.ask(f"key:{who}", "GET", address).content for address in answers]
        return [OF_ONE_REQUEST.sub(b"", body) for body in desk] + api

    before = read()
    case = stories.intake.receive(hidden, by=Actor.resident()).case
    stories.routing.dispatch(case, to=place.city.unit["roads"], by=stories.SYSTEM, basis="清单")
    number = case.number
    assert read() == before


@pytest.mark.parametrize("who", ["handler@gas", "field@east", "supervisor@roads", "admin", "security"])
def test_a_number_that_was_guessed_is_answered_like_one_that_nobody_has(place: town.Town, who: str) -> None:
    def answers(case: str) -> list[tuple[int, bytes]]:
        number = place.filled(case)
        paths = [
            f"/desk/case/{number}/",
            f"/desk/case/{number}/reply/",
            f"/desk/case/{number}/files/{place.filled('{file_light}')}/",
        ]
        desk = [place.ask(who, "GET", path) for path in paths] + [
            place.ask(who, "POST", paths[1], "text=a&result=resolved")
        ]
        api = [place.ask(f"key:{_at_unit(who)}", "GET", f"/api/v1/cases/{number}{rest}") for rest in ("", "/events")]
        return [
            (answer.status_code, OF_ONE_REQUEST.sub(b"", answer.content).replace(number.encode(), b""))
            for answer in desk + api
        ]

    assert answers("{case_light}") == answers("{missing}")
    assert {status for status, _body in answers("{case_light}")} == {404}


def _at_unit(who: str) -> str:
    return who if "@" in who else f"{who}@hotline"
