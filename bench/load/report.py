"""What a run comes to: percentiles, errors and bytes of each call, rates intended and reached, and how each phase went."""

from collections import Counter
from collections.abc import Sequence
from statistics import quantiles
from typing import Any

from .generator import Asked, Phase

SETTLED = 0.5
"""The part of a phase after which it shows whether a server has recovered from the one before."""


def report(asked: Sequence[Asked], phases: Sequence[Phase]) -> dict[str, Any]:
    """As JSON has it; times are milliseconds, from when a call was due to the whole answer."""
    seconds, journeys = sum(phase.seconds for phase in phases), sum(round(p.rate * p.seconds) for p in phases)
    done = [one for one in asked if one.last and not one.error]
    took = _end(asked, phases)
    return {
        "journeys": {"intended": journeys, "done": len(done)},
        "rate": {"intended": round(journeys / seconds, 2), "reached": round(len(done) / max(took, seconds), 2)},
        "seconds": {"intended": round(seconds, 1), "until the last answer": round(took, 1)},
        "errors": sum(bool(one.error) for one in asked),
        "calls": {name: _of_call([one for one in asked if one.call == name]) for name in dict.fromkeys(o.call for o in asked)},
        "phases": [_of_phase([one for one in asked if one.phase == at], phase) for at, phase in enumerate(phases)],
    }  # fmt: skip


def _end(asked: Sequence[Asked], phases: Sequence[Phase]) -> float:
    begins = [sum(phase.seconds for phase in phases[:at]) for at in range(len(phases))]
    return max((begins[one.phase] + one.since + one.ms / 1000 for one in asked), default=0.0)


def _of_call(asked: Sequence[Asked]) -> dict[str, Any]:
    answered = [one for one in asked if not one.not_yet]
    return {
        "n": len(answered), "not yet": sum(one.not_yet for one in asked),
        "errors": dict(Counter(one.error for one in answered if one.error)), **percentiles([one.ms for one in answered]),
        "bytes sent": _mean([one.sent for one in asked]), "bytes received": _mean([one.received for one in answered]),
    }  # fmt: skip


def _of_phase(asked: Sequence[Asked], phase: Phase) -> dict[str, Any]:
    """`settled`: of calls that were due in its later part."""
    later = [one.ms for one in asked if SETTLED * phase.seconds <= one.since <= phase.seconds and not one.not_yet]
    return {
        "rate": phase.rate, "seconds": phase.seconds, "errors": sum(bool(one.error) for one in asked),
        "p95": percentiles([one.ms for one in asked if not one.not_yet]).get("p95"),
        "settled p95": percentiles(later).get("p95"),
    }  # fmt: skip


def percentiles(ms: Sequence[float]) -> dict[str, float]:
    """p50, p95, p99 and the longest; nothing where nothing was measured."""
    if not ms:
        return {}
    cuts = quantiles(ms, n=100, method="inclusive") if len(ms) > 1 else [ms[0]] * 99
    return {
        name: round(value, 1)
        for name, value in {"p50": cuts[49], "p95": cuts[94], "p99": cuts[98], "max": max(ms)}.items()
    }


def _mean(values: Sequence[int]) -> int:
    return round(sum(values) / len(values)) if values else 0
