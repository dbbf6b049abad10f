"""What a backup asks of the database server, and what must be set there for it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from huying import embedded

LOST = ("lost", "unreserved")
"""What PostgreSQL says of a slot whose journal it no longer keeps, or soon not."""


WITH_US = ["setpriv", "--pdeathsig=TERM"]
"""A command that is killed leaves no program of PostgreSQL behind."""


class Broken(Exception):
    """A program of PostgreSQL did not do its work; its own words."""


class Unfit(Exception):
    """The server cannot be backed up as it stands; says what to set."""


@dataclass(frozen=True)
class Server:
    """Who it is. `version`: such as 18."""

    version: int
    system: int


def url() -> str:
    """Of the server itself: what streams its journal cannot go through a pooler."""
    folder = embedded.cluster()
    return embedded.url(folder) if folder else os.environ["DATABASE_URL"]


def address() -> tuple[str, dict[str, str]]:
    """For PostgreSQL's own programs: where it is, and the environment with the password, which others see in no list of processes."""
    told = conninfo_to_dict(url())
    password = told.pop("password", None)
    return make_conninfo("", **told), os.environ | ({"PGPASSWORD": str(password)} if password else {})


@contextmanager
def asked() -> Iterator[psycopg.Connection[Any]]:
    """A connection to ask with; each statement by itself."""
    with psycopg.connect(url(), autocommit=True) as connection:
        yield connection


def known() -> Server:
    """The server, fit to be backed up. Raises `Unfit`."""
    with asked() as connection:
        wrong = _wrong(connection)
        if wrong:
            raise Unfit("\n".join(wrong))
        system = connection.execute("SELECT system_identifier FROM pg_control_system()").fetchone()
        return Server(connection.info.server_version // 10000, system[0] if system else 0)


def _wrong(connection: psycopg.Connection[Any]) -> list[str]:
    """What an administrator of the server has to do, a sentence each."""
    row = connection.execute(
        "SELECT rolreplication OR rolsuper, current_user, current_setting('wal_level'),"
        " current_setting('max_wal_senders')::int FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    may, user, level, senders = row or (False, "", "", 0)
    return [
        said
        for said, is_wrong in (
            (f'ALTER ROLE "{user}" REPLICATION;  -- pg_hba.conf: hostssl replication {user} … scram-sha-256', not may),
            ("wal_level = replica  -- postgresql.conf", level == "minimal"),
            ("max_wal_senders = 10  -- postgresql.conf", senders < 2),
        )
        if is_wrong
    ]


# -- the slot, by which the server keeps its journal until it was fetched


def has_slot(name: str) -> bool:
    """Whether the journal since the last fetch is still there."""
    with asked() as connection:
        status = connection.execute(
            "SELECT wal_status FROM pg_replication_slots WHERE slot_name = %s", [name]
        ).fetchone()
    return status is not None and status[0] not in LOST


def make_slot(name: str) -> None:
    """From now on the server keeps its journal for it."""
    with asked() as connection:
        connection.execute("SELECT pg_create_physical_replication_slot(%s, true)", [name])


def drop_slot(name: str) -> None:
    """The server need not keep anything for it; nothing where there is none."""
    with asked() as connection:
        connection.execute(
            "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = %s AND NOT active",
            [name],
        )


def mark() -> str:
    """A place in the journal behind everything that was committed before; more is written after it, so that it is passed."""
    with asked() as connection:
        (place,) = connection.execute("SELECT pg_current_wal_insert_lsn()::text").fetchone() or ("0/0",)
        for _ in range(2):
            connection.execute("SELECT pg_current_xact_id()")
    return str(place)


def has_fetched(name: str, place: str) -> bool:
    """Whether the one that holds this slot has written the journal down up to there."""
    with asked() as connection:
        row = connection.execute(
            "SELECT write_lsn >= %s::pg_lsn FROM pg_stat_replication"
            " JOIN pg_replication_slots ON active_pid = pid WHERE slot_name = %s",
            [place, name],
        ).fetchone()
    return bool(row and row[0])
