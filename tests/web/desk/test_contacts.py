"""The contact on the page: open to whoever opened it until its time is up; and what a unit sees of a confidential case."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from huying.base.journal import clock
from huying.base.units.models import Staff
from huying.base.units.roles import Actor, Role
from huying.cases import beside, files, handling, intake, reactions
from huying.cases.models import Case
from tests import stories
from tests.web.desk.people import photo, signed_in

pytestmark = pytest.mark.django_db

PHONE, NAME = "13900001234", "王敏"


def shown(city: stories.City, case: Case, who: str) -> tuple[bool, bool]:
    page = signed_in(city, who).get(f"/desk/case/{case.number}/").content.decode()
    return PHONE in page, NAME in page


def test_while_a_look_runs_the_page_shows_it_to_whoever_opened_it_and_to_nobody_else(city: stories.City) -> None:
    city.staff["colleague"] = Staff.objects.create(username="colleague", unit=city.unit["lighting"], role=Role.HANDLER)
    case, now = stories.in_progress(city), timezone.now()
    with clock.at(now):
        stories.look(case, city.actor("handler"))
        everybody = ("handler", "colleague", "operator", "dispatcher", "supervisor", "auditor")
        assert [shown(city, case, who)[0] for who in everybody] == [True, False, False, False, False, False]
    with clock.at(now + timedelta(hours=1)):
        assert shown(city, case, "handler") == (False, False)


def test_an_open_page_is_told_for_how_long(city: stories.City) -> None:
    case, now = stories.in_progress(city), timezone.now()
    with clock.at(now):
        given = {"version": case.version, "purpose": "visit", "until": "quarter"}
        opened = signed_in(city, "handler").post(f"/desk/case/{case.number}/reveal/", given)
    assert 'data-closes-after="900"' in opened.content.decode()
    assert opened["Refresh"] == f"900; url=/desk/case/{case.number}/"
    with clock.at(now + timedelta(minutes=5)):
        page = signed_in(city, "handler").get(f"/desk/case/{case.number}/").content.decode()
    assert 'data-closes-after="600"' in page


def test_closed_the_page_says_that_a_second_person_is_needed_and_offers_to_ask(city: stories.City) -> None:
    case = stories.closed(city)
    page = signed_in(city, "handler").get(f"/desk/case/{case.number}/")
    assert page.context["reveal"].reason == "It is closed: a second person has to agree before the contact is opened."
    assert page.context["request_look"].reason == ""
    assert f"/desk/case/{case.number}/request_look/" in page.content.decode()


def test_the_panel_reads_what_for_and_why_before_it_decides(city: stories.City) -> None:
    case = stories.closed(city)
    until = timezone.now() + timedelta(hours=2)
    beside.request_look(case, by=city.actor("handler"), purpose="serve", until=until, reason="送达决定书")
    (request,) = signed_in(city, "dispatcher").get(f"/desk/case/{case.number}/").context["requests"]
    assert (str(request["reason"]), request["said"]) == ("send or hand over a document", ["送达决定书"])
    assert request["button"].reason == ""


def test_granted_the_form_starts_from_what_was_asked_and_never_lasts_longer(city: stories.City) -> None:
    case, handler = stories.closed(city), city.actor("handler")
    until = timezone.now() + timedelta(minutes=30)
    beside.request_look(case, by=handler, purpose="serve", until=until, reason="送达决定书")
    beside.decide_look(case, by=city.actor("dispatcher"), decision="granted")
    client, url = signed_in(city, "handler"), f"/desk/case/{case.number}/reveal/"
    assert client.get(url).context["form"]["purpose"].value() == "serve"
    opened = client.post(url, {"version": case.version, "purpose": "serve", "until": "hour"})
    assert (opened.status_code, opened.context["opened"].until) == (200, until)


def test_for_a_question_that_waits_the_hotline_is_offered_that_purpose_alone(city: stories.City) -> None:
    case = stories.in_progress(city, confidentiality="confidential")
    handling.ask_resident(case, by=city.actor("handler"), question="哪一盏灯？")
    client = signed_in(city, "operator")
    assert [row.number for row in client.get("/desk/?list=calls").context["page"].cases] == [case.number]
    (request,) = client.get(f"/desk/case/{case.number}/").context["requests"]
    assert request["said"] == ["哪一盏灯？"]
    form = client.get(f"/desk/case/{case.number}/reveal/").context["form"]
    assert [code for code, _label in form["purpose"].field.choices] == ["relay"]


def told(city: stories.City, **given: Any) -> Case:
    """Somebody reports something with a photo named after them, taken over from another system."""
    taken = files.take_in("王敏.jpg", photo()).attachment
    said = {"source": "12345", "external": "W-7", "attachments": [taken]} | given
    case = intake.receive(stories.call(city, **said), by=Actor.resident()).case
    reactions.route(case.pk, 1)
    case.refresh_from_db()
    handling.accept(case, by=stories.lead(case))
    return case


def test_of_a_confidential_case_a_unit_sees_the_matter_and_nothing_of_the_reporter(city: stories.City) -> None:
    before = stories.in_progress(city)
    case = told(city, confidentiality="confidential", earlier=before.number)
    pages = {
        who: signed_in(city, who).get(f"/desk/case/{case.number}/").content.decode() for who in ("handler", "operator")
    }
    hints = ("王敏", "W-7", before.number, PHONE)
    assert {who: [hint for hint in hints if hint in page] for who, page in pages.items()} == {
        "handler": [], "operator": ["王敏", "W-7", before.number],
    }  # fmt: skip
    assert case.number not in signed_in(city, "handler").get(f"/desk/case/{before.number}/").content.decode()
    attachment = case.attachments.get()
    sent = signed_in(city, "handler").get(f"/desk/case/{case.number}/files/{attachment.pk}/")
    sent.close()
    assert sent["Content-Disposition"] == f'inline; filename="{case.number}-{attachment.pk}.jpg"'


def test_of_an_ordinary_case_a_unit_sees_what_it_needs_to_tell_them_apart(city: stories.City) -> None:
    case = told(city)
    page = signed_in(city, "handler").get(f"/desk/case/{case.number}/").content.decode()
    assert [hint for hint in ("王敏.jpg", "W-7") if hint in page] == ["王敏.jpg", "W-7"]


def test_whom_a_case_is_about_does_not_read_of_it_on_the_page_of_one_merged_into_it(city: stories.City) -> None:
    about = stories.received(city, accused=city.unit["lighting"], text="照明处态度不好")
    own = stories.dispatched(city)
    intake.merge(own, into=about, by=city.actor("operator"))
    client = signed_in(city, "handler")
    assert client.get(f"/desk/case/{about.number}/").status_code == 404
    page = client.get(f"/desk/case/{own.number}/").content.decode()
    assert [word for word in (f"/desk/case/{about.number}/", "照明处态度不好") if word in page] == []
    assert client.get(f"/desk/case/{own.number}/").context["parent"] is None
    assert signed_in(city, "operator").get(f"/desk/case/{own.number}/").context["parent"] == about


def test_messages_stand_apart_from_the_story_and_are_answered_there(city: stories.City) -> None:
    case = stories.in_progress(city)
    beside.message(case, by=Actor.resident(case.pk), text="什么时候来？")
    client = signed_in(city, "handler")
    client.post(f"/desk/case/{case.number}/message/", {"version": case.version, "text": "明早九点"})
    page = client.get(f"/desk/case/{case.number}/")
    assert [(letter.who, letter.words["text"]) for letter in page.context["letters"]] == [
        ("Resident", "什么时候来？"), ("City Lighting Office", "明早九点"),
    ]  # fmt: skip
    assert [entry["title"] for entry in page.context["timeline"]] == ["Receive", "Dispatch", "Accept"]


def test_who_keeps_out_is_named_to_the_supervisor_alone_and_reads_that_there_is_nothing(city: stories.City) -> None:
    case = stories.in_progress(city)
    client = signed_in(city, "handler")
    done = client.post(f"/desk/case/{case.number}/recuse/", {"version": case.version, "interest": "close"})
    assert done["Location"] == "/desk/"
    gone = [f"/desk/case/{case.number}/", f"/desk/case/{case.number}/reply/", f"/desk/case/{case.number}/files/1/"]
    assert [client.get(path).status_code for path in gone] == [404, 404, 404]
    named = {
        who: signed_in(city, who).get(f"/desk/case/{case.number}/").context["recused"]
        for who in ("supervisor", "operator")
    }
    assert {who: [row.staff.username for row in rows] for who, rows in named.items()} == {
        "supervisor": ["handler"], "operator": [],
    }  # fmt: skip
