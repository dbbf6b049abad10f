"""Cases that are answered or late, drawn by the jobs that follow, and rules of the city."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from huying.base.catalogue.models import Limit
from huying.base.journal import clock, editions
from huying.base.journal.memory import Event
from huying.base.units.roles import Actor
from huying.cases import (
    reactions,
    watch,
)
from huying.cases.models import Case
from tests import stories

DAY = timedelta(days=1)


def rule(**values: str) -> None:
    """The city says so."""
    for code, value in values.items():
        Limit.objects.update_or_create(code=code, defaults={"value": value})
    editions.changed("catalogue")
    stories.forget()


def answered(city: stories.City, **given: Any) -> Case:
    """Answered, and drawn by the job that follows."""
    case = stories.replied(city, **given)
    reactions.draw(case.pk, case.n_events)
    return fresh(case)


def fresh(case: Case) -> Case:
    return Case.objects.select_related("category", "tier", "area", "unit", "parent").get(pk=case.pk)


def late(city: stories.City) -> Case:
    """Its time was up two days ago, without an answer; the watch has seen it."""
    now = timezone.now()
    with clock.at(now - 9 * DAY):
        case = stories.in_progress(city)
    watch.watch(now)
    for event in Event.objects.filter(life="clock"):
        reactions.draw_late(event.thing, event.seq)
    return fresh(case)


def resident(case: Case) -> Actor:
    return Actor.resident(case.pk)
