"""From the journal into the lake: what changed since the last seal, or everything. Both give the same facts.

The seals say what changed: they take exactly what was committed, one after the other, so that an event that was numbered
early and committed late is neither missed nor counted twice.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from django.utils import timezone

from huying.base.journal import seals

from . import again, facts, firsts, growing, lake, reading
from .facts import Fact
from .lake import Manifest

BATCH = 5_000  # matters that are held in memory together


@dataclass(frozen=True)
class Summary:
    """What a refresh did."""

    cases: int
    """How many were folded anew."""
    facts: int
    full: bool
    until: datetime
    """Everything written by then is counted."""


def refresh(*, full: bool = False, progress: Callable[[int], None] = lambda n: None) -> Summary:
    """Bring the lake up to what is sealed, after sealing all there is. Killed half-way it leaves what was there."""
    with lake.alone():
        began = timezone.now()
        seals.seal()
        held, last = lake.manifest(), seals.latest()
        known = _continues(held)
        full = full or not known or not held.seal
        end = replace(held, seal=last.pk if last else 0, root=_root(last), until=began.timestamp())
        if not known:
            firsts.forget()
            end = replace(end, began=began.timestamp())
        n_cases, n_facts, new = _anew(end, progress) if full else _more(held, end, progress)
        lake.publish(growing.compacted(new))
        firsts.keep(lake.manifest())
        return Summary(n_cases, n_facts, full, began)


def refreshed_at() -> datetime | None:
    """Up to when the lake knows everything; None where there is none yet."""
    held = lake.manifest()
    return datetime.fromtimestamp(held.until, UTC) if held.until else None


def _continues(held: Manifest) -> bool:
    """Whether the lake is of this record, so that only what came later has to be added."""
    return bool(held.until) and _root(seals.by_number(held.seal)) == held.root


def _root(seal: object) -> str:
    return bytes(seal.root).hex() if seal else ""  # type: ignore[attr-defined]


def _more(held: Manifest, end: Manifest, progress: Callable[[int], None]) -> tuple[int, int, Manifest]:
    """What changed since, in one part."""
    touched = seals.grown("case", held.seal, end.seal)
    found: list[Fact] = []
    cases, live = set(touched), lake.live(held) if held.files else "SELECT * FROM nothing"
    with lake.engine() as engine, reading.one_moment():
        engine.register("nothing", lake.SCHEMA.empty_table())
        _fold(reading.roots(touched), found, cases, progress)
        if beside := again.neighbours(engine, live, found, cases):
            _fold(reading.roots(beside), found, cases, progress)
        again.mark(engine, live, found, cases)
    return len(cases), len(found), growing.grown(held, end, found, cases)


def _fold(roots: list[int], found: list[Fact], cases: set[int], progress: Callable[[int], None]) -> None:
    for keys, counted in _folded(roots):
        found += counted
        cases.update(keys)
        progress(len(keys))


def _anew(end: Manifest, progress: Callable[[int], None]) -> tuple[int, int, Manifest]:
    """Everything, batch by batch, then put together."""
    stamp, n_cases, n_facts, files = end.stamp, 0, 0, []
    last = 0
    while keys := reading.every_root(last, BATCH):
        stamp, last = stamp + 1, keys[-1]
        with reading.one_moment():
            for cases, found in _folded(keys):
                files.append(f"base-{stamp}.parquet")
                n_facts += lake.write(files[-1], found, stamp)
                n_cases += len(cases)
                progress(len(cases))
    fresh = replace(end, stamp=stamp, base=tuple(files), deltas=(), newest="", n_base=n_facts, n_deltas=0)
    return n_cases, n_facts, growing.compacted(fresh, whole=True) if files else fresh


def _folded(roots: list[int]) -> Iterator[tuple[list[int], list[Fact]]]:
    """The keys of all cases of these matters, and their facts, a batch at a time."""
    zone = timezone.get_default_timezone()
    for start in range(0, len(roots), BATCH):
        found: list[Fact] = []
        keys: list[int] = []
        for root, merged in reading.matters(roots[start : start + BATCH]):
            found += facts.fold(root, merged, zone)
            keys += (case.key for case in (root, *merged))
        yield keys, found
