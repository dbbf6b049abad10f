"""Sums counted ahead: what every indicator comes to, for each day and each month by unit, area, category, channel and reason of exclusion.

They add up over whatever a figure is of, so only medians and the cases behind a figure are read from the facts themselves. A refresh
adds what changed: the new facts with the sign 1, those that they replace with −1, and what fell due since.

What is open is told as steps: 1 on the day on which it begins to be of an age, −1 on the day on which it is so no more. All steps up
to the end of a day together are what was open then.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import ibis

from . import lake
from .definitions import AGES, INDICATORS, KINDS, Facts, Indicator, Measure
from .lake import Manifest

BY = {"day": "int32", "unit": "int64", "area": "int64", "category": "int64", "channel": "string", "excluded": "string"}
SIGNED = ibis.table({**ibis.Schema.from_pyarrow(lake.SCHEMA), "sign": "int8"}, name="signed")
MONTHS = 1_000_000
"""What holds for a whole month has the first day of that less so many for its day, and so lies apart."""
LAST_STEP = max(since for since, _until in AGES.values())
"""So many days after now what is open takes its last step, if nothing happens."""
FIRST = "date_diff('day', DATE '1970-01-01', date_trunc('month', DATE '1970-01-01' + day))"
"""The first day of the month of a day."""
WEIGHED = ("__over", "__hit")
"""Of an indicator's sums those that need not be whole numbers."""


def of_facts(signed: str, since: int = 0, until: int = MONTHS, *, few: bool = False) -> str:
    """SQL for the sums of facts, as far as they are of days (counted from 1970) from `since` until before `until`; `signed`: SQL for the
    facts, each with its `sign`; `few`: they are found once and held in memory, instead of read once for each kind."""
    once = "MATERIALIZED" if few else "NOT MATERIALIZED"
    return _added(f"FROM (WITH signed AS {once} ({signed}) {_each_kind()}) WHERE day >= {since} AND day < {until}")


def together(sums: str) -> str:
    """SQL for the same sums in fewer rows."""
    return _added(f"FROM ({sums}) WHERE day >= 0")


def begun(held: Manifest, facts: str) -> str:
    """SQL for the facts that count when a lake begins."""
    return f"SELECT *, 1 AS sign FROM ({facts}) WHERE {_counts(held)}"  # noqa: S608 - SQL of ours


def changed(old: Manifest, before: str, new: Manifest, added: str, cases: str) -> str:
    """SQL for what counts since: facts of these `cases` (SQL), as they were `before` and as they are, and what fell due of the others."""
    return f"""
        SELECT *, 1 AS sign FROM ({added}) WHERE {_counts(new)} UNION ALL
        SELECT *, -1 AS sign FROM ({before}) WHERE "case" IN ({cases}) AND {_counts(old)} UNION ALL
        SELECT *, 1 AS sign FROM ({before}) WHERE kind = 'due' AND "at" > {int(old.until)} AND "at" <= {int(new.until)}
            AND "case" NOT IN ({cases})"""  # noqa: S608 - SQL of ours


def _counts(held: Manifest) -> str:
    """That a fact counts already: it is not due later than this lake knows."""
    return f"(kind <> 'due' OR \"at\" <= {int(held.until)})"


@cache
def names() -> dict[str, str]:
    """INDICATOR__SUM → the column in which it stands; what comes to the same for two indicators stands once."""
    found: dict[str, str] = {}
    told: list[tuple[str, str, Any]] = []
    for indicator in INDICATORS.values():
        for name, value in _sums(indicator, SIGNED.mutate(age=0)).items():
            same = (column for kind, column, other in told if kind == indicator.kind and other.equals(value))
            found[f"{indicator.code}__{name}"] = column = next(same, f"{indicator.code}__{name}")
            told.append((indicator.kind, column, value))
    return found


def columns(codes: Iterable[str]) -> list[str]:
    """The columns that hold the sums of these indicators."""
    of = {*codes}
    return [*dict.fromkeys(column for name, column in names().items() if name.partition("__")[0] in of)]


@cache
def table() -> Any:
    """The sums as an Ibis table."""
    types = {name: "float64" if _type(name) == "DOUBLE" else "int32" for name in columns(INDICATORS)}
    return ibis.table({**BY, **types}, name="sums")


def _added(rows: str) -> str:
    """SQL for one row of each day and one of each month, of rows of days."""
    sums = ", ".join(f"sum({name})::{_type(name)} AS {name}" for name in columns(INDICATORS))
    days = f"SELECT {', '.join(BY)}, {sums} FROM ({rows}) GROUP BY ALL"  # noqa: S608 - SQL of ours
    months = f"SELECT ({FIRST} - {MONTHS})::INTEGER AS day, {', '.join([*BY][1:])}, {sums} FROM days GROUP BY ALL"  # noqa: S608 - SQL of ours
    return f"WITH days AS MATERIALIZED ({days}) FROM days UNION ALL ({months}) ORDER BY day, unit, area"


def _type(column: str) -> str:
    return "DOUBLE" if column.endswith(WEIGHED) else "INTEGER"


@cache
def _each_kind() -> str:
    return " UNION ALL BY NAME ".join(f"({sql(_of_kind(kind))})" for kind in KINDS)


def sql(expression: Any) -> str:
    """In the words of DuckDB."""
    return str(ibis.to_sql(expression, dialect="duckdb"))


def _of_kind(kind: str) -> Any:
    found: Any = SIGNED.filter(SIGNED.kind == kind)
    if kind == "open":
        found = ibis.union(*(step for age in AGES.values() for step in _steps(found, *age)))
    of = [indicator for indicator in INDICATORS.values() if indicator.kind == kind]
    told = {f"{one.code}__{name}": value for one in of for name, value in _sums(one, found).items()}
    return found.group_by(list(BY)).agg(**{name: told[name] for name in columns(one.code for one in of)})


def _steps(found: Facts, since: int, until: int) -> Iterator[Facts]:
    """When what is open comes to an age of so many days and when it leaves that."""
    received = found.day - days_before(found)
    spans = found.mutate(
        age=ibis.literal(since),
        day=ibis.greatest(found.day, received + since).cast("int32"),
        until=ibis.least(found.until, received + until),
    )
    spans = spans.filter(spans.day < spans.until)
    yield spans
    ended = spans.filter(spans.until < MONTHS)
    yield ended.mutate(day=ended.until.cast("int32"), sign=(-ended.sign).cast("int8"))


def days_before(found: Facts) -> Any:
    """How many days after its receipt something began to be open."""
    return (found.minutes / (24 * 60)).round().cast("int64")


def _sums(indicator: Indicator, found: Facts) -> dict[str, Any]:
    over, sign = indicator.over(found), found.sign
    sums = {"n": sign.sum(where=over)}
    hit: Any = indicator.hit(found) if indicator.hit else None
    if indicator.measure == Measure.MEAN:
        sums["hit"] = (hit * sign).sum(where=over)
    elif indicator.measure == Measure.SHARE:
        sums["n_hit"] = sign.sum(where=over & hit)
        if indicator.kind == "asked":
            weight = found.weight * sign
            sums |= {"over": weight.sum(where=over), "hit": weight.sum(where=over & hit)}
    if indicator.scored:
        sums["excluded"] = sign.sum(where=indicator.left_out(found))
    return sums
