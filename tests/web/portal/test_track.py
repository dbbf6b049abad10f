"""What the holder of a code sees and may do, and what a stranger does not."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huying.base.journal import editions
from huying.base.units.roles import Actor
from huying.cases import beside, followup, handling, intake
from huying.cases.models import Case, Verdict
from huying.cases.words import Outcome, State
from tests import stories

from .conftest import Page, advanced, file_one, statements
from .test_report import photo

ALWAYS = ("leave", "copy", "correct_contact", "request_erasure")
"""Forms that are on every page of a case."""
READING = 10
"""Statements of the page: the case, its papers (3), its story (events, words, the units of accounts), the answer (2), its files,
how it stands towards erasure, and whether a contact is kept."""


def deed(client: Client, address: str, verb: str, **filled: Any) -> Any:
    """Fill in the form of a verb as it stands on the page, and send it."""
    fields = Page(client.get(address)).fields
    own = {name: values for name, values in fields.items() if name.startswith(f"{verb}-")}
    return client.post(f"{address}{verb}/", own | {f"{verb}-{name}": value for name, value in filled.items()})


def offered(body: str) -> list[str]:
    """The verbs that have a form on the page."""
    return re.findall(r'action="/track/[^/]+/([a-z_]+)/"', body)


def test_number_and_code_open_the_case(city: stories.City, client: Client, opened: Any) -> None:
    receipt = file_one(city)
    advanced(receipt, State.IN_PROGRESS)
    page = client.get(opened(receipt))
    body = page.content.decode()
    assert (page.status_code, page["Cache-Control"]) == (200, "private, no-store")
    assert [words in body for words in ("城市照明处", "滨河路 12 号门口路灯不亮", receipt.case.number)] == [True] * 3
    assert receipt.code not in body
    assert "13900001234" not in body


def test_the_number_may_be_typed_without_its_dashes_and_the_code_in_small_letters(
    city: stories.City, client: Client
) -> None:
    receipt = file_one(city)
    typed = {"number": receipt.case.number.replace("-", " "), "code": receipt.code.lower().replace("-", "")}
    assert client.post("/track/", typed)["Location"] == f"/track/{receipt.case.number}/"


@pytest.mark.parametrize(
    ("state", "verbs"),
    [
        (State.RECEIVED, ["attach", "correct", "withdraw", "message"]),
        (State.DISPATCHED, ["urge", "attach", "correct", "withdraw", "message"]),
        (State.REPLIED, ["follow_up", "attach", "message"]),
    ],
)
def test_there_is_a_form_for_what_the_table_allows_and_for_nothing_else(
    city: stories.City, client: Client, opened: Any, state: str, verbs: list[str]
) -> None:
    receipt = file_one(city)
    if state != State.RECEIVED:
        advanced(receipt, state)
    body = client.get(opened(receipt)).content.decode()
    assert [verb for verb in offered(body) if verb not in ALWAYS] == verbs


def test_what_is_no_longer_possible_says_why(city: stories.City, client: Client, opened: Any) -> None:
    receipt = file_one(city)
    intake.withdraw(receipt.case, by=Actor.resident(receipt.case.pk))
    page = client.get(opened(receipt))
    assert [verb for verb in offered(page.content.decode()) if verb not in ALWAYS] == ["attach"]
    review = next(choice for choice in page.context["choices"] if choice.verb == "review")
    assert f'<span class="hy-reason">{review.reason}</span>' in page.content.decode()


def test_not_solved_goes_back_to_the_unit(city: stories.City, client: Client, opened: Any) -> None:
    receipt = file_one(city)
    advanced(receipt, State.REPLIED)
    done = deed(client, opened(receipt), "follow_up", decision="no", contacted="true", satisfied="1", text="还是不亮")
    assert (done.status_code, done["Location"]) == (302, f"/track/{receipt.case.number}/")
    verdict = Verdict.objects.get()
    assert (verdict.solved, verdict.contacted, verdict.satisfied) == ("no", True, 1)
    assert Case.objects.get().state == State.REPLIED  # the reaction reworks it


def test_solved_closes_it_and_a_review_may_be_asked_for(city: stories.City, client: Client, opened: Any) -> None:
    receipt = file_one(city)
    advanced(receipt, State.REPLIED)
    address = opened(receipt)
    deed(client, address, "follow_up", decision="yes")
    assert Case.objects.get().outcome == Outcome.RESOLVED
    assert deed(client, address, "review", reason="又坏了").status_code == 302
    assert Case.objects.get().requests.get().kind == "review"


def test_a_question_of_the_unit_is_answered(city: stories.City, client: Client, opened: Any) -> None:
    receipt = file_one(city)
    case = advanced(receipt, State.IN_PROGRESS)
    handling.ask_resident(case, by=stories.lead(case), question="是哪一盏灯？")
    address = opened(receipt)
    assert "是哪一盏灯？" in client.get(address).content.decode()
    deed(client, address, "answer_resident", answer="门口左边那盏")
    assert Case.objects.get().papers.request("answer") is None
    assert "answer_resident" not in offered(client.get(address).content.decode())


def test_pressed_twice_it_is_reminded_once(city: stories.City, client: Client, opened: Any) -> None:
    receipt = file_one(city)
    advanced(receipt, State.DISPATCHED)
    address = opened(receipt)
    fields = {name: values for name, values in Page(client.get(address)).fields.items() if name.startswith("urge-")}
    for _press in range(2):
        assert client.post(f"{address}urge/", fields | {"urge-text": "快一点"}).status_code == 302
    assert Case.objects.get().n_events == 3  # receive, dispatch, urge


def test_what_moved_meanwhile_is_looked_at_again_and_the_words_are_kept(
    city: stories.City, client: Client, opened: Any
) -> None:
    receipt = file_one(city)
    case = advanced(receipt, State.DISPATCHED)
    address = opened(receipt)
    fields = {name: values for name, values in Page(client.get(address)).fields.items() if name.startswith("correct-")}
    handling.accept(case, by=stories.lead(case))
    refused = client.post(f"{address}correct/", fields | {"correct-text": "是 14 号"})
    again = Page(refused)
    assert (refused.status_code, again.fields["correct-text"]) == (409, ["是 14 号"])
    own = {name: values for name, values in again.fields.items() if name.startswith("correct-")}
    assert client.post(f"{address}correct/", own).status_code == 302
    assert Case.objects.get().text.body == "是 14 号"


def test_files_are_added_all_or_none(city: stories.City, client: Client, opened: Any) -> None:
    receipt = file_one(city)
    address = opened(receipt)
    bad = SimpleUploadedFile("b.jpg", b"no photo")
    assert deed(client, address, "attach", photos=[photo(), bad]).status_code == 422
    assert receipt.case.attachments.count() == 0
    assert deed(client, address, "attach", photos=[photo(), photo(place=False)]).status_code == 302
    assert receipt.case.attachments.count() == 2


def test_who_looked_at_the_contact_is_told_by_unit_and_purpose_never_by_person(
    city: stories.City, client: Client, opened: Any
) -> None:
    receipt = file_one(city)
    case = advanced(receipt, State.IN_PROGRESS)
    stories.look(case, city.actor("handler"))
    page = client.get(opened(receipt))
    assert [(look.who, look.purpose) for look in page.context["looks"]] == [("城市照明处", "约上门时间")]
    assert "handler" not in page.content.decode()


def test_a_merged_report_shows_the_progress_of_the_other_without_its_reporter(
    city: stories.City, client: Client, opened: Any
) -> None:
    other = advanced(file_one(city, text="邻居的话", name="邻居"), State.REPLIED)
    mine = file_one(city)
    case = mine.case
    open_again = stories.in_progress(city, text="另一位邻居的话")
    intake.merge(case, into=open_again, by=city.actor("dispatcher"))
    handling.reply(open_again, by=stories.lead(open_again), text="整条路的灯已换", result="resolved")
    followup.follow_up(open_again, by=Actor.resident(open_again.pk), decision="partly", text="邻居说的")
    address = opened(mine)
    body = client.get(address).content.decode()
    assert [words in body for words in ("整条路的灯已换", "另一位邻居的话", "邻居说的", open_again.number)] == [
        True,
        False,
        False,
        False,
    ]
    assert deed(client, address, "rate", decision="no", satisfied="2").status_code == 302
    assert Verdict.objects.get(case=case).solved == "no"
    assert other.pk != open_again.pk


def test_the_page_costs_few_statements_however_long_the_story_is(
    city: stories.City, client: Client, opened: Any, monkeypatch: Any
) -> None:
    receipt = file_one(city)
    case = advanced(receipt, State.IN_PROGRESS)
    address = opened(receipt)
    client.get(address)
    monkeypatch.setattr(editions, "LOOK_EVERY", float("inf"))
    counted = []
    for n in (1, 3):
        for _look in range(n):
            stories.look(case, city.actor("handler"), "verify")
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        counted.append(len(statements(asked)))
    assert counted == [READING, READING]


def test_resident_and_unit_write_to_each_other_and_neither_sees_an_address(
    city: stories.City, client: Client, opened: Any
) -> None:
    receipt = file_one(city)
    case = advanced(receipt, State.IN_PROGRESS)
    beside.message(case, by=city.actor("handler"), text="明早九点去看，可以吗？")
    address = opened(receipt)
    form = client.get(address).context["write"].form
    given = {
        "message-version": case.version,
        "message-key": form.initial["key"],
        "message-text": "可以，打 13900005678",
    }
    assert client.post(f"{address}message/", given)["Location"] == address
    page = client.get(address)
    assert [(letter.who, letter.words["text"][:3]) for letter in page.context["letters"]] == [
        ("城市照明处", "明早九"), ("您", "可以，"),
    ]  # fmt: skip
    assert [word for word in ("13900005678", "handler") if word in page.content.decode()] == []
    assert [entry["title"] for entry in page.context["story"] if "留言" in entry["title"]] == []


def test_once_it_is_closed_the_messages_stay_and_the_box_is_gone(
    city: stories.City, client: Client, opened: Any
) -> None:
    receipt = file_one(city)
    beside.message(receipt.case, by=Actor.resident(receipt.case.pk), text="快一点")
    intake.withdraw(receipt.case, by=Actor.resident(receipt.case.pk))
    page = client.get(opened(receipt))
    assert (len(page.context["letters"]), page.context["write"]) == (1, None)


@pytest.mark.parametrize(
    ("outcome", "words"),
    [("explained", "暂时无法解决，已说明原因"), ("unfounded", "经查看，没有发现问题")],
)
def test_what_has_ended_says_how_and_never_only_that_it_is_closed(
    outcome: str, words: str, city: stories.City, client: Client, opened: Any
) -> None:
    receipt = file_one(city)
    followup.close(receipt.case, by=city.actor("dispatcher"), outcome=outcome, text="已向来电人说明")
    page = client.get(opened(receipt))
    assert [badge["label"] for badge in page.context["badges"]] == [words]
