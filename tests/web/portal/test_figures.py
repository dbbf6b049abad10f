"""The quarter for everybody: with denominators, without small numbers, also in its files."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.test import Client, override_settings

from huying.base.journal import audit, clock
from huying.insight import periods, refreshing
from huying.insight.definitions import INDICATORS
from huying.web.figures import WITHHELD
from tests import stories
from tests.web import town

pytestmark = pytest.mark.django_db
CLOSED, RECEIVED, FEW = 6, 6, 3


@pytest.fixture(scope="module")
def counted(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Any]:
    """In the last quarter the roads had twelve calls, half of them closed, and the lighting three."""
    since, _until = periods.past_quarter(audit.today())
    lake = tmp_path_factory.mktemp("figures") / "lake"
    with django_db_blocker.unblock(), override_settings(LAKE=lake), town.undone():
        city = stories.city()
        with clock.at(datetime.combine(since + timedelta(days=30), time(4), UTC)):
            for n in range(CLOSED + RECEIVED):
                (stories.closed if n < CLOSED else stories.received)(city, category=city.category["roads"])
            for _n in range(FEW):
                stories.dispatched(city)
        refreshing.refresh()
        yield since, lake


@pytest.fixture
def quarter(counted: Any, db: None, settings: Any) -> Any:
    """Its first day."""
    since, settings.LAKE = counted
    return since


def cells(client: Client, address: str = "/city/figures/?lang=en") -> dict[str, Any]:
    return {row.label: row.cell for row in client.get(address).context["every"].rows}


def test_the_quarter_is_told_with_its_denominators(quarter: Any, client: Client) -> None:
    told = cells(client)
    assert (told["Received"].words, told["Closed"].words) == ("15", "6")
    assert (told["Resolution rate"].words, told["Resolution rate"].of) == ("100.0%", "6 of 6")
    assert told["Resolution rate"].state == "small"
    assert "sample too small" in client.get("/city/figures/?lang=en").content.decode()


def test_a_small_number_is_withheld_on_the_page_and_in_its_files(quarter: Any, client: Client) -> None:
    address = "?by=unit:department&code=received&lang=en"
    table = client.get(f"/city/figures/{address}").context["table"]
    assert {row.label: row.cell.state for row in table.rows}["City Lighting Office"] == WITHHELD
    for told in (_csv(client, address), _xlsx(client, address)):
        of_few = [line for line in told if line["code"] == "02" and line["indicator"] == "received"]
        assert [(line["value"] or None, line["numerator"] or None, line["denominator"] or None, line["note"]) for line in of_few] == [
            (None, None, None, WITHHELD)
        ]  # fmt: skip
        small = [
            line for line in told if line["indicator"] == "received" and line["value"] and 0 < float(line["value"]) < 5
        ]
        assert small == []


def _csv(client: Client, address: str) -> list[dict[str, Any]]:
    answer = client.get(f"/city/figures/file/{address}&format=csv")
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))  # type: ignore[attr-defined]


def _xlsx(client: Client, address: str) -> list[dict[str, Any]]:
    answer = client.get(f"/city/figures/file/{address}&format=xlsx")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    head, *rows = [[cell.value for cell in row] for row in book.active.iter_rows()]  # type: ignore[union-attr]
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def test_no_number_on_the_page_leads_to_cases(quarter: Any, client: Client) -> None:
    page = client.get("/city/figures/").content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    assert ("/desk/" in main, "/city/cases/" in main) == (False, False)


def test_a_quarter_that_runs_is_not_told_yet(quarter: Any, client: Client) -> None:
    page = client.get(f"/city/figures/?period=quarter&day={audit.today()}")
    assert page.context["quarter"].since == quarter


def test_without_a_count_the_page_says_so(quarter: Any, client: Client, settings: Any, tmp_path: Path) -> None:
    settings.LAKE = tmp_path / "nothing"
    page = client.get("/city/figures/?lang=en")
    assert (page.status_code, "Nothing was counted in this quarter" in page.content.decode()) == (200, True)
    assert client.get("/city/").status_code == 200


def test_the_city_s_page_shows_the_quarter_at_a_glance(quarter: Any, client: Client) -> None:
    page = client.get("/city/?lang=en")
    assert [row.label for row in page.context["glance"][1]] == ["Received", "Answered", "On time", "Resolution rate"]


def test_figures_ask_the_database_nothing_but_the_registers(
    quarter: Any, client: Client, django_assert_max_num_queries: Any
) -> None:
    client.get("/city/figures/")
    with django_assert_max_num_queries(8):
        client.get("/city/figures/")


def test_every_figure_has_its_place_among_the_definitions(client: Client) -> None:
    page = client.get("/city/figures/definitions/").content.decode()
    assert [code for code in INDICATORS if f'<section id="{code}"' not in page] == []


def test_a_figure_is_told_over_the_quarters_as_each_was_told(quarter: Any, client: Client) -> None:
    page = client.get("/city/figures/?lang=en&code=received")
    line = page.context["line"]
    assert (len(line.rows), line.rows[-1].cell.words) == (9, cells(client)["Received"].words)
    assert (
        client.get("/city/figures/?lang=en&code=repeated").context["line"].rows[-1].cell.state
        == cells(client)["Repeated"].state
    )
