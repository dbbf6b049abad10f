"""What residents and units write to each other is told to the other side, and to somebody also where no unit has the case yet."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from huying.base.journal import clock
from huying.base.journal.memory import remembered
from huying.base.units.roles import Actor
from huying.cases import beside
from huying.cases.models import Case
from huying.notices import bell, sending, telling
from tests import stories

from .receivers import Receiver

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)


@pytest.fixture
def city() -> stories.City:
    return stories.city()


def write(case: Case, by: Actor, text: str = "周三来") -> None:
    """Write at noon, and have it told as the worker does."""
    with clock.at(NOON):
        beside.message(case, by=by, text=text)
        telling.tell(case.pk, remembered(Case.life, case.pk)[-1].seq)
        sending.send()


def unread(city: stories.City) -> dict[str, int]:
    return {name: bell.unread(city.staff[name]) for name in ("handler", "dispatcher", "roads")}


def test_what_a_unit_writes_reaches_the_resident_as_a_notice_without_the_words(
    city: stories.City, phones: Receiver
) -> None:
    case = stories.in_progress(city)
    write(case, city.actor("handler"))
    link = f"http://localhost:8000/track/?number={case.number}"
    assert phones.taken == [("+8613900001234", f"{case.number} 有一条给您的留言：{link}")]
    assert unread(city) == {"handler": 0, "dispatcher": 0, "roads": 0}


def test_what_a_resident_writes_rings_at_the_unit_and_before_that_at_the_dispatchers(city: stories.City) -> None:
    waiting, case = stories.received(city), stories.in_progress(city)
    write(waiting, Actor.resident(waiting.pk))
    assert unread(city) == {"handler": 0, "dispatcher": 1, "roads": 0}
    write(case, Actor.resident(case.pk))
    assert unread(city) == {"handler": 1, "dispatcher": 1, "roads": 0}


def test_a_desk_reads_what_is_new_and_what_residents_wrote_by_itself(city: stories.City) -> None:
    case = stories.in_progress(city)
    telling.tell(case.pk, 2)
    write(case, Actor.resident(case.pk))
    client = Client()
    client.force_login(city.staff["handler"])

    def shown(only: str) -> list[str]:
        page = client.get("/desk/notices/", {"only": only} if only else {})
        return [notice.template for notice, _said, _new in page.context["notices"]]

    assert {only: shown(only) for only in ("", "new", "messages")} == {
        "": ["resident_wrote", "new_case"], "new": ["resident_wrote", "new_case"], "messages": ["resident_wrote"],
    }  # fmt: skip
    client.post("/desk/notices/", {"newest": client.get("/desk/notices/").context["newest"]})
    assert {only: shown(only) for only in ("", "new", "messages")} == {
        "": ["resident_wrote", "new_case"], "new": [], "messages": ["resident_wrote"],
    }  # fmt: skip
