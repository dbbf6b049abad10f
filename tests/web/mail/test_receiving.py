"""A letter becomes a case, an answer to a letter of ours a word to its case, and nothing is taken twice or from a machine."""

import io
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from PIL import ExifTags, Image

from huying.base.journal import clock
from huying.base.journal.memory import Event, remembered, typed
from huying.base.units.roles import Actor
from huying.cases import files, handling, incoming, intake, queries
from huying.cases.models import Attachment, Case, Contact, Incoming
from huying.notices import replies, sending, telling
from huying.notices.models import Notice
from huying.web import limits
from tests import stories
from tests.cases.test_files import NORTH_EAST, exif, photo

from .post import HOTLINE, letter, newest, receive

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> stories.City:
    return stories.city()


@pytest.fixture(autouse=True)
def mail_server(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.SMTP_URL, settings.MAIL_REPLY_TO = "smtp://127.0.0.1", HOTLINE
    settings.DEFAULT_FROM_EMAIL = "呼应 <huying@city.example>"


def told(case: Case) -> mail.EmailMessage:
    """The letter that goes out about the newest event of a case."""
    mail.outbox.clear()
    telling.tell(case.pk, remembered(Case.life, case.pk)[-1].seq)
    sending.send()
    return mail.outbox[0]


def said(case: Case) -> list[str]:
    """What its reporter said after it was filed."""
    events = [event for event in remembered(Case.life, case.pk) if event.verb in ("message", "answer_resident")]
    words = typed(events, "text") | typed(events, "answer")
    return [words[event.pk] for event in events]


def test_a_letter_becomes_a_case_whose_sender_is_sealed_with_it(city: stories.City) -> None:
    city.category["light"].keywords = "路灯"
    city.category["light"].save()
    stories.forget()
    assert receive(letter()) == "filed"
    case = newest()
    contact = Contact.objects.get(case=case)
    assert (case.channel, case.text.body, case.category) == ("email", "路灯坏了\n\n滨河路 12 号门口路灯不亮", None)
    assert (contact.name, contact.email) == ("王敏", "min@example.org")
    assert Event.objects.get(thing=case.pk, life="case").facts["suggested"]["shares"] == {"0203": 100}


def test_its_receipt_brings_the_number_and_the_only_code_that_opens_it_also_at_night(city: stories.City) -> None:
    night = clock.now().replace(hour=16, minute=0)  # midnight in the city
    with clock.at(night):
        receive(letter())
        case = newest()
        receipt = told(case)
    code = re.search(r"查询码 ([0-9A-Z-]{14})", str(receipt.body))
    assert receipt.to == ["min@example.org"]
    assert code
    assert queries.tracked(case.number, code[1]) == case
    assert receipt.extra_headers["Auto-Submitted"] == "auto-generated"
    assert receipt.extra_headers["Reply-To"] == f"12345+{replies.token(case.pk)}@city.example"


@pytest.mark.parametrize("header", ["To", "References", "In_Reply_To"])
def test_an_answer_to_it_is_a_message_of_its_reporter_whoever_sends_it(city: stories.City, header: str) -> None:
    receive(letter())
    case = newest()
    receipt = told(case)
    back = receipt.extra_headers["Reply-To" if header == "To" else "Message-ID"]
    quoted = "第三盏灯也坏了。\n\n呼应 <huying@city.example> 于2026年11月22日周日 16:20写道：\n\n> 已受理\n> 查询码 …"
    assert receive(letter(quoted, "回复：诉求已受理", From="other@example.com", **{header: back})) == "added"
    assert (Case.objects.count(), said(case)) == (1, ["第三盏灯也坏了。"])


def test_it_answers_the_question_that_waits(city: stories.City) -> None:
    case = stories.in_progress(city, email="min@example.org")
    handling.ask_resident(case, by=city.actor("handler"), question="哪一盏?")
    assert receive(letter("左边第三盏", To=replies.address(case.pk))) == "added"
    assert [event.verb for event in remembered(Case.life, case.pk)][-1] == "answer_resident"


def test_number_and_code_in_it_are_as_good_and_the_code_is_not_kept(city: stories.City) -> None:
    filed = intake.receive(stories.call(city), by=Actor.resident())
    text = f"编号 {filed.case.number},查询码:{filed.code}\n灯还是不亮"
    assert receive(letter(text)) == "added"
    assert said(filed.case) == [f"编号 {filed.case.number}\n灯还是不亮"]


@pytest.mark.parametrize(
    "to",
    [
        "12345+r{key}.aaaaaaaaaaaaaaaaaaaa@city.example",
        "12345+r{key}.@city.example",
        "12345+{number}@city.example",
    ],
)
def test_nobody_writes_to_a_case_by_its_number_or_a_guess_or_from_its_reporters_address(
    city: stories.City, to: str
) -> None:
    receive(letter())
    case = newest()
    there = to.format(key=case.pk, number=case.number)
    assert receive(letter("加一句", f"回复: {case.number}", To=there)) == "filed"
    assert (Case.objects.count(), said(case)) == (2, [])


def test_one_that_was_closed_takes_no_more_and_its_reporter_is_told_so_once(city: stories.City) -> None:
    case = stories.closed(city, email="min@example.org")
    assert [receive(letter(text, To=replies.address(case.pk))) for text in ("谢谢", "再说一句")] == ["not_taken"] * 2
    assert [*Notice.objects.filter(event="mail.not_added", channel="email").values_list("template", "to")] == [
        ("not_added", f"case:{case.pk}")
    ]
    assert Case.objects.count() == 1


# -- once, and from people only


def test_the_same_letter_again_does_nothing(city: stories.City) -> None:
    came = letter()
    assert [receive(came), receive(came), receive(letter())] == ["filed", "repeated", "repeated"]
    assert Case.objects.count() == 1
    assert incoming.counted() == {"filed": 1, "repeated": 1}  # the last one: its words are the same


@pytest.mark.parametrize(
    ("headers", "end"),
    [
        ({"Auto_Submitted": "auto-replied"}, "automatic"),
        ({"Auto_Submitted": "auto-generated; owner=x"}, "automatic"),
        ({"Return_Path": "<>"}, "automatic"),
        ({"Precedence": "bulk"}, "automatic"),
        ({"X_Autoreply": "yes"}, "automatic"),
        ({"From": "MAILER-DAEMON@example.org"}, "automatic"),
        ({"From": "Shop <no-reply@example.org>"}, "automatic"),
        ({"List_Id": "<news.example.org>"}, "listed"),
        ({"Precedence": "list"}, "listed"),
        ({"From": "huying@city.example"}, "own"),
        ({"From": HOTLINE.upper()}, "own"),
        ({"Auto_Submitted": "no"}, "filed"),
        ({"From": "norepliesplease@example.org"}, "filed"),
    ],
)
def test_machines_and_lists_are_counted_and_answered_by_nothing(
    city: stories.City, headers: dict[str, str], end: str
) -> None:
    assert receive(letter(**headers)) == end
    assert (incoming.counted(), Case.objects.count()) == ({end: 1}, int(end == "filed"))


def test_a_returned_letter_is_a_machine_s(city: stories.City) -> None:
    came = b"From: a@example.org\nMessage-ID: <1@x>\nContent-Type: multipart/report; boundary=b\n\n--b\n\nnot delivered\n--b--\n"
    assert receive(came) == "automatic"


def test_a_machine_that_says_nothing_of_itself_is_answered_once(city: stories.City) -> None:
    """It answers our receipt to a bare address, always in the same words, and quotes nothing."""
    ends = []
    for _round in range(4):
        ends.append(receive(letter("本人休假,周一回复。", "自动回复", From="away@example.org")))
    assert ends == ["filed", "repeated", "repeated", "repeated"]


def test_who_writes_too_often_is_taken_later(city: stories.City, settings: Any) -> None:
    settings.LIMITS = 0.1
    assert [receive(letter(f"第 {n} 件")) for n in range(2)] == ["filed", "filed"]
    with pytest.raises(limits.TooMany):
        receive(letter("第 3 件"))


def test_what_came_long_ago_is_forgotten(city: stories.City, settings: Any) -> None:
    receive(letter())
    with clock.at(clock.now() + settings.NOTICES_KEPT + timedelta(days=1)):
        assert incoming.forget() == 2
    assert Incoming.objects.count() == 0


# -- files


def test_photos_come_with_it_without_where_they_were_taken_and_what_is_none_is_named(city: stories.City) -> None:
    came = letter()
    where: dict[Any, Any] = {
        **NORTH_EAST, ExifTags.GPS.GPSLatitude: (30, 3, 0), ExifTags.GPS.GPSLongitude: (114, 3, 0),
    }  # fmt: skip
    taken_at = exif(place=where)
    came.add_attachment(photo(exif=taken_at).read(), maintype="image", subtype="jpeg", filename="灯 2.jpg")
    came.add_attachment(b"MZ\x90", maintype="application", subtype="octet-stream", filename="run.exe")
    assert receive(came) == "filed"
    case = newest()
    kept = Attachment.objects.get(case=case)
    assert (kept.name, kept.media_type, kept.added_by) == ("灯 2.jpg", "image/jpeg", "resident")
    with files.open_file(kept) as content:
        assert not Image.open(io.BytesIO(content.read())).getexif()
    assert case.text.body.splitlines()[-1] == "〔run.exe: 只能上传照片（JPEG、PNG、WebP）和 PDF 文件。〕"
