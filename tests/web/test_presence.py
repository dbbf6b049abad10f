"""How long a session lasts, and what is said when it is over."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from huying.base.journal.memory import remembered
from huying.base.journal.models import AuditDay
from huying.base.units.models import Staff
from huying.web import sessions

pytestmark = pytest.mark.django_db

QUARTER, MINUTE = 15 * 60, 60


@pytest.fixture
def staff() -> Staff:
    return Staff.objects.create_user("handler", password="huying-desk")


@pytest.fixture
def desk(client: Client, staff: Staff) -> Client:
    """Somebody who has just opened a page."""
    client.force_login(staff)
    client.get("/desk/me/")
    return client


def pass_by(client: Client, seconds: float, name: str = "seen") -> float:
    """Let time pass; return what the session then holds."""
    session = client.session
    session[name] -= seconds
    session.save()
    return session[name]


def test_a_silent_session_ends_after_a_quarter_of_an_hour(desk: Client) -> None:
    pass_by(desk, QUARTER - MINUTE)
    assert desk.get("/desk/me/").status_code == 200
    pass_by(desk, QUARTER)
    assert desk.get("/desk/me/")["Location"] == "/accounts/login/?next=%2Fdesk%2Fme%2F&ended=idle"
    assert "_auth_user_id" not in desk.session


def test_the_city_says_how_long_silence_may_last(desk: Client, settings: Settings) -> None:
    settings.IDLE = timedelta(minutes=5)
    pass_by(desk, 5 * MINUTE)
    assert desk.get("/desk/me/").status_code == 302


def test_no_session_is_older_than_twelve_hours_however_busy(desk: Client) -> None:
    pass_by(desk, 12 * 3600, "since")
    assert desk.get("/desk/me/")["Location"] == "/accounts/login/?next=%2Fdesk%2Fme%2F&ended=age"


def test_activity_is_written_once_a_minute_at_most(desk: Client) -> None:
    before = pass_by(desk, MINUTE - 10)
    desk.get("/desk/me/")
    assert desk.session["seen"] == before
    before = pass_by(desk, 20)
    desk.get("/desk/me/")
    assert desk.session["seen"] > before + MINUTE


def test_what_a_page_asks_for_by_itself_is_no_activity(desk: Client) -> None:
    before = pass_by(desk, 5 * MINUTE)
    left = desk.get("/accounts/presence/", headers={"x-background": "1"}).json()["left"]
    assert (desk.session["seen"], left // MINUTE) == (before, 9)


def test_whoever_asks_to_stay_has_another_quarter_of_an_hour(desk: Client) -> None:
    pass_by(desk, QUARTER - MINUTE)
    assert desk.post("/accounts/presence/").json()["left"] == QUARTER
    assert desk.get("/desk/me/").status_code == 200


def test_nobody_is_told_anything_who_is_not_signed_in(client: Client) -> None:
    answer = client.get("/accounts/presence/")
    assert (answer.status_code, answer.json()) == (401, {"left": 0})


def test_a_form_sent_too_late_leads_back_to_the_form(desk: Client) -> None:
    pass_by(desk, QUARTER)
    answer = desk.post("/desk/case/2600001/reply/", {"text": "灯已换"})
    assert answer["Location"] == "/accounts/login/?next=%2Fdesk%2Fcase%2F2600001%2Freply%2F&ended=idle"


def test_the_reason_is_said_also_to_whoever_asks_after_the_session_was_ended(desk: Client) -> None:
    pass_by(desk, 12 * 3600, "since")
    for _again in range(2):
        assert desk.get("/desk/me/")["Location"] == "/accounts/login/?next=%2Fdesk%2Fme%2F&ended=age"


def test_who_signs_in_again_begins_anew(desk: Client, staff: Staff) -> None:
    pass_by(desk, QUARTER)
    desk.get("/desk/me/")
    desk.force_login(staff)
    assert desk.get("/desk/me/").status_code == 200
    assert "ended" not in desk.session


def test_a_session_that_was_ended_elsewhere_is_spoken_of(desk: Client) -> None:
    desk.session.delete()
    assert desk.get("/desk/me/")["Location"] == "/accounts/login/?next=%2Fdesk%2Fme%2F&ended=idle"


@pytest.mark.parametrize(
    ("method", "back"), [("get", "%2Fdesk%2F%3Flist%3Dall"), ("post", "%2Fdesk%2Fcase%2F2600001%2Freply%2F")]
)
def test_a_part_of_a_page_asked_for_too_late_loads_the_door_as_a_page(desk: Client, method: str, back: str) -> None:
    pass_by(desk, QUARTER)
    headers = {"hx-request": "true", "hx-current-url": "http://testserver/desk/?list=all"}
    answer = getattr(desk, method)("/desk/case/2600001/reply/", headers=headers)
    assert (answer.status_code, answer["HX-Redirect"]) == (401, f"/accounts/login/?next={back}&ended=idle")


@pytest.mark.parametrize(
    ("ended", "words"), [("idle", "由于一段时间没有操作"), ("age", "一次登录最长十二小时"), ("", "")]
)
def test_the_door_says_why_a_session_ended(client: Client, ended: str, words: str) -> None:
    page = client.get(f"/accounts/login/?ended={ended}").content.decode()
    assert ("hy-wait" in page, words in page) == (bool(words), True)


def test_a_resident_s_page_stays_open_when_a_session_ends(desk: Client) -> None:
    pass_by(desk, QUARTER)
    assert desk.get("/").status_code == 200


def test_that_a_session_ended_stands_in_the_audit_log(desk: Client, staff: Staff) -> None:
    pass_by(desk, QUARTER)
    desk.get("/desk/me/")
    events = [event for day in AuditDay.objects.all() for event in remembered("audit", day.pk)]
    assert [(event.verb, event.by, event.facts) for event in events] == [
        ("session_ended", f"staff:{staff.pk}", {"why": "idle"})
    ]


def test_signing_in_begins_a_new_session(client: Client, settings: Settings, staff: Staff) -> None:
    session = client.session
    session["anything"] = 1
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""
    answer = client.post("/accounts/login/", {"login": "handler", "password": "huying-desk"})
    cookie = answer.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie.value != session.session_key
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", "")


def test_nothing_is_left_of_sessions_that_are_over(client: Client, staff: Staff) -> None:
    client.post("/accounts/login/", {"login": "handler", "password": "huying-desk"})
    assert (len(sessions.of(staff, None)), sessions.forget()) == (1, 0)
    session = client.session
    session.set_expiry(-1)
    session.save()
    assert (sessions.of(staff, None), sessions.forget()) == ([], 1)
