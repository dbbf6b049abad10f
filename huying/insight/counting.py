"""Counting in the lake: every indicator over several periods at once, together and by groups, and the cases that one counts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import chain
from typing import Any

import pyarrow as pa
from django.utils import timezone

from . import engine, expressions
from .definitions import INDICATORS, KINDS, Indicator
from .expressions import NAMED, QUANTILES, TYPES
from .facts import EPOCH
from .lake import Manifest
from .periods import Days

ALL = 0
"""The key of everything together."""
AT_ONCE = 16
"""Periods that are counted in one look."""


@dataclass(frozen=True)
class Counts:
    """What was counted for one indicator in one group: `n` things, weighing `over` together, `hit` in the numerator."""

    n: int = 0
    over: float = 0.0
    hit: float = 0.0
    value: float | None = None
    """Of a median or a percentile."""
    excluded: int = 0
    n_hit: int = 0


Found = Mapping[Any, Mapping[str, Counts]]
"""Key of the group → code → counts."""


@dataclass(frozen=True)
class Among:
    """Which facts are counted: those of units, areas, categories, channels and reasons, if named."""

    units: frozenset[int] | None = None
    areas: frozenset[int] | None = None
    categories: frozenset[int] | None = None
    channel: str = ""
    reason: str = ""
    """By which something was excluded from scoring."""

    @property
    def narrowed(self) -> tuple[str, ...]:
        """The columns of which only some values are counted."""
        return tuple(name for name in TYPES if self.of(name) is not None)

    def of(self, column: str) -> Sequence[int | str] | None:
        """The values of a column that are counted; None for all."""
        if column in NAMED:
            name = self.channel if column == "channel" else self.reason
            return [name] if name else None
        named = {"unit": self.units, "area": self.areas, "category": self.categories}.get(column)
        return None if named is None else sorted(named)


@dataclass(frozen=True)
class Parted:
    """By what the facts are grouped. `groups`: (value of the column, key of a group that it counts in), a value may count in several;
    `codes`: the indicators that are counted for each group, None for all."""

    column: str = ""
    groups: tuple[tuple[Any, int | str], ...] = ()
    codes: frozenset[str] | None = None


WHOLE = Parted()


def counted(
    held: Manifest, days: Sequence[Days], among: Among = Among(), parted: Parted = WHOLE, codes: frozenset[str] | None = None
) -> list[Found]:  # fmt: skip
    """What the lake says as this manifest has it, of each of these periods: of `codes` (None: all) under `ALL`, and by groups."""
    return [_counted(held, among, parted, codes, looks)[one] for one, looks in _in_looks(tuple(days))]


def behind(held: Manifest, indicator: Indicator, days: Days, among: Among, part: str, most: int) -> list[int]:
    """The cases that an indicator counts, newest first, at most so many. `part`: "hit", "rest", "excluded" or "" for all."""
    sql = expressions.listing(indicator.code, part, most, among.narrowed)
    with engine.asking(held, _tables(among, WHOLE)) as ask:
        (rows,) = ask([expressions.filled(sql, [_numbers(held, days)])])
        return [row["case"] for row in rows]


def forget() -> None:
    """Drop what was counted before, so that it is counted again."""
    _counted.cache_clear()


def _in_looks(days: tuple[Days, ...]) -> Iterator[tuple[Days, tuple[Days, ...]]]:
    """Each period with those it is counted with: none of them overlap, and they are not too many."""
    looks: list[list[Days]] = []
    for one in dict.fromkeys(days):
        free = (look for look in looks if len(look) < AT_ONCE and not any(_overlap(one, other) for other in look))
        look = next(free, None)
        if look is None:
            looks.append(look := [])
        look.append(one)
    found = {one: tuple(look) for look in looks for one in look}
    yield from ((one, found[one]) for one in days)


def _overlap(one: Days, other: Days) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


@lru_cache(maxsize=512)
def _counted(
    held: Manifest, among: Among, parted: Parted, codes: frozenset[str] | None, days: tuple[Days, ...]
) -> Mapping[Days, Found]:
    numbers = [_numbers(held, one) for one in days]
    known = [code for code in INDICATORS if codes is None or code in codes]
    statements = [
        expressions.filled(sql, numbers)
        for kind in KINDS
        for sql in _statements([code for code in known if INDICATORS[code].kind == kind], parted, among.narrowed, len(days))
    ]  # fmt: skip
    rows: dict[tuple[int, Any], dict[str, Any]] = {}
    with engine.asking(held, _tables(among, parted)) as ask:
        for row in chain(*ask(statements)):
            rows.setdefault((row["period"], row["key"]), {}).update(row)
    found: dict[Days, dict[Any, dict[str, Counts]]] = {one: {} for one in days}
    for (n, key), row in rows.items():
        of = known if key is None or parted.codes is None else [code for code in known if code in parted.codes]
        found[days[n]][ALL if key is None else key] = dict(_counts(row, of))
    return found


def _statements(codes: list[str], parted: Parted, narrowed: tuple[str, ...], n: int) -> Iterator[str]:
    for make, of in (
        (expressions.counts, tuple(codes)),
        (expressions.quantiles, tuple(code for code in codes if INDICATORS[code].measure in QUANTILES)),
    ):
        parts = bool(parted.column) and (parted.codes is None or not parted.codes.isdisjoint(of))
        if of:
            yield make(of, parts, parted.column if parts else "", narrowed, n)


def _counts(row: Mapping[str, Any], codes: Sequence[str]) -> Iterator[tuple[str, Counts]]:
    for code in codes:
        n, n_hit = (int(row.get(f"{code}__{name}") or 0) for name in ("n", "n_hit"))
        over, hit = row.get(f"{code}__over"), row.get(f"{code}__hit")
        yield code, Counts(
            n, float(n if over is None else over), float(n_hit if hit is None else hit), row.get(f"{code}__value"),
            int(row.get(f"{code}__excluded") or 0), n_hit,
        )  # fmt: skip


def _tables(among: Among, parted: Parted) -> dict[str, pa.Table]:
    arrow = {"int64": pa.int64(), "string": pa.string()}
    tables = {f"of_{name}": pa.table({name: pa.array(among.of(name), arrow[TYPES[name]])}) for name in among.narrowed}
    if parted.column and parted.column not in NAMED:
        values, keys = zip(*parted.groups, strict=True) if parted.groups else ((), ())
        tables["groups"] = pa.table({parted.column: pa.array(values, pa.int64()), "key": pa.array(keys, pa.int64())})
    return tables


def _numbers(held: Manifest, days: Days) -> dict[str, int]:
    """What stands for the marks of a period."""
    (since, until), now = days, int(held.until)
    end = min(moment(until + timedelta(days=1)), now + 1)
    return {"since": (since - EPOCH).days, "until": (until - EPOCH).days, "end": end, "now": now}


def moment(day: date) -> int:
    """When the day begins in the city."""
    zone = timezone.get_default_timezone()
    return int(timezone.make_aware(datetime.combine(day, datetime.min.time()), zone).timestamp())
