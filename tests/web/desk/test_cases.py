"""The page of a case: what is shown to whom, the contact, the files."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.base.catalogue.models import ReplyTemplate
from huying.base.journal import editions
from huying.base.journal.memory import remembered
from huying.cases import beside, handling, routing
from huying.cases.models import Case
from huying.cases.states import LIFE
from huying.cases.words import State
from huying.web.desk.acts import ACTS
from huying.web.desk.cases import APART
from tests import stories
from tests.web.desk.people import photo, signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("who", ["operator", "dispatcher", "handler", "supervisor", "auditor"])
def test_every_verb_of_the_state_is_a_button_or_says_why_not(city: stories.City, state: State, who: str) -> None:
    case = stories.REACHED[state](city)
    response = signed_in(city, who).get(f"/desk/case/{case.number}/")
    if who == "handler" and case.unit_id is None:
        assert response.status_code == 404
        return
    possible = LIFE.possible(case, by=city.actor(who))
    buttons = [*response.context["possible"], *response.context["impossible"]]
    shown = {button.verb: button.reason for button in buttons}
    assert shown == {verb: reason for verb, reason in possible.items() if verb in ACTS and verb not in APART}
    page = response.content.decode()
    assert [button.verb for button in buttons if f'id="why-not-{button.verb}"' not in page] == [
        button.verb for button in response.context["possible"]
    ]


def test_what_is_never_this_persons_stands_last_and_apart(city: stories.City) -> None:
    page = signed_in(city, "handler").get(f"/desk/case/{stories.in_progress(city).number}/")
    apart = [button.others for button in page.context["impossible"]]
    assert apart == sorted(apart)
    others = {button.verb for button in page.context["impossible"] if button.others}
    assert {"reassign", "supervise", "withdraw"} & others == {"reassign", "supervise", "withdraw"}
    assert {"answer_verdict", "refer", "unpublish"} & others == set()


def test_strangers_find_nothing(city: stories.City) -> None:
    case = stories.in_progress(city)
    answers = {name: signed_in(city, name).get(f"/desk/case/{case.number}/").status_code for name in city.staff}
    seeing = {"operator", "dispatcher", "handler", "field", "supervisor", "auditor"}
    assert {name for name, status in answers.items() if status == 200} == seeing
    assert set(answers.values()) == {200, 404}
    assert signed_in(city, "handler").get("/desk/case/261122-00000042-7/").status_code == 404


VISIT = {"purpose": "visit", "until": "quarter"}


def test_a_contact_stays_closed_until_a_purpose_is_given_and_the_look_is_recorded(city: stories.City) -> None:
    case = stories.in_progress(city)
    client = signed_in(city, "handler")
    page = client.get(f"/desk/case/{case.number}/").content.decode()
    assert ("13900001234" in page, "王敏" in page) == (False, False)
    opened = client.post(f"/desk/case/{case.number}/reveal/", {"version": case.version, **VISIT})
    assert (opened.context["opened"].contact.phone, "13900001234" in opened.content.decode()) == ("13900001234", True)
    look = remembered("case", case.pk)[-1]
    assert (look.verb, look.by) == ("reveal", city.actor("handler").ref)
    assert client.get(f"/desk/case/{case.number}/reveal/").context["form"].is_bound is False


def test_a_dispatcher_reads_why_the_contact_stays_closed(city: stories.City) -> None:
    case = stories.in_progress(city)
    reveal = signed_in(city, "dispatcher").get(f"/desk/case/{case.number}/").context["reveal"]
    assert reveal.reason == LIFE.why_not(case, "reveal", by=city.actor("dispatcher")) != ""


def test_who_is_responsible_is_suggested_with_the_reason(city: stories.City) -> None:
    case = stories.received(city)
    client = signed_in(city, "dispatcher")
    page = client.get(f"/desk/case/{case.number}/").content.decode()
    reason = "“Street lighting” in the whole city belongs to City Lighting Office, duty list item 1."
    assert reason in page
    form = client.get(f"/desk/case/{case.number}/dispatch/").context["form"]
    assert (form["to"].value(), form["basis"].value()) == ("City Lighting Office · 02", reason)
    client.post(f"/desk/case/{case.number}/dispatch/", {"version": 1, "to": "02", "basis": reason})
    assert Case.objects.get(pk=case.pk).papers.assignments[0].duty_item == "1"


def test_an_open_request_is_shown_with_what_was_asked(city: stories.City) -> None:
    case = stories.dispatched(city)
    routing.request_return(
        case, by=stories.lead(case), reason="not_ours", basis="道路清单 9", proposed=city.unit["roads"]
    )
    shown = signed_in(city, "dispatcher").get(f"/desk/case/{case.number}/").context["requests"]
    assert [(asked["basis"], asked["proposed_unit"], asked["button"].verb) for asked in shown] == [
        ("道路清单 9", city.unit["roads"], "decide_return")
    ]


def test_the_story_tells_what_was_typed_and_decided(city: stories.City) -> None:
    case = stories.in_progress(city)
    handling.ask_help(case, by=city.actor("handler"), units=[city.unit["roads"]], reason="挖开路面")
    told = signed_in(city, "handler").get(f"/desk/case/{case.number}/").context["timeline"][-1]
    assert (told["title"], told["who"], told["text"]) == (
        "Whistle for help", "City Lighting Office", "Called in: Roads Office\nWhy: 挖开路面",
    )  # fmt: skip


def test_a_reply_starts_from_a_template(city: stories.City) -> None:
    ReplyTemplate.objects.create(
        code="LIGHT1", zh="路灯已修", en="Light mended", text_zh="路灯已修复。", text_en="It is mended."
    )
    editions.changed("catalogue")
    stories.forget()
    case = stories.in_progress(city)
    client = signed_in(city, "handler")
    form = client.get(f"/desk/case/{case.number}/reply/?template=LIGHT1").context["form"]
    assert form["text"].value() == "It is mended."
    assert client.get(f"/desk/case/{case.number}/reply/").context["form"]["text"].value() is None


def test_files_open_for_who_sees_the_case_and_for_nobody_else(city: stories.City) -> None:
    case, other = stories.in_progress(city), stories.in_progress(city)
    handler = signed_in(city, "handler")
    pdf = SimpleUploadedFile("b.pdf", b"%PDF-1.4\n%%EOF", "application/pdf")
    handler.post(f"/desk/case/{case.number}/attach/", {"version": case.version, "attached": [photo(), pdf]})
    shown, document = case.attachments.order_by("pk")
    url = f"/desk/case/{case.number}/files/"
    picture = handler.get(f"{url}{shown.pk}/")
    assert (picture.status_code, picture["Content-Type"], picture["Content-Disposition"][:6]) == (
        200,
        "image/jpeg",
        "inline",
    )
    assert len(picture.getvalue()) == shown.size
    download = handler.get(f"{url}{document.pk}/")
    assert download["Content-Disposition"] == 'attachment; filename="b.pdf"'
    assert download.getvalue() == b"%PDF-1.4\n%%EOF"
    assert signed_in(city, "roads").get(f"{url}{shown.pk}/").status_code == 404
    assert handler.get(f"/desk/case/{other.number}/files/{shown.pk}/").status_code == 404


def test_a_long_story_costs_as_many_statements_as_a_short_one(
    city: stories.City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editions, "LOOK_EVERY", float("inf"))

    def statements(case: Case) -> int:
        client.get(f"/desk/case/{case.number}/")
        with CaptureQueriesContext(connection) as seen:
            client.get(f"/desk/case/{case.number}/")
        return len([query for query in seen.captured_queries if re.match(r"\s*SELECT", query["sql"])])

    client, short, long = signed_in(city, "handler"), stories.in_progress(city), stories.in_progress(city)
    for name in (short, long):
        beside.note(name, by=city.actor("handler"), text="去过了")
    for n in range(10):
        beside.note(long, by=city.actor("handler"), text=f"第 {n} 次")
    handling.ask_help(long, by=city.actor("handler"), units=[city.unit["roads"], city.unit["gas"]], reason="挖")
    assert (statements(short), statements(long)) == (9, 9)


def test_answers_that_were_chosen_are_told_in_words(city: stories.City) -> None:
    light = city.category["light"]
    light.questions = {
        "properties": {
            "how": {
                "title": "哪种情况", "title_en": "What is it?",
                "oneOf": [{"const": "out", "title": "不亮", "title_en": "out of order"}],
            },
            "many": {"title": "几盏", "type": "integer"},
            "near": {"title": "近学校", "type": "boolean"},
        }
    }  # fmt: skip
    light.save()
    stories.forget()
    case = stories.received(city, answers={"how": "out", "many": 3, "near": True})
    facts = signed_in(city, "operator").get(f"/desk/case/{case.number}/").context["facts"]
    assert [(label, str(value)) for label, value in facts][-3:] == [
        ("What is it?", "out of order"),
        ("几盏", "3"),
        ("近学校", "yes"),
    ]
