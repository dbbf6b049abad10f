"""Who lost their code gets another, once, for minutes; and nobody learns from the answer who left which address where."""

import logging
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from cryptography.fernet import MultiFernet
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from huying.base.journal.memory import remembered
from huying.cases import codes, intake
from huying.cases.models import OneTimeCode
from huying.notices.channels import Unsent
from huying.notices.codes import send_code
from tests import stories
from tests.notices.receivers import Receiver

from .conftest import Page, file_one, statements

PHONE, EMAIL, NOBODYS = "13900001234", "min@example.org", "261122-00999999-4"
ASK, ENTER = "/track/code/", "/track/code/enter/"


@pytest.fixture
def receipt(city: stories.City) -> intake.Receipt:
    return file_one(city, phone=PHONE, email=EMAIL)


def send_what_waits() -> None:
    """Do what a worker would do."""
    for job in ProcrastinateJob.objects.filter(task_name="send_code").order_by("pk"):
        send_code(**job.args)


def asked(client: Client, receipt: intake.Receipt, to: Receiver, address: str = PHONE) -> str:
    """Ask for a code; return the one that arrived."""
    client.post(ASK, {"number": receipt.case.number, "address": address})
    send_what_waits()
    return re.findall(r"\d{8}", to.taken[-1][1])[0]


def enter(client: Client, receipt: intake.Receipt, code: str) -> Any:
    return client.post(ENTER, {"number": receipt.case.number, "code": code})


def test_a_code_by_text_message_opens_the_case(client: Client, receipt: intake.Receipt, phones: Receiver) -> None:
    code = asked(client, receipt, phones, "+86 139-0000-1234")
    opened = enter(client, receipt, f"{code[:4]} {code[4:]}")
    assert (opened.status_code, opened["Location"]) == (302, f"/track/{receipt.case.number}/")
    assert client.get(opened["Location"]).status_code == 200
    assert phones.taken == [
        ("+8613900001234", f"【呼应】一次性验证码：{code}，10 分钟内有效，只能使用一次。如非本人申请，请勿理会。")
    ]


def test_a_code_by_email_opens_the_case(client: Client, receipt: intake.Receipt, mailbox: Receiver) -> None:
    code = asked(client, receipt, mailbox, "Min@Example.org")
    assert mailbox.taken[0][0] == EMAIL
    assert enter(client, receipt, code).status_code == 302


def test_an_address_in_any_script_is_one(client: Client, city: stories.City, mailbox: Receiver) -> None:
    receipt = file_one(city, email="min@例子.中国")
    code = asked(client, receipt, mailbox, "Min@例子.中国")
    assert (mailbox.taken[0][0], enter(client, receipt, code).status_code) == ("min@xn--fsqu00a.xn--fiqs8s", 302)


def test_it_opens_that_case_only(client: Client, city: stories.City, receipt: intake.Receipt, phones: Receiver) -> None:
    other = file_one(city, phone=PHONE)
    code = asked(client, receipt, phones)
    assert enter(client, other, code).status_code == 422
    enter(client, receipt, code)
    assert client.get(f"/track/{other.case.number}/").status_code == 302


def test_it_opens_once(client: Client, receipt: intake.Receipt, phones: Receiver) -> None:
    code = asked(client, receipt, phones)
    assert [enter(client, receipt, code).status_code for _n in range(2)] == [302, 422]


def test_it_lasts_ten_minutes(client: Client, receipt: intake.Receipt, phones: Receiver) -> None:
    code = asked(client, receipt, phones)
    with time_machine.travel(timezone.now() + timedelta(minutes=10, seconds=1)):
        assert enter(client, receipt, code).status_code == 422
        codes.forget()
    assert OneTimeCode.objects.count() == 0


def test_after_five_wrong_tries_the_right_one_is_wrong_too(
    client: Client, receipt: intake.Receipt, phones: Receiver
) -> None:
    code = asked(client, receipt, phones)
    wrong = f"{(int(code) + 1) % 10**8:08d}"
    assert [enter(client, receipt, typed).status_code for typed in [wrong] * 5 + [code]] == [422] * 6


def test_four_wrong_tries_are_forgiven(client: Client, receipt: intake.Receipt, phones: Receiver) -> None:
    code = asked(client, receipt, phones)
    wrong = f"{(int(code) + 1) % 10**8:08d}"
    assert [enter(client, receipt, typed).status_code for typed in [wrong] * 4 + [code]] == [422] * 4 + [302]


# -- what does not show


ASKED = {
    "the address they left": lambda number: (number, PHONE),
    "another address": lambda number: (number, "13800000000"),
    "an e-mail address nobody left": lambda number: (number, "nobody@example.org"),
    "a number nobody has": lambda number: (NOBODYS, PHONE),
}


