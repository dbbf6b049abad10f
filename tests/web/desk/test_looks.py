"""The access record: who opened which contact. The auditor reads all of it; nobody else any of it; what was seen is not in it."""

import csv
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pytest

from huying.base.journal import clock, editions
from huying.base.journal.memory import remembered
from huying.base.journal.models import Event, Seal
from huying.base.journal.seals import seal
from huying.base.units.roles import Actor, Role
from huying.cases import beside, looking, telling
from huying.cases.models import Case
from tests.stories import City, in_progress, lead

from .people import signed_in

MONDAY = datetime(2026, 8, 3, 4, tzinfo=UTC)
LOOKS, EXPORT = "/desk/looks/", "/desk/looks/export/"
OTHERS = ["operator", "dispatcher", "supervisor", "handler", "field", "admin", "security"]


def look(case: Case, *, day: int = 0, purpose: str = "call_back", reason: str = "") -> datetime:
    """The lead unit opens the contact, so many days after Monday."""
    moment = MONDAY + timedelta(days=day)
    with clock.at(moment):
        beside.reveal(case, by=lead(case), purpose=purpose, until=moment + timedelta(hours=2), reason=reason)
    return moment


@pytest.fixture
def case(city: City) -> Case:
    with clock.at(MONDAY - timedelta(days=1)):
        return in_progress(city)


def rows(answer: Any) -> list[dict[str, str]]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text)))


def shown(city: City, query: str = "") -> list[datetime]:
    """The times on the page, in its order."""
    answer = signed_in(city, "auditor").get(f"{LOOKS}{query}")
    return [each.at for each, _who in answer.context["events"]]


def test_the_auditor_reads_when_which_unit_in_which_role_what_for_and_until_when(city: City, case: Case) -> None:
    at = look(case, reason="约上门时间")
    answer = signed_in(city, "auditor").get(LOOKS)
    ((seen, who),) = answer.context["events"]
    assert (seen.at, seen.number, seen.unit, seen.role) == (at, case.number, city.unit["lighting"], Role.HANDLER)
    assert (seen.purpose, seen.reason, seen.until) == ("call_back", "约上门时间", at + timedelta(hours=2))
    assert (seen.second, who) == (None, "Account lead")


def test_what_was_seen_is_nowhere_in_it(city: City, case: Case) -> None:
    look(case)
    browser = signed_in(city, "auditor")
    page = browser.get(LOOKS).content.decode()
    file = str(rows(browser.post(EXPORT, {"format": "csv"})))
    assert [told for told in ("王敏", "13900001234") if told in page + file] == []


def test_the_auditor_and_the_resident_read_the_same_looks(city: City, case: Case) -> None:
    look(case)
    look(case, day=1, purpose="visit")
    found = looking.told(list(looking.events(city.actor("auditor"), looking.Filters()).order_by("id")))
    resident = telling.looks(telling.timeline(case, resident=True))
    assert [(str(each.unit), each.purpose and each.purpose.label, each.at, each.until) for each in found] == [
        (each.who, each.purpose, each.at, each.until) for each in resident
    ]


def test_a_second_person_s_word_stands_beside_the_look(city: City) -> None:
    by = Actor(Role.OPERATOR, "staff:1", unit_id=city.unit["hotline"].pk)
    with clock.at(MONDAY):
        case = in_progress(city, confidentiality="confidential")
        beside.request_look(case, by=by, purpose="call_back", until=MONDAY + timedelta(hours=5), reason="回访")
        beside.decide_look(case, by=city.actor("supervisor"), decision="granted")
    with clock.at(MONDAY + timedelta(hours=1)):
        beside.reveal(case, by=by, purpose="call_back", until=MONDAY + timedelta(hours=2))
    (found,) = looking.told(list(looking.events(city.actor("auditor"), looking.Filters())))
    assert found.second is not None
    assert (found.second.decided_by, found.second.decided_at) == (city.actor("supervisor").ref, MONDAY)


@pytest.mark.parametrize("name", OTHERS)
def test_nobody_else_sees_any_of_it(city: City, case: Case, name: str) -> None:
    look(case)
    browser = signed_in(city, name)
    assert [browser.get(LOOKS).status_code, browser.post(EXPORT, {"format": "csv"}).status_code] == [404, 404]
    assert list(looking.events(city.actor(name), looking.Filters())) == []


