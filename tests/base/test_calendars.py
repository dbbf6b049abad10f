"""The years that are in force, and the versions before them."""

from datetime import UTC, date, datetime

import pytest

from huying.base.units import calendars
from huying.base.worktime.days import Special
from huying.base.worktime.models import Year
from huying.base.worktime.papers import Paper
from huying.base.worktime.periods import Period

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2027, 1, 8, 1, tzinfo=UTC)
MONDAY_FREE = Paper(2027, "第一次公布", {date(2027, 1, 11): Special(False, "休息", "free")})


def one_working_day_on() -> date:
    calendars.current.forget()
    return calendars.current().city.after(FRIDAY, Period(1, "wd")).at.date()


def test_a_published_year_is_counted_by_and_is_provisional_no_more() -> None:
    assert (one_working_day_on(), calendars.current().days.known(FRIDAY.date())) == (date(2027, 1, 11), False)
    calendars.publish(MONDAY_FREE)
    assert (one_working_day_on(), calendars.current().days.known(FRIDAY.date())) == (date(2027, 1, 12), True)


def test_an_amended_year_is_a_new_version_and_the_old_one_stays() -> None:
    calendars.publish(MONDAY_FREE)
    calendars.publish(Paper(2027, "修订", {}))
    assert one_working_day_on() == date(2027, 1, 11)
    assert list(Year.objects.order_by("version").values_list("version", "source")) == [(1, "第一次公布"), (2, "修订")]


def test_the_same_paper_twice_is_one_version() -> None:
    assert calendars.publish(MONDAY_FREE) == calendars.publish(MONDAY_FREE)


def test_hours_of_a_unit_are_laid_out_once() -> None:
    held = calendars.current()
    assert held.of("Mo-Sa 08:00-20:00") is held.of("Mo-Sa 08:00-20:00")
    assert held.of("") is held.city
