"""Reading cases by machine, and taking steps with them."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from huying.cases import handling, intake
from huying.cases.models import Attachment, Case
from tests import stories

from .conftest import Program, program, says

pytestmark = pytest.mark.django_db


def numbers(answer: Any) -> list[str]:
    return [case["number"] for case in answer.json()["cases"]]


def test_a_key_sees_what_its_unit_may_see(city: stories.City, lighting: Program, hotline: Program) -> None:
    light = stories.dispatched(city)
    road = stories.dispatched(city, category=city.category["roads"])
    assert numbers(lighting.get("/cases")) == [light.number]
    assert numbers(hotline.get("/cases")) == [road.number, light.number]
    assert lighting.get(f"/cases/{light.number}").status_code == 200
    assert lighting.get(f"/cases/{road.number}").status_code == 404
    assert lighting.post(f"/cases/{road.number}/note", {"text": "看到了"}).status_code == 404


@pytest.mark.parametrize("name", ["all", "mine", "called", "handed", "undispatched", "returns"])
@pytest.mark.parametrize("role", ["admin", "security"])
def test_for_who_may_read_no_case_there_are_no_lists(city: stories.City, role: str, name: str) -> None:
    case = stories.in_progress(city, category=city.category["roads"])
    handling.ask_help(case, by=stories.lead(case), units=[city.unit["gas"]], reason="挖到管道")
    handling.hand_down(case, by=stories.lead(case), to=city.unit["community"], basis="社区清单 3")
    for unit in ("hall", "west", "gas", "community"):
        assert program(city, role, unit).get(f"/cases?list={name}").status_code == 404


@pytest.mark.parametrize(
    ("narrowed", "found"),
    [
        ("state=received", ["waiting"]),
        ("category=0203", ["light", "waiting"]),
        ("category=02", ["light", "road", "waiting"]),
        ("area=111", ["light", "road"]),
        ("area=11", ["light", "road", "waiting"]),
        ("unit=02", ["light"]),
        ("unit=11", ["road"]),
        ("late=true", []),
        ("text=坑", ["road"]),
        ("list=undispatched", ["waiting"]),  # the last one counts
        ("unit=02&state=received", []),
    ],
)
def test_lists_are_narrowed_as_on_the_desk(
    city: stories.City, hotline: Program, narrowed: str, found: list[str]
) -> None:
    cases = {
        "light": stories.dispatched(city),
        "road": stories.dispatched(city, category=city.category["roads"], text="路上有坑"),
        "waiting": stories.received(city, lon=stories.EAST[0], lat=stories.EAST[1]),
    }
    assert numbers(hotline.get(f"/cases?list=mine&{narrowed}")) == [cases[name].number for name in found]


def test_pages_follow_one_another_without_gap_or_overlap(city: stories.City, hotline: Program) -> None:
    made = [stories.dispatched(city).number for _ in range(5)] + [stories.received(city).number]
    read, after = [], ""
    while after is not None:
        answer = hotline.get(f"/cases?list=mine&size=2&after={after}")
        read += numbers(answer)
        after = answer.json()["next"]
    assert read == made


def test_everything_comes_newest_first(city: stories.City, hotline: Program) -> None:
    made = [stories.received(city).number for _ in range(3)]
    first = hotline.get("/cases?size=2")
    rest = hotline.get(f"/cases?size=2&after={first.json()['next']}")
    assert numbers(first) + numbers(rest) == made[::-1]


@pytest.mark.parametrize("after", ["x", "W10", "////", "bnVsbA"])
def test_a_cursor_that_no_page_gave_is_refused(hotline: Program, after: str) -> None:
    answer = hotline.get(f"/cases?after={after}")
    assert (answer.status_code, says(answer)) == (422, {"after": "This is no cursor that a page gave."})


def test_a_case_says_which_steps_may_be_taken_and_why_not(city: stories.City, lighting: Program) -> None:
    case = stories.dispatched(city)
    read = lighting.get(f"/cases/{case.number}").json()
    assert (read["text"], read["status"]["code"], read["version"]) == ("滨河路 12 号门口路灯不亮", "dispatched", 2)
    assert (read["steps"]["accept"], read["steps"]["reassign"]) == (
        "",
        "This can be done only by: dispatcher, supervisor.",
    )
    assert [(row["part"], row["unit"]["code"], row["duty_item"]) for row in read["assignments"]] == [
        ("lead", "02", "1")
    ]
    assert sorted(row["kind"] for row in read["clocks"]) == [
        "assignment", "dispatch", "first_contact", "receipt", "resolve",
    ]  # fmt: skip


def test_the_record_tells_who_did_what(city: stories.City, lighting: Program) -> None:
    case = stories.dispatched(city)
    lighting.post(f"/cases/{case.number}/accept")
    lighting.post(f"/cases/{case.number}/note", {"text": "明早去"})
    told = lighting.get(f"/cases/{case.number}/events").json()
    assert [(event["verb"], event["who"]) for event in told] == [
        ("receive", "Resident"),
        ("dispatch", "Huying"),
        ("accept", "City Lighting Office"),
        ("note", "City Lighting Office"),
    ]
    assert told[-1]["words"] == {"text": "明早去"}


def test_a_unit_does_its_whole_work_by_machine(city: stories.City, lighting: Program) -> None:
    case = stories.dispatched(city)
    roads = program(city, "integrator", "roads")
    later = (timezone.now() + timedelta(days=10)).isoformat()
    steps = [
        (lighting, "accept", None, "in_progress"),
        (lighting, "contact", {"means": "phone", "reached": True}, "in_progress"),
        (lighting, "ask_help", {"units": ["03"], "reason": "要挖开路面"}, "in_progress"),
        (roads, "answer_help", {"text": "已开挖"}, "in_progress"),
        (lighting, "request_extension", {"reason": "parts", "until": later}, "in_progress"),
        (lighting, "reply", {"text": "灯已修好", "result": "resolved"}, "replied"),
    ]
    for who, verb, body, state in steps:
        answer = who.post(f"/cases/{case.number}/{verb}", body)
        assert (verb, answer.status_code, answer.json()["state"]) == (verb, 200, state)
    assert Case.objects.get().version == 2 + len(steps)


def test_a_rule_refuses_with_its_sentence(city: stories.City, hotline: Program) -> None:
    case = stories.dispatched(city)
    answer = hotline.post(f"/cases/{case.number}/accept")
    assert (answer.status_code, says(answer)) == (409, {"": "This can be done only by: the lead unit, Huying itself."})


def test_a_step_says_everything_that_it_lacks(city: stories.City, lighting: Program) -> None:
    case = stories.dispatched(city)
    answer = lighting.post(f"/cases/{case.number}/request_return", {"proposed": "nobody", "basis": "b" * 301})
    assert (answer.status_code, says(answer)) == (
        422,
        {
            "proposed": "There is no “nobody” in the register.",
            "basis": "This is longer than 300 characters.",
            "reason": "This is missing.",
        },
    )


def test_who_looked_at_an_older_version_reads_that_somebody_was_faster(city: stories.City, lighting: Program) -> None:
    case = stories.in_progress(city)
    stale = lighting.post(f"/cases/{case.number}/reply", {"text": "好了", "result": "resolved", "version": 2})
    assert (stale.status_code, says(stale)) == (409, {"": "Somebody else was faster. Look again before you go on."})
    fresh = lighting.post(f"/cases/{case.number}/reply", {"text": "好了", "result": "resolved", "version": 3})
    assert (fresh.status_code, fresh.json()["version"]) == (200, 4)


def test_a_step_sent_twice_with_one_key_is_taken_once(city: stories.City, lighting: Program) -> None:
    case = stories.dispatched(city)
    answers = [lighting.post(f"/cases/{case.number}/accept", Idempotency_Key="once") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].content == answers[1].content


def test_two_keys_never_share_an_answer(city: stories.City, lighting: Program, hotline: Program) -> None:
    case = stories.dispatched(city)
    assert lighting.post(f"/cases/{case.number}/note", {"text": "一"}, Idempotency_Key="k").status_code == 200
    assert hotline.post(f"/cases/{case.number}/note", {"text": "二"}, Idempotency_Key="k").status_code == 200


def test_a_case_is_merged_only_into_one_that_may_be_seen(city: stories.City, hotline: Program) -> None:
    case, parent = stories.dispatched(city), stories.dispatched(city)
    unknown = hotline.post(f"/cases/{case.number}/merge", {"into": "261122-00000042-7"})
    assert (unknown.status_code, says(unknown)) == (422, {"into": "There is no such case."})
    assert hotline.post(f"/cases/{case.number}/merge", {"into": parent.number}).json()["outcome"] == "merged"
    assert hotline.get(f"/cases/{case.number}").json()["parent"] == parent.number


def test_the_number_of_the_case_it_goes_on_in_is_told_to_those_only_who_may_see_that_case(
    city: stories.City, lighting: Program, hotline: Program
) -> None:
    case = stories.in_progress(city)
    parent = stories.in_progress(city, category=city.category["roads"], lon=stories.EAST[0], lat=stories.EAST[1])
    intake.merge(case, into=parent, by=city.actor("dispatcher"))
    told = {}
    for name, asking in (("lighting", lighting), ("hotline", hotline)):
        read, events = (asking.get(f"/cases/{case.number}{of}").json() for of in ("", "/events"))
        merged = next(event for event in events if event["verb"] == "merge")
        told[name] = (read["parent"], merged["facts"].get("parent"))
    assert told == {"lighting": (None, None), "hotline": (parent.number, parent.number)}
    client = Client()
    client.force_login(city.staff["handler"])
    assert parent.number not in client.get(f"/desk/case/{case.number}/").content.decode()


def test_work_is_handed_down_or_to_a_colleague(city: stories.City) -> None:
    west = program(city, "integrator", "west")
    case = stories.in_progress(city, category=city.category["roads"])
    nobody = west.post(f"/cases/{case.number}/hand_down", {"colleague": "handler"})
    assert says(nobody) == {"to": "Name a unit below, or a colleague of your own unit."}
    assert west.post(f"/cases/{case.number}/hand_down", {"colleague": "street"}).status_code == 200
    assert west.post(f"/cases/{case.number}/hand_down", {"to": "1111", "basis": "社区清单 3"}).status_code == 200
    assert west.get(f"/cases/{case.number}").json()["inner_unit"]["code"] == "1111"


def test_opening_the_contact_needs_a_purpose_and_leaves_a_trace(city: stories.City, hotline: Program) -> None:
    case, operator = stories.dispatched(city), program(city, "operator", "hotline")
    visit = {"purpose": "visit", "until": (timezone.now() + timedelta(hours=1)).isoformat()}
    assert operator.post(f"/cases/{case.number}/reveal").status_code == 422
    opened = operator.post(f"/cases/{case.number}/reveal", visit).json()
    assert opened["contact"] == {"name": "王敏", "phone": "13900001234", "email": "", "address": "", "mentioned": ""}
    assert opened["version"] == 2
    last = operator.get(f"/cases/{case.number}/events").json()[-1]
    assert (last["verb"], last["facts"]) == ("reveal", {"unit": "01", "role": "operator", **visit})
    assert hotline.post(f"/cases/{case.number}/reveal", visit).status_code == 409


def test_of_a_confidential_case_a_unit_gets_the_matter_only(city: stories.City, lighting: Program) -> None:
    before = stories.in_progress(city)
    said = {"source": "12345", "external": "W-7", "earlier": before.number}
    operator = program(city, "operator", "hotline")
    for confidentiality, elsewhere, facts in (("normal", "W-7", {"earlier"}), ("confidential", "", set())):
        case = stories.in_progress(city, confidentiality=confidentiality, **(said | {"source": confidentiality}))
        whole = {
            who: key.get(f"/cases/{case.number}").json() for who, key in (("unit", lighting), ("hotline", operator))
        }
        assert [whole[who]["external"] for who in ("unit", "hotline")] == [elsewhere, "W-7"]
        received = lighting.get(f"/cases/{case.number}/events").json()[0]["facts"]
        assert {"earlier"} & received.keys() == facts


def test_a_look_is_asked_for_granted_and_taken_by_machine(city: stories.City, lighting: Program) -> None:
    case, panel = stories.closed(city), program(city, "dispatcher", "hotline")
    handler = program(city, "handler", "lighting")
    for_a_while = {"purpose": "check", "until": (timezone.now() + timedelta(hours=1)).isoformat()}
    address = f"/cases/{case.number}"
    assert lighting.post(f"{address}/reveal", for_a_while).status_code == 409
    assert lighting.post(f"{address}/request_look", {**for_a_while, "reason": "核对"}).status_code == 409
    assert handler.post(f"{address}/request_look", {**for_a_while, "reason": "核对"}).status_code == 200
    assert panel.post(f"{address}/decide_look", {"decision": "granted"}).status_code == 200
    assert lighting.post(f"{address}/reveal", for_a_while).status_code == 409
    assert handler.post(f"{address}/reveal", for_a_while).json()["contact"]["phone"] == "13900001234"


def picture() -> SimpleUploadedFile:
    content = BytesIO()
    Image.new("RGB", (8, 8)).save(content, "JPEG")
    return SimpleUploadedFile("light.jpg", content.getvalue(), "image/jpeg")


def test_a_photo_is_attached_to_the_reply(city: stories.City, lighting: Program, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    case = stories.in_progress(city)
    answer = lighting.client.post(
        f"/api/v1/cases/{case.number}/attach", {"file": picture(), "of_reply": "true"}, headers=lighting.headers
    )
    assert (answer.status_code, answer.json()["version"]) == (200, 3)
    kept = Attachment.objects.get()
    assert (kept.name, kept.media_type, kept.of_reply) == ("light.jpg", "image/jpeg", True)


def test_what_is_neither_photo_nor_document_is_refused(city: stories.City, lighting: Program) -> None:
    case = stories.in_progress(city)
    page = SimpleUploadedFile("light.jpg", b"<html>", "image/jpeg")
    answer = lighting.client.post(f"/api/v1/cases/{case.number}/attach", {"file": page}, headers=lighting.headers)
    assert (answer.status_code, list(says(answer))) == (422, ["file"])
