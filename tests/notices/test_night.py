"""What cannot wait for the morning finds the nearest desk that is on duty."""

from datetime import datetime, time
from typing import Any

import pytest

from huying.base.journal import clock, editions
from huying.base.units.models import Shift, Unit
from huying.cases import conflicts, routing
from huying.cases.models import Case
from huying.notices.models import Channel, Desk, Notice
from huying.notices.roster import Roster
from tests import stories

from .hours import NIGHT, NOON, at
from .receivers import Receiver

pytestmark = pytest.mark.django_db


def urgent(city: stories.City, unit: str, at_: datetime = NIGHT, **given: Any) -> Case:
    """An urgent case was dispatched to this unit, and its reactions ran, twice."""
    with clock.at(at_):
        case = stories.received(city, category=city.category["gas"], danger_over=True, **given)
        routing.dispatch(case, to=city.unit[unit], by=city.actor("dispatcher"), basis="值班")
    for _turn in range(2):
        at(at_, case, "dispatch")
    return case


def on_duty(unit: Unit) -> None:
    """Somebody sits there, day and night."""
    Shift.objects.create(unit=unit, weekdays=[1, 2, 3, 4, 5, 6, 7], starts=time(0), ends=time(0), desk="值班室")
    editions.changed("units")


def nobody_on_duty() -> None:
    Shift.objects.all().delete()
    editions.changed("units")


def to_units() -> set[tuple[str, str, str]]:
    """Template, unit and stage of what calls desks."""
    return {*Notice.objects.filter(channel=Channel.APPRISE).values_list("template", "unit__code", "stage")}


def test_an_urgent_case_wakes_the_desk_on_duty(city: stories.City, mailbox: Receiver, chat: Receiver) -> None:
    Desk.objects.create(unit=city.unit["hall"], url=chat.url)
    urgent(city, "hall")
    assert [to for to, _text in mailbox.taken] == ["supervisor@city.example"]
    assert len(chat.taken) == 1


@pytest.fixture
def chats(city: stories.City, chat: Receiver) -> Receiver:
    """Every unit has a group chat."""
    Desk.objects.bulk_create(Desk(unit=unit, url=chat.url) for unit in city.unit.values())
    return chat


@pytest.mark.parametrize(
    ("awake", "told_instead"), [(["district", "hall", "hotline"], "11"), (["hall", "hotline"], "0"), (["hotline"], "01"), ([], None)]
)  # fmt: skip
def test_where_nobody_is_on_duty_the_nearest_desk_that_is_hears_of_it_at_night(
    city: stories.City, chats: Receiver, awake: list[str], told_instead: str | None
) -> None:
    nobody_on_duty()
    for name in awake:
        on_duty(city.unit[name])
    case = urgent(city, "west")
    waiting = ("new_case", "111", "waiting")
    assert to_units() == {waiting} | ({("stands_in", told_instead, "sent")} if told_instead else set())
    assert [text.split()[0] for _to, text in chats.taken] == ([case.number] if told_instead else [])
    assert all("西街道办" in text for _to, text in chats.taken)


def test_whoever_the_case_is_about_does_not_stand_in(city: stories.City, chats: Receiver) -> None:
    nobody_on_duty()
    for name in ("district", "hotline"):
        on_duty(city.unit[name])
    with clock.at(NIGHT):
        case = stories.received(city, category=city.category["gas"], danger_over=True, accused=city.unit["district"])
    assert Roster().stand_in(city.unit["west"].pk, NIGHT, conflicts.accused(case)) == (
        city.unit["hotline"].pk,
        "dispatcher",
    )


@pytest.mark.parametrize(("moment", "kind"), [(NOON, "gas"), (NIGHT, "light")])
def test_nobody_stands_in_by_day_or_for_what_can_wait(
    city: stories.City, chats: Receiver, moment: datetime, kind: str
) -> None:
    on_duty(city.unit["district"])
    with clock.at(moment):
        case = stories.received(city, category=city.category[kind], danger_over=True)
        routing.dispatch(case, to=city.unit["west"], by=city.actor("dispatcher"), basis="值班")
    at(moment, case, "dispatch")
    assert to_units() == {("new_case", "111", "sent" if moment == NOON else "waiting")}