class Work:
    """What an answer took: its statements by shape, and how often something was sealed or opened."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sealing: list[str] = []
        for name in ("encrypt", "decrypt"):
            monkeypatch.setattr(MultiFernet, name, self._counted(name, getattr(MultiFernet, name)))

    def _counted(self, name: str, act: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*given: Any) -> Any:
            self.sealing.append(name)
            return act(*given)

        return counted

    def of(self, act: Callable[[], Any]) -> tuple[Any, list[str], list[str]]:
        self.sealing.clear()
        with CaptureQueriesContext(connection) as ran:
            answer = act()
        shapes = [re.sub(r"NULL|'[^']*'|\b\d+\b|'\\x[0-9a-f]*'", "?", sql) for sql in statements(ran)]
        return answer, shapes, list(self.sealing)


def _told(page: Any, number: str) -> tuple[int, str, str]:
    body = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page.content.decode()).replace(number, "")
    return page.status_code, page.get("Location", "").replace(number, ""), body


@pytest.mark.usefixtures("phones", "mailbox")
def test_whatever_is_asked_the_answer_and_the_work_are_the_same(
    client: Client, receipt: intake.Receipt, monkeypatch: pytest.MonkeyPatch
) -> None:
    work, seen = Work(monkeypatch), {}
    for what, said in ASKED.items():
        number, address = said(receipt.case.number)
        answer, ran, sealing = work.of(lambda: client.post(ASK, {"number": number, "address": address}))  # noqa: B023
        seen[what] = (_told(answer, number), _told(client.get(answer["Location"]), number), ran, sealing)
    first = next(iter(seen.values()))
    assert seen == dict.fromkeys(ASKED, first)
    assert (first[0][:2], len(first[2]), first[3]) == ((302, "/track/code/enter/?number="), 4, ["encrypt"])


@pytest.mark.usefixtures("phones")
def test_a_wrong_code_is_answered_alike_whether_there_is_such_a_case_or_code_or_not(
    client: Client, city: stories.City, receipt: intake.Receipt, phones: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(client, receipt, phones)
    work, seen = Work(monkeypatch), []
    for number in (receipt.case.number, file_one(city).case.number, NOBODYS):
        answer, ran, sealing = work.of(lambda: client.post(ENTER, {"number": number, "code": "00000000"}))  # noqa: B023
        seen.append((_told(answer, number), ran, sealing))
    assert seen == [seen[0]] * 3
    assert (seen[0][0][0], len(seen[0][1]), seen[0][2]) == (422, 4, [])


def test_to_another_address_nothing_is_sent_and_nothing_stays(
    client: Client, receipt: intake.Receipt, phones: Receiver, mailbox: Receiver
) -> None:
    for said in list(ASKED.values())[1:]:
        number, address = said(receipt.case.number)
        client.post(ASK, {"number": number, "address": address})
    send_what_waits()
    assert (phones.taken, mailbox.taken, OneTimeCode.objects.count()) == ([], [], 0)
    assert [event.verb for event in remembered("case", receipt.case.pk)] == ["receive"]


def test_a_number_found_in_the_text_is_no_address_they_left(
    client: Client, city: stories.City, phones: Receiver
) -> None:
    receipt = file_one(city, text="请联系物业 13700001111，路灯不亮", phone=PHONE)
    client.post(ASK, {"number": receipt.case.number, "address": "13700001111"})
    send_what_waits()
    assert phones.taken == []


def test_after_three_in_an_hour_nobody_can_have_more_sent_whatever_the_number(
    client: Client, receipt: intake.Receipt, phones: Receiver
) -> None:
    for number in (receipt.case.number, NOBODYS):
        answers = [client.post(ASK, {"number": number, "address": PHONE}).status_code for _n in range(4)]
        assert answers == [302, 302, 302, 429]
    assert phones.taken == []


# -- what stays, and where


def test_the_job_and_the_record_know_no_address_and_the_resident_reads_of_it(
    client: Client, receipt: intake.Receipt, phones: Receiver
) -> None:
    code = asked(client, receipt, phones)
    (row,), (job,) = OneTimeCode.objects.all(), ProcrastinateJob.objects.filter(task_name="send_code")
    event = remembered("case", receipt.case.pk)[-1]
    assert (job.args, event.verb, event.by, event.facts) == (
        {"asked": row.pk}, "send_code", "system", {"channel": "sms"},
    )  # fmt: skip
    assert (row.typed, code in row.digest, len(row.digest)) == ("", False, 64)
    enter(client, receipt, code)
    assert (
        "有人申请了一次性验证码，已发送到您留下的联系方式"
        in client.get(f"/track/{receipt.case.number}/").content.decode()
    )


def test_what_the_gateway_does_not_take_is_tried_again_and_no_log_knows_the_address(
    client: Client, receipt: intake.Receipt, phones: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    phones.answers = [503]
    client.post(ASK, {"number": receipt.case.number, "address": PHONE})
    with caplog.at_level(logging.DEBUG):
        with pytest.raises(Unsent, match=r"^sms: HTTPError 503$"):
            send_what_waits()
        send_what_waits()
        send_what_waits()
    assert [to for to, _text in phones.taken] == ["+8613900001234"]
    assert PHONE not in caplog.text
    assert enter(client, receipt, re.findall(r"\d{8}", phones.taken[0][1])[0]).status_code == 302


# -- what the pages offer


@pytest.mark.django_db
def test_without_a_channel_there_is_no_such_page(client: Client, settings: Any) -> None:
    settings.SMTP_URL = settings.SMS_URL = ""
    assert [client.get(page).status_code for page in (ASK, ENTER)] == [404, 404]
    assert ASK not in client.get("/track/").content.decode()


@pytest.mark.usefixtures("phones")
def test_only_what_can_be_reached_is_asked_for(client: Client, receipt: intake.Receipt) -> None:
    assert ASK in client.get("/track/").content.decode()
    assert "您留下的手机号码" in client.get(ASK).content.decode()
    assert Page(client.post(ASK, {"number": receipt.case.number, "address": EMAIL})).wrong == ["address"]


@pytest.mark.usefixtures("phones")
@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"number": "261122-00000042-1", "address": PHONE}, ["number"]),
        ({"number": NOBODYS, "address": "12"}, ["address"]),
        ({"number": NOBODYS, "address": "a\x00@b.cn"}, ["address"]),
        ({}, ["number", "address"]),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_field(client: Client, db: None, typed: Any, wrong: list[str]) -> None:
    page = Page(client.post(ASK, typed))
    assert (page.status, page.wrong) == (422, wrong)
    assert OneTimeCode.objects.count() == 0
