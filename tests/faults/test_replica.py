"""Reading doors ask a replica as long as it is well; whatever happens to it, no reader notices."""

import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import requests

from huying import embedded
from huying.web import replica
from tests.faults.cities import City, served
from tests.faults.installed import Shelf
from tests.faults.processes import PATIENCE, ended, kill, postmaster, start, until
from tests.faults.test_serve import free_port

DOORS = ("/city/", "/city/feed.atom", "/api/v1/categories", "/open311/v2/services.json")

LAG = 3
"""Seconds; shorter than by default, or the test would wait."""


class Doors:
    """A web server with a primary and a replica, and readers who never stop."""

    def __init__(self, port: int) -> None:
        self.at, self.wrong, self.newest = f"http://127.0.0.1:{port}", list[str](), dict[str, bool]()
        self.over = threading.Event()
        self.readers = [threading.Thread(target=self._read, args=(door,)) for door in DOORS]

    def get(self, path: str, **headers: str) -> requests.Response:
        return requests.get(self.at + path, headers=headers, timeout=PATIENCE)

    def _read(self, door: str) -> None:
        while not self.over.is_set():
            answer = self.get(door)
            if answer.status_code != 200:
                self.wrong.append(f"{door}: {answer.status_code}")
            self.newest[door] = replica.AS_OF in answer.headers

    def are_read_from_the_replica(self) -> bool:
        return self.newest == dict.fromkeys(DOORS, True)

    def are_read_from_the_primary(self) -> bool:
        return self.newest == dict.fromkeys(DOORS, False)

    def told(self) -> Any:
        answer = self.get("/readyz")
        assert answer.status_code == 200
        return answer.json()["replicas"]["replica_1"]


@pytest.fixture
def city(tmp_path: Path, shelf: Shelf) -> Iterator[City]:
    with served(tmp_path / "data", shelf) as city:
        yield city


@pytest.fixture
def standby(city: City, tmp_path: Path) -> Iterator[Path]:
    """Follows the city's server by streaming replication."""
    folder = tmp_path / "standby" / "db"
    follow = ["--write-recovery-conf", "--checkpoint=fast", "--wal-method=stream", f"--pgdata={folder}"]
    subprocess.run([embedded.program("pg_basebackup"), f"--dbname={city.url}", *follow], check=True)
    embedded.give(folder)
    with embedded.server(folder):
        yield folder


@pytest.fixture
def doors(city: City, standby: Path, tmp_path: Path) -> Iterator[Doors]:
    port = free_port()
    given = {"DATABASE_URL": city.url, "DATABASE_REPLICA_URL": embedded.url(standby), "HUYING_REPLICA_LAG": str(LAG)}
    given |= {"HUYING_DATA": str(tmp_path / "data"), "HUYING_WEB_PROCESSES": "1", "HUYING_LIMITS": "1000"}
    with ended(start(["-m", "huying.webserver", "--port", str(port), "--processes", "1"], **given)) as program:
        threading.Thread(target=_heard, args=(program,), daemon=True).start()
        doors = Doors(port)
        until(lambda: _answers(doors))
        for reader in doors.readers:
            reader.start()
        yield doors
        doors.over.set()
        for reader in doors.readers:
            reader.join()
        program.terminate()
        program.wait(PATIENCE)  # with its web process, which holds the pipe


def _heard(program: "subprocess.Popen[str]") -> None:
    """What it says of the replica it lost is read: a full pipe would stop it."""
    for _line in program.stdout or ():
        pass


def _answers(doors: Doors) -> bool:
    try:
        return doors.get("/healthz").ok
    except requests.ConnectionError:
        return False


def test_readers_notice_nothing_of_a_replica_that_lags_or_dies_and_it_is_used_again_once_it_catches_up(
    doors: Doors, city: City, standby: Path
) -> None:
    until(doors.are_read_from_the_replica)
    until(lambda: doors.told()["used"])
    for mine in ({"Authorization": "Bearer nobody's"}, {"Cookie": "session=x"}, {"Cookie": f"{replica.WROTE}=1"}):
        assert replica.AS_OF not in doors.get("/city/", **mine).headers

    _tell(standby, "SELECT pg_wal_replay_pause()")
    city.write("while it stands still")
    until(doors.are_read_from_the_primary)
    until(lambda: (doors.told()["lag_seconds"] or 0) > LAG and not doors.told()["used"])
    _tell(standby, "SELECT pg_wal_replay_resume()")
    until(doors.are_read_from_the_replica)

    kill(postmaster(standby))
    until(doors.are_read_from_the_primary)
    until(lambda: doors.told() == {"used": False, "lag_seconds": None})
    assert doors.wrong == []


def _tell(standby: Path, statement: str) -> None:
    with psycopg.connect(embedded.url(standby), autocommit=True) as connection:
        connection.execute(statement)
