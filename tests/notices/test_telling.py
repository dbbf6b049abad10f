"""Each event reaches whom the table says, by the channels it says, once; and never whom the case is about."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from huying.base.journal import clock
from huying.base.journal.memory import Event
from huying.base.units.roles import Actor
from huying.cases import beside, handling, intake, pace, routing, watch
from huying.cases.states import LIFE
from huying.notices import parties, phrases, sending, table, telling
from huying.notices.models import Desk, Notice, OptOut, Pace, Preference
from tests import stories

from .hours import MORNING, NIGHT, NOON, at, tell
from .receivers import Receiver

pytestmark = pytest.mark.django_db


def told() -> set[tuple[str, str, str]]:
    return {*Notice.objects.values_list("template", "to", "channel")}


def test_every_line_of_the_table_is_about_something_that_happens_and_has_its_words() -> None:
    names = {name.partition(".")[0] for name in table.TABLE}
    clocks = {"*", "resolve", "decision", "dispatch"}
    assert names - {*LIFE.steps} - clocks == {"mail"}
    used = {line.template for found in table.TABLE.values() for line in found}
    assert used | {table.STANDING_IN.template} | parties.TEMPLATES == {*phrases.WORDING}


@pytest.mark.parametrize(
    ("event", "line"),
    [
        ("resolve.warn_80", "*.warn"), ("resolve.breach", "resolve.breach"), ("receipt.breach", "*.breach"),
        ("resolve.escalate_2", "*.escalate"), ("dispatch.breach", "dispatch.breach"), ("dispatch", "dispatch"),
        ("message.resident", "message.resident"), ("decide_return.granted", "decide_return.granted"),
    ],
)  # fmt: skip
def test_an_event_follows_its_own_line_or_that_of_its_kind(event: str, line: str) -> None:
    assert table.lines(event) == table.TABLE[line]


def test_what_nobody_is_told_has_no_line() -> None:
    assert [table.lines(event) for event in ("note", "decide_return.unknown", "copy")] == [(), (), ()]


def test_a_dispatch_reaches_the_unit_and_the_reporter_once(
    city: stories.City, mailbox: Receiver, phones: Receiver
) -> None:
    with clock.at(NOON):
        case = stories.dispatched(city, email="min@example.org")
    at(NOON, case)
    at(NOON, case)
    lighting = city.unit["lighting"].pk
    assert told() == {
        ("received", f"case:{case.pk}", "email"), ("received", f"case:{case.pk}", "sms"),
        ("passed_on", f"case:{case.pk}", "email"), ("passed_on", f"case:{case.pk}", "sms"),
        ("new_case", f"unit:{lighting}:", "app"), ("new_case", f"staff:{city.staff['handler'].pk}", "email"),
    }  # fmt: skip
    assert sorted(to for to, _text in mailbox.taken) == ["handler@city.example", "min@example.org", "min@example.org"]
    assert phones.taken == []  # they left an e-mail address
    assert len(set(mailbox.marks)) == 3


def test_who_left_a_telephone_gets_a_text_message(city: stories.City, mailbox: Receiver, phones: Receiver) -> None:
    with clock.at(NOON):
        case = stories.received(city)
    at(NOON, case)
    link = f"http://localhost:8000/track/?number={case.number}"
    assert phones.taken == [("+8613900001234", f"{case.number} 已受理。凭编号和查询码查看进展：{link}")]
    assert mailbox.taken == []


def test_a_notice_holds_neither_name_nor_address_nor_what_was_said(
    city: stories.City, mailbox: Receiver, phones: Receiver
) -> None:
    with clock.at(NOON):
        case = stories.dispatched(city, email="min@example.org")
        beside.message(case, by=Actor.resident(case.pk), text="请周三来")
    at(NOON, case)
    said = " ".join(text for _to, text in mailbox.taken)
    rows = str([*Notice.objects.values()]) + str([*ProcrastinateJob.objects.values_list("args", flat=True)])
    secret = ["王敏", "13900001234", "min@example.org", "滨河路", "路灯", "周三"]
    assert [word for word in secret if word in said or word in rows] == []
    assert case.number in said


def test_nobody_gets_a_mail_about_what_they_did_themselves(city: stories.City, mailbox: Receiver) -> None:
    with clock.at(NOON):
        case = stories.in_progress(city)
        pace.request_escalation(case, by=city.actor("handler"), reason="跨区")
        pace.decide_escalation(case, by=city.actor("supervisor"), decision="granted", reason="同意")
    at(NOON, case, "request_escalation", "decide_escalation")
    assert sorted((to, text.split()[0]) for to, text in mailbox.taken) == [
        ("handler@city.example", case.number), ("supervisor@city.example", case.number),
    ]  # fmt: skip


def test_whoever_the_case_is_about_is_told_nothing(city: stories.City, mailbox: Receiver) -> None:
    with clock.at(NOON):
        case = stories.received(city, accused=city.unit["west"], category=None)
        routing.dispatch(case, to=city.unit["lighting"], by=city.actor("dispatcher"), basis="清单")
        beside.recuse(case, by=city.actor("handler"), interest="close")
    at(NOON, case, "dispatch")
    assert told() == {
        ("new_case", f"unit:{city.unit['lighting'].pk}:", "app"), ("passed_on", f"case:{case.pk}", "email"),
    }  # fmt: skip


def test_the_panel_decides_and_the_unit_that_had_it_reads_so(city: stories.City) -> None:
    with clock.at(NOON):
        case = stories.dispatched(city)
        lead = stories.lead(case)
        routing.request_return(case, by=lead, reason="not_ours", basis="道路条例 1", proposed=city.unit["roads"])
        routing.decide_return(case, by=city.actor("dispatcher"), decision="granted", to=city.unit["roads"])
    tell(case, "request_return", "decide_return")
    hotline, hall, lighting = (city.unit[name].pk for name in ("hotline", "hall", "lighting"))
    assert told() == {
        ("return_asked", f"unit:{hotline}:dispatcher", "app"), ("return_asked", f"unit:{hall}:supervisor", "app"),
        ("return_granted", f"unit:{lighting}:", "app"),
    }  # fmt: skip


def test_a_deadline_warns_the_unit_then_its_supervisor_then_level_by_level(city: stories.City) -> None:
    start = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
    with clock.at(start):
        case = stories.in_progress(city, category=city.category["roads"])
    west, district, hall = (city.unit[name].pk for name in ("west", "district", "hall"))
    seen: dict[int, set[tuple[str, str]]] = {}
    for days in (4, 6, 8, 10, 13, 40):
        before = {*Notice.objects.values_list("pk", flat=True)}
        with clock.at(start + timedelta(days=days)):
            watch.watch()
            for event in Event.objects.filter(life="clock").order_by("pk"):
                telling.notify_reach(event.thing, event.seq)
        new = Notice.objects.filter(event__startswith="resolve.").exclude(pk__in=before)
        seen[days] = {*new.values_list("template", "to")}
    assert seen == {
        4: {("soon_due", f"unit:{west}:")}, 6: {("soon_due", f"unit:{west}:")},
        8: {("overdue", f"unit:{west}:"), ("overdue", f"unit:{hall}:supervisor")},
        10: {("escalated", f"unit:{district}:")}, 13: {("escalated", f"unit:{hall}:")}, 40: set(),
    }  # fmt: skip
    assert {*Notice.objects.filter(event__startswith="assignment.")} == set()
    assert {*Notice.objects.values_list("case__number", flat=True)} == {case.number}


def test_merged_reporters_are_told_with_the_others(city: stories.City, phones: Receiver) -> None:
    with clock.at(NOON):
        case = stories.in_progress(city)
        other = stories.received(city, phone="13900005678")
        intake.merge(other, into=case, by=city.actor("dispatcher"))
        handling.interim_reply(case, by=stories.lead(case), text="配件在路上")
    at(NOON, case, "interim_reply")
    assert sorted(to for to, _text in phones.taken) == ["+8613900001234", "+8613900005678"]


def test_a_chat_of_the_unit_and_one_s_own_are_told(city: stories.City, chat: Receiver) -> None:
    Desk.objects.create(unit=city.unit["lighting"], url=chat.url)
    Preference.objects.create(staff=city.staff["handler"], url=chat.url)
    with clock.at(NOON):
        case = stories.dispatched(city)
    at(NOON, case, "dispatch")
    assert len(chat.taken) == 2
    assert {text.split("http")[0].split()[0] for _to, text in chat.taken} == {case.number}


def test_an_opt_out_and_no_wish_for_an_answer_are_kept_to(city: stories.City, phones: Receiver) -> None:
    with clock.at(NOON):
        quiet = stories.received(city)
        OptOut.objects.create(case=quiet, at=NOON)
        unwished = stories.received(city, reply_wanted=False)
    for case in (quiet, unwished):
        at(NOON, case)
    assert phones.taken == []


# -- the night


def test_residents_and_staff_sleep_and_hear_in_the_morning(
    city: stories.City, mailbox: Receiver, phones: Receiver
) -> None:
    with clock.at(NIGHT):
        cases = [stories.dispatched(city) for _n in range(2)]
    for case in cases:
        at(NIGHT, case, "dispatch")
    assert (mailbox.taken, phones.taken) == ([], [])
    with clock.at(MORNING):
        assert (sending.gather(), sending.send()) == (1, 3)
    assert [to for to, _text in phones.taken] == ["+8613900001234"] * 2
    assert [(to, text.count("http://")) for to, text in mailbox.taken] == [("handler@city.example", 2)]


@pytest.mark.parametrize(
    ("pace", "then"), [(Pace.HOURLY, datetime(2026, 3, 4, 5, 0, tzinfo=UTC)), (Pace.DAILY, datetime(2026, 3, 5, 0, 30, tzinfo=UTC))]
)  # fmt: skip
def test_a_digest_is_one_mail_in_place_of_many(
    city: stories.City, mailbox: Receiver, pace: str, then: datetime
) -> None:
    Preference.objects.create(staff=city.staff["handler"], pace=pace)
    with clock.at(NOON):
        cases = [stories.dispatched(city) for _n in range(3)]
    for case in cases:
        at(NOON, case, "dispatch")
    mine = Notice.objects.filter(to=f"staff:{city.staff['handler'].pk}")
    assert {*mine.values_list("next_at", flat=True)} == {then}
    with clock.at(then):
        sending.gather()
        sending.send()
        sending.gather()
        sending.send()
    assert [[case.number in text for case in cases] for _to, text in mailbox.taken if "handler" in _to] == [[True] * 3]
    assert sorted(mine.values_list("stage", flat=True)) == ["digested", "digested", "digested", "sent"]


def test_a_digest_is_no_longer_than_people_read(city: stories.City, mailbox: Receiver, monkeypatch: Any) -> None:
    monkeypatch.setattr(sending, "DIGEST_MOST", 2)
    with clock.at(NIGHT):
        cases = [stories.dispatched(city) for _n in range(5)]
    for case in cases:
        at(NIGHT, case, "dispatch")
    with clock.at(MORNING):
        assert (sending.gather(), sending.gather(), sending.send()) == (2, 0, 3)
    assert sorted(text.count("http://") for _to, text in mailbox.taken) == [1, 2, 2]


def test_who_looks_at_the_desk_gets_no_mail(city: stories.City, mailbox: Receiver, settings: Any) -> None:
    Preference.objects.create(staff=city.staff["handler"], pace=Pace.NEVER)
    with clock.at(NOON):
        case = stories.dispatched(city)
    at(NOON, case, "dispatch")
    assert [to for to, _text in mailbox.taken] == []
