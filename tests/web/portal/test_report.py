"""Reporting in three steps, as a browser without a script does it."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import ExifTags, Image

from huying.base.journal import editions
from huying.base.units import calendars
from huying.base.units import register as units
from huying.cases import numbers, queries
from huying.cases.models import Case
from tests import stories

from .conftest import Page, statements

LIGHT = {"text": "滨河路 12 号门口路灯不亮", "category": "0203"}
THERE = {"area": ["11", "111"], "address": "滨河路 12 号"}
FILING = 7
"""From the button to the receipt: two counts against floods, the lock of the key, open cases like it, the case's number, all rows in one,
the reaction, the answer kept."""
ME = {"name": "王敏", "phone": "13900001234", "confidentiality": "normal"}


@pytest.fixture
def go(client: Client) -> Callable[..., Page]:
    """Fill in what is given on the page, as it stands, and press the button that leads `to`."""

    def press(page: Page | None, to: int, **filled: Any) -> Page:
        return Page(client.post("/report/", {**(page.fields if page else {}), **filled, "to": str(to)}))

    return press


def photo(place: bool = True) -> Any:
    tags = Image.Exif()
    if place:
        gps = ExifTags.GPS
        tags.get_ifd(ExifTags.IFD.GPSInfo).update(
            {
                gps.GPSLatitudeRef: "N",
                gps.GPSLatitude: (30, 3, 0),
                gps.GPSLongitudeRef: "E",
                gps.GPSLongitude: (114, 9, 0),
            }
        )
    written = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(written, "JPEG", exif=tags)
    return SimpleUploadedFile("IMG_1.jpg", written.getvalue(), "image/jpeg")


def ticket(page: Page) -> tuple[str, str]:
    """The number and the code on the receipt."""
    found = re.findall(r'<strong class="portal-number" id="(?:number|code)">([^<]+)</strong>', page.body)
    return found[0], found[1]


def test_three_steps_make_a_case_that_its_code_opens(city: stories.City, client: Client, go: Any) -> None:
    start = Page(client.get("/report/"))
    where = go(start, 2, **LIGHT)
    who = go(where, 3, **THERE)
    receipt = go(who, 4, **ME)
    assert (start.step, where.step, who.step, receipt.status) == (1, 2, 3, 200)
    number, code = ticket(receipt)
    case = queries.tracked(number, code)
    assert case is not None
    assert (case.text.body, case.category, case.area, case.address, case.channel) == (
        LIGHT["text"], city.category["light"], city.area["west"], "滨河路 12 号", "web",
    )  # fmt: skip
    assert (case.contact.name, case.contact.phone) == ("王敏", "13900001234")


def test_the_code_is_on_the_receipt_and_stored_nowhere_in_clear(city: stories.City, client: Client, go: Any) -> None:
    receipt = go(go(go(Page(client.get("/report/")), 2, **LIGHT), 3, **THERE), 4, **ME)
    number, code = ticket(receipt)
    assert Case.objects.get().code_digest == numbers.digest(code)
    assert client.get(f"/track/{number}/").status_code == 302


def test_pressed_twice_it_is_one_case_and_the_same_receipt(city: stories.City, client: Client, go: Any) -> None:
    who = go(go(Page(client.get("/report/")), 2, **LIGHT), 3, **THERE)
    first, second = go(who, 4, **ME), go(who, 4, **ME)
    assert ticket(first) == ticket(second)
    assert Case.objects.count() == 1


def test_sent_again_with_other_words_it_is_refused_and_nothing_is_lost(
    city: stories.City, client: Client, go: Any
) -> None:
    who = go(go(Page(client.get("/report/")), 2, **LIGHT), 3, **THERE)
    go(who, 4, **ME)
    again = go(who, 4, **ME | {"name": "李华"})
    assert (again.status, again.step, again.fields["name"]) == (422, 3, ["李华"])
    assert Case.objects.count() == 1


def test_everything_wrong_on_a_step_is_told_at_once(city: stories.City, client: Client, go: Any) -> None:
    no_photo = SimpleUploadedFile("a.jpg", b"no photo", "image/jpeg")
    page = go(Page(client.get("/report/")), 2, text=" ", category="0203", photos=no_photo)
    assert (page.status, page.step, page.wrong) == (422, 1, ["photos", "text"])


def test_a_step_is_not_judged_before_it_was_shown(city: stories.City, client: Client, go: Any) -> None:
    where = go(Page(client.get("/report/")), 2, **LIGHT)
    assert (where.status, where.step, where.wrong) == (200, 2, [])


def test_a_place_is_asked_for_or_a_word_that_there_is_none(city: stories.City, client: Client, go: Any) -> None:
    where = go(Page(client.get("/report/")), 2, **LIGHT)
    refused = go(where, 3)
    assert (refused.step, refused.wrong) == (2, ["area"])
    assert go(where, 3, nowhere="on").step == 3


def test_going_back_and_changing_the_language_lose_nothing(city: stories.City, client: Client, go: Any) -> None:
    who = go(go(Page(client.get("/report/")), 2, **LIGHT, photos=photo()), 3, **THERE)
    back = go(who, 1, **ME)
    assert back.step == 1
    english = Page(client.post("/report/?lang=en", {**back.fields, "to": "1"}))
    assert "What is it about?" in english.body
    sent = {name: english.fields[name] for name in (*LIGHT, *THERE, *ME)}
    assert sent == {name: value if isinstance(value, list) else [value] for name, value in (LIGHT | THERE | ME).items()}
    assert len(english.fields["file"]) == 1


def test_a_photo_goes_along_and_its_place_is_offered(city: stories.City, client: Client, go: Any) -> None:
    where = go(Page(client.get("/report/")), 2, **LIGHT, photos=photo())
    assert "东街道" in where.body
    go(go(where, 3, at_photo="1"), 4, **ME)
    case = Case.objects.get()
    assert (case.area, case.lon, case.lat) == (city.area["east"], 114.15, 30.05)
    assert [(file.name, file.media_type) for file in case.attachments.all()] == [("IMG_1.jpg", "image/jpeg")]


def test_a_pin_goes_before_what_a_photo_says(city: stories.City, client: Client, go: Any) -> None:
    where = go(Page(client.get("/report/")), 2, **LIGHT, photos=photo())
    go(go(where, 3, at_photo="1", lon="114.05", lat="30.05"), 4, **ME)
    assert Case.objects.get().area == city.area["west"]


def test_a_photo_can_be_taken_out_again(city: stories.City, client: Client, go: Any) -> None:
    page = go(Page(client.get("/report/")), 1, **LIGHT, photos=photo())
    assert "file" not in go(page, 1, drop=page.fields["file"][0]).fields


def test_nobody_can_name_a_file_they_never_sent(city: stories.City, client: Client, go: Any) -> None:
    page = go(Page(client.get("/report/")), 2, **LIGHT, file="0" * 64)
    assert (page.step, page.wrong) == (1, ["photos"])
    assert client.get(f"/report/photos/{'0' * 64}/").status_code == 404


def test_a_photo_on_its_way_is_shown_to_whoever_holds_its_token(city: stories.City, client: Client, go: Any) -> None:
    page = go(Page(client.get("/report/")), 2, **LIGHT, photos=photo())
    shown = client.get(f"/report/photos/{page.fields['file'][0]}/")
    assert (shown.status_code, shown["Content-Type"], shown["X-Content-Type-Options"]) == (200, "image/jpeg", "nosniff")
    shown.close()


def test_danger_stops_the_form_and_keeps_the_words(city: stories.City, client: Client, go: Any) -> None:
    page = go(Page(client.get("/report/")), 2, text="厨房有燃气味", category="0103")
    assert (page.step, page.wrong, page.fields["text"]) == (1, ["danger_over.0103"], ["厨房有燃气味"])
    assert 'href="tel:119"' in page.body
    assert go(page, 2, **{"danger_over.0103": "1"}).step == 2


def test_the_danger_of_one_thing_says_nothing_of_another(city: stories.City, client: Client, go: Any) -> None:
    page = go(Page(client.get("/report/")), 2, text="厨房有燃气味", category="0103", **{"danger_over.0502": "1"})
    assert page.step == 1


def test_a_contact_is_asked_for_unless_the_category_may_be_anonymous(
    city: stories.City, client: Client, go: Any
) -> None:
    who = go(go(Page(client.get("/report/")), 2, **LIGHT), 3, **THERE)
    assert go(who, 4, name="王敏").wrong == ["phone"]
    assert go(who, 4, confidentiality="anonymous").wrong == ["phone", "confidentiality"]
    city.category["light"].anonymous = True
    city.category["light"].save()
    stories.forget()
    assert go(who, 4, **ME | {"confidentiality": "anonymous"}).status == 200
    assert not hasattr(Case.objects.get(), "contact")


def test_the_questions_of_a_category_are_asked_and_answered(city: stories.City, client: Client, go: Any) -> None:
    city.category["light"].questions = {
        "type": "object",
        "required": ["lamps"],
        "properties": {
            "lamps": {"type": "integer", "title": "几盏", "title_en": "How many", "minimum": 1},
            "pole": {"type": "string", "title": "杆号", "title_en": "Pole number"},
            "colour": {"enum": ["白", "黄"], "title": "颜色", "title_en": "Colour"},
            "night": {"type": "boolean", "title": "整夜", "title_en": "All night"},
        },
    }
    city.category["light"].save()
    stories.forget()
    who = go(go(Page(client.get("/report/")), 2, **LIGHT), 3, **THERE)
    assert go(who, 4, **ME).wrong == ["answers.lamps"]
    for unfit in ("0", "two", "nan", "1.5"):
        assert go(who, 4, **ME, **{"answers.lamps": unfit}).wrong == ["answers.lamps"]
    go(who, 4, **ME, **{"answers.lamps": "2", "answers.colour": "黄", "answers.night": "false"})
    assert Case.objects.get().answers == {"lamps": 2, "colour": "黄", "night": False}


def test_without_a_category_a_person_decides(city: stories.City, client: Client, go: Any) -> None:
    go(go(go(Page(client.get("/report/")), 2, text="不知道归谁管"), 3, nowhere="on"), 4, **ME)
    case = Case.objects.get()
    assert (case.category, case.area, case.kind) == (None, None, None)


def test_an_area_lower_down_is_offered_below_the_one_chosen(city: stories.City, client: Client, go: Any) -> None:
    where = go(Page(client.get("/report/")), 2, **LIGHT)
    assert where.body.count('<select name="area"') == 1
    assert go(where, 2, area=["11", ""]).body.count('<select name="area"') == 2
    assert go(where, 2, area=["", "111"]).body.count('<select name="area"') == 1


def test_filing_costs_few_statements(city: stories.City, client: Client, go: Any, monkeypatch: Any) -> None:
    who = go(go(Page(client.get("/report/")), 2, **LIGHT, photos=photo()), 3, **THERE)
    monkeypatch.setattr(editions, "LOOK_EVERY", float("inf"))
    for register in (units, calendars):  # kept by every process, like the others
        register.current()
    with CaptureQueriesContext(connection) as asked:
        go(who, 4, **ME)
    assert len(statements(asked)) == FILING


def test_the_borders_for_the_map_are_those_of_districts_and_streets(city: stories.City, client: Client) -> None:
    answer = client.get("/areas.geojson")
    names = [feature["properties"]["zh"] for feature in answer.json()["features"]]
    assert names == ["云东区", "西街道", "东街道"]


@pytest.mark.parametrize("path", ["/", "/report/", "/track/"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_comes_in_both_languages_and_writes_nothing(
    city: stories.City, client: Client, path: str, language: str
) -> None:
    answer = client.get(path, {"lang": language})
    assert (answer.status_code, f'<html lang="{language}">' in answer.content.decode()) == (200, True)
    assert "session" not in answer.cookies


def test_a_home_is_sealed_and_its_area_kept(city: stories.City, client: Client, go: Any) -> None:
    where = go(go(None, 2, **LIGHT), 3, **THERE, private_place="on")
    go(where, 4, **ME)
    case = Case.objects.get()

    assert (case.private_place, case.address, case.area) == (True, "", city.area["west"])
    assert case.contact.address == "滨河路 12 号"


def test_what_was_told_before_is_joined_by_its_number(city: stories.City, client: Client, go: Any) -> None:
    first = stories.received(city)
    who = go(go(None, 2, **LIGHT), 3, **THERE)
    wrong = go(who, 4, **ME, earlier="13900001234")
    go(wrong, 4, earlier=first.number)

    assert (wrong.status, wrong.step) == (422, 3)
    assert Case.objects.latest("pk").earlier == first


def test_a_number_in_the_name_of_a_file_stands_in_no_address(city: stories.City, client: Client, go: Any) -> None:
    picture = photo()
    picture.name = "13700009999.jpg"
    where = go(None, 2, **LIGHT, photos=picture)

    assert signing.loads(where.fields["file"][0], salt="portal.photo")[1] == "〔☎ •••〕.jpg"
