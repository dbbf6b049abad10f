"""Web processes behind a real PgBouncer in transaction mode, a worker beside them, and a database that is really stopped."""

import http.client
import json
import os
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from huying import embedded
from tests.deploy.tools import DEPLOY, end, environment, tool
from tests.faults.installed import Shelf, run
from tests.faults.processes import ended, kill, postmaster, start, until
from tests.faults.test_serve import free_port
from tests.faults.test_submissions import Hotline, _plain

CASES, CLIENTS = 24, 8


class Pooled(Hotline):
    """As deploy/ has it past one machine: a server, PgBouncer, web processes, a worker; each a program of its own."""

    def start(self) -> None:
        """The server is up."""
        self.programs, self.said = ExitStack(), list[str]()
        self.pooler = f"postgresql://postgres@127.0.0.1:{self._pooler()}"
        self._program("worker")
        self.works = self.program
        self._program(
            "web", "--port", str(self.port), DATABASE_POOLER_URL=f"{self.pooler}/huying", HUYING_LIMITS="1000"
        )
        until(lambda: self.ready() == (200, {"database": True, "migrations": True, "worker": True}))
        self.category = next(row["code"] for row in self.get("/categories") if _plain(row))
        self.area = self.get("/areas?level=3")[0]["code"]

    def _pooler(self) -> int:
        """The port of PgBouncer, set up as deploy/ does but for names, ports and passwords."""
        port, sockets = free_port(), parse_qs(urlsplit(embedded.url(self.folder)).query)["host"][0]
        given = (DEPLOY / "pgbouncer" / "pgbouncer.ini").read_text()
        for was, now in (
            ("host=127.0.0.1 port=5432", f"host={sockets} user=postgres"),
            ("listen_port = 6432", f"listen_port = {port}"),
            (
                "auth_type = scram-sha-256\nauth_file = /etc/pgbouncer/userlist.txt",
                "auth_type = any\nunix_socket_dir =",
            ),
            ("default_pool_size = 20", "default_pool_size = 3"),  # so few that no two transactions find the same
            ("reserve_pool_size = 5", "reserve_pool_size = 0"),
        ):
            assert was in given
            given = given.replace(was, now)
        file = self.folder.parent / "pgbouncer.ini"
        file.write_text(given)
        account = [] if os.geteuid() else ["-u", "nobody"]
        program = subprocess.Popen(
            [tool("pgbouncer"), "-q", *account, str(file)], env=environment(), stderr=subprocess.DEVNULL
        )
        self.programs.callback(end, program)
        return port

    def _program(self, *command: str, **more: str) -> None:
        data = {"HUYING_DATA": str(self.folder.parent)}
        program = self.programs.enter_context(ended(start(["-m", "huying.cli", *command], **data, **more)))
        self.programs.callback(end, program)  # asked first: a killed web server leaves its processes behind
        self.program = program
        threading.Thread(
            target=self.said.extend, args=[program.stdout], daemon=True
        ).start()  # a full pipe would stop it

    def ready(self) -> tuple[int, dict[str, bool]]:
        """Status of /readyz, and what it shows; 0 while nobody answers."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            try:
                connection.request("GET", "/readyz")
                answer = connection.getresponse()
                return answer.status, json.loads(answer.read())
            except (OSError, http.client.HTTPException):
                return 0, {}

    def page(self, path: str) -> bytes:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request("GET", path)
            return connection.getresponse().read()


@pytest.fixture(scope="module")
def hotline(tmp_path_factory: pytest.TempPathFactory, shelf: Shelf) -> Iterator[Pooled]:
    tool("pgbouncer")
    shelf.city(data := tmp_path_factory.mktemp("data"))
    with embedded.server(data / "db"):
        hotline = Pooled(data, free_port())
        with hotline.programs:
            yield hotline


def test_a_case_goes_its_way_over_the_pooler(hotline: Pooled) -> None:
    by_unit: dict[str, dict[str, str]] = {}
    made = threading.Lock()

    def handler(unit: str) -> dict[str, str]:
        with made:
            if unit not in by_unit:
                key = run(hotline.folder.parent, "key", "create", "--role", "handler", "--unit", unit).strip()
                by_unit[unit] = {"Authorization": f"Bearer {key}"}
            return by_unit[unit]

    def go(n: int) -> list[tuple[int, str]]:
        number = hotline.file(f"over the pooler {n}", key=f"pooled-{n}")["number"]
        ((unit,),) = until(lambda: hotline.rows(DISPATCHED_TO, number))
        by, case = handler(unit), f"/cases/{number}"
        reply = {"text": "The lamp was replaced.", "result": "resolved"}
        steps = [("POST", f"{case}/accept", None), ("POST", f"{case}/reply", reply), ("GET", case, None)]
        answers = [hotline.ask(*step, **by) for step in steps]
        return [(status, answer.get("detail", "")) for status, answer in answers]

    with ThreadPoolExecutor(CLIENTS) as clients:
        assert list(clients.map(go, range(CASES))) == [[(200, "")] * 3] * CASES, "".join(hotline.said)
    with psycopg.connect(f"{hotline.pooler}/pgbouncer", autocommit=True) as console:
        ours = next(row for row in console.execute("SHOW STATS").fetchall() if row[0] == "huying")
    assert ours[1] > 4 * CASES  # transactions that went over it
    assert '"refused": 0' in run(hotline.folder.parent, "verify", "--json")


def test_readiness_and_metrics_tell_of_a_migration_that_is_missing_and_of_a_worker_that_is_gone(
    hotline: Pooled,
) -> None:
    assert hotline.ready() == (200, {"database": True, "migrations": True, "worker": True})
    taken = (
        "DELETE FROM django_migrations WHERE id = (SELECT max(id) FROM django_migrations) RETURNING app, name, applied"
    )
    ((*migration,),) = hotline.rows(taken)
    assert hotline.ready() == (503, {"database": True, "migrations": False})
    hotline.rows("INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, %s) RETURNING id", *migration)
    hotline.works.kill()
    hotline.rows("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute' RETURNING id")
    assert hotline.ready() == (200, {"database": True, "migrations": True, "worker": False})
    assert b"\nhuying_workers 0.0\n" in hotline.page("/metrics")


def test_a_database_that_is_stopped_is_told_and_one_that_comes_back_is_served_again(hotline: Pooled) -> None:
    kill(postmaster(hotline.folder))
    assert hotline.ready() == (503, {"database": False})
    assert hotline.page("/healthz") == b"ok\n"
    assert b"\nhuying_database_up 0.0\n" in hotline.page("/metrics")
    embedded.restart(hotline.folder)
    until(lambda: hotline.ready()[0] == 200)
    assert b"\nhuying_database_up 1.0\n" in hotline.page("/metrics")
    assert hotline.ask("GET", "/areas?level=3")[0] == 200


DISPATCHED_TO = """SELECT unit.code FROM units_unit unit JOIN cases_case ON unit_id = unit.id
                   WHERE number = %s AND state = 'dispatched'"""
