"""The boards: every number leads to exactly its cases and to how it is counted, and nobody sees more than their reach."""

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from docx import Document

from huying.base.journal import audit, clock
from huying.base.journal.audit import LIFE
from huying.base.journal.memory import Event
from huying.base.units.models import Staff
from huying.base.units.roles import Role
from huying.insight import figures as insight
from huying.insight import rates, refreshing
from huying.insight.definitions import INDICATORS
from huying.insight.figures import Figure
from huying.web import figures, monthly, periods
from tests import stories
from tests.web import town
from tests.web.desk.people import signed_in

pytestmark = pytest.mark.django_db
MONTH = "/desk/figures/?period=month&day={day}"


@pytest.fixture(scope="module")
def counted(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any
) -> Iterator[tuple[stories.City, Path]]:
    """Lighting answered late, roads hold one open and one that was called in the east, and all is counted."""
    folder = tmp_path_factory.mktemp("figures")
    with django_db_blocker.unblock(), override_settings(LAKE=folder / "lake"), town.undone():
        city = stories.city()
        with clock.at(clock.now() - timedelta(days=20)):
            stories.in_progress(city)
            stories.closed(city)
            stories.dispatched(city, category=city.category["roads"])
        stories.dispatched(city, category=city.category["roads"], lon=stories.EAST[0], lat=stories.EAST[1])
        refreshing.refresh()
        yield city, folder


@pytest.fixture
def city(counted: tuple[stories.City, Path], db: None, settings: Any, tmp_path: Path) -> stories.City:
    city, folder = counted
    settings.LAKE, settings.DATA = folder / "lake", tmp_path
    return city


@pytest.fixture
def supervisor(city: stories.City) -> Client:
    return signed_in(city, "supervisor")


def since() -> str:
    return f"since={audit.today() - timedelta(days=40)}&until={audit.today()}"


def street(city: stories.City) -> Client:
    """A supervisor of the west, whose office has one of these cases."""
    staff, _made = Staff.objects.get_or_create(username="west_supervisor", unit=city.unit["west"], role=Role.SUPERVISOR)
    client = Client(headers={"accept-language": "en"})
    client.force_login(staff)
    return client


def cells(page: Any) -> dict[str, figures.Cell]:
    return {row.label: row.cell for row in page.context["every"].rows}


@pytest.mark.parametrize(("who", "kind"), [("supervisor", "month"), ("handler", "day"), ("auditor", "month")])
def test_a_unit_begins_with_the_day_and_a_supervisor_with_the_month(city: stories.City, who: str, kind: str) -> None:
    page = signed_in(city, who).get("/desk/figures/")
    assert page.context["board"].period == periods.asked(page.context["board"].given, kind)
    assert page.context["board"].period.kind == kind


def test_every_number_leads_to_exactly_its_cases(city: stories.City, supervisor: Client) -> None:
    page = supervisor.get(f"/desk/figures/?{since()}&code=received")
    assert cells(page)["Received"].words == "4"
    period = page.context["board"].period
    told = insight.figures(by=city.actor("supervisor"), since=period.since, until=period.until)[0].figures
    for code in ("received", "open", "on_time", "handling_time", "resolution", "reworked"):
        url = cells(page)[str(INDICATORS[code])].url
        found = supervisor.get(f"{url}&part=all").context["page"].cases
        assert len(found) == told[code].denominator, code


def test_a_line_of_the_table_leads_to_its_own_cases(supervisor: Client) -> None:
    table = supervisor.get(f"/desk/figures/?{since()}&code=received&by=unit:department").context["table"]
    counted = {
        row.label: (row.cell.words, len(supervisor.get(row.cell.url).context["page"].cases)) for row in table.rows
    }
    assert {words for words, _n in counted.values()} != {"0"}
    assert all(words == str(n) for words, n in counted.values() if words != "0"), counted


def test_from_a_late_figure_one_comes_to_the_late_cases_first(supervisor: Client) -> None:
    page = supervisor.get(f"/desk/figures/?{since()}")
    url = cells(page)["On time"].url
    behind = supervisor.get(url)
    named = [(str(name), shown) for name, _address, shown in behind.context["parts"]]
    assert named == [("The others", True), ("In the numerator", False), ("All that is counted", False)]


