"""Second factors: adding, using and needing them."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client, TestCase
from pytest_django import Settings

from huying.base.journal.memory import remembered
from huying.base.journal.models import AuditDay
from huying.base.units.accounts import MOST_FAILURES
from huying.base.units.models import Staff
from huying.base.units.roles import Role

pytestmark = pytest.mark.django_db

PASSWORD = "huying-desk"


@pytest.fixture(autouse=True)
def nobody_failed_yet() -> None:
    cache.clear()


@pytest.fixture
def admin() -> Staff:
    return Staff.objects.create_user("admin", password=PASSWORD, role=Role.ADMIN)


def sign_in(client: Client) -> str:
    """By password; where it leads."""
    return client.post("/accounts/login/", {"login": "admin", "password": PASSWORD}).headers.get("Location", "")


def code(secret: str, later: int = 0) -> str:
    """What an authenticator app shows; `later`: so many half minutes on, as none opens twice."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


def enrol(client: Client) -> str:
    """Add an authenticator app; its secret."""
    secret = client.get("/accounts/2fa/totp/add/").context["form"].secret
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert client.post("/accounts/2fa/totp/add/", {"code": code(secret)})["Location"] == "/accounts/2fa/codes/"
    return secret


def verbs() -> list[str]:
    return [event.verb for day in AuditDay.objects.all() for event in remembered("audit", day.pk)]


def test_who_added_an_app_needs_its_code_after_the_password(client: Client, admin: Staff) -> None:
    sign_in(client)
    secret = enrol(client)
    client.post("/accounts/logout/")
    assert sign_in(client) == "/accounts/2fa/authenticate/"
    assert client.get("/desk/me/").status_code == 302
    assert client.post("/accounts/2fa/authenticate/", {"code": code(secret, later=1)}).status_code == 302
    assert client.get("/desk/me/").status_code == 200
    assert verbs() == ["sign_in", "mfa_added", "mfa_added", "sign_out", "sign_in"]


def test_a_code_opens_once(client: Client, admin: Staff) -> None:
    sign_in(client)
    secret = enrol(client)
    opened = []
    for browser in (Client(), Client()):
        sign_in(browser)
        browser.post("/accounts/2fa/authenticate/", {"code": code(secret, later=1)})
        opened.append("_auth_user_id" in browser.session)
    assert opened == [True, False]


def test_a_recovery_code_stands_in_once(client: Client, admin: Staff) -> None:
    sign_in(client)
    enrol(client)
    recovery = client.get("/accounts/2fa/codes/").context["unused_codes"][0]
    opened = []
    for browser in (Client(), Client()):
        sign_in(browser)
        browser.post("/accounts/2fa/authenticate/", {"code": recovery})
        opened.append("_auth_user_id" in browser.session)
    assert opened == [True, False]


def test_wrong_codes_lock_the_account_like_wrong_passwords(client: Client, admin: Staff) -> None:
    sign_in(client)
    secret = enrol(client)
    thief = Client()
    sign_in(thief)
    for _each in range(MOST_FAILURES):
        thief.post("/accounts/2fa/authenticate/", {"code": "000000"})
    cache.clear()
    assert thief.post("/accounts/2fa/authenticate/", {"code": code(secret, later=1)})["Location"] == "/accounts/login/"
    assert "_auth_user_id" not in thief.session


def test_a_role_that_needs_a_second_factor_is_led_to_add_one_first(
    client: Client, settings: Settings, admin: Staff
) -> None:
    settings.ROLES_WITH_MFA = [Role.ADMIN]
    sign_in(client)
    assert {
        page: client.get(page).headers.get("Location") for page in ("/desk/me/", "/accounts/password/change/", "/")
    } == {
        "/desk/me/": "/desk/me/enrol/",
        "/accounts/password/change/": "/desk/me/enrol/",
        "/": None,
    }
    assert client.get("/desk/me/enrol/").status_code == 200
    enrol(client)
    assert client.get("/desk/me/").status_code == 200


def test_the_last_factor_of_a_role_that_needs_one_stays(client: Client, settings: Settings, admin: Staff) -> None:
    settings.ROLES_WITH_MFA = [Role.ADMIN]
    sign_in(client)
    enrol(client)
    client.post("/accounts/2fa/totp/remove/")
    assert Authenticator.objects.filter(type="totp").exists()
    settings.ROLES_WITH_MFA = []
    client.post("/accounts/2fa/totp/remove/")
    assert not Authenticator.objects.exists()
    assert verbs()[-2:] == ["mfa_removed", "mfa_removed"]


def test_the_secret_is_sealed_in_the_database(client: Client, admin: Staff) -> None:
    sign_in(client)
    secret = enrol(client)
    (app,) = Authenticator.objects.filter(type="totp")
    assert secret not in str(app.data)
    assert app.wrap().validate_code(code(secret, later=1))


def test_who_signed_in_long_ago_shows_once_more_who_they_are(client: Client, admin: Staff) -> None:
    sign_in(client)
    session = client.session
    session["account_authentication_methods"] = [
        record | {"at": record["at"] - 3600} for record in session["account_authentication_methods"]
    ]
    session.save()
    assert client.get("/accounts/2fa/totp/add/")["Location"].startswith("/accounts/reauthenticate/")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert client.get("/accounts/2fa/totp/add/").status_code == 200
