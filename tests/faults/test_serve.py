"""`huying serve` brings back whatever is killed, and ends whole."""

import http.client
import signal
import socket
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import ClassVar

import psutil
import psycopg
import pytest

from huying import embedded
from tests.faults.installed import Shelf
from tests.faults.processes import alive, ended, kill, postmaster, start, until, until_line


class Served:
    """A running `huying serve` with all its parts."""

    environment: ClassVar[dict[str, str]] = {}

    def __init__(self, data: Path, port: int) -> None:
        self.folder = data / "db"
        self.port = port
        self.start()

    def start(self) -> None:
        command = ["-m", "huying.cli", "serve", "--port", str(self.port)]
        self.program = start(command, HUYING_DATA=str(self.folder.parent), **self.environment)
        until_line(self.program, f"Huying is ready: http://127.0.0.1:{self.port}")
        until(lambda: self.answers("/readyz"))

    @property
    def parts(self) -> list[psutil.Process]:
        return [self.web, *self.web.children(), self.worker]

    @property
    def web(self) -> psutil.Process:
        return self._part("huying.webserver")

    @property
    def worker(self) -> psutil.Process:
        return self._part("huying.cli worker")

    def _part(self, name: str) -> psutil.Process:
        children = psutil.Process(self.program.pid).children
        running = until(lambda: [child for child in children() if alive(child) and name in command(child)])
        return running[0]

    def answers(self, path: str) -> bool:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)) as connection:
            try:
                connection.request("GET", path)
                return connection.getresponse().status == 200
            except (OSError, http.client.HTTPException):
                return False

    def newest_worker(self) -> int:
        with psycopg.connect(embedded.url(self.folder)) as connection:
            ids = connection.execute("select id from procrastinate_workers").fetchall()
        return max((number for (number,) in ids), default=0)


def command(process: psutil.Process) -> str:
    """The words it was started with; none of one that has ended meanwhile."""
    with suppress(psutil.Error):
        return " ".join(process.cmdline())
    return ""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, shelf: Shelf) -> Iterator[Served]:
    shelf.tables(data := tmp_path_factory.mktemp("data"))
    served = Served(data, free_port())
    yield served
    with ended(served.program) as program:
        program.terminate()
        program.wait()


def test_a_killed_web_worker_comes_back(served: Served) -> None:
    victim, other = served.web.children()
    kill(victim)
    until(lambda: len(pids := {child.pid for child in served.web.children()}) == 2 and victim.pid not in pids)
    assert other.pid in {child.pid for child in served.web.children()}
    assert served.answers("/readyz")


def test_a_killed_web_server_comes_back_and_leaves_nobody_on_its_port(served: Served) -> None:
    victims = [served.web, *served.web.children()]
    kill(victims[0])
    until(lambda: served.web.pid != victims[0].pid and served.answers("/readyz"))
    assert [process for process in victims if alive(process)] == []


def test_a_killed_worker_comes_back(served: Served) -> None:
    before = served.newest_worker()
    kill(served.worker)
    until(lambda: served.newest_worker() > before)


def test_a_killed_database_comes_back_and_the_worker_with_it(served: Served) -> None:
    before, worker = postmaster(served.folder).pid, served.newest_worker()
    kill(postmaster(served.folder))
    until(lambda: embedded.answers(served.folder))
    until(lambda: served.newest_worker() > worker and served.answers("/readyz"))
    assert postmaster(served.folder).pid != before


def test_a_second_server_on_the_port_is_refused(served: Served, tmp_path: Path) -> None:
    second = start(["-m", "huying.cli", "serve", "--port", str(served.port)], HUYING_DATA=str(tmp_path))
    with ended(second):
        said = second.communicate()[0]
    assert f"Port {served.port} is in use." in said
    assert second.returncode == 1


def test_a_killed_supervisor_takes_all_with_it_and_the_next_start_works(served: Served) -> None:
    parts = served.parts
    with ended(served.program) as program:
        program.kill()
        psutil.wait_procs(parts)
    served.start()
    assert [part for part in parts if alive(part)] == []


def test_ctrl_c_ends_everything(served: Served) -> None:
    parts = served.parts
    with ended(served.program) as program:
        program.send_signal(signal.SIGINT)
        assert program.wait() == 0
    assert [part for part in parts if alive(part)] == []
    assert not embedded.answers(served.folder)
    served.start()


def test_a_demo_serves_this_machine_only(tmp_path: Path) -> None:
    everywhere = start(["-m", "huying.cli", "serve", "--demo", "--host", "0.0.0.0"], HUYING_DATA=str(tmp_path))  # noqa: S104 - it is refused
    with ended(everywhere):
        assert "A demo serves this machine only" in everywhere.communicate()[0]
    assert everywhere.returncode == 1
    assert list(tmp_path.iterdir()) == []
