"""What a reporter does with their case by its code, as an app of theirs sends it."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from huying.base.units.roles import SYSTEM, Actor
from huying.cases import handling, intake, routing
from huying.cases.models import Attachment, Case, Contact, Verdict
from tests import stories

from .conftest import Program, says

pytestmark = pytest.mark.django_db

LIGHT = {"text": "滨河路 12 号门口路灯不亮", "category": "0203"}


@pytest.fixture
def receipt(city: stories.City) -> intake.Receipt:
    return intake.receive(stories.call(city), by=Actor.resident())


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def picture() -> SimpleUploadedFile:
    content = BytesIO()
    Image.new("RGB", (8, 8)).save(content, "JPEG")
    return SimpleUploadedFile("light.jpg", content.getvalue(), "image/jpeg")


def test_their_case_is_put_right_and_written_about_by_its_code(receipt: intake.Receipt, anybody: Program) -> None:
    code, at = {"X_Tracking_Code": receipt.code}, f"/track/{receipt.case.number}"
    assert anybody.post(f"{at}/correct", {"address": "滨河路 14 号"}, If_Match='"1"', **code).json()["version"] == 2
    assert anybody.post(f"{at}/correct_contact", {"phone": "13900005678"}, **code).status_code == 200
    assert anybody.post(f"{at}/message", {"text": "还是不亮"}, **code).status_code == 200
    assert Contact.objects.get().phone == "13900005678"
    told = anybody.get(at, **{"X-Tracking-Code": receipt.code}).json()
    assert (told["place"]["address"], told["steps"]["withdraw"], "reply" in told["steps"]) == (
        "滨河路 14 号",
        "",
        False,
    )


def test_they_say_whether_it_is_solved(city: stories.City, receipt: intake.Receipt, anybody: Program) -> None:
    case = Case.objects.get()
    routing.dispatch(case, to=city.unit["lighting"], by=SYSTEM, basis="清单")
    handling.accept(case, by=stories.lead(case))
    at, said = f"/track/{receipt.case.number}/follow_up", {"decision": "yes", "satisfied": 5}
    assert anybody.post(at, said, X_Tracking_Code=receipt.code).status_code == 409
    handling.reply(case, by=stories.lead(case), text="灯已修好", result="resolved")
    assert anybody.post(at, said, X_Tracking_Code=receipt.code).json()["outcome"] == "resolved"
    assert (Verdict.objects.get().satisfied, Verdict.objects.get().channel) == (5, "web")


@pytest.mark.parametrize("code", ["", "AAAA-AAAA-AAAA"])
def test_without_the_code_there_is_no_such_case(receipt: intake.Receipt, anybody: Program, code: str) -> None:
    headers = {"X_Tracking_Code": code} if code else {}
    answers = [
        anybody.post(f"/track/{number}/withdraw", **headers) for number in (receipt.case.number, "261122-00999999-9")
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert Case.objects.get().state == "received"


def test_what_only_an_office_says_of_a_case_they_do_not_say(receipt: intake.Receipt, anybody: Program) -> None:
    answer = anybody.post(f"/track/{receipt.case.number}/correct", {"category": "0203"}, X_Tracking_Code=receipt.code)
    assert (answer.status_code, says(answer)) == (422, {"category": "There is no such field."})


def test_a_photo_is_sent_ahead_filed_with_the_case_and_read_by_both(
    city: stories.City, anybody: Program, hotline: Program
) -> None:
    sent = anybody.client.post("/api/v1/files", {"file": picture()}, headers=anybody.headers)
    assert sent.status_code == 201
    receipt = anybody.post("/cases", LIGHT | {"files": [sent.json()["token"]]}).json()
    row = Attachment.objects.get()
    for asked, at in ((hotline, "cases"), (anybody, "track")):
        code = {"X-Tracking-Code": receipt["code"]}
        (told,) = asked.get(f"/{at}/{receipt['number']}", **code).json()["files"]
        assert (told["id"], told["name"], told["media_type"]) == (row.pk, "light.jpg", "image/jpeg")
        content = asked.get(f"/{at}/{receipt['number']}/files/{row.pk}", **code)
        assert (content.status_code, content["Content-Type"], len(b"".join(content.streaming_content))) == (
            200,
            "image/jpeg",
            row.size,
        )
    assert anybody.get(f"/track/{receipt['number']}/files/{row.pk}").status_code == 404


def test_a_made_up_token_is_no_file(anybody: Program, city: stories.City) -> None:
    answer = anybody.post("/cases", LIGHT | {"files": ["made-up"]})
    assert says(answer) == {"files.0": "This stands for no file that was sent within a day."}


def test_they_add_a_photo_later(receipt: intake.Receipt, anybody: Program) -> None:
    headers = anybody.headers | {"X-Tracking-Code": receipt.code}
    answer = anybody.client.post(f"/api/v1/track/{receipt.case.number}/attach", {"file": picture()}, headers=headers)
    assert (answer.status_code, Attachment.objects.get().added_by) == (200, "resident")