def test_what_was_published_otherwise_is_marked_as_corrected(
    supervisor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    published = (clock.now(), {"received": Figure(3.0, None, 3.0), "open": Figure(3.0, None, 3.0)})
    monkeypatch.setattr(insight, "first_published", lambda slice_, by, codes=(): published)
    page = supervisor.get(f"/desk/figures/?{since()}")
    told = {label: cell.corrected for label, cell in cells(page).items() if cell.corrected}
    assert (told, "corrected, was 3" in page.content.decode()) == ({"Received": "3"}, True)


def test_lines_of_a_table_and_files_mark_what_was_corrected(
    supervisor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    published = (clock.now(), {"received": Figure(9.0, None, 9.0)})
    monkeypatch.setattr(insight, "first_published", lambda slice_, by, codes=(): published)
    table = supervisor.get(f"/desk/figures/?{since()}&code=received&by=unit:department").context["table"]
    assert {row.cell.corrected for row in table.rows} == {"9"}
    told = lines(supervisor.post("/desk/figures/export/", asked("csv", table="by", by="unit:department")))
    marked = {(line["indicator"], line["note"], line["first"]) for line in told if line["note"]}
    assert marked == {("received", "corrected", "9.0")}


def test_a_board_tells_its_figure_over_time(supervisor: Client) -> None:
    page = supervisor.get("/desk/figures/?period=month&code=received")
    line, table = page.context["line"], page.context["table"]
    assert (len(line.rows), line.rows[-1].label) == (13, str(page.context["board"].period))
    assert line.rows[-1].cell.words == cells(page)["Received"].words
    assert supervisor.get(line.rows[-1].cell.url).status_code == 200
    assert ('data-chart="line" data-table="over-time"' in page.content.decode(), table.id) == (True, "by-table")


def test_every_way_of_scoring_is_explained_with_the_example(supervisor: Client) -> None:
    page = supervisor.get("/desk/figures/definitions/").content.decode()
    assert "0.1 × 95 + 0.5 × 75 + 0.4 × 78 = 78.2" in page
    assert f'<section id="{next(iter(rates.profiles()))}"' in page


def test_a_board_of_verdicts_begins_with_the_score(supervisor: Client) -> None:
    page = supervisor.get("/desk/figures/?period=month")
    assert page.context["score"].cell.state == figures.SMALL
    assert f">{page.context['board'].profile}</a>" in page.content.decode()
    assert supervisor.get("/desk/figures/?period=day").context["score"] is None


def test_the_way_back_leads_to_the_same_board(supervisor: Client) -> None:
    here = f"/desk/figures/?{since()}&category=02&by=area%3Astreet&code=received"
    page = supervisor.get(here)
    behind = supervisor.get(next(row.cell.url for row in page.context["table"].rows if row.cell.url))
    assert supervisor.get(behind.context["back"]).context["board"].kept == page.context["board"].kept


def test_a_page_of_figures_costs_the_same_few_statements(supervisor: Client) -> None:
    for address in (f"/desk/figures/?{since()}", f"/desk/figures/cases/?{since()}&figure=received"):
        supervisor.get(address)
        with CaptureQueriesContext(connection) as asked:
            supervisor.get(address)
        told = [each["sql"] for each in asked if each["sql"].startswith("SELECT")]
        assert len(told) <= 12, told


# -- nobody sees more than their reach


def test_a_street_office_reads_nothing_of_others(city: stories.City) -> None:
    client = street(city)
    assert cells(client.get(f"/desk/figures/?{since()}"))["Received"].words == "1"
    found = client.get(f"/desk/figures/cases/?{since()}&figure=received").context["page"].cases
    assert [case.unit for case in found] == [city.unit["west"]]


@pytest.mark.parametrize("page", ["", "cases/", "export/", "monthly/"])
def test_a_unit_out_of_reach_is_not_there(city: stories.City, page: str) -> None:
    client, asked = street(city), {"unit": "03", "figure": "received", "format": "csv"}
    send = client.post if page in ("export/", "monthly/") else client.get
    assert send(f"/desk/figures/{page}", asked).status_code == 404


def test_a_line_that_is_not_in_the_table_has_no_cases(city: stories.City) -> None:
    for of in ("03", "112", "nothing"):
        assert street(city).get(f"/desk/figures/cases/?{since()}&figure=received&by=unit&of={of}").status_code == 404


# -- files


def lines(answer: Any) -> list[dict[str, str]]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def asked(form: str, **more: str) -> dict[str, str]:
    day = {"since": f"{audit.today() - timedelta(days=40)}", "until": f"{audit.today()}"}
    return day | {"format": form} | more


def test_the_files_hold_what_the_page_tells_and_leave_a_record(supervisor: Client) -> None:
    told = lines(supervisor.post("/desk/figures/export/", asked("csv")))
    assert [line["indicator"] for line in told] == [*INDICATORS]
    assert next(line for line in told if line["indicator"] == "received")["value"] == "4.0"
    book = openpyxl.load_workbook(
        io.BytesIO(b"".join(supervisor.post("/desk/figures/export/", asked("xlsx")).streaming_content))  # type: ignore[attr-defined]
    )
    rows = [[cell.value for cell in row] for row in book.active.iter_rows()]  # type: ignore[union-attr]
    assert (rows[0], len(rows)) == ([*figures.COLUMNS], len(INDICATORS) + 1)
    exported = Event.objects.filter(life=LIFE.life, verb="exported").order_by("id")
    assert [(event.facts["list"], event.facts["format"]) for event in exported] == [
        ("figures", "csv"),
        ("figures", "xlsx"),
    ]


def test_a_table_by_units_is_a_file_too(supervisor: Client) -> None:
    told = lines(supervisor.post("/desk/figures/export/", asked("csv", table="by", by="unit:department")))
    received = {line["code"]: line["value"] for line in told if line["indicator"] == "received"}
    assert received == {"02": "2.0", "03": "1.0"}  # in the west the roads are the street office's


def text_of(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    tables = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + tables)


def test_the_monthly_report_is_a_word_file_of_its_unit(city: stories.City, supervisor: Client) -> None:
    answer = supervisor.post("/desk/figures/monthly/", {"period": "month", "unit": "02"})
    text = text_of(answer.content)
    assert answer["Content-Disposition"] == f'attachment; filename="monthly-{audit.today():%Y%m}.docx"'
    assert ("Monthly report" in text, str(INDICATORS["on_time"]) in text, "{{" in text, "{%" in text) == (
        True,
        True,
        False,
        False,
    )
    assert city.unit["lighting"].zh in text or city.unit["lighting"].en in text
    assert Event.objects.filter(life=LIFE.life, verb="exported", facts__list="monthly", facts__unit="02").count() == 1


# -- the template of the report


def edited(text: str) -> SimpleUploadedFile:
    made, out = Document(), io.BytesIO()
    made.add_paragraph(text)
    made.save(out)
    return SimpleUploadedFile("monthly.docx", out.getvalue())


def test_the_office_edits_the_template_in_word(city: stories.City, supervisor: Client) -> None:
    admin = signed_in(city, "admin")
    given = {"language": "en", "template": edited("Yunxi reports: {{ unit }}, {{ period }}")}
    assert admin.post("/desk/setup/monthly/", given).status_code == 302
    text = text_of(supervisor.post("/desk/figures/monthly/", {"period": "month", "unit": "02"}).content)
    assert text.startswith("Yunxi reports: ")
    admin.post("/desk/setup/monthly/", {"restore": "en"})
    assert not monthly.is_own("en")


@pytest.mark.parametrize("wrong", ["{{ nobody }}", "{{ unit", "{% for x in tables %}"])
def test_a_template_that_cannot_be_filled_is_refused_with_the_reason(city: stories.City, wrong: str) -> None:
    answer = signed_in(city, "admin").post("/desk/setup/monthly/", {"language": "en", "template": edited(wrong)})
    assert (answer.status_code, monthly.is_own("en")) == (422, False)
    assert [*answer.context["form"].errors] == ["template"]


def test_what_is_no_word_file_is_refused(city: stories.City) -> None:
    given = {"language": "en", "template": SimpleUploadedFile("monthly.docx", b"PK nothing")}
    assert signed_in(city, "admin").post("/desk/setup/monthly/", given).status_code == 422


def test_the_template_in_use_can_be_taken_out_and_brought_back(city: stories.City) -> None:
    admin = signed_in(city, "admin")
    taken = admin.get("/desk/setup/monthly/zh-hans.docx").content
    given = {"language": "zh-hans", "template": SimpleUploadedFile("monthly.docx", taken)}
    assert admin.post("/desk/setup/monthly/", given).status_code == 302


# -- how it is counted


def test_every_figure_has_its_place_among_the_definitions(supervisor: Client) -> None:
    page = supervisor.get("/desk/figures/definitions/").content.decode()
    assert [code for code in INDICATORS if f'<section id="{code}"' not in page] == []
