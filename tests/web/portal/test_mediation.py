"""Mediation as its parties see it on a telephone: applying, answering, reading, signing, and nothing of the other side's."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from huying.base.journal import audit
from huying.cases import numbers as codes
from huying.civic.mediation import numbers
from huying.civic.mediation.models import Dispute, Party
from tests.civic.mediation import stories as disputes
from tests.civic.mediation.stories import Town

from .conftest import Page

Enter = Callable[[Dispute, int], Client]


@pytest.fixture
def town(db: None, settings: Any, tmp_path: Any) -> Town:
    settings.MEDIA_ROOT = tmp_path
    return disputes.town()


@pytest.fixture
def phone_of() -> Enter:
    """A browser in which a party of this side gave its code."""

    def give(dispute: Dispute, side: int) -> Client:
        code, phone = codes.code(), Client()
        Party.objects.filter(pk=dispute.papers.of_side(side)[0].pk).update(code_digest=codes.digest(code))
        answer = phone.post("/mediate/open/", {"number": dispute.number, "code": code})
        assert answer["Location"] == f"/mediate/{dispute.number}/"
        return phone

    return give


def press(phone: Client, dispute: Dispute, button: str, /, **given: str) -> Any:
    """Send the form with this label as the page shows it."""
    body = phone.get(f"/mediate/{dispute.number}/").content.decode()
    for form in re.findall(r"<form.*?</form>", body, re.DOTALL):
        if button in re.findall(r">\s*([^<>]+?)\s*</button>", form):
            (action,) = re.findall(r'action="([^"]+)"', form)
            fields = {name: values[-1] for name, values in Page(_Shown(form)).fields.items()}
            (prefix,) = {name.rpartition("-")[0] for name in fields if name.endswith("-key")}
            named = re.search(rf'name="([^"]+)"\s+value="([^"]+)">\s*{button}', form)
            chosen = {named[1]: named[2]} if named else {}
            typed = {f"{prefix}-{name}": value for name, value in given.items()}
            return phone.post(action, fields | chosen | typed)
    raise AssertionError(f"no button {button}")


class _Shown:
    status_code = 200

    def __init__(self, body: str) -> None:
        self.content = body.encode()


def applied(client: Client, **given: str) -> Any:
    typed = {
        "text": "楼上漏水，天花板坏了", "issues": "修好并赔偿", "amount": "3000", "other_kind": "person", "other_name": "楼上邻居",
        "other_phone": "13900007777", "name": "陈青", "phone": "13900008888", "to": "4",
    }  # fmt: skip
    return client.post("/mediate/apply/", typed | given)


def test_the_first_page_says_that_it_is_free_and_voluntary(town: Town, client: Client) -> None:
    body = client.get("/mediate/").content.decode()
    assert "不收取任何费用" in body
    assert "自愿" in body


def test_an_application_in_three_steps_gives_a_number_and_the_applicants_own_code(town: Town, client: Client) -> None:
    body = applied(client).content.decode()
    number, code = re.findall(r"M\d{6}-\d{8}-\d", body)[0], re.findall(r'id="code">([^<]+)<', body)[0]
    dispute = Dispute.objects.get(number=number)
    assert [[party.name for party in dispute.papers.of_side(side)] for side in (1, 2)] == [["陈青"], ["楼上邻居"]]
    assert client.post("/mediate/open/", {"number": number, "code": code})["Location"] == f"/mediate/{number}/"
    page = client.get(f"/mediate/{number}/").content.decode()
    assert ("13900007777" in page, "楼上邻居" in page) == (False, True)


def test_a_stranger_is_asked_for_the_code_whether_there_is_such_a_dispute_or_not(town: Town, client: Client) -> None:
    number = disputes.opened(town).number
    asked = [client.get(f"/mediate/{which}/")["Location"] for which in (number, "M261122-00999999-9")]
    assert asked == [f"/mediate/open/?number={number}", "/mediate/open/?number=M261122-00999999-9"]
    assert client.post(f"/mediate/{number}/do/refuse/").status_code == 404


def test_a_side_agrees_with_one_press(town: Town, phone_of: Enter) -> None:
    dispute = disputes.asked(town)
    press(phone_of(dispute, 1), dispute, "同意调解")
    assert dispute.sides.get(number=1).consent == "yes"


@pytest.mark.parametrize("state", ["asked", "accepted", "mediating", "settled", "signed"])
def test_a_no_ends_it_with_one_press_and_tells_where_to_turn(town: Town, phone_of: Enter, state: str) -> None:
    dispute = getattr(disputes, state)(town)
    phone = phone_of(dispute, 2)
    press(phone, dispute, "不同意调解")
    assert disputes.fresh(dispute).state == "closed"
    assert disputes.REMEDIES in phone.get(f"/mediate/{dispute.number}/").content.decode()


def test_what_a_side_says_to_the_mediators_alone_is_on_no_page_of_the_other(town: Town, phone_of: Enter) -> None:
    dispute = disputes.mediating(town)
    one, other = phone_of(dispute, 1), phone_of(dispute, 2)
    press(one, dispute, "说几句", text="一万元我也能接受", to="mediator")
    press(one, dispute, "说几句", text="请按时发工资", to="all")
    mine, theirs = ("".join(phone.get(f"/mediate/{dispute.number}/").content.decode()) for phone in (one, other))
    assert [said in mine for said in ("一万元我也能接受", "请按时发工资")] == [True, True]
    assert [said in theirs for said in ("一万元我也能接受", "请按时发工资")] == [False, True]


def test_a_party_signs_the_exact_text_it_reads(town: Town, phone_of: Enter) -> None:
    dispute = disputes.settled(town)
    phone = phone_of(dispute, 1)
    assert press(phone, dispute, "签署").status_code == 422
    press(phone, dispute, "签署", read="on")
    (signature,) = disputes.fresh(dispute).papers.signatures
    assert (signature.party_id, signature.hash) == (dispute.papers.of_side(1)[0].pk, disputes.the_hash(dispute))


def test_whoever_is_owed_says_that_it_was_done(town: Town, phone_of: Enter) -> None:
    dispute = disputes.in_force(town)
    assert "已履行</button>" not in re.sub(
        r"\s", "", phone_of(dispute, 2).get(f"/mediate/{dispute.number}/").content.decode()
    )
    press(phone_of(dispute, 1), dispute, "已履行")
    assert disputes.owed(dispute).performed_on is not None


def test_a_party_takes_the_agreement_away_as_pdf_and_word(town: Town, phone_of: Enter) -> None:
    dispute = disputes.settled(town)
    phone = phone_of(dispute, 1)
    kinds = [phone.get(f"/mediate/{dispute.number}/agreement/1.{kind}/").content[:4] for kind in ("pdf", "docx")]
    assert kinds == [b"%PDF", b"PK\x03\x04"]
    assert phone.get(f"/mediate/{dispute.number}/agreement/2.pdf/").status_code == 404


def test_a_text_that_is_still_being_written_is_on_nobodys_telephone(town: Town, phone_of: Enter) -> None:
    dispute = disputes.drafted(town)
    phone = phone_of(dispute, 1)
    assert disputes.the_hash(dispute) not in phone.get(f"/mediate/{dispute.number}/").content.decode()
    assert phone.get(f"/mediate/{dispute.number}/agreement/1.docx/").status_code == 404


def test_a_session_goes_into_the_calendar_without_a_word_of_the_dispute(town: Town, phone_of: Enter) -> None:
    dispute = disputes.said(town)
    (meeting,) = dispute.meetings.all()
    event = phone_of(dispute, 1).get(f"/mediate/{dispute.number}/sessions/{meeting.pk}.ics").content.decode()
    assert f"DTSTART:{meeting.starts_at:%Y%m%dT%H%M%SZ}\r\n" in event
    assert "工资" not in event


@pytest.mark.parametrize(("side", "hidden"), [(1, ["MARK-private-2"]), (2, ["MARK-private-1", "MARK-hidden-offer-1"])])
def test_no_answer_to_one_side_holds_what_the_other_said_alone_or_how_it_is_reached(
    town: Town, phone_of: Enter, side: int, hidden: list[str]
) -> None:
    dispute = disputes.said(town)
    phone = phone_of(dispute, side)
    other = dispute.papers.of_side(3 - side)[0]
    answers = [phone.get(f"/mediate/{dispute.number}/"), phone.post(f"/mediate/{dispute.number}/copy/")]
    said = "".join(answer.content.decode() for answer in answers)
    assert [mark for mark in (*hidden, other.phone) if mark in said] == []
    assert "MARK-said-1" in said
    kept = disputes.WORKER.phone if side == 1 else disputes.EMPLOYER.phone
    assert kept in answers[1].content.decode()


@pytest.mark.usefixtures("phones")
def test_a_lost_code_is_asked_for_without_learning_whether_anybody_exists(town: Town, client: Client) -> None:
    dispute = disputes.opened(town)
    assert "/mediate/lost/" in client.get("/mediate/open/").content.decode()
    nobodys = numbers.number(audit.today(), 999_999)
    asked = [(dispute.number, "13900001234"), (dispute.number, "13900009999"), (nobodys, "13900001234")]
    answers = [client.post("/mediate/lost/", {"number": number, "address": phone}) for number, phone in asked]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert len({answer.content for answer in answers}) == 1
    assert ProcrastinateJob.objects.filter(task_name="send_way_in").count() == 3


def test_without_a_channel_there_is_no_link_to_ask_for(town: Town, client: Client, settings: Any) -> None:
    settings.SMTP_URL = settings.SMS_URL = ""
    assert client.get("/mediate/lost/").status_code == 404
    assert "/mediate/lost/" not in client.get("/mediate/open/").content.decode()


def test_a_party_gets_a_new_code_once_and_corrects_how_it_is_reached(town: Town, phone_of: Enter) -> None:
    dispute = disputes.mediating(town)
    phone = phone_of(dispute, 2)
    page = press(phone, dispute, "换一个新的查询码")
    code = re.findall(r'id="code">([^<]+)<', page.content.decode())[0]
    assert page["Cache-Control"] == "private, no-store"
    assert Client().post("/mediate/open/", {"number": dispute.number, "code": code}).status_code == 302
    press(phone, dispute, "更正我的联系方式", phone="13900007777", email="", address="")
    assert Party.objects.get(pk=dispute.papers.of_side(2)[0].pk).phone == "13900007777"
