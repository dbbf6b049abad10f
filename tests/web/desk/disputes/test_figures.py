"""The board of mediation: what it tells, to whom, how each number opens, and what stays closed."""

import csv
import io
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from huying.base.journal import audit, clock
from huying.base.journal.audit import LIFE
from huying.base.journal.memory import Event
from huying.civic.mediation import afterwards
from huying.insight import disputes, periods
from huying.insight.slices import Figure
from tests.civic.mediation import stories

pytestmark = pytest.mark.django_db
BOARD, BEHIND, EXPORT = "/desk/disputes/figures/", "/desk/disputes/figures/disputes/", "/desk/disputes/figures/export/"


def desk(town: stories.Town, name: str) -> Client:
    """The browser of somebody of the town, reading English."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(town.staff.get(name) or town.city.staff[name])
    return client


def cells(table: Any) -> dict[str, str]:
    return {row.label: row.cell.words for row in table.rows}


def span(back: int = 30) -> dict[str, str]:
    return {"since": str(audit.today() - timedelta(days=back)), "until": str(audit.today())}


def last_quarter() -> date:
    """A day in the middle of the quarter before this one."""
    return periods.past_quarter(audit.today())[0] + timedelta(days=40)


def told_by_sides(town: stories.Town, satisfied: list[int]) -> None:
    """Agreements of the last quarter, and what the sides of each said afterwards."""
    for said in satisfied:
        with clock.at(timezone.make_aware(datetime.combine(last_quarter(), time(10)))):
            dispute = stories.closed(town)
        for side in (1, 2):
            afterwards.follow_up(dispute, by=town.actor("mediator"), side=side, means="phone", satisfied=said)


def test_each_number_leads_to_just_its_disputes(town: stories.Town) -> None:
    refused, ended, agreed = stories.refused(town), stories.ended(town), stories.in_force(town)
    client = desk(town, "centre")
    page = client.get(BOARD, span())
    table = cells(page.context["every"])
    assert (table["Brought"], table["Agreed"], table["Refused"]) == ("3", "50.0%", "33.3%")
    leads = {row.label: row.cell.url for row in page.context["every"].rows}
    shown = {
        name: [row for row, _badge in client.get(leads[name]).context["rows"]]
        for name in ("Brought", "Agreed", "Refused")
    }
    assert {row.pk for row in shown["Brought"]} == {refused.pk, ended.pk, agreed.pk}
    assert (shown["Agreed"], shown["Refused"]) == ([agreed], [refused])


@pytest.mark.parametrize(
    ("by", "lines"),
    [
        ("unit", {"West Street Committee": "1", "Yundong Mediation Centre": "1"}),
        ("type", {"Labour": "1", "Property management": "1"}),
        ("origin", {"a side applied": "1", "police": "1"}),
        ("area:community", {"Place unknown": "2"}),
    ],
)
def test_a_figure_is_told_by_committee_type_place_and_origin(
    town: stories.Town, by: str, lines: dict[str, str]
) -> None:
    stories.opened(town)
    stories.opened(town, unit=town.unit["centre"], type=town.type["property"], origin="police")
    client = desk(town, "centre")
    page = client.get(BOARD, span() | {"by": by, "code": "applied"})
    assert cells(page.context["table"]) == lines
    for row in page.context["table"].rows:
        assert len(client.get(row.cell.url).context["rows"]) == int(row.cell.words)


def test_a_line_opens_as_a_board_of_its_own(town: stories.Town) -> None:
    stories.opened(town)
    stories.opened(town, unit=town.unit["centre"], type=town.type["property"])
    client = desk(town, "centre")
    line = client.get(BOARD, span() | {"code": "applied"}).context["table"].rows[0]
    opened = client.get(line.url).context
    assert [words for words, _url in opened["board"].where()] == [line.label] == ["Yundong Mediation Centre"]
    assert cells(opened["table"]) == {"Property management": "1"}


def test_figures_reach_as_far_as_the_docket(town: stories.Town) -> None:
    stories.opened(town)
    told = {
        who: cells(desk(town, who).get(BOARD, span()).context["every"])["Brought"]
        for who in ("centre", "mediator", "village")
    }
    assert told == {"centre": "1", "mediator": "1", "village": "0"}


def test_what_sides_said_is_withheld_where_few_said_it(town: stories.Town) -> None:
    told_by_sides(town, [5, 5, 5, 4])
    asked = {"period": "quarter", "day": last_quarter().isoformat()}
    client = desk(town, "centre")
    table = client.get(BOARD, asked).context["every"]
    assert cells(table)["Applicants satisfied"] == "withheld"
    told_by_sides(town, [4])
    told = {row.label: row.cell for row in client.get(BOARD, asked).context["every"].rows}["Applicants satisfied"]
    assert (told.words, told.of, told.url) == ("100.0%", "5 of 5", "")


@pytest.mark.parametrize("narrower", [{"type": "D10"}, {"period": "month"}, {"period": "year"}])
def test_what_sides_said_is_told_of_whole_quarters_and_of_no_cross_cut(
    town: stories.Town, narrower: dict[str, str]
) -> None:
    told_by_sides(town, [5] * 5)
    asked = {"period": "quarter", "day": last_quarter().isoformat()} | narrower
    assert cells(desk(town, "centre").get(BOARD, asked).context["every"])["Applicants satisfied"] == "withheld"


def test_what_sides_said_opens_for_nobody(town: stories.Town) -> None:
    assert desk(town, "auditor").get(BEHIND, {"figure": "held"}).status_code == 404


def test_more_than_is_likely_asks_for_a_look_instead_of_praise() -> None:
    share = lambda hit, n: Figure(hit / n, hit, n)  # noqa: E731
    assert [disputes.asks_for_a_look(each) for each in (share(96, 100), share(95, 100), share(19, 19), Figure(), None)] == [
        True, False, False, False, False,
    ]  # fmt: skip


def test_the_board_says_so(town: stories.Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disputes, "FEWEST", 1)
    stories.in_force(town)
    page = desk(town, "centre").get(BOARD, span())
    assert page.context["look"] is True
    assert page.context["table"].rows[0].cell.band == "look at the files"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_table_is_taken_out_as_a_file_and_that_is_recorded(town: stories.Town, kind: str) -> None:
    stories.opened(town)
    answer = desk(town, "centre").post(EXPORT, span() | {"by": "unit", "table": "by", "format": kind})
    content = answer.getvalue()
    if kind == "csv":
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
        assert {(row["code"], row["value"]) for row in rows if row["indicator"] == "applied"} == {("M111", "1.0")}
        assert {row["note"] for row in rows if row["indicator"] == "held"} == {"withheld"}
    assert answer.status_code == 200
    assert (
        Event.objects.filter(life=LIFE.life, verb="exported", facts__list="dispute_figures", facts__format=kind).count()
        == 1
    )


def test_nobody_who_mediates_is_named_on_it(town: stories.Town) -> None:
    stories.closed(town)
    page = desk(town, "centre").get(BOARD, span()).content.decode()
    names = [row.zh for name, row in town.staff.items() if row.zh and name != "centre"]
    assert [name for name in names if name in page] == []


@pytest.mark.parametrize("by", ["unit", "type", "area:street"])
def test_a_board_costs_the_same_few_statements(town: stories.Town, by: str) -> None:
    client = desk(town, "centre")
    asked = {"period": "quarter", "day": last_quarter().isoformat(), "by": by}
    client.get(BOARD, asked)
    with CaptureQueriesContext(connection) as seen:
        client.get(BOARD, asked)
    assert len(seen.captured_queries) <= 12, "\n".join(row["sql"][:100] for row in seen.captured_queries)
