"""The audit log at the desk: the auditor reads and takes out all of it; an administrator reads the changes of the set-up."""

import csv
import re
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import orjson
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from huying.base.journal import audit, clock, editions
from huying.base.journal.audit import What
from huying.base.journal.models import Event
from huying.base.units import audit_log
from huying.base.units.roles import Role
from huying.web import menu
from huying.web.desk import said
from tests.stories import City

from .people import signed_in

MONDAY = datetime(2026, 8, 3, 4, tzinfo=UTC)
AUDIT, EXPORT = "/desk/audit/", "/desk/audit/export/"
OTHERS = ["operator", "dispatcher", "supervisor", "handler", "field", "admin", "security"]


def record(city: City, what: str, *, by: str = "handler", day: int = 0, **facts: Any) -> datetime:
    moment = MONDAY + timedelta(days=day)
    with clock.at(moment):
        audit.record(what, by=city.actor(by), **facts)
    return moment


@pytest.fixture
def auditor(city: City) -> Client:
    return signed_in(city, "auditor")


def shown(auditor: Client, query: str) -> list[datetime]:
    return [entry.at for entry, _who, _facts in auditor.get(f"{AUDIT}{query}").context["events"]]


def taken_out(auditor: Client, **narrowed: str) -> str:
    answer: Any = auditor.post(EXPORT, {"format": "csv", **narrowed})
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def test_the_auditor_reads_when_what_who_in_which_role_and_the_facts(city: City, auditor: Client) -> None:
    at = record(city, "setup_changed", by="admin", files={"units.csv": 4})
    ((entry, who, facts),) = auditor.get(f"{AUDIT}?what=setup_changed").context["events"]
    assert (entry.at, entry.what, entry.unit, entry.role) == (at, What.SETUP_CHANGED, city.unit["hotline"], Role.ADMIN)
    assert who == f"Account {city.staff['admin'].pk}"
    assert facts == [("files", "units.csv 4")]


def test_nobody_s_name_is_in_it(city: City, auditor: Client) -> None:
    city.staff["handler"].zh = "赵处理"
    city.staff["handler"].save()
    record(city, "sign_in")
    page = auditor.get(AUDIT).content.decode()
    file = taken_out(auditor)
    assert "赵处理" not in page + file


@pytest.mark.parametrize("name", OTHERS)
def test_nobody_else_sees_any_of_it(city: City, name: str) -> None:
    record(city, "sign_in")
    browser = signed_in(city, name)
    assert [browser.get(AUDIT).status_code, browser.post(EXPORT, {"format": "csv"}).status_code] == [404, 404]
    assert list(audit_log.events(city.actor(name), audit_log.Filters())) == []


def test_it_is_narrowed_by_days_of_the_city_by_unit_and_by_act(city: City, auditor: Client) -> None:
    times = [record(city, "sign_in"), record(city, "key_made", day=1, by="admin"), record(city, "sign_in", day=2)]
    until = "until=2026-08-10"
    assert shown(auditor, f"?{until}") == times[::-1]
    assert shown(auditor, f"?what=sign_in&{until}") == [times[2], times[0]]
    assert shown(auditor, f"?unit={city.unit['hotline'].code}&{until}") == [times[1]]
    assert shown(auditor, "?since=2026-08-04&until=2026-08-04") == [times[1]]


def test_there_is_no_look_up_by_account(city: City, auditor: Client) -> None:
    times = [record(city, "sign_in"), record(city, "sign_in", by="roads", day=1)]
    ref = city.actor("roads").ref
    asked = "&".join(f"{name}={ref}" for name in ("by", "account", "staff", "who", "q"))
    assert shown(auditor, f"?until=2026-08-10&{asked}") == times[::-1]


def test_a_page_costs_the_same_however_much_it_shows(
    city: City, auditor: Client, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editions, "LOOK_EVERY", float("inf"))
    record(city, "sign_in")
    auditor.get(AUDIT)
    for many in (0, 9):
        for day in range(many):
            record(city, "sign_in", day=day)
        with django_assert_num_queries(STATEMENTS):
            auditor.get(f"{AUDIT}?what=sign_in")


STATEMENTS = 6
"""Transaction (3), session, account, the page."""


def test_taking_it_out_is_the_last_line_of_what_is_taken_out(city: City, auditor: Client) -> None:
    record(city, "key_revoked", by="admin", key=12)
    rows = list(csv.DictReader(StringIO(taken_out(auditor, unit=city.unit["hotline"].code))))
    assert (rows[0]["what"], rows[-1]["what"]) == ("key_revoked", "exported")
    assert orjson.loads(rows[0]["facts"]) == {"key": 12}
    assert orjson.loads(rows[-1]["facts"]) == {"list": "audit", "format": "csv", "unit": city.unit["hotline"].code}
    assert Event.objects.filter(life="audit").last() == Event.objects.get(hash=bytes.fromhex(rows[-1]["hash"]))


def test_every_word_of_the_log_has_its_chinese() -> None:
    with translation.override("en"):
        english = [str(label) for label in [*said.FACTS.values(), *said.DOERS.values(), *What.labels]]
    chinese = [str(label) for label in [*said.FACTS.values(), *said.DOERS.values(), *What.labels]]
    assert [word for word, same in zip(english, chinese, strict=True) if word == same] == []


# -- the administrator's page


def test_the_administrator_reads_the_state_and_the_last_changes_of_the_set_up(city: City) -> None:
    record(city, "setup_changed", by="admin", files={"units.csv": 4})
    record(city, "key_made", by="admin", key=1)
    page = signed_in(city, "admin").get("/desk/setup/")
    assert [(who.said, what.said) for _at, who, what in page.context["changes"].rows] == [
        (f"Account {city.staff['admin'].pk}", ["units.csv 4"])
    ]
    held = {address: n for _register, address, n in page.context["cards"]}
    assert (held["/desk/setup/units/"], held["/desk/setup/duties/"]) == (8, 5)


@pytest.mark.parametrize("name", ["operator", "supervisor", "handler", "security", "auditor"])
def test_the_set_up_is_the_administrator_s(city: City, name: str) -> None:
    assert signed_in(city, name).get("/desk/setup/").status_code == 404
    assert list(audit_log.setup_changes(city.actor(name))) == []


@pytest.mark.parametrize(
    ("name", "offered"),
    [
        ("admin", ["desk:setup", "desk:timing", "desk:templates", "desk:articles"]),
        ("security", ["desk:accounts", "desk:articles"]),
        (
            "auditor",
            [
                "desk:looks",
                "desk:audit",
                "desk:mine",
                "desk:overview",
                "desk:figures",
                "desk:map",
                "desk:disputes",
                "desk:proposals",
                "desk:articles",
            ],
        ),
        ("handler", ["desk:mine", "desk:figures", "desk:map", "desk:articles"]),
        ("operator", ["desk:mine", "desk:call", "desk:callbacks", "desk:dispatching", "desk:map", "desk:articles"]),
    ],
)
def test_the_menu_offers_what_the_role_may_ask_for(city: City, name: str, offered: list[str]) -> None:
    page = signed_in(city, name).get("/desk/me/")
    assert re.findall(r'<a href="([^"]+)"\s+(?:aria-current="page")?>', page.content.decode()) == [
        reverse(page) for page in offered
    ]
    assert menu.first(city.staff[name]) == offered[0]
