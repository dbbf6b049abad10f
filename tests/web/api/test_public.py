"""What everybody may read, and what the hotline's own system calls about."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from huying.base.catalogue import articles
from huying.base.catalogue.models import Article
from huying.base.journal import audit, clock
from huying.base.journal.models import Event
from huying.base.units.models import Key
from huying.cases import publishing, troubles
from huying.cases.models import Asking, Case
from huying.insight import periods, refreshing
from tests import stories

from .conftest import Program, program

pytestmark = pytest.mark.django_db


def test_a_released_case_is_read_by_everybody_and_no_word_of_its_reporter(city: stories.City, anybody: Program) -> None:
    case = stories.in_progress(city)
    stories.in_progress(city)
    publishing.publish(case, by=stories.lead(case), text="滨河路一盏路灯不亮，已派人查看")
    (told,) = anybody.get("/public/cases").json()["cases"]
    assert told == anybody.get(f"/public/cases/{case.number}").json()
    assert (told["number"], told["summary"], told["unit"]["code"]) == (
        case.number,
        "滨河路一盏路灯不亮，已派人查看",
        "02",
    )
    assert anybody.get("/public/cases?state=done").json() == {"cases": [], "next": None}


def test_public_cases_come_in_pages(city: stories.City, anybody: Program) -> None:
    made = []
    for n in range(3):
        case = stories.in_progress(city)
        publishing.publish(case, by=stories.lead(case), text=f"第 {n} 盏路灯")
        made.append(case.number)
    first = anybody.get("/public/cases?size=2").json()
    rest = anybody.get(f"/public/cases?size=2&after={first['next']}").json()
    assert [case["number"] for case in first["cases"] + rest["cases"]] == made[::-1]


def test_a_known_trouble_is_told_without_the_case_behind_it(city: stories.City, anybody: Program) -> None:
    case = stories.in_progress(city)
    until = timezone.now() + timedelta(hours=4)
    troubles.announce(
        case, by=stories.lead(case), text="西街道停电", text_en="No power", areas=[city.area["west"]], until=until
    )
    (told,) = anybody.get("/public/troubles").json()
    assert (told["zh"], [area["code"] for area in told["areas"]], "number" in told) == ("西街道停电", ["111"], False)


def test_articles_for_residents_are_found_by_a_question(city: stories.City, anybody: Program) -> None:
    for code, public in (("lamps", True), ("inside", False)):
        row = Article(code=code, zh="路灯坏了怎么办", en="A broken lamp", body_zh="请报修。", owner="02", public=public)
        articles.index(row)
        row.save()
    assert [row["code"] for row in anybody.get("/public/articles").json()] == ["lamps"]
    assert [row["code"] for row in anybody.get("/public/articles?text=路灯坏了").json()] == ["lamps"]


def test_the_duty_list_is_read_with_any_key(city: stories.City, lighting: Program) -> None:
    rows = {row["item"]: row for row in lighting.get("/duties").json()}
    assert (rows["1"]["unit"]["code"], rows["1"]["category"]["code"]) == ("02", "0203")


def test_whom_to_call_is_told_to_the_hotline_only(city: stories.City, lighting: Program) -> None:
    case: Any = stories.replied(city)
    now = timezone.now()
    Asking.objects.create(
        case=case, round=0, answered=True, seed="0" * 64, share=100, means="phone", drawn_at=now, next_at=now,
        ends_at=now + timedelta(days=3),
    )  # fmt: skip
    operator = program(city, "operator", "hotline")
    assert [row["case"]["number"] for row in operator.get("/callbacks").json()] == [case.number]
    assert lighting.get("/callbacks").json() == []


def test_the_quarter_is_told_without_small_numbers_and_one_that_runs_is_not(
    city: stories.City, anybody: Program, settings: Any, tmp_path: Path
) -> None:
    settings.LAKE = tmp_path / "lake"
    assert anybody.get("/public/figures").status_code == 409  # nothing was counted, which is not 0
    since, until = periods.past_quarter(audit.today())
    with clock.at(timezone.now().replace(year=since.year, month=since.month, day=15)):
        for n in range(12):
            (stories.closed if n < 6 else stories.received)(city, category=city.category["roads"])
        for _n in range(3):
            stories.dispatched(city)
    refreshing.refresh()
    told = anybody.get("/public/figures?by=unit:department&of=received,closed").json()
    assert (told["since"], told["until"]) == (since.isoformat(), until.isoformat())
    assert {one["code"]: one["value"] for one in told["whole"]["figures"]} == {"received": 15, "closed": 6}
    few = next(part for part in told["parts"] if part["code"] == "02")["figures"]
    assert [(one["value"], one["withheld"]) for one in few] == [(None, True), (0, False)]
    assert anybody.get(f"/public/figures?day={audit.today()}").status_code == 409
    known = anybody.get("/public/indicators").json()
    assert {"received", "closed"} <= {one["code"] for one in known}


def test_a_system_reads_who_would_get_it_and_nothing_is_written(city: stories.City, lighting: Program) -> None:
    where = {"lon": stories.WEST[0], "lat": stories.WEST[1]}
    told = lighting.post("/preview", {"text": "路灯照明坏了", "place": where}).json()
    assert (told["category"]["code"], told["unit"]["code"], told["area"]["code"]) == ("0203", "02", "111")
    because = "“Street lighting” in the whole city belongs to City Lighting Office, duty list item 1."
    assert (told["because"], told["emergency"], told["due_at"] is None) == (because, None, False)
    accused = lighting.post("/preview", {"category": "0203", "place": where, "accused": "02"}).json()
    assert accused["unit"] is None
    assert lighting.post("/preview", {"text": "楼里起火了"}).json()["emergency"] == "119"
    assert (Case.objects.exists(), Event.objects.exists()) == (False, False)
    reading = Program(Key.make("integrator", city.unit["lighting"], "api_read"))
    assert reading.post("/preview", {"category": "0203"}).status_code == 200
