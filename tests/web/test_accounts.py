"""Who may sign in, and what locks an account."""

from datetime import timedelta

import pytest
from allauth.account.adapter import get_adapter
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from huying.base.journal.memory import remembered
from huying.base.journal.models import AuditDay
from huying.base.units.accounts import LOCKED_FOR, MOST_FAILURES
from huying.base.units.models import Staff

pytestmark = pytest.mark.django_db

PASSWORD = "huying-demo"


@pytest.fixture(autouse=True)
def nobody_failed_yet() -> None:
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def handler() -> Staff:
    return Staff.objects.create_user("handler", password=PASSWORD)


def knock(client: Client, name: str, password: str = PASSWORD) -> tuple[bool, str]:
    """Whether they are in, and what the page says."""
    page = client.post("/accounts/login/", {"login": name, "password": password})
    errors = page.context["form"].non_field_errors() if page.context else []
    return "_auth_user_id" in client.session, " ".join(map(str, errors))


def log() -> list[tuple[str, str, dict[str, object]]]:
    """The audit log of today: what, by whom, and the facts that are always the same."""
    events = [event for day in AuditDay.objects.all() for event in remembered("audit", day.pk)]
    return [
        (event.verb, event.by, {name: fact for name, fact in event.facts.items() if name != "network"})
        for event in events
    ]


@pytest.mark.parametrize(
    ("account_is_demo", "demo", "may"), [(True, True, True), (True, False, False), (False, False, True)]
)
def test_a_demo_account_opens_nothing_outside_a_demo(
    client: Client, settings: Settings, account_is_demo: bool, demo: bool, may: bool
) -> None:
    settings.DEMO = demo
    Staff.objects.create_user("operator", password=PASSWORD, demo=account_is_demo)
    assert knock(client, "operator")[0] is may


def test_nobody_signs_up(client: Client) -> None:
    assert client.get("/accounts/signup/").status_code == 404


def test_five_wrong_passwords_lock_an_account_also_for_the_right_one(client: Client, handler: Staff) -> None:
    for _each in range(MOST_FAILURES):
        assert knock(client, "handler", "wrong") == (False, "用户名或密码不正确。")
    get_adapter().forget_failures(client.get("/accounts/login/").wsgi_request, handler)
    handler.refresh_from_db()
    assert handler.is_locked
    assert knock(client, "handler") == (False, "错误次数过多。请十五分钟后再试，或联系本单位的安全管理员。")


def test_a_lock_is_over_after_a_quarter_of_an_hour(client: Client, handler: Staff) -> None:
    Staff.objects.update(locked_until=timezone.now() - timedelta(seconds=1))
    assert knock(client, "handler")[0] is True
    Staff.objects.update(locked_until=timezone.now() + LOCKED_FOR)
    assert knock(Client(), "handler")[0] is False


def test_signing_in_forgets_the_failures_before_it(client: Client, handler: Staff) -> None:
    for _each in range(MOST_FAILURES - 1):
        knock(client, "handler", "wrong")
    assert knock(client, "handler")[0] is True
    handler.refresh_from_db()
    assert handler.failed_sign_ins == 0


def test_a_refusal_does_not_tell_whether_there_is_such_an_account(handler: Staff) -> None:
    told = {
        name: [knock(Client(REMOTE_ADDR=address), name, "wrong") for _each in range(MOST_FAILURES + 1)]
        for name, address in (("handler", "10.0.0.1"), ("nobody", "10.0.0.2"))
    }
    assert told["handler"] == told["nobody"]


def test_an_account_that_is_not_in_use_says_the_same_as_one_that_is_not_there(client: Client, handler: Staff) -> None:
    Staff.objects.update(is_active=False)
    assert knock(client, "handler") == knock(client, "nobody")


def test_the_audit_log_knows_the_account_and_never_what_was_typed(client: Client, handler: Staff) -> None:
    knock(client, "13900001234", "wrong")
    for _each in range(MOST_FAILURES):
        knock(client, "handler", "wrong")
    account = {"account": handler.pk}
    refused = ("sign_in_refused", f"staff:{handler.pk}", account | {"why": "password"})
    assert log() == [
        ("sign_in_refused", "stranger", {"account": None, "why": "password"}),
        *[refused] * MOST_FAILURES,
        ("locked", "system", account | {"role": "system"}),
    ]


def test_coming_and_going_stand_in_the_audit_log(client: Client, handler: Staff) -> None:
    knock(client, "handler")
    client.post("/accounts/logout/")
    who, role = f"staff:{handler.pk}", {"role": "handler"}
    assert log() == [("sign_in", who, role | {"ways": ["password"]}), ("sign_out", who, role)]


@pytest.mark.parametrize("password", ["short", "12345678901234", "password12345", "handler-90210"])
def test_a_weak_password_is_refused(client: Client, handler: Staff, password: str) -> None:
    knock(client, "handler")
    given = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    page = client.post("/accounts/password/change/", given)
    handler.refresh_from_db()
    assert (page.status_code, handler.check_password(PASSWORD)) == (200, True)


def test_a_new_password_ends_the_other_sessions(client: Client, handler: Staff) -> None:
    elsewhere = Client()
    knock(client, "handler")
    knock(elsewhere, "handler")
    given = {"oldpassword": PASSWORD, "password1": "滨河路的路灯又亮了好几盏", "password2": "滨河路的路灯又亮了好几盏"}
    assert client.post("/accounts/password/change/", given).status_code == 302
    assert [browser.get("/desk/me/").status_code for browser in (client, elsewhere)] == [200, 302]
    assert [verb for verb, _by, _facts in log()[2:]] == ["password_changed", "session_ended"]


def test_a_password_that_somebody_gave_opens_nothing_but_the_page_to_choose_another(
    client: Client, handler: Staff
) -> None:
    Staff.objects.update(password_is_given=True)
    knock(client, "handler")
    assert client.get("/desk/me/")["Location"] == "/accounts/password/change/"
    given = {"oldpassword": PASSWORD, "password1": "滨河路的路灯又亮了好几盏", "password2": "滨河路的路灯又亮了好几盏"}
    client.post("/accounts/password/change/", given)
    assert client.get("/desk/me/").status_code == 200


def test_a_city_may_ask_for_a_new_password_from_time_to_time(
    client: Client, settings: Settings, handler: Staff
) -> None:
    Staff.objects.update(password_changed_at=timezone.now() - timedelta(days=90))
    knock(client, "handler")
    assert client.get("/desk/me/").status_code == 200
    settings.PASSWORD_DAYS = 90
    assert client.get("/desk/me/")["Location"] == "/accounts/password/change/"
