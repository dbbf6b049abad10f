"""Filing a call by machine, and looking what became of it."""

import pytest
from django.utils import translation

from huying.base.journal.memory import remembered
from huying.base.places import coordinates
from huying.base.units.roles import SYSTEM
from huying.cases import handling, responsibility, routing, statuses
from huying.cases.models import Answered, Case, Contact
from tests import stories

from .conftest import Program, program, says

pytestmark = pytest.mark.django_db

LIGHT = {
    "text": "滨河路 12 号门口路灯不亮",
    "category": "0203",
    "place": {"lon": stories.WEST[0], "lat": stories.WEST[1]},
    "contact": {"name": "王敏", "phone": "13900001234"},
}


def in_chinese(status: str) -> str:
    with translation.override("zh-hans"):
        return str(statuses.STATUSES[status].office)


@pytest.fixture(autouse=True)
def somewhere(city: stories.City) -> None:
    """Every test here takes place in the small city."""


def test_anybody_files_a_case_and_takes_number_and_code_away(anybody: Program) -> None:
    answer = anybody.post("/cases", LIGHT)
    case, receipt = Case.objects.get(), answer.json()
    assert (answer.status_code, answer["Location"]) == (201, f"/api/v1/track/{case.number}")
    assert receipt.pop("code").count("-") == 2
    assert receipt == {
        "number": case.number,
        "version": 1,
        "state": "received",
        "status": {"code": "registered", "zh": in_chinese("registered"), "en": "Registered"},
        "category": {"code": "0203", "zh": "路灯照明", "en": "Street lighting"},
        "place": {
            "lon": stories.WEST[0],
            "lat": stories.WEST[1],
            "area": {"code": "111", "zh": "西街道", "en": "West Street"},
            "address": "",
        },
        "unit": None,
        "received_at": case.received_at.isoformat(),
        "due_at": None,
    }
    assert (case.channel, Contact.objects.get(case=case).phone) == ("api", "13900001234")


def test_the_code_opens_the_story_in_the_readers_language(anybody: Program) -> None:
    receipt = anybody.post("/cases", LIGHT).json()
    told = anybody.get(f"/track/{receipt['number']}", **{"X-Tracking-Code": receipt["code"]}).json()
    assert told["status"]["en"] == "Registered; we are finding who is responsible"
    assert [(line["title"], line["words"]) for line in told["timeline"]] == [
        ("We received your report", {"text": LIGHT["text"]})
    ]
    in_address = anybody.get(f"/track/{receipt['number']}?code={receipt['code']}").json()
    assert in_address == told


def test_the_reporter_reads_who_has_it_until_when_and_the_reply(city: stories.City, anybody: Program) -> None:
    receipt = anybody.post("/cases", LIGHT).json()
    case = Case.objects.get()
    decision = responsibility.suggest(case)
    routing.dispatch(case, to=city.unit["lighting"], by=SYSTEM, basis=decision.reason, duty=decision.duty)
    handling.accept(case, by=stories.lead(case))
    waiting = anybody.get(f"/track/{receipt['number']}", **{"X-Tracking-Code": receipt["code"]}).json()
    due_at = Case.objects.get().due_at
    assert due_at
    assert (waiting["due_at"], waiting["reply"]) == (due_at.isoformat(), "")
    handling.reply(case, by=stories.lead(case), text="灯已修好", result="resolved")
    told = anybody.get(f"/track/{receipt['number']}", **{"X-Tracking-Code": receipt["code"]}).json()
    assert told["unit"] == {"code": "02", "zh": "城市照明处", "en": "City Lighting Office"}
    assert (told["due_at"], told["reply"]) == (None, "灯已修好")
    assert [line["title"] for line in told["timeline"]] == [
        "We received your report",
        "Passed to City Lighting Office",
        "City Lighting Office accepted it",
        "City Lighting Office answered",
    ]


def test_a_wrong_number_and_a_wrong_code_get_the_same_answer(anybody: Program) -> None:
    number = anybody.post("/cases", LIGHT).json()["number"]
    wrong = {
        anybody.get(path).content for path in (f"/track/{number}?code=2345", f"/track/{number}", "/track/1?code=2")
    }
    assert len(wrong) == 1
    assert anybody.get(f"/track/{number}?code=2345").status_code == 404


def test_everything_wrong_with_a_body_is_said_at_once(anybody: Program) -> None:
    answer = anybody.post(
        "/cases", {"text": "", "category": "no", "place": {"lat": 91}, "contact": {"fax": "1"}, "urgency": "!"}
    )
    assert answer.status_code == 422
    assert says(answer) == {
        "text": "This is missing.",
        "category": "There is no “no” in the register.",
        "place.lat": "This does not fit here: Input should be less than or equal to 90.",
        "contact.fax": "There is no such field.",
        "urgency": "This is not one of the choices.",
    }
    assert Case.objects.count() == 0


def test_the_rules_of_intake_speak_with_the_bodys_names(anybody: Program) -> None:
    answer = anybody.post("/cases", {"text": "  ", "contact": {"email": "nobody"}})
    assert (answer.status_code, says(answer)) == (
        422,
        {"text": "Please say in a few words what it is about.", "contact.email": "This is not an e-mail address."},
    )


def test_a_danger_is_told_before_anything_is_written(anybody: Program) -> None:
    gas = LIGHT | {"category": "0103", "text": "楼道有燃气味"}
    assert says(anybody.post("/cases", gas)) == {
        "danger_over": "You smell gas: call 119 now. If there is no danger any more, say so and go on."
    }
    assert anybody.post("/cases", gas | {"danger_over": True}).status_code == 201


