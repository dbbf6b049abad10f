"""Who may open a contact, what for, how long, and who is told."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone, translation

from huying.base.journal import clock
from huying.base.journal.memory import remembered
from huying.base.journal.refusals import Incomplete, Refused
from huying.base.journal.verify import verify
from huying.base.units.roles import Actor, Role
from huying.cases import beside, followup, handling, routing, telling
from huying.cases.models import Case
from huying.cases.states import LIFE
from huying.cases.words import Purpose, RequestKind
from tests import stories

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


@pytest.fixture
def city() -> stories.City:
    return stories.city()


def ahead(**span: int) -> datetime:
    return clock.now() + timedelta(**span)


def confidential(city: stories.City, **given: Any) -> Case:
    return stories.in_progress(city, confidentiality="confidential", **given)


def ask(case: Case, by: Actor, *, purpose: str = "visit", until: datetime | None = None) -> None:
    beside.request_look(case, by=by, purpose=purpose, until=until or ahead(hours=2), reason="须当面交材料")


def refused(case: Case, by: Actor, verb: str = "reveal") -> str:
    return LIFE.why_not(Case.objects.get(pk=case.pk), verb, by=by)


def open_to(case: Case, by: Actor) -> datetime | None:
    return telling.open_until(telling.timeline(case, resident=False), by)


def test_a_look_records_unit_purpose_and_end_and_opens_to_nobody_else(city: stories.City) -> None:
    with clock.at(NOON):
        case = stories.in_progress(city)
        contact = beside.reveal(case, by=city.actor("handler"), purpose="visit", until=ahead(hours=1))
        colleague = Actor(Role.HANDLER, "staff:colleague", unit_id=case.unit_id)
        assert (open_to(case, city.actor("handler")), open_to(case, colleague)) == (NOON + timedelta(hours=1), None)
    with clock.at(NOON + timedelta(minutes=59)):
        assert open_to(case, city.actor("handler")) == NOON + timedelta(hours=1)
    with clock.at(NOON + timedelta(hours=1)):
        assert open_to(case, city.actor("handler")) is None
    assert contact is not None
    assert contact.phone == "13900001234"
    look = remembered("case", case.pk)[-1]
    assert look.facts == {"unit": "02", "role": "handler", "purpose": "visit", "until": "2026-11-23T05:00:00+00:00"}
    assert verify().findings == []


@pytest.mark.parametrize(
    ("purpose", "span", "field"),
    [
        ("好奇", timedelta(hours=1), "purpose"),
        ("", timedelta(hours=1), "purpose"),
        ("visit", timedelta(), "until"),
        ("visit", timedelta(hours=12, seconds=1), "until"),
    ],
)
def test_a_look_without_a_listed_purpose_or_a_near_end_is_refused_and_leaves_nothing(
    city: stories.City, purpose: str, span: timedelta, field: str
) -> None:
    with clock.at(NOON):
        case = stories.in_progress(city)
        with pytest.raises(Incomplete) as refusal:
            beside.reveal(case, by=stories.lead(case), purpose=purpose, until=NOON + span)
    assert list(refusal.value.fields) == [field]
    assert Case.objects.get(pk=case.pk).n_events == case.n_events


def test_twelve_hours_is_the_longest(city: stories.City) -> None:
    with clock.at(NOON):
        case = stories.in_progress(city)
        beside.reveal(case, by=stories.lead(case), purpose="visit", until=NOON + timedelta(hours=12))
    assert remembered("case", case.pk)[-1].verb == "reveal"


@pytest.mark.parametrize("who", ["operator", "handler"])
def test_a_closed_case_needs_a_second_person(city: stories.City, who: str) -> None:
    case, by = stories.closed(city), city.actor(who)
    assert refused(case, by) == "诉求已办结：查看联系方式须经另一人同意。"
    ask(case, by, purpose="check")
    assert refused(case, by) == "诉求已办结：查看联系方式须经另一人同意。"
    beside.decide_look(case, by=city.actor("supervisor"), decision="granted")
    beside.reveal(case, by=by, purpose="check", until=ahead(hours=1))
    assert open_to(case, by) is not None


@pytest.mark.parametrize("who", ["operator", "handler"])
def test_a_confidential_case_needs_a_second_person(city: stories.City, who: str) -> None:
    case, by = confidential(city), city.actor(who)
    assert refused(case, by) == "诉求人要求保密：请留言，或由热线代为询问，或申请经另一人同意后查看。"
    ask(case, by)
    beside.decide_look(case, by=city.actor("dispatcher"), decision="refused", reason="可以留言")
    assert refused(case, by) == "诉求人要求保密：请留言，或由热线代为询问，或申请经另一人同意后查看。"
    ask(case, by)
    beside.decide_look(case, by=city.actor("dispatcher"), decision="granted")
    assert refused(case, by) == ""
    assert refused(case, city.actor("dispatcher")) != ""


def test_who_may_open_it_alone_asks_nobody(city: stories.City) -> None:
    case = stories.in_progress(city)
    for who in ("operator", "handler"):
        assert refused(case, city.actor(who), "request_look") == "您可以直接查看联系方式，无需申请。"


def test_only_who_asked_may_open_it_and_only_as_long_as_was_granted(city: stories.City) -> None:
    with clock.at(NOON):
        case, by = confidential(city), city.actor("handler")
        ask(case, by, until=NOON + timedelta(hours=20))
        beside.decide_look(case, by=city.actor("supervisor"), decision="granted", until=NOON + timedelta(hours=3))
        colleague = Actor(Role.HANDLER, "staff:colleague", unit_id=case.unit_id)
        assert (refused(case, by), bool(refused(case, colleague)), bool(refused(case, city.actor("operator")))) == (
            "", True, True,
        )  # fmt: skip
        with pytest.raises(Incomplete) as refusal:
            beside.reveal(case, by=by, purpose="visit", until=NOON + timedelta(hours=4))
        assert refusal.value.fields == {"until": "批准的时间没有这么长。"}
        beside.reveal(case, by=by, purpose="visit", until=NOON + timedelta(hours=3))
    with clock.at(NOON + timedelta(hours=3)):
        assert refused(case, by) != ""
        assert refused(case, by, "request_look") == ""


def test_nobody_decides_on_their_own_request(city: stories.City) -> None:
    case, by = confidential(city), Actor(Role.OPERATOR, "staff:both", unit_id=city.unit["hotline"].pk)
    ask(case, by)
    same = Actor(Role.DISPATCHER, "staff:both", unit_id=city.unit["hotline"].pk)
    inside = Actor(Role.SUPERVISOR, "staff:inside", unit_id=case.unit_id)
    assert refused(case, same, "decide_look") == "申请人不能审核自己的申请。"
    assert refused(case, inside, "decide_look") == "承办单位不能对自己承办的诉求这样做。"
    assert refused(case, city.actor("operator"), "decide_look") != ""
    assert refused(case, city.actor("dispatcher"), "decide_look") == ""


def test_a_time_that_has_passed_is_not_granted(city: stories.City) -> None:
    with clock.at(NOON):
        case = confidential(city)
        ask(case, city.actor("handler"), until=NOON + timedelta(hours=1))
    with clock.at(NOON + timedelta(hours=2)):
        with pytest.raises(Incomplete) as refusal:
            beside.decide_look(case, by=city.actor("supervisor"), decision="granted")
        assert refusal.value.fields == {"until": "这个时间已过。"}
        later = NOON + timedelta(hours=5)
        beside.decide_look(Case.objects.get(pk=case.pk), by=city.actor("supervisor"), decision="granted", until=later)
    row = case.requests.get(kind=RequestKind.LOOK)
    assert (row.decision, row.proposed_until) == ("granted", later)


def test_of_an_anonymous_case_nobody_opens_anything(city: stories.City) -> None:
    case = stories.in_progress(city, confidentiality="anonymous", name="", phone="")
    sentences = {
        refused(case, city.actor(who), verb) for who in ("operator", "handler") for verb in ("reveal", "request_look")
    }
    assert sentences == {"这是匿名诉求，没有联系方式。"}


def test_a_unit_that_gave_the_case_away_opens_nothing_more(city: stories.City) -> None:
    case, by = confidential(city), city.actor("handler")
    ask(case, by)
    beside.decide_look(case, by=city.actor("supervisor"), decision="granted")
    routing.reassign(case, to=city.unit["roads"], by=city.actor("dispatcher"), reason="wrong_unit")
    assert refused(case, by) != ""


def test_what_was_open_when_the_case_closed_is_closed_with_it(city: stories.City) -> None:
    case, by = stories.replied(city), city.actor("handler")
    stories.look(case, by)
    followup.follow_up(case, by=Actor.resident(case.pk), decision="yes")
    assert (open_to(case, by) is not None, refused(case, by)) == (True, "诉求已办结：查看联系方式须经另一人同意。")


def test_the_resident_is_told_which_unit_looked_for_what_and_until_when_and_no_name(city: stories.City) -> None:
    with clock.at(NOON):
        case = stories.in_progress(city)
        stories.look(case, city.actor("operator"), "verify")
        stories.look(case, city.actor("handler"))
    told = telling.timeline(case, resident=True)
    looks = [(look.who, look.purpose, look.at, look.until) for look in telling.looks(told)]
    hour = NOON + timedelta(hours=1)
    assert looks == [("热线中心", "核实情况", NOON, hour), ("城市照明处", "约上门时间", NOON, hour)]
    lines = [entry.title for entry in told if entry.verb == "reveal"]
    assert lines == [
        "热线中心查看您的联系方式，至2026年11月23日 13:00：核实情况",
        "城市照明处查看您的联系方式，至2026年11月23日 13:00：约上门时间",
    ]
    words = [text for entry in told for text in entry.words.values()]
    assert [text for text in words if "staff:" in text or "handler" in text] == []


def test_every_purpose_has_a_word_in_both_languages() -> None:
    said = {}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            said[language] = [str(purpose.label) for purpose in Purpose]
    assert [zh for zh, en in zip(said["zh-hans"], said["en"], strict=True) if zh == en] == []


def test_the_accused_never_opens_or_decides_whatever_their_place(city: stories.City) -> None:
    case = stories.in_progress(city, accused=city.unit["hotline"])
    sentence = "诉求反映的是您所在的单位，由其他单位处理。"
    assert refused(case, city.actor("operator")) == sentence
    assert refused(case, city.actor("operator"), "message") == sentence
    closed = stories.closed(city, accused=city.unit["hotline"])
    assert refused(closed, city.actor("operator"), "request_look") == sentence
    ask(closed, stories.lead(closed), purpose="check")
    assert refused(closed, city.actor("dispatcher"), "decide_look") == sentence
    assert refused(closed, city.actor("supervisor"), "decide_look") == ""
    with pytest.raises(Refused):
        stories.look(case, city.actor("operator"))


def test_a_look_of_long_ago_is_still_told(city: stories.City) -> None:
    with clock.at(timezone.now() - timedelta(days=400)):
        case = stories.in_progress(city)
        stories.look(case, city.actor("handler"))
    handling.reply(case, by=stories.lead(case), text="已修", result="resolved")
    assert [look.who for look in telling.looks(telling.timeline(case, resident=True))] == ["城市照明处"]
