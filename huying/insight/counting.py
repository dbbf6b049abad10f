"""Counting in the lake: every indicator over several periods at once, together and by groups, and the cases that one counts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache, partial
from itertools import chain, groupby
from typing import Any

import pyarrow as pa
from django.utils import timezone

from . import engine, expressions, periods, sums
from .definitions import INDICATORS, Indicator
from .expressions import NAMED, QUANTILES, TYPES
from .facts import EPOCH
from .lake import Manifest
from .periods import DAY, Days

EXACT = 9
"""Decimals of what is weighed: weights are added and taken away again, which leaves crumbs behind them."""
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
    found = {one: tuple(sorted(look)) for look in looks for one in look}
    yield from ((one, found[one]) for one in days)


def _overlap(one: Days, other: Days) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


@lru_cache(maxsize=512)
def _counted(
    held: Manifest, among: Among, parted: Parted, codes: frozenset[str] | None, days: tuple[Days, ...]
) -> Mapping[Days, Found]:
    known = [code for code in INDICATORS if codes is None or code in codes]
    of_parts = [code for code in known if parted.codes is None or code in parted.codes] if parted.column else []
    looks = [
        *_looks(held, known, "", among.narrowed, days),
        *_looks(held, of_parts, parted.column, among.narrowed, days),
    ]
    rows: dict[tuple[int, Any], dict[str, Any]] = {}
    with engine.asking(held, _tables(among, parted)) as ask:
        for row in chain(*ask(looks)):
            rows.setdefault((row.pop("period"), row.pop("key", ALL)), {}).update(row)
    found: dict[Days, dict[Any, dict[str, Counts]]] = {one: {} for one in days}
    for (n, key), row in rows.items():
        if any(row.values()):
            found[days[n]][key] = dict(_counts(row, known if key == ALL else of_parts))
    return found


def _looks(
    held: Manifest, codes: list[str], column: str, narrowed: tuple[str, ...], days: tuple[Days, ...]
) -> Iterator[str]:
    """The statements that count these, together or by the groups of a column."""
    kinds = {code: INDICATORS[code].kind for code in codes}
    standing = tuple(code for code in codes if kinds[code] == expressions.STANDING)
    summed = tuple(code for code in codes if code not in standing)
    middles = groupby((code for code in codes if INDICATORS[code].measure in QUANTILES), key=kinds.get)
    numbers, n = partial(map, partial(_numbers, held)), len(days)
    if summed:
        yield expressions.filled(expressions.added(summed, column, narrowed, n), [*numbers(days)])
    if standing:
        yield expressions.filled(
            expressions.standing(standing, column, narrowed, n), [*numbers(_one_after_another(days))]
        )
    for _kind, of in middles:
        yield expressions.filled(expressions.quantiles(tuple(of), column, narrowed, n), [*numbers(days)])


def _counts(row: Mapping[str, Any], codes: Sequence[str]) -> Iterator[tuple[str, Counts]]:
    known = sums.names()
    for code in codes:
        n, n_hit, excluded = (
            int(row.get(known.get(f"{code}__{name}", "")) or 0) for name in ("n", "n_hit", "excluded")
        )
        over, hit = (row.get(known.get(f"{code}__{name}", "")) for name in ("over", "hit"))
        yield code, Counts(
            n, round(float(n if over is None else over), EXACT), round(float(n_hit if hit is None else hit), EXACT),
            row.get(f"{code}__value"), excluded, n_hit,
        )  # fmt: skip


def _tables(among: Among, parted: Parted) -> dict[str, pa.Table]:
    arrow = {"int64": pa.int64(), "string": pa.string()}
    tables = {f"of_{name}": pa.table({name: pa.array(among.of(name), arrow[TYPES[name]])}) for name in among.narrowed}
    if parted.column and parted.column not in NAMED:
        values, keys = zip(*parted.groups, strict=True) if parted.groups else ((), ())
        tables["groups"] = pa.table({parted.column: pa.array(values, pa.int64()), "key": pa.array(keys, pa.int64())})
    return tables


def _numbers(held: Manifest, days: Days) -> dict[str, int]:
    """What stands for the marks of a period, as far as it is over."""
    today = datetime.fromtimestamp(held.until, timezone.get_default_timezone()).date()
    return _marked(days[0], min(days[1], today)) | {"now": int(held.until)}


def _one_after_another(days: Sequence[Days]) -> Iterator[Days]:
    """From the beginning until the end of the first period, from there until the end of the second, and so on."""
    since = EPOCH
    for _since, until in days:
        yield since, until
        since = until + DAY


def _marked(since: date, until: date) -> dict[str, int]:
    """Its days counted from 1970, and of its whole months the first day and the first one behind them."""
    whole, rest = periods.month(since - DAY)[1] + DAY, periods.month(until + DAY)[0]
    if rest < whole:
        whole = rest = since
    marks = {"since": since, "whole": whole, "rest": rest, "until": until}
    found = {name: (day - EPOCH).days for name, day in marks.items()}
    return found | {"first_month": found["whole"] - sums.MONTHS, "next_month": found["rest"] - sums.MONTHS}


def moment(day: date) -> int:
    """When the day begins in the city."""
    zone = timezone.get_default_timezone()
    return int(timezone.make_aware(datetime.combine(day, datetime.min.time()), zone).timestamp())
