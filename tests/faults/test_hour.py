"""Mixed load by HTTP while web processes, workers and database are killed at random: what was acknowledged is there, once.

    HUYING_HOUR=3600 pytest tests/faults/test_hour.py

Each client remembers what was acknowledged, and sends again, with the same Idempotency-Key, what was not. Errors are
allowed from a kill until the last part is back, and at no other moment.
"""

import io
import os
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import pytest
import requests
from PIL import Image

from tests.faults.installed import Shelf, run
from tests.faults.processes import PATIENCE, ended, kill, postmaster, until
from tests.faults.test_serve import free_port
from tests.faults.test_submissions import Hotline

SECONDS = float(os.environ.get("HUYING_HOUR", "15"))
SEED = int(os.environ.get("HUYING_HOUR_SEED", "9"))
CLIENTS = 4
PAUSE = (2, 5) if SECONDS < 60 else (5, 40)
"""Seconds from the end of one trouble to the next kill."""
ANSWERS = 12
"""So many good answers in a row, and every process has given one."""
DEEDS = ("receive", "attach", "accept", "reply", "follow_up")


@dataclass
class Troubles:
    """When something was down: from the kill until everything answered again."""

    spans: list[tuple[float, float]] = field(default_factory=list)
    began: float | None = None
    killed: Counter[str] = field(default_factory=Counter)

    def excuse(self, began: float, failed: float) -> bool:
        """Whether a request of that time may have failed."""
        return any(began < end and start < failed for start, end in self.spans) or (
            self.began is not None and self.began < failed
        )


