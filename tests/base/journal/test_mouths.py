"""The same life through both mouths, step by step and taken in as history, leaves equal rows and equal events."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db.models import Model
from django.forms.models import model_to_dict

from huying.base.journal import clock, rows
from huying.base.journal.history import replay
from huying.base.journal.memory import remembered, said
from huying.base.journal.models import Leaf, Unsealed
from huying.base.journal.refusals import Refused
from huying.base.journal.verify import verify
from huying.base.units.roles import Actor, Role
from huying.cases import beside, followup, handling, intake, pace, responsibility, routing
from huying.cases.models import Case, Clock, Contact
from tests import stories

pytestmark = pytest.mark.django_db

BEGAN = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
OPERATOR, DISPATCHER = Actor(Role.OPERATOR, "import:old"), Actor(Role.DISPATCHER, "import:old")
TOLD = "路灯不亮，请打0571-87654321"
ITS_OWN = {"id", "case", "number", "head", "code_digest"}
"""What differs between any two cases."""


def lived(city: stories.City, key: int | None = None) -> Case:
    """A call, dispatched, accepted, paused and resumed, answered, not solved, reworked, answered and closed."""
    hour = timedelta(hours=1)
    lead = Actor(Role.HANDLER, "import:old", unit_id=city.unit["lighting"].pk)
    supervisor = Actor(Role.SUPERVISOR, "import:old")
    with clock.at(BEGAN):
        case = intake.receive(stories.call(city, text=TOLD), by=OPERATOR, key=key).case
        decision = responsibility.suggest(case)
        routing.dispatch(
            case, to=city.unit["lighting"], by=DISPATCHER, basis=decision.reason, duty=decision.duty,
            due_at=BEGAN + 40 * hour,
        )  # fmt: skip
    with clock.at(BEGAN + hour):
        handling.accept(case, by=lead)
        beside.note(case, by=lead, text="灯杆 7 号，邻居电话 138 1111 2222")
        handling.ask_help(case, by=lead, units=[city.unit["roads"]], reason="要挖路面")
    with clock.at(BEGAN + 2 * hour):
        pace.pause(case, by=lead, reason="hearing", until=BEGAN + 9 * hour)
    with clock.at(BEGAN + 5 * hour):
        pace.resume(case, by=lead)
        handling.reply(case, by=lead, text="灯已换", result="resolved")
    with clock.at(BEGAN + 6 * hour):
        followup.rework(case, by=supervisor, reason="still_dark")
    with clock.at(BEGAN + 7 * hour):
        handling.reply(case, by=lead, text="线路已修", result="resolved")
        followup.close(case, by=OPERATOR, outcome="resolved")
    return case


def taken_in(city: stories.City) -> Case:
    (key,) = rows.reserve(Case, 1)
    with replay() as past:
        case = lived(city, key)
        past.flush()
    return case


def test_step_by_step_and_as_history_rows_are_equal(city: stories.City) -> None:
    live, past = lived(city), taken_in(city)

    assert row(Case.objects.get(pk=past.pk)) == row(Case.objects.get(pk=live.pk))
    for beside_it in ("assignments", "clocks", "requests"):
        assert all_of(past, beside_it) == all_of(live, beside_it)
    kinds = ["dispatch", "receipt", "assignment", "first_contact", "resolve", "assignment", "resolve", "assignment"]
    assert [clock["kind"] for clock in all_of(past, "clocks")] == kinds
    assert past.text.body == live.text.body == "路灯不亮，请打〔☎ •••〕"
    assert said("case", past.pk) == said("case", live.pk)
    assert contact(past) == contact(live) == ("王敏", "13900001234", "0571-87654321\n138 1111 2222")


def test_step_by_step_and_as_history_events_are_equal(city: stories.City) -> None:
    live, past = lived(city), taken_in(city)

    assert events(past) == events(live)
    assert [event["verb"] for event in events(past)] == [
        "receive", "dispatch", "accept", "note", "ask_help", "pause", "resume", "reply", "rework", "reply", "close",
    ]  # fmt: skip
    assert verify().findings == []


def test_history_comes_in_under_a_seal_of_its_own(city: stories.City) -> None:
    past = taken_in(city)

    assert not Unsealed.objects.exists()
    assert list(Leaf.objects.values_list("thing", "seq")) == [(past.pk, 11)]


def test_nothing_of_history_is_there_before_it_is_flushed(city: stories.City) -> None:
    with replay():
        lived(city, *rows.reserve(Case, 1))

    assert (Case.objects.count(), Clock.objects.count()) == (0, 0)


def test_what_is_refused_half_way_leaves_nothing_of_itself(city: stories.City) -> None:
    first, second = rows.reserve(Case, 2)
    with replay() as past:
        lived(city, first)
        with pytest.raises(Refused), past.whole():
            handling.accept(lived(city, second), by=OPERATOR)
        past.flush()

    assert list(Case.objects.values_list("pk", flat=True)) == [first]
    assert verify().findings == []


def row(thing: Model) -> dict[str, Any]:
    return {name: value for name, value in model_to_dict(thing).items() if name not in ITS_OWN}


def contact(case: Case) -> tuple[str, ...]:
    known = Contact.objects.get(case=case.pk)
    return known.name, known.phone, known.mentioned


def all_of(case: Case, relation: str) -> list[dict[str, Any]]:
    return [row(found) for found in getattr(Case.objects.get(pk=case.pk), relation).order_by("pk")]


def events(case: Case) -> list[dict[str, Any]]:
    """What the journal says, but for hashes and what was hashed into them."""
    names = ("seq", "verb", "source", "target", "by", "at", "area", "unit")
    return [
        {name: getattr(event, name) for name in names}
        | {"facts": event.facts | {"words": sorted(event.facts.get("words", {}))}}
        for event in remembered("case", case.pk)
    ]


@pytest.fixture
def city() -> stories.City:
    return stories.city()
