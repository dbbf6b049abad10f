"""What a period said first stays beside what it says now."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from huying.base.journal import clock
from huying.base.units.roles import SYSTEM
from huying.insight import figures, lake, periods, refreshing
from tests import stories

pytestmark = pytest.mark.django_db


def test_late_data_show_beside_what_was_first_published() -> None:
    city, (since, until) = stories.city(), periods.past_quarter(timezone.localdate())
    then = datetime(until.year, until.month, 10, 12, tzinfo=UTC)
    refreshing.refresh()
    lake.publish(replace(lake.manifest(), began=0))
    with clock.at(then):
        for _n in range(6):
            stories.closed(city)
    refreshing.refresh()
    with clock.at(then + timedelta(hours=1)):
        stories.closed(city)
    refreshing.refresh(full=True)

    (now,) = figures.figures(by=SYSTEM, since=since, until=until)
    published = figures.first_published(now, SYSTEM)
    assert published is not None
    at, first = published
    assert (now.figures["received"].value, first["received"].value) == (7, 6)
    assert at <= datetime.fromtimestamp(lake.manifest().until, at.tzinfo)
    (public,) = figures.figures(by=None, since=since, until=until)
    assert public.figures["received"].value == 6


def test_what_ended_before_there_was_a_lake_was_not_published_then() -> None:
    refreshing.refresh()
    assert not (lake.folder() / "first").exists()


def test_what_was_published_of_another_record_is_forgotten() -> None:
    refreshing.refresh()
    lake.publish(replace(lake.manifest(), began=0))
    stories.received(stories.city())
    refreshing.refresh()
    assert [*(lake.folder() / "first").iterdir()]
    lake.publish(replace(lake.manifest(), root="00" * 32))
    refreshing.refresh()
    assert not (lake.folder() / "first").exists()


def test_a_part_of_the_city_or_an_open_period_was_never_published() -> None:
    city = stories.city()
    stories.closed(city)
    refreshing.refresh()
    (month,) = figures.figures(by=SYSTEM, since=timezone.localdate(), until=timezone.localdate())
    assert figures.first_published(month, SYSTEM) is None
    since, until = periods.past_quarter(timezone.localdate())
    (own,) = figures.figures(by=city.actor("handler"), since=since, until=until)
    assert figures.first_published(own, city.actor("handler")) is None
