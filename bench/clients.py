"""The eight clients of `intake.py`, two processes of four threads, as cheap as Python allows: theirs is the same machine."""

import socket
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from statistics import quantiles
from typing import Any

import psycopg

PROCESSES, THREADS = 2, 4


@dataclass
class Run:
    """How long it took: from the first task to the last, and each one."""

    seconds: float
    spans: list[float]

    @property
    def rate(self) -> float:
        """Tasks per second."""
        return len(self.spans) / self.seconds

    def ms(self, percent: int) -> float:
        """A percentile of the tasks' times, in milliseconds."""
        return quantiles(self.spans, n=100)[percent - 1] * 1000


_gate: Any = None
"""At which the processes wait for one another."""


def run(work: Callable[[str, Sequence[Any]], list[float]], where: str, tasks: Sequence[Any]) -> Run:
    """Have eight clients do `tasks` at `where`: each takes its share with `work`, which times each task."""
    spawn = get_context("spawn")
    shares = [tasks[n::PROCESSES] for n in range(PROCESSES)]
    with ProcessPoolExecutor(PROCESSES, spawn, _meet_at, (spawn.Barrier(PROCESSES),)) as processes:
        parts = [processes.submit(_threads, work, where, share) for share in shares]
        begins, ends, spans = zip(*(part.result() for part in parts), strict=True)
    return Run(max(ends) - min(begins), [span for some in spans for span in some])


def _meet_at(gate: Any) -> None:
    globals()["_gate"] = gate


def _threads(work: Any, where: str, tasks: Sequence[Any]) -> tuple[float, float, list[float]]:
    with ThreadPoolExecutor(THREADS) as threads:
        _gate.wait()
        began = time.monotonic()
        spans = list(threads.map(lambda n: work(where, tasks[n::THREADS]), range(THREADS)))
    return began, time.monotonic(), [span for some in spans for span in some]


def post(port: str, bodies: Sequence[bytes]) -> list[float]:
    """POST each body to /api/v1/cases on one connection that stays open. Anything but 201 ends the bench."""
    spans = []
    with socket.create_connection(("127.0.0.1", int(port))) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for body in bodies:
            began = time.monotonic()
            connection.sendall(HEAD % len(body) + body)
            answer = _answer(connection)
            spans.append(time.monotonic() - began)
            assert answer.startswith(b"HTTP/1.1 201"), answer
    return spans


HEAD = b"POST /api/v1/cases HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"


def _answer(connection: socket.socket) -> bytes:
    answer = connection.recv(65536)
    head, _, rest = answer.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    while len(rest) < length:
        more = connection.recv(65536)
        answer, rest = answer + more, rest + more
    return answer


def write(url: str, cases: Sequence[Sequence[tuple[str, Sequence[Any]]]]) -> list[float]:
    """Write each case with its statements in one transaction; psycopg prepares them by itself."""
    spans = []
    with psycopg.connect(url) as connection:
        for statements in cases:
            began = time.monotonic()
            with connection.transaction(), connection.cursor() as cursor:
                for sql, values in statements:
                    cursor.execute(sql, values)
            spans.append(time.monotonic() - began)
    return spans
