"""A city on an embedded server of its own."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from huying import embedded
from tests.faults.installed import Shelf
from tests.faults.processes import ended, start


class City:
    """A data folder with a database that has all tables, and a diary in which each line is a transaction."""

    def __init__(self, data: Path) -> None:
        self.data, self.db, self.url = data, data / "db", embedded.url(data / "db")

    def huying(self, *command: str) -> "subprocess.Popen[str]":
        return start(["-m", "huying.cli", *command], HUYING_DATA=str(self.data))

    def done(self, *command: str) -> dict[str, object]:
        """The counts of a command that succeeds."""
        with ended(self.huying(*command, "--json")) as program:
            said = program.communicate()[0]
        assert program.returncode == 0, said
        return dict(json.loads(said.splitlines()[-1]))

    def write(self, *days: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            for day in days:
                connection.execute("INSERT INTO diary VALUES (%s)", [day])

    @property
    def diary(self) -> list[str]:
        with psycopg.connect(self.url) as connection:
            return [day for (day,) in connection.execute("SELECT day FROM diary ORDER BY day")]

    def now(self) -> str:
        with psycopg.connect(self.url) as connection:
            (moment,) = connection.execute("SELECT clock_timestamp()").fetchone() or ("",)
        return str(moment.isoformat())


@contextmanager
def served(data: Path, shelf: Shelf) -> Iterator[City]:
    """As long as this lasts, its database is up."""
    data.mkdir()
    shelf.tables(data)
    city = City(data)
    with embedded.server(city.db) as url:
        with psycopg.connect(url) as made:
            made.execute("CREATE TABLE diary (day text)")
        yield city
