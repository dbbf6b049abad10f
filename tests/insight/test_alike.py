"""The same trouble over months: reports of one community that say the same, wherever exactly it was."""

from datetime import UTC, date, datetime, timedelta

import pytest

from huying.base.journal import clock, history, rows
from huying.base.units.roles import Actor
from huying.cases import intake
from huying.cases.models import Case
from huying.insight import alike, proposals, proposing
from huying.insight.alike import Report
from huying.insight.models import Sign
from tests import stories

pytestmark = pytest.mark.django_db

LAST = date(2026, 11, 19)
MORNING = datetime(2026, 11, 20, 1, tzinfo=UTC)
PUMP = "地下车库水泵整夜轰鸣，{}号楼的住户睡不着"
OTHERS = ["桥下的井盖翘起来了", "人行道砖松动绊倒老人", "路口积水没过脚踝", "护栏被撞歪没人修", "坑太深电动车摔了"]


def told(city: stories.City, days_ago: int, text: str, address: str = "", **given: object) -> None:
    """A call about a road in the west, so many days before `MORNING`."""
    with history.replay() as past, clock.at(MORNING - timedelta(days=days_ago)):
        said = {"phone": "", "name": "", "category": city.category["roads"], "text": text, "address": address} | given
        intake.receive(stories.call(city, **said), by=Actor.resident(), key=rows.reserve(Case, 1)[0])
        past.flush()


@pytest.fixture
def city() -> stories.City:
    """Six calls about a pump, every fortnight, each from another house; and five about other things."""
    made = stories.city()
    for n in range(6):
        told(made, 5 + 14 * n, PUMP.format(n), f"滨河花园{n}号楼")
    for n, text in enumerate(OTHERS):
        told(made, 4 + 14 * n, text)
    return made


def test_what_says_the_same_in_many_weeks_is_one_trouble(city: stories.City) -> None:
    (found,) = alike.same_trouble(LAST)
    assert (found.sign, found.area, found.category) == (Sign.ALIKE, city.area["west"].pk, city.category["roads"].pk)
    assert (found.seen, found.why["weeks"], found.why["of"]) == (6, 6, 11)


def test_it_is_proposed_once_with_its_cases_alone(city: stories.City) -> None:
    (one,) = [made for made in proposing.find(LAST) if made.sign == Sign.ALIKE]
    texts = proposals.cases(one).values_list("text__body", flat=True)
    assert sorted(texts) == [PUMP.format(n) for n in range(6)]
    assert [made for made in proposing.find(LAST + timedelta(days=1)) if made.sign == Sign.ALIKE] == []


def test_what_was_told_in_confidence_or_at_home_or_is_over_in_a_month_is_none(city: stories.City) -> None:
    Case.objects.filter(text__body=PUMP.format(0)).update(confidentiality="confidential")
    Case.objects.filter(text__body=PUMP.format(1)).update(private_place=True)
    assert alike.same_trouble(LAST) == []
    assert alike.same_trouble(LAST - timedelta(days=40)) == []


def report(key: int, pairs: str) -> Report:
    return Report(key, MORNING, "", frozenset(pairs))


def test_reports_are_alike_that_share_half_of_the_shorter_ones_pairs() -> None:
    reports = [report(1, "abcdef"), report(2, "abcx"), report(3, "xyzw"), report(4, "ab"), report(5, "abcdefgh")]
    assert [[one.key for one in group] for group in alike.groups(reports)] == [[1, 2, 5], [3], [4]]
