"""Two installations, a city and its lighting office, work on the same cases by Open311; either is killed, and they end equal.

`HUYING_EXCHANGED=1000` asks for as many cases as the acceptance does.
"""

import os
import random
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from django.db import connection

from .processes import ended, line, start

N = int(os.environ.get("HUYING_EXCHANGED", "4"))
KILLS, LOOKED = (2, 0.2) if N < 100 else (20, 2)
"""How often somebody is killed, and how many seconds lie between two looks at both databases."""
PATIENCE = 400 + N * 3
SENT = """
    SELECT p.external, c.state, c.outcome, p.refused, p.told = c.n_events FROM cases_case c JOIN cases_pushed p ON p.case_id = c.id
"""
UNSENT = """
    SELECT outcome, count(*) FROM cases_case c WHERE NOT EXISTS (SELECT 1 FROM cases_pushed WHERE case_id = c.id) GROUP BY 1
"""
TAKEN = "SELECT number, state, outcome FROM cases_case"
ANSWERS = """
    SELECT coalesce(p.external, c.number), w.text FROM journal_event e
    JOIN cases_case c ON c.id = e.thing LEFT JOIN cases_pushed p ON p.case_id = c.id
    JOIN journal_words w ON (w.life, w.thing, w.seq) = (e.life, e.thing, e.seq) AND w.name = 'text'
    WHERE e.life = 'case' AND e.verb = 'reply' ORDER BY 1, e.seq
"""


CONFLICTS = "SELECT status, conflict FROM cases_pulled WHERE conflict <> ''"


class Side:
    """An installation: its database, a copy of the empty one of the tests, and its program."""

    def __init__(self, role: str, port: int, folder: Path) -> None:
        self.role, self.port = role, port
        self.environment = {
            "HUYING_DATA": str(folder),
            "HUYING_INSIDE": "127.0.0.1",
            "HUYING_LOG": "ERROR",  # nobody reads what it says, and a full pipe would stop it
            "DJANGO_SETTINGS_MODULE": "huying.settings",
        }
        self.name = f"{connection.settings_dict['NAME']}_{role}"
        with connection.cursor():
            info = connection.connection.info
        known = {"host": info.host, "port": str(info.port), "user": info.user, "password": info.password}
        self.server = {name: value for name, value in known.items() if value}
        self.program: subprocess.Popen[str] | None = None

    def address(self, name: str) -> str:
        return psycopg.conninfo.make_conninfo(dbname=name, **self.server)

    def create(self) -> None:
        with closing(psycopg.connect(self.address("postgres"), autocommit=True)) as there:
            there.execute(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')
            there.execute(f'CREATE DATABASE "{self.name}" TEMPLATE "{connection.settings_dict["NAME"]}"')

    def drop(self) -> None:
        with closing(psycopg.connect(self.address("postgres"), autocommit=True)) as there:
            there.execute(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')

    def start(self, seed: int) -> None:
        where = {name: quote(value, safe="") for name, value in self.server.items()}
        url = f"postgres://{where['user']}:{where.get('password', '')}@{where['host']}:{where['port']}/{self.name}"
        command = ["-m", "tests.faults.exchange_side", self.role, str(N), str(self.port), str(seed)]
        self.program = start(command, DATABASE_URL=url, **self.environment)
        assert line(self.program) == "ready"

    def kill(self) -> None:
        if self.program:
            with ended(self.program):
                self.program.kill()
            self.program = None

    def ended(self) -> str:
        """What it said at its end, where it ended by itself; "" while it runs."""
        program = self.program
        return f"{self.role}: {program.communicate()[0]}" if program and program.poll() is not None else ""

    def asked(self, sql: str) -> list[Any]:
        with closing(psycopg.connect(self.address(self.name))) as there:
            return there.execute(sql).fetchall()


def free_port() -> int:
    with closing(socket.socket()) as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


@pytest.fixture
def sides(transactional_db: None, tmp_path: Path) -> Iterator[list[Side]]:
    port = free_port()
    both = [Side(role, port, tmp_path) for role in ("city", "department")]
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # a database that somebody uses cannot be copied
    for side in both:
        side.create()
    try:
        yield both
    finally:
        for side in both:
            side.kill()
            side.drop()


def quiet(city: Side, department: Side) -> bool:
    """The city has filed all its cases, every one is closed on both sides, and nothing is owed."""
    here, there = city.asked(SENT), department.asked(TAKEN)
    unsent, states = city.asked(UNSENT), {row[1] for row in [*here, *there]}
    settled = (
        all(told for *_rest, told in here)
        and city.asked("SELECT 1 FROM cases_pulled WHERE settled_at IS NULL AND conflict = ''") == []
    )
    everything = len(here) + sum(n for _outcome, n in unsent) == N and len(here) == len(there)
    return everything and settled and states == {"closed"} and {outcome for outcome, _n in unsent} <= {"withdrawn"}


@pytest.mark.django_db(transaction=True)
def test_both_end_equal_though_either_is_killed(sides: list[Side]) -> None:
    city, department = sides
    dice = random.Random(7)
    for side in (department, city):
        side.start(dice.randrange(10**6))
    kills, end = KILLS, time.monotonic() + PATIENCE
    while not quiet(city, department):
        assert [side.ended() for side in sides] == ["", ""]
        assert time.monotonic() < end, (
            city.asked(SENT),
            city.asked(UNSENT),
            department.asked(TAKEN),
            city.asked(CONFLICTS),
        )
        if kills and len(department.asked(TAKEN)) > N * (KILLS - kills) // KILLS:
            kills -= 1
            victim = dice.choice(sides)
            victim.kill()
            victim.start(dice.randrange(10**6))
        time.sleep(LOOKED)
    here, there = city.asked(SENT), department.asked(TAKEN)
    withdrawn = {number for number, _state, outcome, *_rest in here if outcome == "withdrawn"}
    assert {number for number, *_rest in here} == {number for number, *_rest in there}
    assert _ends(here, withdrawn) == _ends(there, withdrawn)
    told = [[row for row in side.asked(ANSWERS) if row[0] not in withdrawn] for side in sides]
    assert told[0] == told[1]
    assert [row for row in here if row[3]] == []


def _ends(rows: list[Any], withdrawn: set[str]) -> dict[str, tuple[str, str]]:
    """How each ended. What was withdrawn may have been answered there before they heard of it."""
    return {number: (state, outcome) for number, state, outcome, *_rest in rows if number not in withdrawn}