@pytest.mark.parametrize(("crs", "back"), [("GCJ02", coordinates.wgs84_to_gcj02), ("BD09", coordinates.wgs84_to_bd09)])
def test_points_of_other_maps_are_converted_at_the_door(anybody: Program, crs, back) -> None:
    lon, lat = back(*stories.WEST)
    place = anybody.post("/cases", LIGHT | {"place": {"lon": lon, "lat": lat, "crs": crs}}).json()["place"]
    assert (place["lon"], place["lat"]) == pytest.approx(stories.WEST, abs=1e-9)
    assert place["area"]["code"] == "111"


def test_a_place_may_do_without_a_map(anybody: Program) -> None:
    place = anybody.post("/cases", LIGHT | {"place": {"area": "112", "address": "东大街 3 号"}}).json()["place"]
    assert (place["lon"], place["area"]["code"], place["address"]) == (None, "112", "东大街 3 号")


def test_half_a_point_is_none(anybody: Program) -> None:
    answer = anybody.post("/cases", LIGHT | {"place": {"lon": 114.0}})
    assert says(answer) == {"place.lon": "A point needs both longitude and latitude."}


def test_a_resident_cannot_pass_for_a_system_or_the_telephone(anybody: Program) -> None:
    answer = anybody.post("/cases", LIGHT | {"source": "old", "external": "7", "channel": "phone"})
    assert says(answer) == dict.fromkeys(
        ("source", "external", "channel"), "Only a connected system with a key may say this."
    )


def test_a_systems_own_number_is_taken_in_once(lighting: Program) -> None:
    first = lighting.post("/cases", LIGHT | {"source": "old", "external": "7"})
    second = lighting.post("/cases", LIGHT | {"source": "old", "external": "7"})
    assert (first.status_code, second.status_code) == (201, 409)
    assert says(second) == {"": "old has sent its number 7 before."}
    (event,) = remembered("case", Case.objects.get().pk)
    assert event.by.startswith("key:")


def test_a_system_cannot_pass_for_huying_itself(lighting: Program) -> None:
    answer = lighting.post("/cases", LIGHT | {"source": "proposal", "external": "7"})
    assert says(answer) == {"source": "This name stands for what Huying itself proposes."}
    assert lighting.post("/cases", LIGHT | {"channel": "own"}).status_code == 422
    assert not Case.objects.exists()


def test_a_handlers_key_does_not_file(city: stories.City) -> None:
    answer = program(city, "handler", "lighting").post("/cases", LIGHT)
    assert (answer.status_code, Case.objects.count()) == (409, 0)


def test_a_wrong_key_opens_not_even_what_is_public() -> None:
    answer = Program("hy_wrong").post("/cases", LIGHT)
    assert (answer.status_code, answer["WWW-Authenticate"], Case.objects.count()) == (401, "Bearer", 0)


def test_a_repeated_request_is_answered_with_the_same_bytes(anybody: Program) -> None:
    first, second = (anybody.post("/cases", LIGHT, Idempotency_Key="k-1") for _ in range(2))
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert ("Idempotent-Replayed" in first, second["Idempotent-Replayed"]) == (False, "true")
    assert Case.objects.count() == 1


def test_a_key_that_came_with_another_body_is_refused(anybody: Program) -> None:
    anybody.post("/cases", LIGHT, Idempotency_Key="k-1")
    answer = anybody.post("/cases", LIGHT | {"text": "另一件"}, Idempotency_Key="k-1")
    assert (answer.status_code, says(answer)) == (409, {"": "This key was used for another request already."})


def test_what_was_refused_may_be_sent_again_put_right(anybody: Program) -> None:
    assert anybody.post("/cases", {"text": ""}, Idempotency_Key="k-1").status_code == 422
    assert anybody.post("/cases", {"text": " "}, Idempotency_Key="k-1").status_code == 422
    assert Answered.objects.count() == 0
    assert anybody.post("/cases", LIGHT, Idempotency_Key="k-1").status_code == 201


def test_a_home_is_known_by_its_area_only(city: stories.City, anybody: Program) -> None:
    place = {"lon": stories.WEST[0], "lat": stories.WEST[1], "address": "柳岸小区 3 幢 501", "private": True}
    assert anybody.post("/cases", LIGHT | {"place": place}).status_code == 201

    case = Case.objects.get()
    assert (case.area, case.address, case.lon, case.lat) == (city.area["west"], "", None, None)
    assert Contact.objects.get().address == "柳岸小区 3 幢 501\n114.05, 30.05"


def test_a_repeat_is_joined_by_its_number_and_nobody_learns_which_numbers_there_are(anybody: Program) -> None:
    first = anybody.post("/cases", LIGHT).json()["number"]
    known, unknown = (anybody.post("/cases", LIGHT | {"earlier": number}) for number in (first, "261122-00009999-4"))
    assert (known.status_code, known.json().keys()) == (unknown.status_code, unknown.json().keys())
    assert [case.earlier and case.earlier.number for case in Case.objects.order_by("pk")] == [None, first, None]
    assert says(anybody.post("/cases", LIGHT | {"earlier": "13900001234"})) == {
        "earlier": "This is not the number of a report. Leave it out if you do not have it at hand."
    }


def test_a_person_is_not_looked_for(hotline: Program) -> None:
    answer = hotline.get("/cases?text=13900001234")
    assert answer.status_code == 422
    assert says(answer) == {
        "text": "This looks like a telephone number. Cases are found by number, place, category, time and words, never by a person."
    }
