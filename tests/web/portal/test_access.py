"""What a stranger does not see, and what the holder of a code may open."""

import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from huying.cases import beside, files
from huying.cases.words import State
from tests import stories

from .conftest import advanced, file_one
from .test_report import photo


def test_a_wrong_number_and_a_wrong_code_are_answered_alike(city: stories.City, client: Client) -> None:
    receipt = file_one(city)

    def answer(**typed: str) -> tuple[int, str]:
        page = client.post("/track/", typed)
        body = page.content.decode().replace(typed["number"], "").replace(typed["code"], "")
        return page.status_code, re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", body)

    wrong_code = answer(number=receipt.case.number, code="AAAA-AAAA-AAAA")
    wrong_number = answer(number="261122-00999999-9", code=receipt.code)
    assert wrong_code == wrong_number
    assert wrong_code[0] == 422


def test_a_stranger_is_asked_for_the_code_whether_there_is_such_a_case_or_not(
    city: stories.City, client: Client
) -> None:
    number = file_one(city).case.number
    there, not_there = client.get(f"/track/{number}/"), client.get("/track/261122-00999999-9/")
    assert (there.status_code, there["Location"]) == (302, f"/track/?number={number}")
    assert (not_there.status_code, not_there["Location"]) == (302, "/track/?number=261122-00999999-9")


def test_a_stranger_can_do_nothing_and_sees_no_file(city: stories.City, client: Client) -> None:
    case = file_one(city, attachments=[files.take_in("a.jpg", photo()).attachment]).case
    file = case.attachments.get()
    assert client.post(f"/track/{case.number}/withdraw/").status_code == 404
    assert client.get(f"/track/{case.number}/files/{file.pk}/").status_code == 404


def test_the_code_of_one_case_opens_no_other(city: stories.City, client: Client, opened: Any) -> None:
    mine, theirs = file_one(city), file_one(city, attachments=[files.take_in("a.jpg", photo()).attachment])
    opened(mine)
    file = theirs.case.attachments.get()
    assert client.get(f"/track/{theirs.case.number}/").status_code == 302
    assert client.get(f"/track/{mine.case.number}/files/{file.pk}/").status_code == 404


def test_a_cookie_that_was_made_up_opens_nothing(city: stories.City, client: Client) -> None:
    case = file_one(city).case
    client.cookies["huying_cases"] = f"{case.number}={case.pk}"
    assert client.get(f"/track/{case.number}/").status_code == 302


def test_leaving_closes_what_was_opened(city: stories.City, client: Client, opened: Any) -> None:
    address = opened(file_one(city))
    client.post("/track/leave/")
    assert client.get(address).status_code == 302


def test_the_resident_sees_their_files_and_the_replys_and_not_what_offices_keep(
    city: stories.City, client: Client, opened: Any
) -> None:
    receipt = file_one(city, attachments=[files.take_in("mine.jpg", photo()).attachment])
    case = advanced(receipt, State.IN_PROGRESS)
    pdf: Any = SimpleUploadedFile("reply.pdf", b"%PDF-1.4 %%EOF")
    for file, of_reply in ((photo(place=False), False), (pdf, True)):
        kept = files.take_in(file.name or "", file).attachment
        kept.of_reply = of_reply
        beside.attach(case, by=stories.lead(case), file=kept)
    opened(receipt)
    answers = [
        client.get(reverse("portal:file", args=[case.number, file.pk])) for file in case.attachments.order_by("pk")
    ]
    assert [answer.status_code for answer in answers] == [200, 404, 200]
    headers = ("Content-Type", "Content-Disposition", "X-Content-Type-Options")
    assert [[answers[n][name] for name in headers] for n in (0, 2)] == [
        ["image/jpeg", 'inline; filename="mine.jpg"', "nosniff"],
        ["application/pdf", 'attachment; filename="reply.pdf"', "nosniff"],
    ]
    for answer in answers:
        answer.close()