@dataclass
class Load:
    """What clients ask for, and what they were told."""

    hotline: Hotline
    key: str
    troubles: Troubles
    over: threading.Event = field(default_factory=threading.Event)
    done: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Number of a case and what was acknowledged of it."""
    numbers: dict[str, str] = field(default_factory=dict)
    """What was said → the number it got."""
    asked: Counter[str] = field(default_factory=Counter)
    unexcused: list[str] = field(default_factory=list)

    def live(self, client: int) -> None:
        """One client: one case after the other, from report to rating, and looks in between."""
        dice, n = random.Random(f"{SEED} {client}"), 0
        with requests.Session() as session:
            while not self.over.is_set():
                self._one_case(session, f"client {client} case {n}", dice)
                n += 1

    def _one_case(self, session: requests.Session, said: str, dice: random.Random) -> None:
        call = {"text": said, "category": self.hotline.category, "place": {"area": self.hotline.area}}
        filed = self._send(session, "POST", "/api/v1/cases", json=call, again=f"{said} file").json()
        number = self.numbers[said] = filed["number"]
        mine, theirs = {"X-Tracking-Code": filed["code"]}, {"Authorization": f"Bearer {self.key}"}
        self._told(number, "receive")
        deeds: list[tuple[str, str, dict[str, str], dict[str, Any]]] = [
            ("attach", "track", mine, {"files": {"file": ("a.png", _picture(dice), "image/png")}}),
            ("accept", "cases", theirs, {}),
            (
                "reply",
                "cases",
                theirs,
                {"json": {"text": "已处理完毕，感谢反映。", "result": "resolved", "basis": "条例"}},
            ),
            ("follow_up", "track", mine, {"json": {"decision": "yes", "contacted": True, "satisfied": 5}}),
        ]
        for verb, door, who, body in deeds:
            self._look(session, number, theirs, dice)
            self._send(session, "POST", f"/api/v1/{door}/{number}/{verb}", again=f"{said} {verb}", headers=who, **body)
            self._told(number, verb)

    def _look(self, session: requests.Session, number: str, who: dict[str, str], dice: random.Random) -> None:
        page = dice.choice(
            ["/city/", "/city/feed.atom", f"/api/v1/cases/{number}", "/api/v1/cases", "/api/v1/categories"]
        )
        self._send(session, "GET", page, headers=who if "cases" in page else {})

    def _told(self, number: str, verb: str) -> None:
        self.done[number, verb] += 1

    def _send(
        self, session: requests.Session, method: str, path: str, *, again: str = "", headers: dict[str, str] | None = None,
        **body: Any,
    ) -> requests.Response:  # fmt: skip
        """Until it is answered; a unit sees a case once it was routed, which a worker does."""
        sent = {**(headers or {}), **({"Idempotency-Key": again.replace(" ", "-")} if again else {})}
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            began = time.monotonic()
            self.asked[method] += 1
            try:
                answer = session.request(method, f"{self.at}{path}", headers=sent, timeout=60, **body)
            except requests.RequestException as error:
                self._failed(f"{method} {path}: {type(error).__name__}", began)
                continue
            if answer.ok:
                return answer
            if answer.status_code >= 500:
                self._failed(f"{method} {path}: {answer.status_code}", began)
            elif answer.status_code != 404 or "Authorization" not in sent:
                raise AssertionError(f"{method} {path}: {answer.status_code} {answer.text}")
            time.sleep(0.1)
        raise AssertionError(f"{method} {path}: never answered")

    @property
    def at(self) -> str:
        return f"http://127.0.0.1:{self.hotline.port}"

    def _failed(self, what: str, began: float) -> None:
        if not self.troubles.excuse(began, time.monotonic()):
            self.unexcused.append(what)
        time.sleep(0.1)


def _picture(dice: random.Random) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (8, 8), (dice.randrange(256), dice.randrange(256), dice.randrange(256))).save(written, "PNG")
    return written.getvalue()


class Killer:
    """Kills by a plan: each kind once, in a random order, and then at random."""

    def __init__(self, hotline: Hotline, troubles: Troubles) -> None:
        self.hotline, self.troubles, self.dice = hotline, troubles, random.Random(SEED)
        self.victims: dict[str, Callable[[], psutil.Process]] = {
            "web process": lambda: self.dice.choice(hotline.web.children()),
            "web": lambda: hotline.web,
            "worker": lambda: hotline.worker,
            "database": lambda: postmaster(hotline.folder),
        }
        self.plan = self.dice.sample(sorted(self.victims), len(self.victims))

    def kill(self) -> None:
        kind = self.plan.pop() if self.plan else self.dice.choice(sorted(self.victims))
        victim = self.victims[kind]()
        self.troubles.began = began = time.monotonic()
        kill(victim)
        self.troubles.killed[kind] += 1
        until(self._all_answer)
        self.troubles.spans.append((began, time.monotonic()))
        self.troubles.began = None

    def _all_answer(self) -> bool:
        return all(self.hotline.answers("/readyz") for _ in range(ANSWERS))


@pytest.fixture
def hotline(tmp_path: Path, shelf: Shelf) -> Iterator[Hotline]:
    (data := tmp_path / "data").mkdir()
    shelf.city(data)
    hotline = Hotline(data, free_port())
    yield hotline
    with ended(hotline.program) as program:
        program.terminate()
        program.wait()


def test_nothing_acknowledged_is_lost_or_done_twice_and_errors_come_only_while_something_is_down(
    hotline: Hotline,
) -> None:
    troubles = Troubles()
    load = Load(hotline, _key(hotline), troubles)
    killer, end = Killer(hotline, troubles), time.monotonic() + SECONDS
    with ThreadPoolExecutor(CLIENTS) as pool:
        clients = [pool.submit(load.live, client) for client in range(CLIENTS)]
        while time.monotonic() < end or killer.plan:
            load.over.wait(killer.dice.uniform(*PAUSE))
            killer.kill()
        load.over.set()
        for client in clients:
            client.result()
    down = sum(stop - start for start, stop in troubles.spans)
    told = (
        f"killed {dict(troubles.killed)}, {down:.1f} s down, {dict(load.asked)} requests, {len(load.numbers)} cases\n"
    )
    sys.stdout.write(told)  # `pytest -s` shows it
    assert load.unexcused == []

    kept = dict(hotline.rows("SELECT text.body, number FROM cases_case JOIN cases_casetext text ON case_id = id"))
    assert kept == load.numbers | {"to see which unit it goes to": kept["to see which unit it goes to"]}
    happened = hotline.rows(
        "SELECT number, verb FROM journal_event JOIN cases_case ON thing = cases_case.id"
        " WHERE life = 'case' AND verb = ANY(%s) AND number = ANY(%s)",
        [*DEEDS],
        [*load.numbers.values()],
    )
    assert Counter(happened) == load.done
    files = hotline.rows("SELECT sha256 FROM cases_attachment")
    lost = [sha for (sha,) in files if not (hotline.folder.parent / "files" / sha[:2] / sha[2:4] / sha).exists()]
    assert (len(files), lost) == (len(load.numbers), [])
    assert '"refused": 0' in run(hotline.folder.parent, "verify", "--json")


def _key(hotline: Hotline) -> str:
    """Of the unit that gets what is filed here."""
    number = hotline.file("to see which unit it goes to", key="which-unit")["number"]
    its_unit = "SELECT unit.code FROM units_unit unit JOIN cases_case ON unit_id = unit.id WHERE number = %s"
    ((unit,),) = until(lambda: hotline.rows(its_unit, number))
    return run(hotline.folder.parent, "key", "create", "--role", "handler", "--unit", unit).strip()
