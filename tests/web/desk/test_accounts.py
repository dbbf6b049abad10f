"""The security officer's pages, and that they are nobody else's."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from huying.base.journal.memory import remembered
from huying.base.journal.models import AuditDay
from huying.base.units.models import Staff
from huying.base.units.roles import Role
from tests.stories import City
from tests.web.desk.people import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def handler(city: City) -> Staff:
    return city.staff["handler"]


def log() -> list[tuple[str, dict[str, Any]]]:
    events = [event for day in AuditDay.objects.all() for event in remembered("audit", day.pk)]
    return [(event.verb, event.facts) for event in events]


def act(city: City, staff: Staff, deed: str, **given: str) -> int:
    answer = signed_in(city, "security").post(f"/desk/accounts/{staff.pk}/", {"deed": deed, **given})
    staff.refresh_from_db()
    return answer.status_code


def test_only_the_security_officer_finds_them(city: City, handler: Staff) -> None:
    Staff.objects.filter(pk=handler.pk).update(locked_until=timezone.now() + timedelta(minutes=5))
    address = f"/desk/accounts/{handler.pk}/"
    found = {}
    for name in city.staff:
        client = signed_in(city, name)
        found[name] = [
            client.get("/desk/accounts/").status_code, client.get(address).status_code,
            client.post(address, {"deed": "unlock"}).status_code,
        ]  # fmt: skip
    assert found.pop("security") == [200, 200, 302]
    assert found == {name: [404, 404, 404] for name in found}


def test_a_lock_is_lifted(city: City, handler: Staff) -> None:
    handler.set_password("huying-desk")
    handler.locked_until = timezone.now() + timedelta(minutes=5)
    handler.save()
    assert act(city, handler, "unlock") == 302
    client = Client()
    client.post("/accounts/login/", {"login": "handler", "password": "huying-desk"})
    assert "_auth_user_id" in client.session
    assert log()[0] == ("unlocked", {"role": "security", "account": handler.pk})


def test_an_account_gets_another_role_and_unit(city: City, handler: Staff) -> None:
    before = {"role": "handler", "unit": handler.unit_id}
    assert act(city, handler, "assign", role="supervisor", unit=city.unit["west"].code) == 302
    assert (handler.role, handler.unit_id) == (Role.SUPERVISOR, city.unit["west"].pk)
    after = {"role": "supervisor", "unit": handler.unit_id}
    assert log() == [("account_changed", {"role": "security", "account": handler.pk, "before": before, "after": after})]
    assert act(city, handler, "assign", role="supervisor", unit=city.unit["west"].code) == 302
    assert len(log()) == 1


@pytest.mark.parametrize("role", ["resident", "system", "mayor", ""])
def test_a_role_that_no_account_can_have_is_refused(city: City, handler: Staff, role: str) -> None:
    assert (act(city, handler, "assign", role=role, unit="02"), handler.role) == (422, Role.HANDLER)


def test_a_deactivated_account_is_out_at_once_and_may_come_back(city: City, handler: Staff) -> None:
    there = signed_in(city, "handler")
    act(city, handler, "deactivate")
    assert (handler.is_active, there.get("/desk/me/").status_code) == (False, 302)
    act(city, handler, "activate")
    assert handler.is_active


def test_a_given_password_is_shown_once_and_must_be_changed(city: City, handler: Staff) -> None:
    officer = signed_in(city, "security")
    page = officer.post(f"/desk/accounts/{handler.pk}/", {"deed": "give_password"})
    handler.refresh_from_db()
    password = page.context["password"]
    assert (handler.check_password(password), handler.password_is_given) == (True, True)
    assert password not in officer.get(f"/desk/accounts/{handler.pk}/").content.decode()
    assert password not in str(log())


def test_lost_second_factors_are_removed(city: City, handler: Staff) -> None:
    Authenticator.objects.create(user=handler, type="totp", data={"secret": ""})
    assert act(city, handler, "remove_factors") == 302
    assert not Authenticator.objects.exists()
    assert log() == [("mfa_removed", {"role": "security", "account": handler.pk, "n": 1})]


@pytest.mark.parametrize(
    "deed", ["unlock", "assign", "give_password", "remove_factors", "end_sessions", "deactivate", "activate"]
)
def test_nobody_changes_their_own_account(city: City, deed: str) -> None:
    own = city.staff["security"]
    assert act(city, own, deed, role="admin", unit="02") == 409
    assert (own.role, own.is_active, own.password_is_given, log()) == (Role.SECURITY, True, False, [])
    page = signed_in(city, "security").get(f"/desk/accounts/{own.pk}/").content.decode()
    assert "another security officer changes it" in page


def test_what_is_no_deed_is_not_there(city: City, handler: Staff) -> None:
    assert act(city, handler, "promote") == 404


def test_the_list_is_narrowed_and_tells_nothing_of_anybody_s_work(city: City, handler: Staff) -> None:
    Staff.objects.filter(pk=handler.pk).update(locked_until=timezone.now() + timedelta(minutes=5))
    officer = signed_in(city, "security")
    narrowed = {
        query: [account.username for account in officer.get(f"/desk/accounts/?{query}").context["accounts"]]
        for query in ("q=disp", "role=auditor", f"unit={city.unit['lighting'].code}", "locked=1", "after=security")
    }
    assert narrowed == {
        "q=disp": ["dispatcher"], "role=auditor": ["auditor"], f"unit={city.unit['lighting'].code}": ["handler"],
        "locked=1": ["handler"], "after=security": ["street", "supervisor"],
    }  # fmt: skip
    head = officer.get("/desk/accounts/").content.decode().split("<thead>")[1].split("</thead>")[0]
    columns = [cell.split("</th>")[0] for cell in head.split('<th scope="col">')[1:]]
    assert columns == ["User name", "Unit", "Role", "Second factor", "Last sign-in", "State"]
