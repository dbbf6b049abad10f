"""What another system files, and what it and everybody may read of it afterwards."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from huying.base.catalogue.models import Category
from huying.base.units.models import Key
from huying.base.units.roles import SYSTEM
from huying.cases import handling, publishing, routing
from huying.cases.models import Case, Contact
from huying.web import limits
from tests import stories

from .conftest import System, errors, system, xml

pytestmark = pytest.mark.django_db


def case(number: str) -> Case:
    return Case.objects.get(number=number)


def test_a_report_becomes_a_case_with_its_answers_and_its_contact_sealed(app: System) -> None:
    number = app.filed(
        attribute__pole="H-12", attribute__safe="true", attribute__since="2026-08-01T00:00:00Z", email="min@example.org",
        first_name="Min", last_name="Wang", phone="13900001234", address_string="滨河路 12 号", device_id="d1",
    )  # fmt: skip
    filed, contact = case(number), Contact.objects.get(case__number=number)
    assert filed.answers == {"lights": 1, "pole": "H-12", "safe": True, "since": "2026-08-01"}
    assert (filed.text.body, filed.channel, filed.address) == ("路灯不亮", "api", "滨河路 12 号")
    assert (contact.name, contact.email, contact.phone) == ("Min Wang", "min@example.org", "13900001234")


def test_several_values_of_a_list_are_one_answer(app: System) -> None:
    assert case(app.filed(**{"attribute[seen][]": ["dark", "flicker"]})).answers["seen"] == ["dark", "flicker"]


def test_photos_come_with_the_form_and_are_kept_with_the_case(app: System) -> None:
    photo = BytesIO()
    Image.new("RGB", (4, 4)).save(photo, "JPEG")
    number = app.filed(media=SimpleUploadedFile("灯.jpg", photo.getvalue(), "image/jpeg"))
    assert [file.name for file in case(number).attachments.all()] == ["灯.jpg"]


def test_what_an_app_sends_everybody_reads_but_not_who_sent_it(app: System, anybody: System) -> None:
    number = app.filed(description="路灯不亮\r\n打 13900001234", first_name="Min", email="min@example.org")
    row = anybody.shown(number)
    assert (row["description"], row["status"], row["service_code"]) == ("路灯不亮\n打 〔☎ •••〕", "open", "LIGHT")
    assert (row["lat"], row["long"], row["media_url"]) == (stories.WEST[1], stories.WEST[0], None)
    assert xml(anybody.get(f"requests/{number}.xml")).findtext("request/description") == row["description"]


def test_what_a_private_system_sends_only_it_reads(private: System, app: System, anybody: System) -> None:
    number = private.filed()
    assert [reader.get(f"requests/{number}.json").status_code for reader in (anybody, app, private)] == [404, 404, 200]
    assert [len(reader.get("requests.json").json()) for reader in (anybody, app, private)] == [0, 0, 1]


def test_the_answer_is_read_by_whoever_filed_it_and_by_others_once_released(
    city: stories.City, app: System, anybody: System
) -> None:
    filed = case(app.filed())
    routing.dispatch(filed, to=city.unit["lighting"], by=SYSTEM, basis="灯饰条例 3")
    handling.accept(filed, by=stories.lead(filed))
    handling.reply(filed, by=stories.lead(filed), text="换了灯泡", result="resolved")
    assert [reader.shown(filed.number)["status_notes"] for reader in (app, anybody)] == ["换了灯泡", "Answered"]
    publishing.publish(filed, by=city.actor("supervisor"), text="路灯已修复", answer="坏灯当天更换")
    shown = anybody.shown(filed.number)
    assert (shown["description"], shown["status_notes"], shown["status"]) == ("路灯已修复", "坏灯当天更换", "closed")


def test_what_should_not_stand_there_is_taken_off(city: stories.City, app: System, anybody: System) -> None:
    number = app.filed(description="骂人的话")
    publishing.unpublish(case(number), by=city.actor("supervisor"), reason="辱骂")
    assert [reader.get(f"requests/{number}.json").status_code for reader in (anybody, app)] == [404, 200]


def test_a_quarrel_is_shown_at_the_middle_of_its_street(city: stories.City, app: System, anybody: System) -> None:
    Category.objects.filter(open311="LIGHT").update(mediable=True)
    row = anybody.shown(app.filed(address_string="滨河路 12 号"))
    assert (row["address"], row["lat"] == stories.WEST[1]) == ("Yundong West Street", True)


def test_what_is_confidential_is_taken_in_and_never_shown(city: stories.City, app: System) -> None:
    Category.objects.filter(open311="GAS").update(confidentiality="confidential")
    stories.editions.changed("catalogue")
    stories.forget()
    answer = app.post(
        "requests.json",
        service_code="GAS",
        lat=30.05,
        long=114.05,
        description="楼道里有味",
        attribute__danger_over="true",
    )
    (told,) = answer.json()
    assert (answer.status_code, set(told)) == (200, {"service_notice", "account_id"})
    filed = Case.objects.get()
    assert filed.number in told["service_notice"]
    assert app.get(f"requests/{filed.number}.json").status_code == 404
    assert app.get("requests.json").json() == []


def test_the_emergency_test_comes_before_the_report(app: System) -> None:
    asked = {"service_code": "GAS", "lat": 30.05, "long": 114.05, "description": "楼道里有味"}
    assert errors(app.post("requests.json", **asked)) == [
        "attribute[danger_over]: You smell gas: call 119 now. If there is no danger any more, say so and go on."
    ]


def test_a_batch_service_gives_a_token_and_the_number_for_it(app: System, anybody: System) -> None:
    (told,) = app.post("requests.json", service_code="ROAD", lat=30.05, long=114.05, description="坑").json()
    assert "service_request_id" not in told
    (found,) = anybody.get(f"tokens/{told['token']}.json").json()
    assert found == {"service_request_id": Case.objects.get().number, "token": told["token"]}


def test_their_own_number_makes_a_repeated_report_one(app: System, private: System) -> None:
    again = {"attribute__external_id": "F-17"}
    assert app.filed(**again) == app.filed(**again) != private.filed(**again)


def test_everything_that_is_wrong_is_told_at_once(app: System) -> None:
    said = {"service_code": "LIGHT", "lat": 30.05, "long": 114.05, "email": "nobody", "attribute__seen": "red"}
    assert errors(app.post("requests.json", **said)) == [
        "email: This is not an e-mail address.",
        "attribute[seen]: This answer does not fit the question.",
        "attribute[lights]: Please answer this question.",
    ]


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"service_code": ""}, 400),
        ({"service_code": "NONE"}, 404),
        ({"lat": "", "long": ""}, 400),
        ({"lat": "nan"}, 400),
        ({"long": ""}, 400),
        ({"description": "x" * 4001}, 400),
        ({"description": "a\x00b"}, 400),
        ({"api_key": "hy_wrong"}, 403),
        ({"api_key": ""}, 403),
        ({"jurisdiction_id": "elsewhere"}, 404),
    ],
)
def test_a_wrong_report_is_refused_in_both_forms(app: System, said: dict[str, str], status: int) -> None:
    asked = {"service_code": "LIGHT", "lat": "30.05", "long": "114.05", "attribute__lights": "1", **said}
    for form in ("json", "xml"):
        assert app.post(f"requests.{form}", **asked).status_code == status
    assert Case.objects.count() == 0


def test_a_key_of_the_api_is_none_of_open311_and_the_other_way_round(city: stories.City, app: System) -> None:
    assert system(city, Key.Purpose.API).get("requests.json").status_code == 403
    answer = app.client.get("/api/v1/cases", headers={"Authorization": f"Bearer {app.key}"})
    assert answer.status_code == 401


def test_the_page_of_another_site_may_read_what_everybody_may(anybody: System) -> None:
    answer = anybody.get("services.json")
    told = {name: answer.headers.get(name) for name in ("Access-Control-Allow-Origin", "Set-Cookie")}
    assert told == {"Access-Control-Allow-Origin": "*", "Set-Cookie": None}


def test_what_is_not_there_and_what_cannot_be_done_is_told_as_a_list(anybody: System) -> None:
    asked: list[Any] = [anybody.get("services.csv"), anybody.client.delete("/open311/v2/requests.json")]
    assert [answer.status_code for answer in asked] == [404, 405]
    assert xml(asked[0]).findtext("error/code") == "404"


def test_too_often_is_told_as_a_list_too(anybody: System, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.LIMITS = 1
    monkeypatch.setitem(limits.DOORS, "open311", limits.Door(limits.Rate(1, limits.HOUR)))
    first, second = anybody.get("requests.xml"), anybody.get("requests.xml")
    assert (first.status_code, second.status_code, int(second["Retry-After"]) > 0) == (200, 429, True)
    assert xml(second).findtext("error/code") == "429"


def test_discovery_names_this_server_in_both_forms(anybody: System) -> None:
    told = anybody.client.get("/open311/discovery.json").json()
    (endpoint,) = told["endpoints"]
    assert (endpoint["url"], endpoint["formats"]) == ("http://testserver/open311/v2", ["text/xml", "application/json"])
    assert xml(anybody.client.get("/open311/discovery.xml")).findtext("endpoints/endpoint/url") == endpoint["url"]


def test_a_definition_asks_what_the_category_asks(anybody: System) -> None:
    asked = anybody.get("services/LIGHT.json").json()["attributes"]
    assert [(one["code"], one["datatype"], one["required"], one["order"]) for one in asked] == [
        ("pole", "string", False, 1), ("lights", "number", True, 2), ("safe", "singlevaluelist", False, 3),
        ("since", "datetime", False, 4), ("seen", "multivaluelist", False, 5),
    ]  # fmt: skip
    (test,) = anybody.get("services/GAS.json").json()["attributes"]
    assert (test["code"], test["required"], test["values"][0]["key"]) == ("danger_over", True, "true")


def test_lists_are_narrowed_and_paged(app: System, anybody: System) -> None:
    numbers = [app.filed(description=f"路灯 {place}") for place in range(3)]
    app.told(numbers[0], "FIXED", "好了")

    def listed(**said: str) -> list[str]:
        return [row["service_request_id"] for row in anybody.get("requests.json", **said).json()]

    assert listed() == numbers[::-1]
    assert (listed(status="closed"), listed(status="open"), listed(status="open,closed")) == (
        numbers[:1], numbers[:0:-1], numbers[::-1],
    )  # fmt: skip
    assert (listed(page_size="2", page="2"), listed(service_code="ROAD")) == (numbers[:1], [])
    assert listed(service_request_id=",".join(numbers[:2]), status="closed", end_date="2020-01-01") == numbers[1::-1]
    assert anybody.get("requests.json", start_date="2020-01-01", end_date="2020-12-31").status_code == 400
