"""What was acknowledged is there, once, whatever is killed meanwhile; and of two at once, one wins."""

import http.client
import json
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

import psycopg
import pytest

from huying import embedded
from tests.faults.installed import Shelf, run
from tests.faults.processes import ended, kill, postmaster, until
from tests.faults.test_serve import Served, free_port

SUBMISSIONS, CLIENTS = 500, 8


class Hotline(Served):
    """A served city that takes submissions."""

    environment = {"HUYING_LIMITS": "1000"}  # all of them come from one address

    def start(self) -> None:
        super().start()
        threading.Thread(target=self._hear, daemon=True).start()
        self.category = next(row["code"] for row in self.get("/categories") if _plain(row))
        self.area = self.get("/areas?level=3")[0]["code"]

    def _hear(self) -> None:
        """Read what it says: a full pipe would stop it."""
        for _line in self.program.stdout or ():
            pass

    def get(self, path: str) -> Any:
        return self.ask("GET", path)[1]

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """Status and answer. Raises `OSError` or `HTTPException` when there is none."""
        sent = {"Content-Type": "application/json", "Accept-Language": "en"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request(method, f"/api/v1{path}", json.dumps(body) if body is not None else None, sent)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())

    def file(self, text: str, key: str) -> dict[str, Any]:
        """Submit until it is acknowledged, as a careful client does."""
        call = {"text": text, "category": self.category, "place": {"area": self.area}}
        while True:
            try:
                status, answer = self.ask("POST", "/cases", call, Idempotency_Key=key)
            except (OSError, http.client.HTTPException, ValueError):
                status, answer = 0, None
            if status == 201:
                return answer
            assert status == 0 or status >= 500, answer
            time.sleep(0.1)

    def rows(self, query: str, *given: Any) -> list[Any]:
        with psycopg.connect(embedded.url(self.folder)) as connection:
            return connection.execute(query, given).fetchall()


def _plain(category: dict[str, Any]) -> bool:
    """Whether a call of this category needs nothing but words."""
    return category["leaf"] and not category["emergency"] and not category["questions"].get("required")


@pytest.fixture(scope="module")
def hotline(tmp_path_factory: pytest.TempPathFactory, shelf: Shelf) -> Iterator[Hotline]:
    shelf.city(data := tmp_path_factory.mktemp("data"))
    hotline = Hotline(data, free_port())
    yield hotline
    with ended(hotline.program) as program:
        program.terminate()
        program.wait()


@dataclass
class Submissions:
    """What was acknowledged so far: text → number."""

    acknowledged: dict[str, str] = field(default_factory=dict)

    def file(self, hotline: Hotline, text: str) -> None:
        self.acknowledged[text] = hotline.file(text, key=text)["number"]

    def reach(self, share: float) -> None:
        until(lambda: len(self.acknowledged) >= SUBMISSIONS * share)


def test_nothing_acknowledged_is_lost_or_doubled_whatever_is_killed(hotline: Hotline) -> None:
    submissions = Submissions()
    texts = [f"submission-{n}" for n in range(SUBMISSIONS)]
    with ThreadPoolExecutor(CLIENTS) as clients:
        sent = [clients.submit(submissions.file, hotline, text) for text in texts]
        for share, victim in (
            (0.1, lambda: hotline.web.children()[0]),
            (0.3, lambda: hotline.worker),
            (0.5, lambda: postmaster(hotline.folder)),
            (0.7, lambda: hotline.web),
        ):
            submissions.reach(share)
            kill(victim())
        for one in sent:
            one.result()

    kept = dict(hotline.rows("SELECT text.body, number FROM cases_case JOIN cases_casetext text ON case_id = id"))
    assert len(kept) == SUBMISSIONS
    assert kept == submissions.acknowledged
    assert hotline.rows("SELECT count(*) FROM cases_case") == [(SUBMISSIONS,)]

    waiting = "SELECT count(*) FROM cases_case WHERE state = 'received'"
    until(lambda: hotline.rows(waiting) == [(0,)])
    dispatched = "SELECT count(*), count(DISTINCT thing) FROM journal_event WHERE verb = 'dispatch'"
    assert hotline.rows(dispatched) == [(SUBMISSIONS, SUBMISSIONS)]
    undone = "SELECT count(*) FROM procrastinate_jobs WHERE queue_name = 'reactions' AND status <> 'succeeded'"
    until(lambda: hotline.rows(undone) == [(0,)])
    assert '"refused": 0' in run(hotline.folder.parent, "verify", "--json")


def test_twelve_requests_at_once_with_one_key_are_one_case(hotline: Hotline) -> None:
    before = hotline.rows("SELECT count(*) FROM cases_case")[0][0]
    gate = threading.Barrier(12)

    def file(_n: int) -> dict[str, Any]:
        gate.wait()
        return hotline.file("pressed twelve times", key="impatient")

    with ThreadPoolExecutor(12) as clients:
        answers = list(clients.map(file, range(12)))
    assert [answer for answer in answers if answer != answers[0]] == []
    assert hotline.rows("SELECT count(*) FROM cases_case") == [(before + 1,)]


def test_of_two_handlers_at_once_one_wins_and_the_other_reads_why(hotline: Hotline) -> None:
    number = hotline.file("wanted by two", key="two-handlers")["number"]
    its_unit = "SELECT unit.code FROM units_unit unit JOIN cases_case ON unit_id = unit.id WHERE number = %s"
    ((unit,),) = until(lambda: hotline.rows(its_unit, number))
    key = run(hotline.folder.parent, "key", "create", "--role", "handler", "--unit", unit).strip()
    gate = threading.Barrier(2)

    def accept(_n: int) -> tuple[int, str]:
        gate.wait()
        status, answer = hotline.ask("POST", f"/cases/{number}/accept", Authorization=f"Bearer {key}")
        return status, answer.get("detail", "")

    with ThreadPoolExecutor(2) as handlers:
        first, second = sorted(handlers.map(accept, range(2)))
    assert first == (200, "")
    assert second[0] == 409
    assert second[1] in (
        "Somebody else was faster. Look again before you go on.",
        "“Accept” is not possible while it is “in progress”.",
    )


def test_a_new_release_is_taken_into_use_without_dropping_a_request(hotline: Hotline) -> None:
    before, worker = {child.pid for child in hotline.web.children()}, hotline.newest_worker()
    call = {"text": "meanwhile", "category": hotline.category, "place": {"area": hotline.area}}
    over = threading.Event()

    def knock(_n: int) -> list[int]:
        statuses = []
        while not over.is_set():
            statuses.append(hotline.ask("POST", "/cases", call)[0])
            over.wait(0.1)  # as people call: without a pause they leave the new release nothing to start with
        return statuses

    with ThreadPoolExecutor(4) as clients:
        asked = [clients.submit(knock, n) for n in range(4)]
        try:
            hotline.program.send_signal(signal.SIGHUP)
            until(
                lambda: before.isdisjoint(there := {child.pid for child in hotline.web.children()}) and len(there) == 2
            )
            until(lambda: hotline.newest_worker() > worker)
        finally:
            over.set()
    statuses = [status for one in asked for status in one.result()]  # a connection that was dropped would raise
    assert set(statuses) == {201}
    assert hotline.rows("SELECT count(*) FROM cases_casetext WHERE body = 'meanwhile'") == [(len(statuses),)]
