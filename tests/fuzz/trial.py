"""A number of requests to one door, the same ones for the same seed; the first that is answered wrongly is made small and told."""

from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings

from . import raw
from .asking import Sent
from .doors import doors
from .ground import Ground, counted, put, wrong
from .junk import Strategy


@dataclass(frozen=True)
class World:
    """The ground, and the port of a server on the same database, which sees what is committed: an empty city."""

    ground: Ground
    port: int = 0


def trial(there: World, door: str, wanted: int, number: int) -> Counter[int]:
    """Send `wanted` requests; return how often each status came. Raises `AssertionError` with a small request that shows what is wrong."""
    seen: Counter[int] = Counter()

    @seed(number)
    @settings(
        max_examples=wanted,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(_requests(there)[door])
    def sent(request: Any) -> None:
        status, findings = _judged(there, request)
        seen[status] += 1
        assert not findings, f"{findings}: {request!r}"

    sent()
    return seen


@cache
def _requests(there: World) -> dict[str, Strategy]:
    return doors(there.ground) | {"raw": raw.requests()}


def _judged(there: World, request: Sent | bytes) -> tuple[int, list[str]]:
    if isinstance(request, Sent):
        outcome = put(request)
        return outcome.answer.status, wrong(request, outcome)
    before, answer = counted(), raw.talk(there.port, request)
    return answer.status, [f"it broke: {answer.status}"] * (answer.status >= 500) + ["written"] * (counted() != before)
