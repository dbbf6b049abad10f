"""What open cases of late say, kept to compare new calls with: who is in it, and who leaves it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection

from huying.base import bigrams
from huying.base.journal import clock
from huying.cases import intake, nearby, sayings
from huying.cases.models import Saying
from tests import stories

pytestmark = pytest.mark.django_db

SMOKE = "青禾小区三栋楼下烧烤店深夜油烟扰民，没有人管"


@pytest.fixture
def city(db: None) -> stories.City:
    return stories.city()


@pytest.fixture(autouse=True)
def counted_anew() -> Iterator[None]:
    sayings._held.clear()
    yield
    sayings._held.clear()


def alike(text: str) -> list[int]:
    return list(sayings.alike(bigrams.folded(text)).values_list("case", flat=True))


def test_a_case_is_found_by_what_it_says_wherever_it_lies(city: stories.City) -> None:
    case = stories.received(city, text=SMOKE)
    stories.received(city, text="地铁五号线什么时候开通")
    assert alike("三栋楼下的烧烤店油烟扰民") == [case.pk]
    assert alike("水") == []


def test_what_was_put_right_is_found_by_its_new_words(city: stories.City) -> None:
    case = stories.received(city, text=SMOKE)
    intake.correct(case, by=city.actor("operator"), text="江边路积水很深，车过不去")
    assert (alike(SMOKE), alike("江边路积水")) == ([], [case.pk])


def test_numbers_of_a_person_are_neither_kept_nor_looked_for(city: stories.City) -> None:
    case = stories.received(city, text=f"{SMOKE}，电话13811110002")
    intake.correct(case, by=city.actor("operator"), text=f"{SMOKE}，请打13811110003")
    assert "1381111" not in Saying.objects.get().pieces
    assert "1381111" not in nearby.Matter(text="请打13811110003").words


def test_what_is_confidential_is_not_compared_with(city: stories.City) -> None:
    stories.received(city, text=SMOKE, confidentiality="confidential")
    sayings.refresh()
    assert alike(SMOKE) == []


def test_what_is_closed_or_old_leaves_and_what_lacks_its_row_comes_in(city: stories.City) -> None:
    closed, open_ = stories.closed(city), stories.received(city, text=SMOKE)
    with clock.at(sayings.lately() - timedelta(days=1)):
        stories.received(city, text=SMOKE)
    Saying.objects.filter(case=open_).delete()
    assert Saying.objects.filter(case=closed).exists()
    assert (sayings.refresh(), sayings.refresh()) == (1, 0)
    assert list(Saying.objects.values_list("case", flat=True)) == [open_.pk]


def test_what_nearly_all_say_is_not_looked_for(city: stories.City) -> None:
    """PostgreSQL counts when it analyses the table, by itself now and then."""
    for n in range(30):
        stories.received(city, text=f"希望领导尽快处理并答复，{'青禾' if n < 3 else ''}")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE cases_saying")
    assert alike("希望领导尽快处理并答复") == []


def test_the_look_up_goes_by_its_index(city: stories.City) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "saying_by_pieces" in sayings.alike(bigrams.folded(SMOKE)).explain()
