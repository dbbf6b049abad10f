"""What HTTP has a word for is said in it: versions, rates, kinds of content, what will go."""

from datetime import date, timedelta
from typing import Any

import pytest

from huying.base.units.models import Key
from huying.cases.queries import Filters
from huying.web import limits
from huying.web.api import ageing
from huying.web.api.cases import Wanted
from huying.web.desk import lists
from huying.web.limits import Door, Rate
from tests import stories

from .conftest import Program, says

pytestmark = pytest.mark.django_db


def test_a_case_is_answered_with_the_tag_of_its_version(city: stories.City, lighting: Program) -> None:
    case = stories.dispatched(city)
    accepted = lighting.post(f"/cases/{case.number}/accept", If_Match='"2"', Idempotency_Key="a")
    again = lighting.post(f"/cases/{case.number}/accept", If_Match='"2"', Idempotency_Key="a")
    assert [(answer.status_code, answer["ETag"]) for answer in (accepted, again)] == [(200, '"3"')] * 2
    assert lighting.get(f"/cases/{case.number}")["ETag"] == '"3"'


@pytest.mark.parametrize(("seen", "status"), [('"2"', 412), ('W/"3"', 200), ('"2", "3"', 200), ("*", 200), ("3", 412)])
def test_who_saw_another_version_is_told_so_before_anything_is_done(
    city: stories.City, lighting: Program, seen: str, status: int
) -> None:
    case = stories.in_progress(city)
    answer = lighting.post(f"/cases/{case.number}/reply", {"text": "好了", "result": "resolved"}, If_Match=seen)
    assert answer.status_code == status
    if status == 412:
        assert says(answer) == {"": "Somebody else was faster. Look again before you go on."}


def test_no_more_is_answered_than_was_asked_for(city: stories.City, lighting: Program) -> None:
    case = stories.dispatched(city)
    listed = lighting.get("/cases?fields=state,number").json()
    assert listed == {"cases": [{"state": "dispatched", "number": case.number}], "next": None}
    assert lighting.get(f"/cases/{case.number}?fields=text,version").json() == {
        "text": "滨河路 12 号门口路灯不亮",
        "version": 2,
    }
    assert says(lighting.get("/cases?fields=state,phone")) == {"fields": "There is no such field."}


def test_a_case_is_found_by_the_number_that_another_system_gave_it(city: stories.City, hotline: Program) -> None:
    case = stories.received(city, source="old", external="7")
    stories.received(city, source="other", external="7")
    found = hotline.get("/cases?source=old&external=7&fields=number").json()["cases"]
    assert found == [{"number": case.number}]
    assert says(hotline.get("/cases?source=old")) == {"external": "A source and a number there come together."}


def test_what_narrows_a_list_of_the_desk_narrows_one_of_the_api() -> None:
    narrows = {"q": "text"}  # the API calls it what it is
    desk = {narrows.get(name, name) for name in lists.NAMES} - {"list", "columns"}
    api = Wanted.model_fields.keys() - {"list", "after", "size", "fields", "source", "external"}
    assert desk == api == Filters.__dataclass_fields__.keys()


def test_programs_read_how_often_they_may_come_yet(city: stories.City, anybody: Program, monkeypatch: Any) -> None:
    monkeypatch.setitem(limits.DOORS, "report", Door(Rate(2, timedelta(minutes=10))))
    answers = [anybody.post("/cases", {"text": "灯"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert {answer["RateLimit-Policy"] for answer in answers} == {'"report";q=2;w=600'}
    assert [answer["RateLimit"].split(";t=")[0] for answer in answers] == [
        '"report";r=1',
        '"report";r=0',
        '"report";r=0',
    ]
    assert answers[2]["Retry-After"] == answers[2]["RateLimit"].split("t=")[1]


FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("path", "kind"), [("/cases", "text/plain"), ("/cases/1/accept", FORM), ("/cases/1/attach", "application/json")]
)
def test_another_kind_of_content_is_refused_as_such(lighting: Program, path: str, kind: str) -> None:
    answer = lighting.client.post(f"/api/v1{path}", b"{}", content_type=kind, headers=lighting.headers)
    assert (answer.status_code, list(says(answer))) == (415, [""])


def test_what_will_go_says_so_half_a_year_before(lighting: Program, monkeypatch: Any) -> None:
    going = ageing.Going(date(2027, 1, 1), date(2027, 7, 1), "/api/v2/kinds")
    monkeypatch.setitem(ageing.GOING, "list_kinds", going)
    told = lighting.get("/kinds").headers
    assert {name: told[name] for name in ("Deprecation", "Sunset", "Link")} == {
        "Deprecation": "@1798761600",
        "Sunset": "Thu, 01 Jul 2027 00:00:00 GMT",
        "Link": '</api/v2/kinds>; rel="successor-version"',
    }
    assert "Deprecation" not in lighting.get("/units").headers
    with pytest.raises(ValueError, match="180 days"):
        ageing.Going(date(2027, 1, 1), date(2027, 3, 1), "")


def test_a_key_does_no_more_than_it_was_made_for(city: stories.City) -> None:
    case = stories.dispatched(city)
    reading, filing = (
        Program(Key.make("integrator", city.unit["lighting"], purpose)) for purpose in ("api_read", "api_file")
    )
    report = {"text": "滨河路 12 号门口路灯不亮"}
    note = f"/cases/{case.number}/note"
    assert [
        asked.status_code for asked in (reading.get("/cases"), reading.post("/cases", report), reading.post(note))
    ] == [200, 403, 403]
    assert [
        asked.status_code for asked in (filing.get("/cases"), filing.post("/cases", report), filing.post(note))
    ] == [403, 201, 403]
    assert (filing.get("/units").status_code, filing.post("/bulk", {"items": []}).status_code) == (200, 403)
    assert says(reading.post("/cases", report)) == {"": "This key is for reading only."}
    assert says(filing.get("/cases")) == {"": "This key is for filing cases only."}
