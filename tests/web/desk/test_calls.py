"""Filing a call for a caller."""

from datetime import timedelta

import pytest
from django.test import Client

from huying.base.bigrams import vector
from huying.base.catalogue.models import Kind
from huying.base.journal import clock
from huying.base.journal.models import Event
from huying.base.places import addresses
from huying.base.places.models import Address
from huying.base.units.models import Duty
from huying.cases import calling, numbers, queries, troubles
from huying.cases.learning import live
from huying.cases.learning.duties import Rule
from huying.cases.models import Case, Contact, PhoneCall
from huying.cases.words import Outcome, State
from tests import stories
from tests.web.desk.people import signed_in

pytestmark = pytest.mark.django_db

CALL = {"text": "滨河路路灯不亮", "urgency": "ordinary", "channel": "phone", "key": "k1"}


@pytest.fixture
def operator(city: stories.City) -> Client:
    return signed_in(city, "operator")


def address(city: stories.City) -> Address:
    words = addresses.words("滨河路 12 号", "滨河花园")
    return Address.objects.create(
        source="register", code="1", zh="滨河路 12 号", en="12 Binhe Road", area=city.area["west"], lon=114.05, lat=30.05,
        words=words, search=vector(words),
    )  # fmt: skip


def test_a_call_is_filed_and_its_number_and_code_are_read_out(city: stories.City, operator: Client) -> None:
    given = {
        **CALL,
        "category": "Street lighting · 0203",
        "name": "王敏",
        "phone": "139",
        "place": f"address:{address(city).pk}",
    }
    receipt = operator.post("/desk/call/", given)
    case = Case.objects.get()
    assert (receipt.status_code, receipt.context["case"]) == (200, case)
    assert queries.tracked(case.number, receipt.context["code"]) == case
    assert (case.channel, case.category, case.kind, case.area) == (
        "phone", city.category["light"], Kind.objects.get(), city.area["west"],
    )  # fmt: skip
    assert (case.address, case.lon, case.lat) == ("12 Binhe Road", 114.05, 30.05)
    assert Contact.objects.get(case=case).phone == "139"


def test_a_call_sent_twice_is_filed_once_and_read_out_the_same(operator: Client) -> None:
    first, second = operator.post("/desk/call/", CALL), operator.post("/desk/call/", CALL)
    assert first.content == second.content
    assert Case.objects.count() == 1


def test_nothing_but_the_words_is_needed(operator: Client) -> None:
    refused = operator.post("/desk/call/", {**CALL, "text": " "})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["text"])
    assert operator.post("/desk/call/", CALL).status_code == 200


def test_who_gets_it_why_and_by_when_stand_there_while_it_is_typed(city: stories.City, operator: Client) -> None:
    shown = operator.post("/desk/call/preview/", {"category": "0201", "place": "area:111"}).context
    assert shown["decision"].unit == city.unit["west"]
    assert shown["decision"].reason == "“Road damage” in West Street belongs to West Street Office, duty list item 2."
    assert shown["due_at"] is not None
    unknown = operator.post("/desk/call/preview/", {"category": "020"}).context
    assert (unknown["decision"].unit, unknown["due_at"]) == (None, None)


def test_a_unit_never_gets_a_call_about_itself(city: stories.City, operator: Client) -> None:
    shown = operator.post("/desk/call/preview/", {"category": "0203", "accused": "02"}).context
    assert shown["decision"].unit is None


def test_danger_comes_first_and_what_was_typed_is_kept(city: stories.City, operator: Client) -> None:
    assert "Hand over to 119 now" in operator.post("/desk/call/preview/", {"category": "0103"}).content.decode()
    stopped = operator.post("/desk/call/", {**CALL, "category": "0103"})
    assert (stopped.status_code, list(stopped.context["form"].errors)) == (422, ["danger_over"])
    assert stopped.context["form"]["text"].value() == CALL["text"]
    assert operator.post("/desk/call/", {**CALL, "category": "0103", "danger_over": "on"}).status_code == 200


def test_open_cases_like_it_are_offered_and_it_can_be_merged_at_once(city: stories.City, operator: Client) -> None:
    near = stories.dispatched(city)
    stories.dispatched(city, lon=114.15)
    point = {"lon": "114.0501", "lat": "30.0501", "category": "0203"}
    shown = operator.post("/desk/call/preview/", point).context["near"]
    assert [found.case for found in shown] == [near]
    operator.post("/desk/call/", {**CALL, **point, "then": near.number})
    case = Case.objects.latest("pk")
    assert (case.parent, case.outcome) == (near, Outcome.MERGED)


def test_what_is_merged_into_nothing_is_not_filed(operator: Client) -> None:
    refused = operator.post("/desk/call/", {**CALL, "then": numbers.number(stories.places.today(), 7)})
    assert (refused.status_code, refused.context["refused"]) == (409, ["There is no case with this number."])
    assert Case.objects.count() == 0