def test_it_is_narrowed_by_days_of_the_city_by_unit_by_purpose_and_by_case(city: City, case: Case) -> None:
    times = [look(case, day=day, purpose=purpose) for day, purpose in enumerate(("call_back", "visit", "call_back"))]
    assert shown(city) == times[::-1]
    assert shown(city, "?since=2026-08-04&until=2026-08-04") == [times[1]]
    assert shown(city, "?until=2026-08-04") == [times[1], times[0]]
    assert shown(city, "?purpose=visit") == [times[1]]
    assert shown(city, f"?unit={city.unit['lighting'].code}") == times[::-1]
    assert shown(city, f"?unit={city.unit['gas'].code}") == []
    assert shown(city, f"?number={case.number.replace('-', '')}") == times[::-1]
    assert shown(city, "?number=13900001234") == []
    assert shown(city, "?since=2026-02-30&purpose=love&unit=nowhere") == times[::-1]


def test_pages_follow_one_another_without_a_gap(city: City, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    times = [look(case, day=day) for day in range(5)]
    monkeypatch.setattr("huying.base.journal.pages.page.__kwdefaults__", {"after": "", "before": "", "size": 2})
    browser = signed_in(city, "auditor")
    first = browser.get(LOOKS)
    second = browser.get(f"{LOOKS}{first.context['older_url']}")
    third = browser.get(f"{LOOKS}{second.context['older_url']}")
    pages = [[each.at for each, _who in page.context["events"]] for page in (first, second, third)]
    assert pages == [times[:2:-1], times[2:0:-1], times[:1]]
    assert (first.context["newer_url"], third.context["older_url"]) == ("", "")
    back = browser.get(f"{LOOKS}{third.context['newer_url']}")
    assert [each.at for each, _who in back.context["events"]] == pages[1]
    assert browser.get(f"{LOOKS}?after=nonsense").status_code == 404


def test_a_page_costs_the_same_however_many_looks_it_shows(
    city: City, case: Case, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editions, "LOOK_EVERY", float("inf"))
    browser = signed_in(city, "auditor")
    look(case)
    browser.get(LOOKS)
    for many in (0, 9):
        for day in range(many):
            look(case, day=day)
        with django_assert_num_queries(STATEMENTS):
            browser.get(f"{LOOKS}?purpose=call_back&since=2026-08-01")


STATEMENTS = 9
"""Transaction (3), session, account, looks, cases, granted requests, reasons."""


def test_it_can_be_taken_out_with_the_hash_and_the_seal_of_each_event(city: City, case: Case) -> None:
    look(case)
    seal()
    look(case, day=1)
    (first, second) = rows(signed_in(city, "auditor").post(EXPORT, {"format": "csv"}))
    event = next(each for each in remembered(Case.life, case.pk) if each.verb == "reveal")
    assert first == {
        "at": "2026-08-03T12:00:00+08:00",
        "case": case.number, "unit": city.unit["lighting"].code, "role": "handler", "by": "staff:lead",
        "purpose": "call_back", "until": "2026-08-03T14:00:00+08:00", "second": "", "second_at": "",
        "chain": f"case:{case.pk}", "seq": str(event.seq), "hash": bytes(event.hash).hex(), "seal": str(Seal.objects.get().pk),
    }  # fmt: skip
    assert (second["seq"], second["seal"]) == (str(event.seq + 1), "")


def test_what_was_taken_out_and_how_it_was_narrowed_is_recorded(city: City, case: Case) -> None:
    look(case)
    auditor, unit = signed_in(city, "auditor"), city.unit["gas"].code
    given = {"format": "xlsx", "unit": unit, "since": "2026-08-01", "number": case.number}
    book = openpyxl.load_workbook(BytesIO(auditor.post(EXPORT, given).getvalue()))
    assert [row[0].value for row in book.worksheets[0].rows] == ["at"]
    (event,) = Event.objects.filter(life="audit", verb="exported")
    assert event.by == city.actor("auditor").ref
    assert event.facts == {
        "role": "auditor", "list": "looks", "format": "xlsx", "unit": unit, "number": case.number, "since": "2026-08-01",
    }  # fmt: skip
    assert auditor.post(EXPORT, {"format": "exe"}).status_code == 404
    assert auditor.get(EXPORT).status_code == 405
