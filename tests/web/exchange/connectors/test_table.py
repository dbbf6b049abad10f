"""A table of another PostgreSQL database: read in the order in which rows are written, and written to."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection

from huying.cases import handling
from huying.cases.models import Case, Parcel
from tests import stories
from tests.web.exchange.connectors import desk
from tests.web.exchange.connectors.desk import OFFER, Office, counted

pytestmark = pytest.mark.django_db
COLUMNS = "id bigint primary key, written timestamptz, no text, said text, at text, x text, y text, kind text, who text, tel text"


@pytest.fixture
def there(city: stories.City) -> Iterator[Any]:
    """The other database; on the server of the tests, with a connection of its own."""
    with connection.cursor():
        info = connection.connection.info
    with psycopg.connect(info.dsn, autocommit=True) as other:
        other.execute(f"DROP SCHEMA IF EXISTS water CASCADE; CREATE SCHEMA water; CREATE TABLE water.calls ({COLUMNS})")
        other.execute("CREATE TABLE water.given (no text primary key, seq text, state text, said text)")
        yield other
        other.execute("DROP SCHEMA water CASCADE")


@pytest.fixture
def where(there: Any) -> dict[str, Any]:
    info = there.info
    return {"host": info.host, "port": info.port, "database": info.dbname, "user": info.user, "schema": "water"}


def add(there: Any, key: int, minute: int, **given: Any) -> None:
    row = desk.ROW | {name: str(value) for name, value in given.items()} | {"no": str(key)}
    there.execute(
        f"INSERT INTO water.calls (id, written, {', '.join(row)}) VALUES (%s, %s, {', '.join(['%s'] * len(row))})",
        [key, f"2026-03-02 09:{minute:02}:00+08", *row.values()],
    )


def test_rows_come_as_they_are_written_and_a_late_one_is_not_missed(there: Any, where: dict[str, Any]) -> None:
    office = Office(desk.connected(table=where | {"table": "calls", "key": "id", "changed": "written"}))
    add(there, 1, 0)
    add(there, 2, 10, kind="ship")
    assert counted(office.run()) == (2, 1, 1, 0)
    assert (counted(office.run()), Parcel.objects.count()) == ((0, 0, 0, 0), 1)
    add(there, 3, 8)  # its transaction took longer than that of the second
    add(there, 4, 20)
    assert counted(office.run()) == (2, 2, 0, 0)
    assert [*Case.objects.order_by("external").values_list("external", flat=True)] == ["1", "3", "4"]


def test_a_table_without_the_columns_says_which(there: Any, where: dict[str, Any]) -> None:
    office = Office(desk.connected(table=where | {"table": "given", "key": "no", "changed": "seq"}))
    assert office.run().trouble == "The table has no columns at, kind, tel, who, x, y."


def test_a_server_that_is_not_there_is_trouble_and_no_fault(there: Any, where: dict[str, Any]) -> None:
    office = Office(
        desk.connected(table=where | {"table": "calls", "key": "id", "changed": "written", "user": "nobody"})
    )
    assert office.run().trouble.startswith("PostgreSQL: ")


def test_cases_are_written_into_a_table_and_a_later_state_takes_the_place_of_the_earlier(
    city: stories.City, there: Any, where: dict[str, Any]
) -> None:
    office = Office(desk.connected(takes="cases", mapping=OFFER, table=where | {"table": "given", "key": "no"}))
    case = stories.dispatched(city)
    assert counted(office.run()) == (1, 1, 0, 0)
    handling.accept(case, by=stories.lead(case))
    office.run()
    rows = there.execute("SELECT no, seq, state FROM water.given").fetchall()
    assert rows == [(case.number, "3", "in_progress")]
