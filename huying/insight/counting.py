"""Counting in the lake: Ibis expressions, one per kind of fact, grouped as asked.

An expression is put into SQL once, with marks where the numbers of a period go, and names of tables where what is counted is
narrowed or grouped: putting an expression into SQL takes longer than counting.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from threading import Lock
from typing import Any

import duckdb
import ibis
import pyarrow as pa
from django.utils import timezone

from . import lake
from .definitions import DAYS_TO_REPEAT, INDICATORS, KINDS, Facts, Indicator, Measure
from .facts import EPOCH
from .lake import Manifest

DAY = 86_400
ALL = 0
"""The key of everything together."""


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


@dataclass(frozen=True)
class Among:
    """Which facts are counted: days (both counted), and units, areas, categories and channels if named."""

    since: date
    until: date
    units: frozenset[int] | None = None
    areas: frozenset[int] | None = None
    categories: frozenset[int] | None = None
    channel: str = ""

    @property
    def narrowed(self) -> tuple[str, ...]:
        """The columns of which only some values are counted."""
        return tuple(name for name in TYPES if self.of(name) is not None)

    def of(self, column: str) -> Sequence[int | str] | None:
        """The values of a column that are counted; None for all."""
        if column == "channel":
            return [self.channel] if self.channel else None
        named = {"unit": self.units, "area": self.areas, "category": self.categories}[column]
        return None if named is None else sorted(named)


Groups = tuple[tuple[Any, int | str], ...]
"""(value of the column, key of a group it counts in); a value may count in several."""


@lru_cache(maxsize=512)
def counted(held: Manifest, among: Among, column: str, groups: Groups) -> Mapping[Any, Mapping[str, Counts]]:
    """Key of the group → code → counts, from the lake as this manifest has it. Without `column` all count under `ALL`."""
    found: dict[Any, dict[str, Counts]] = {}
    with _asking(held, among, column, groups) as ask:
        for kind in KINDS:
            for row in ask(_counting(kind, column, among.narrowed)):
                found.setdefault(row["key"], {}).update(_counts(row, _of(kind)))
    return found


def behind(held: Manifest, indicator: Indicator, among: Among, part: str, most: int) -> list[int]:
    """The cases that an indicator counts, newest first, at most so many. `part`: "hit", "rest", "excluded" or "" for all."""
    with _asking(held, among) as ask:
        return [row["case"] for row in ask(_listing(indicator.code, part, most, among.narrowed))]


def _of(kind: str) -> list[Indicator]:
    return [indicator for indicator in INDICATORS.values() if indicator.kind == kind]


# -- expressions

SINCE, UNTIL, END, NOW = (-(10**15) - place for place in range(4))
"""Marks: the first and the last day (counted from 1970), the end of the period or now if that is earlier, now (seconds)."""
FACTS = ibis.table(ibis.Schema.from_pyarrow(lake.SCHEMA), name="facts")


@cache
def _counting(kind: str, column: str, narrowed: tuple[str, ...]) -> str:
    found = _grouped(_prepared(kind, narrowed), column)
    columns: dict[str, Any] = {}
    for indicator in _of(kind):
        columns |= {f"{indicator.code}__{name}": value for name, value in _columns(indicator, found).items()}
    return str(ibis.to_sql(found.group_by("key").agg(**columns), dialect="duckdb"))


@cache
def _listing(code: str, part: str, most: int, narrowed: tuple[str, ...]) -> str:
    indicator = INDICATORS[code]
    found = _prepared(indicator.kind, narrowed)
    chosen = _over(indicator, found)
    if part == "excluded":
        chosen = _whole(indicator, found) & (found.excluded != "")
    elif indicator.measure == Measure.SHARE and indicator.hit and part:
        hit = indicator.hit(found).fill_null(False)
        chosen = chosen & (hit if part == "hit" else ~hit)
    latest = found.filter(chosen).group_by("case").agg(at=lambda f: f.at.max())
    return str(ibis.to_sql(latest.order_by(ibis.desc("at"), ibis.desc("case")).limit(most), dialect="duckdb"))


def _prepared(kind: str, narrowed: tuple[str, ...]) -> Facts:
    """The facts of a kind that count in the period, with what only their neighbours or the end of the period tell."""
    found = FACTS.filter(FACTS.kind == kind)
    for column in narrowed:
        found = found.semi_join(ibis.table({column: TYPES[column]}, name=f"of_{column}"), column)
    if kind == "open":
        found = found.filter((found.at < END) & (found.until.isnull() | (found.until >= END)))
        seconds = (found.minutes * 60).round().cast("int64") + END - found.at
        return found.mutate(age=seconds.cast("float64") / DAY)
    found = found.filter((found.day >= SINCE) & (found.day <= UNTIL))
    if kind == "due":
        return found.filter(found.at <= NOW)
    return _repeated(found) if kind == "closed" else found


def _repeated(ends: Facts) -> Facts:
    """With `again`: the same place and category came again soon after this end."""
    came = FACTS.filter((FACTS.kind == "received") & FACTS.place.notnull())
    came = came.filter((came.day >= SINCE) & (came.day <= ibis.literal(UNTIL) + DAYS_TO_REPEAT + 1))
    came = came.select(came.place, of=came.root, came=came.at)
    known = ends.filter(ends.place.notnull()).select("case", "root", "at", "place")
    soon = known.join(came, "place")
    soon = soon.filter((soon.of != soon.root) & (soon.came > soon.at) & (soon.came <= soon.at + DAYS_TO_REPEAT * DAY))
    soon = soon.select("case", "at").distinct().mutate(again=ibis.literal(True))
    joined = ends.left_join(soon, ["case", "at"], rname="{name}_right")
    return joined.mutate(again=joined.again.fill_null(False))


def _grouped(found: Facts, column: str) -> Facts:
    if not column:
        return found.mutate(key=ibis.literal(ALL))
    if column == "channel":
        return found.mutate(key=found.channel)
    return found.join(ibis.table({column: "int64", "key": "int64"}, name="groups"), column)


def _columns(indicator: Indicator, found: Facts) -> dict[str, Any]:
    over, columns = _over(indicator, found), {}
    columns["n"] = over.sum()
    hit: Any = indicator.hit(found) if indicator.hit else None
    if indicator.measure in (Measure.MEDIAN, Measure.NINETIETH):
        columns["value"] = hit.quantile(0.5 if indicator.measure == Measure.MEDIAN else 0.9, where=over)
    elif indicator.measure == Measure.MEAN:
        columns["hit"] = hit.sum(where=over)
    elif indicator.measure == Measure.SHARE:
        columns["n_hit"] = (over & hit).sum()
        if indicator.kind == "asked":
            columns["over"], columns["hit"] = found.weight.sum(where=over), found.weight.sum(where=over & hit)
    if indicator.scored:
        columns["excluded"] = (_whole(indicator, found) & (found.excluded != "")).sum()
    return columns


def _whole(indicator: Indicator, found: Facts) -> Any:
    return indicator.of(found) if indicator.of else ibis.literal(True) & found.case.notnull()


def _over(indicator: Indicator, found: Facts) -> Any:
    whole = _whole(indicator, found)
    return whole & (found.excluded == "") if indicator.scored else whole


def _counts(row: Mapping[str, Any], indicators: Sequence[Indicator]) -> Iterator[tuple[str, Counts]]:
    for indicator in indicators:
        n, n_hit = (int(row.get(f"{indicator.code}__{name}") or 0) for name in ("n", "n_hit"))
        over, hit = row.get(f"{indicator.code}__over"), row.get(f"{indicator.code}__hit")
        yield indicator.code, Counts(
            n, float(n if over is None else over), float(n_hit if hit is None else hit), row.get(f"{indicator.code}__value"),
            int(row.get(f"{indicator.code}__excluded") or 0), n_hit,
        )  # fmt: skip


# -- the engine

TYPES = {"unit": "int64", "area": "int64", "category": "int64", "channel": "string"}
_engine = Lock()
_opened: dict[Any, duckdb.DuckDBPyConnection] = {}


@contextmanager
def _asking(held: Manifest, among: Among, column: str = "", groups: Groups = ()) -> Iterator[Any]:
    """A function from SQL to rows, for whoever holds the one engine of this process."""
    tables = {f"of_{name}": pa.table({name: pa.array(among.of(name), ARROW[TYPES[name]])}) for name in among.narrowed}
    if column and column != "channel":
        values, keys = zip(*groups, strict=True) if groups else ((), ())
        tables["groups"] = pa.table({column: pa.array(values, pa.int64()), "key": pa.array(keys, pa.int64())})
    numbers = {
        SINCE: _number(among.since), UNTIL: _number(among.until), NOW: int(held.until),
        END: min(moment(among.until + timedelta(days=1)), int(held.until) + 1),
    }  # fmt: skip

    with _engine:
        engine = _open(held)
        for name, table in tables.items():
            engine.register(name, table)
        yield lambda sql: _rows(engine, sql, numbers)


ARROW = {"int64": pa.int64(), "string": pa.string()}


def _open(held: Manifest) -> duckdb.DuckDBPyConnection:
    """The engine over the files of this manifest: one at a time, changed when they are."""
    key = (str(lake.folder()), held.stamp, held.files)
    if key not in _opened:
        for old in [*_opened]:
            _opened.pop(old).close()
        engine = lake.engine()
        engine.execute("SET parquet_metadata_cache = true")  # or each look reads how the files are laid out
        if held.files:
            engine.execute(f"CREATE VIEW facts AS {lake.live(held)}")
        else:
            engine.register("facts", lake.SCHEMA.empty_table())
        _opened[key] = engine
    return _opened[key]


def _rows(engine: duckdb.DuckDBPyConnection, sql: str, numbers: Mapping[int, int]) -> list[dict[str, Any]]:
    for mark, number in numbers.items():
        sql = sql.replace(str(mark), str(number))
    found = engine.execute(sql)
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _number(day: date) -> int:
    return (day - EPOCH).days


def moment(day: date) -> int:
    """When the day begins in the city."""
    zone = timezone.get_default_timezone()
    return int(timezone.make_aware(datetime.combine(day, datetime.min.time()), zone).timestamp())
