"""Messages and questions between the resident and those who work on the case; neither side sees the other's address."""

from datetime import timedelta

import pytest

from huying.base.journal import clock
from huying.base.journal.memory import remembered
from huying.base.journal.refusals import Incomplete, Refused
from huying.base.units.roles import Actor, Role
from huying.cases import beside, counts, handling, queries, telling
from huying.cases.models import Case
from huying.cases.states import LIFE
from tests import stories

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> stories.City:
    return stories.city()


def confidential(city: stories.City) -> Case:
    return stories.in_progress(city, confidentiality="confidential")


def asked(city: stories.City) -> Case:
    case = confidential(city)
    handling.ask_resident(case, by=city.actor("handler"), question="哪一盏灯？")
    return case


def calls(city: stories.City, who: str = "operator") -> list[str]:
    return sorted(queries.LISTS["calls"](city.actor(who)).values_list("number", flat=True))


def test_both_sides_read_who_wrote_what_and_no_address(city: stories.City) -> None:
    case = confidential(city)
    beside.message(case, by=city.actor("handler"), text="明早九点去看，可以吗？")
    beside.message(case, by=Actor.resident(case.pk), text="可以，我在 13900001234 等")
    told = [(entry.who, entry.title, entry.words["text"]) for entry in telling.timeline(case, resident=True)[-2:]]
    staff = [(entry.who, entry.words["text"]) for entry in telling.timeline(case, resident=False)[-2:]]
    assert told[0] == ("城市照明处", "城市照明处给您留言", "明早九点去看，可以吗？")
    assert told[1][:2] == ("您", "您的留言")
    assert [who for who, _text in staff] == ["城市照明处", "诉求人"]
    assert [text for text in (told[1][2], staff[1][1]) if "13900001234" in text] == []


def test_a_message_is_no_move_and_stops_no_clock(city: stories.City) -> None:
    case = stories.in_progress(city)
    version, running = case.version, len(case.papers.running("first_contact"))
    beside.message(case, by=city.actor("handler"), text="明早去")
    fresh = Case.objects.get(pk=case.pk)
    assert (fresh.version, len(fresh.papers.running("first_contact"))) == (version, running)


@pytest.mark.parametrize("who", ["dispatcher", "supervisor", "roads", "auditor", "admin"])
def test_who_does_not_work_on_it_writes_nothing(city: stories.City, who: str) -> None:
    case = stories.in_progress(city)
    with pytest.raises(Refused):
        beside.message(case, by=city.actor(who), text="你好")


def test_somebody_elses_case_is_nothing_to_write_to(city: stories.City) -> None:
    case, other = stories.in_progress(city), stories.in_progress(city)
    with pytest.raises(Refused):
        beside.message(case, by=Actor.resident(other.pk), text="你好")
    with pytest.raises(Incomplete):
        beside.message(case, by=Actor.resident(case.pk), text="")


def test_the_hotline_opens_the_contact_to_pass_a_units_question_on_and_for_nothing_else(city: stories.City) -> None:
    case, operator = asked(city), city.actor("operator")
    until = clock.now() + timedelta(minutes=15)
    with pytest.raises(Incomplete) as refusal:
        beside.reveal(case, by=operator, purpose="visit", until=until)
    assert refusal.value.fields == {"purpose": "未经另一人同意，只能为代问待答的问题而查看。"}
    beside.reveal(case, by=operator, purpose="relay", until=until)
    handling.answer_resident(case, by=operator, answer="门口左边那盏")
    assert [event.verb for event in remembered("case", case.pk)][-3:] == ["ask_resident", "reveal", "answer_resident"]


def test_the_answer_ends_the_reason_to_look(city: stories.City) -> None:
    case, operator = asked(city), city.actor("operator")
    stories.look(case, operator, "relay")
    handling.answer_resident(case, by=operator, answer="门口左边那盏")
    assert (
        LIFE.why_not(case, "reveal", by=operator)
        == "诉求人要求保密：请留言，或由热线代为询问，或申请经另一人同意后查看。"
    )


def test_the_unit_that_asked_sees_the_answer_and_never_the_address(city: stories.City) -> None:
    case = asked(city)
    assert LIFE.why_not(case, "reveal", by=city.actor("handler")) != ""
    handling.answer_resident(case, by=city.actor("operator"), answer="门口左边那盏，电话 13900001234")
    last = telling.timeline(case, resident=False)[-1]
    assert last.words["answer"].startswith("门口左边那盏")
    assert "13900001234" not in last.words["answer"]


def test_who_asks_a_question_does_not_open_the_contact_by_it(city: stories.City) -> None:
    case = confidential(city)
    handling.ask_resident(case, by=city.actor("operator"), question="哪一盏灯？")
    assert LIFE.why_not(case, "reveal", by=city.actor("operator")) != ""
    other = Actor(Role.OPERATOR, "staff:other", unit_id=city.unit["hotline"].pk)
    assert LIFE.why_not(case, "reveal", by=other) == ""


def test_the_hotline_finds_the_calls_to_make(city: stories.City) -> None:
    waiting = [asked(city), stories.in_progress(city, channel="phone"), stories.in_progress(city)]
    for case in waiting[1:]:
        handling.ask_resident(case, by=city.actor("handler"), question="哪一盏灯？")
    confidential(city)
    anonymous = stories.in_progress(city, confidentiality="anonymous", name="", phone="")
    handling.ask_resident(anonymous, by=city.actor("handler"), question="哪一盏灯？")
    assert calls(city) == sorted([waiting[0].number, waiting[1].number])
    assert counts.counts(city.actor("operator"), ["calls"])["calls"] == 2
    for case in waiting[:2]:
        handling.answer_resident(case, by=city.actor("operator"), answer="左边那盏")
    assert calls(city) == []


def test_the_panel_finds_the_looks_to_decide_on_also_of_closed_cases(city: stories.City) -> None:
    closed, running = stories.closed(city), confidential(city)
    until = clock.now() + timedelta(hours=2)
    for case in (closed, running):
        beside.request_look(case, by=city.actor("operator"), purpose="check", until=until, reason="核对")
    for who in ("supervisor", "dispatcher"):
        found = queries.LISTS["looks"](city.actor(who)).values_list("number", flat=True)
        assert sorted(found) == sorted([closed.number, running.number])
    assert list(queries.LISTS["looks"](city.actor("roads"))) == []
