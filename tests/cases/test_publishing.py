"""What everybody may read of a case, and what never."""

import pytest

from huying.base.journal.refusals import Incomplete, Refused
from huying.base.units.roles import SYSTEM, Actor
from huying.cases import followup, forgetting, handling, intake, public, publishing
from huying.cases.models import Case, Contact, Publication
from huying.cases.words import Outcome, State
from tests import stories

pytestmark = pytest.mark.django_db

SAID = "王家门口的路面塌了一块，老人骑车差点摔倒，请快来看"
SUMMARY = "西街道一处路面塌陷，已安排查看"


@pytest.fixture
def city() -> stories.City:
    return stories.city()


def road(city: stories.City, **given: object) -> Case:
    return stories.in_progress(city, **{"category": city.category["roads"], "text": SAID} | given)


def shown(city: stories.City, case: Case, **given: str) -> Publication:
    publishing.publish(case, by=city.actor("dispatcher"), **{"text": SUMMARY} | given)
    return Publication.objects.get(case=case)


def test_only_what_a_person_released_is_public(city: stories.City) -> None:
    silent, told = road(city), road(city)
    shown(city, told)
    assert [row.case for row in public.listed()] == [told]
    publishing.unpublish(told, by=city.actor("dispatcher"), reason="写错了")
    assert (list(public.listed()), public.one(silent.number)) == ([], None)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("text", SAID),
        ("text", "路面塌了一块，老人骑车差点摔倒"),
        ("text", "请打 13900001234"),
        ("answer", "找 wang@example.org"),
        ("text", "路" * 201),
    ],
)
def test_neither_the_words_as_sent_nor_what_reaches_a_person_is_public(
    city: stories.City, name: str, text: str
) -> None:
    case = road(city)
    with pytest.raises(Incomplete) as refusal:
        publishing.publish(case, by=city.actor("dispatcher"), **{"text": SUMMARY, name: text})
    assert list(refusal.value.fields) == [name]
    assert not Publication.objects.exists()


def test_a_plain_place_is_shown_to_ten_metres(city: stories.City) -> None:
    found = shown(city, road(city, lon=114.0512345, lat=30.0498765))
    assert (found.lon, found.lat, found.coarse) == (114.0512, 30.0499, False)


@pytest.mark.parametrize("given", [{"confidentiality": "confidential"}, {"private_place": True}, {"category": "light"}])
def test_a_home_a_quarrel_and_what_is_confidential_are_shown_in_the_middle_of_their_street(
    city: stories.City, given: dict[str, object]
) -> None:
    if "category" in given:
        given = {"category": city.category[str(given["category"])]}  # for mediation
    case = road(city, lon=114.01, lat=30.01, area=city.area["west"], **given)
    if given.get("private_place"):
        assert case.area is None or case.lon is None
    found = shown(city, case)
    assert (found.coarse, (found.lon, found.lat) != (114.01, 30.01)) == (True, True)
    if found.lon is not None:
        assert (found.lon, found.lat) == (114.05, 30.05)


def test_what_was_merged_or_withdrawn_is_shown_no_more(city: stories.City) -> None:
    one, other = road(city), road(city)
    shown(city, one)
    shown(city, other)
    intake.withdraw(one, by=Actor.resident(one.pk))
    intake.merge(Case.objects.get(pk=other.pk), into=road(city), by=city.actor("operator"))
    assert list(public.listed()) == []
    intake.unmerge(Case.objects.get(pk=other.pk), by=city.actor("dispatcher"), reason="mistaken")
    assert [row.case for row in public.listed()] == [other]


def test_what_is_erased_is_public_no_more(city: stories.City) -> None:
    case = stories.closed(city, category=city.category["roads"], text=SAID)
    shown(city, case)
    forgetting.request_erasure(case, by=Actor.resident(case.pk), what=["text"], reason="不想留下")
    forgetting.decide_erasure(case, by=city.actor("supervisor"), decision="granted")
    assert not Publication.objects.exists()


def test_the_list_is_narrowed_by_category_area_stage_and_words(city: stories.City) -> None:
    west = road(city)
    east = stories.replied(city, category=city.category["roads"], text=SAID, lon=stories.EAST[0], lat=stories.EAST[1])
    shown(city, west)
    shown(city, east, text="东街道路面已修好", answer="已重新铺装")
    filters = {
        public.Filters(): [east, west],
        public.Filters(area=city.area["west"]): [west],
        public.Filters(category=city.category["light"]): [],
        public.Filters(done=True): [east],
        public.Filters(done=False): [west],
        public.Filters(text="重新铺装"): [east],
        public.Filters(text="，"): [],
    }
    assert {asked: [row.case for row in public.listed(asked)] for asked in filters} == filters


def test_what_is_answered_or_reworked_changes_sides_at_once(city: stories.City) -> None:
    case = road(city)
    shown(city, case)
    handling.reply(case, by=stories.lead(case), text="已铺装", result="resolved")
    assert sides() == ([case], [])
    stale = Case.objects.get(pk=case.pk)
    followup.follow_up(case, by=Actor.resident(case.pk), decision="no", contacted=True, satisfied=1)
    followup.rework(case, by=SYSTEM, reason="not_solved")
    assert sides() == ([], [case])
    shown(city, stale, text="这条路今晚再铺一次")
    assert sides() == ([], [case])


def sides() -> tuple[list[Case], ...]:
    """What is answered, and what is not."""
    return tuple([row.case for row in public.listed(public.Filters(done=done))] for done in (True, False))


def test_pages_follow_each_other(city: stories.City) -> None:
    cases = [road(city) for _n in range(3)]
    for case in cases:
        shown(city, case)
    first = public.page(public.listed(), size=2)
    second = public.page(public.listed(), after=first.next, size=2)
    assert [row.case for row in (*first.found, *second.found)] == cases[::-1]
    assert second.next == ""


# -- joining


def test_who_joins_is_answered_with_the_other_and_keeps_number_and_contact(city: stories.City) -> None:
    first, mine = road(city), stories.received(city, category=city.category["roads"])
    intake.join(mine, into=first, by=Actor.resident(mine.pk))
    assert (mine.state, mine.outcome, mine.parent) == (State.CLOSED, Outcome.MERGED, first)
    assert Contact.objects.filter(case=mine).exists()


@pytest.mark.parametrize("given", [{"confidentiality": "confidential"}, {"private_place": True}, {"category": "light"}])
def test_nobody_joins_what_is_somebody_elses_private_matter(city: stories.City, given: dict[str, object]) -> None:
    if "category" in given:
        given = {"category": city.category[str(given["category"])]}
    other, mine = road(city, **given), stories.received(city)
    with pytest.raises(Refused):
        intake.join(mine, into=other, by=Actor.resident(mine.pk))
    assert not public.may_join(other)
    assert not public.joinable(Case.objects.filter(pk=other.pk)).exists()


def test_an_answered_case_is_joined_no_more(city: stories.City) -> None:
    other, mine = stories.replied(city, category=city.category["roads"]), stories.received(city)
    with pytest.raises(Refused):
        intake.join(mine, into=other, by=Actor.resident(mine.pk))
