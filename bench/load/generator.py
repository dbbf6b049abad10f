"""The open loop: journeys begin when they are due, calls follow one another, each measured from when it was due."""

import heapq
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from threading import Condition

from urllib3 import HTTPConnectionPool, HTTPResponse, Retry, Timeout, connection_from_url
from urllib3.exceptions import HTTPError

from .description import Call, Description, Values

PATIENCE = 60.0
"""Seconds until a call is given up."""


@dataclass(frozen=True)
class Phase:
    """So many journeys a second for so many seconds."""

    rate: float
    seconds: float

    @classmethod
    def read(cls, text: str) -> list["Phase"]:
        """`60x30` is 60 a second for 30 s; several follow one another, with commas between them."""
        return [cls(*map(float, part.split("x"))) for part in text.split(",")]


@dataclass(frozen=True)
class Asked:
    """What became of one call: `ms` from when it was due to the whole answer; `error`, "" where it was as expected."""

    call: str
    phase: int
    since: float
    """Seconds into its phase when it was due; after its end for what followed late."""
    ms: float
    error: str
    sent: int
    received: int
    not_yet: bool = False
    last: bool = False
    """The journey ended with it."""


@dataclass
class Journey:
    """On its way."""

    phase: int
    values: Values
    at: int = 0
    """Which call comes next."""
    first_due: float = 0.0
    """When that call was due for the first time."""


class Load:
    """One run against one server."""

    def __init__(self, address: str, description: Description, *, connections: int = 64) -> None:
        self.calls, self.journeys = description.calls, description.journeys()
        self.connections = connections
        self.pool: HTTPConnectionPool = connection_from_url(
            address, maxsize=connections, retries=Retry(0, redirect=False), timeout=Timeout(PATIENCE)
        )
        self.asked: list[Asked] = []
        self._due: list[tuple[float, int, Journey]] = []
        self._turn, self._order, self._under_way = Condition(), count(), 0

    def run(self, phases: Sequence[Phase]) -> list[Asked]:
        """Ask it all; the answer holds every call in the order of their ends."""
        self._begins, began = [], time.perf_counter() + 0.2
        for number, (start, phase) in enumerate(zip(_starts(phases), phases, strict=True)):
            self._begins.append(began + start)
            for nth in range(round(phase.rate * phase.seconds)):
                due = began + start + nth / phase.rate
                self._add(due, Journey(number, next(self.journeys), first_due=due))
        with ThreadPoolExecutor(self.connections) as threads:
            for _due, _order, journey in self._when_due():
                threads.submit(self._step, _due, journey).add_done_callback(lambda done: done.result())
        return self.asked

    def _add(self, due: float, journey: Journey) -> None:
        with self._turn:
            heapq.heappush(self._due, (due, next(self._order), journey))
            self._turn.notify()

    def _when_due(self) -> Iterator[tuple[float, int, Journey]]:
        """Each call at its time, until all journeys have ended."""
        while True:
            with self._turn:
                while not self._due or self._due[0][0] > time.perf_counter():
                    if not self._due and not self._under_way:
                        return
                    self._turn.wait(self._due[0][0] - time.perf_counter() if self._due else None)
                found = heapq.heappop(self._due)
                self._under_way += 1
            yield found

    def _step(self, due: float, journey: Journey) -> None:
        call = self.calls[journey.at]
        try:
            self._answered(call, due, journey, *self._ask(call, journey.values))
        finally:
            with self._turn:
                self._under_way -= 1
                self._turn.notify()

    def _ask(self, call: Call, values: Values) -> tuple[HTTPResponse | None, str, int]:
        method, path, body, headers = call.request(values)
        try:
            answer = self.pool.urlopen(method, path, body, headers, preload_content=True)
        except HTTPError as error:
            return None, type(error).__name__, len(body or b"")
        return answer, "" if call.is_expected(answer.status) else str(answer.status), len(body or b"")

    def _answered(
        self, call: Call, due: float, journey: Journey, answer: HTTPResponse | None, error: str, sent: int
    ) -> None:
        now, again = time.perf_counter(), call.again
        content = answer.data if answer else b""
        not_yet = bool(again and error == str(again.status) and now + again.every < journey.first_due + again.within)
        if answer and not error:
            try:
                journey.values |= call.taken(answer.headers, content)
            except (LookupError, ValueError) as missing:
                error = f"answer without {missing}"
        ends = bool(error and not not_yet) or (not not_yet and journey.at + 1 == len(self.calls))
        self.asked.append(
            Asked(
                call.name, journey.phase, due - self._begins[journey.phase], (now - due) * 1000,
                "" if not_yet else error, sent, len(content), not_yet, ends,
            )
        )  # fmt: skip
        if ends:
            return
        if not_yet and again:
            self._add(now + again.every, journey)
            return
        journey.at += 1
        journey.first_due = now + self.calls[journey.at].after
        self._add(journey.first_due, journey)


def _starts(phases: Sequence[Phase]) -> Iterator[float]:
    at = 0.0
    for phase in phases:
        yield at
        at += phase.seconds