def test_a_call_may_be_answered_at_once_with_what_was_said(operator: Client) -> None:
    refused = operator.post("/desk/call/", {**CALL, "then": "answered"})
    assert (refused.status_code, Case.objects.count()) == (422, 0)
    operator.post("/desk/call/", {**CALL, "then": "answered", "told": "周五前修好"})
    case = Case.objects.get()
    assert (case.state, case.outcome) == (State.CLOSED, Outcome.ANSWERED_ON_CALL)


def test_a_place_is_looked_up_by_any_part_of_its_name(city: stories.City, operator: Client) -> None:
    row = address(city)
    found = operator.post("/desk/call/places/", {"where": "花园"}).context["found"]
    assert found == [(f"address:{row.pk}", "12 Binhe Road", "West Street")]
    assert operator.post("/desk/call/places/", {"where": "西街"}).context["found"] == [
        ("area:111", "West Street", "Yundong")
    ]


def test_without_a_script_the_look_up_is_a_button_and_keeps_the_form(city: stories.City, operator: Client) -> None:
    row = address(city)
    page = operator.post("/desk/call/", {**CALL, "where": "花园", "look": "1"})
    assert (page.status_code, page.context["found"][0][0], page.context["form"]["text"].value()) == (
        200, f"address:{row.pk}", CALL["text"],
    )  # fmt: skip
    assert Case.objects.count() == 0


def test_without_a_script_what_was_read_is_taken_by_a_button(city: stories.City, operator: Client) -> None:
    said = {**CALL, "text": "东街道路灯不亮"}
    shown = operator.post("/desk/call/", {**said, "look": "1"}).context["form"].places_read
    assert [(one.value, one.words, one.is_taken) for one in shown] == [("East Street", "东街道", False)]
    page = operator.post("/desk/call/", {**said, "look": f"read:{shown[0].nth}"})
    assert (page.context["area"], page.context["form"]["text"].value()) == (city.area["east"], said["text"])
    assert [one.is_taken for one in page.context["form"].places_read] == [True]
    assert Case.objects.count() == 0


def test_the_extra_questions_of_the_category_are_asked(city: stories.City, operator: Client) -> None:
    schema = {
        "type": "object",
        "properties": {"pole": {"type": "string", "title": "灯杆编号", "title_en": "Pole"}},
        "required": ["pole"],
    }
    city.category["light"].questions = schema
    city.category["light"].save()
    stories.forget()
    assert "Pole" in operator.post("/desk/call/preview/", {"category": "0203"}).content.decode()
    refused = operator.post("/desk/call/", {**CALL, "category": "0203"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["answers.pole"])
    operator.post("/desk/call/", {**CALL, "category": "0203", "answers.pole": "A12"})
    assert Case.objects.get().answers == {"pole": "A12"}


def test_who_files_no_calls_reads_why(city: stories.City) -> None:
    response = signed_in(city, "handler").get("/desk/call/")
    assert response.status_code == 409
    assert "only by" in response.context["reason"]


@pytest.mark.parametrize(
    ("name", "offered"), [("operator", True), ("dispatcher", True), ("handler", False), ("supervisor", False)]
)
def test_the_menu_offers_filing_to_those_who_may(city: stories.City, name: str, offered: bool) -> None:
    page = signed_in(city, name).get("/desk/").content.decode()
    assert ('href="/desk/call/"' in page) == offered


def test_the_category_is_suggested_with_the_words_that_counted_and_what_was_chosen_holds(
    city: stories.City, operator: Client
) -> None:
    city.category["light"].keywords = "路灯、不亮"
    city.category["light"].save()
    stories.forget()
    shown = operator.post("/desk/call/preview/", {"text": "路灯不亮"}).context
    assert [(found.category, found.words) for found in shown["suggested"]] == [
        (city.category["light"], ("路灯", "不亮"))
    ]
    assert (shown["decision"].unit, shown["chosen"]) == (city.unit["lighting"], None)
    chosen = operator.post("/desk/call/preview/", {"text": "路灯不亮", "category": "0201"}).context
    assert (chosen["category"], chosen["decision"].unit) == (city.category["roads"], city.unit["roads"])


def test_a_known_trouble_is_read_out_and_joined(city: stories.City, operator: Client) -> None:
    case = stories.dispatched(city)
    troubles.announce(
        case, by=city.actor("operator"), text="检修停电", text_en="Power is off", areas=[city.area["west"]],
        until=clock.now() + timedelta(hours=3),
    )  # fmt: skip
    shown = operator.post("/desk/call/preview/", {"category": "0203", "place": "area:111"})
    assert [trouble.case for trouble in shown.context["troubles"]] == [case]
    assert "Power is off" in shown.content.decode()
    elsewhere = operator.post("/desk/call/preview/", {"category": "0203", "place": "area:112"})
    assert elsewhere.context["troubles"] == []


def test_below_what_to_read_out_the_next_call_is_empty_and_may_have_the_same_place(operator: Client) -> None:
    page = operator.post("/desk/call/", {**CALL, "where": "滨河路", "lon": "114.05", "lat": "30.05"})
    assert page.context["form"]["text"].value() is None
    assert page.context["before"] == {"where": "滨河路", "place": "", "lon": "114.05", "lat": "30.05"}
    sealed = operator.post("/desk/call/", {**CALL, "key": "k2", "where": "滨河路", "private_place": "on"})
    assert sealed.context["before"] == {}


@pytest.mark.parametrize("number", ["119", "110", "120"])
def test_an_emergency_is_filed_as_handed_over(city: stories.City, operator: Client, number: str) -> None:
    operator.post("/desk/call/", {**CALL, "category": "0103", "then": number})
    case = Case.objects.get()
    assert (case.state, case.outcome) == (State.CLOSED, Outcome.TRANSFERRED_EMERGENCY)


@pytest.mark.parametrize(
    ("said", "crisis", "number"),
    [
        ("我不想活了", True, "12356"),
        ("he says he will kill himself", True, "12356"),
        ("隔壁着火了", False, "119"),
        ("有人持刀", False, "110"),
        ("老人晕倒了", False, "120"),
        ("路灯不亮", False, ""),
    ],
)
def test_words_that_speak_of_danger_raise_the_alarm(operator: Client, said: str, crisis: bool, number: str) -> None:
    alarm = operator.post("/desk/call/preview/", {"text": said}).context["alarm"]
    assert (alarm.crisis, alarm.number) == (crisis, number)


def test_after_a_crisis_nothing_is_left(city: stories.City, operator: Client) -> None:
    calling.is_taken("pbx-1", agent="operator", number="13900001234", recording="rec/1")
    calling.is_taken("pbx-2", agent="dispatcher", number="13900005678")
    before = Event.objects.count()
    operator.post("/desk/call/preview/", {"text": "我不想活了", "line": "pbx-1"})
    assert operator.post("/desk/call/crisis/", {"line": "pbx-1"}).status_code == 302
    operator.post("/desk/call/crisis/", {"line": "pbx-2"})
    assert [call.external for call in PhoneCall.objects.all()] == ["pbx-2"]
    assert (Event.objects.count(), Case.objects.count(), Contact.objects.count()) == (before, 0, 0)


def test_the_number_and_the_recording_of_the_call_are_sealed_with_what_is_filed(
    city: stories.City, operator: Client
) -> None:
    calling.is_taken("pbx-1", agent="operator", number="13900001234", recording="rec/1")
    calling.is_taken("pbx-2", agent="dispatcher", number="13900005678")
    operator.post("/desk/call/", {**CALL, "line": "pbx-1"})
    operator.post("/desk/call/", {**CALL, "key": "k2", "line": "pbx-1", "phone": "0990-1234567"})
    operator.post("/desk/call/", {**CALL, "key": "k3", "line": "pbx-2"})
    contacts = [(found.phone, found.recordings) for found in Contact.objects.order_by("case")]
    assert contacts == [("13900001234", "rec/1"), ("0990-1234567", "rec/1")]


def test_the_keyboard_goes_to_the_question_that_was_left_open(city: stories.City, operator: Client) -> None:
    light = city.category["light"]
    light.questions = {
        "type": "object", "required": ["n"], "properties": {"n": {"type": "integer", "title": "几盏", "title_en": "How many"}},
    }  # fmt: skip
    light.save()
    page = operator.post("/desk/call/", CALL | {"category": "Street lighting · 0203"})
    focused = [field.name for field in page.context["form"] if "autofocus" in field.field.widget.attrs]
    form = page.content.decode().partition('id="call"')[2].partition("</form>")[0]
    assert (page.status_code, focused, form.count("autofocus")) == (422, ["answers.n"], 1)


def test_where_the_list_is_silent_a_learned_unit_is_marked_as_such(
    city: stories.City, operator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    Duty.objects.filter(item="1").delete()
    stories.editions.changed("units")
    stories.forget()
    monkeypatch.setattr(live, "units", lambda: {("0203", ""): Rule("0203", "", "03", 12, 15)})
    monkeypatch.setattr(live, "version", lambda: "20260301-abcdef12")
    shown = operator.post("/desk/call/preview/", {"text": "灯不亮", "category": "0203"})
    learned = shown.context["learned"]
    assert (shown.context["decision"].unit, learned.unit, learned.version) == (
        None,
        city.unit["roads"],
        "20260301-abcdef12",
    )
    assert "20260301-abcdef12" in shown.content.decode()
