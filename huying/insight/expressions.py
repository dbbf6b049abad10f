"""What is counted, as Ibis expressions: sums are added up, medians and the like are taken from the facts.

Several periods are counted in one look. Putting an expression into SQL takes longer than counting, so it is done once for each
shape, with marks where the numbers of the periods go.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import ibis

from . import lake, sums
from .definitions import INDICATORS, Facts, Indicator, Measure

MARKS = ("since", "whole", "rest", "until", "first_month", "next_month", "now")
"""Of a period: its first day (counted from 1970), those on which its whole months begin and what follows on them, its last day; the
same two as `sums.MONTHS` has them; and now (seconds)."""
FACTS = ibis.table(ibis.Schema.from_pyarrow(lake.SCHEMA), name="facts")
TYPES = {name: type_ for name, type_ in sums.BY.items() if name != "day"}
"""The columns by which facts may be narrowed or grouped."""
NAMED = ("channel", "excluded")
"""Those whose values are groups themselves; of all others a table `groups` says in which groups a value counts."""
QUANTILES = {Measure.MEDIAN: 0.5, Measure.NINETIETH: 0.9}
STANDING = "open"
"""The kind of what is told of the end of a period, and not of what happened in it."""


def filled(sql: str, periods: Sequence[Mapping[str, int]]) -> str:
    """The SQL with the numbers of its periods."""
    for n, period in enumerate(periods):
        for name in MARKS:
            sql = sql.replace(str(_mark(name, n)), str(period[name]))
    return sql


@cache
def added(codes: tuple[str, ...], column: str, narrowed: tuple[str, ...], n: int) -> str:
    """The sums of indicators in each of `n` periods: a row for each, or with a `column` for each of its groups (`key`)."""
    return _added(codes, column, narrowed, n)


@cache
def standing(codes: tuple[str, ...], column: str, narrowed: tuple[str, ...], n: int) -> str:
    """The same of periods that follow one another, each with all before it."""
    return _added(codes, column, narrowed, n, up_to=n)


@cache
def quantiles(codes: tuple[str, ...], column: str, narrowed: tuple[str, ...], n: int) -> str:
    """Medians and the like of one kind, which cannot be added up; rows as above."""
    found = _in_periods(_narrowed(FACTS.filter(FACTS.kind == INDICATORS[codes[0]].kind), narrowed), n)

    def told(rows: Facts) -> dict[str, Any]:
        return {f"{code}__value": _quantile(INDICATORS[code], rows) for code in codes}

    return sums.sql(_grouped(found, column, told))


def _quantile(indicator: Indicator, rows: Facts) -> Any:
    taken: Any = indicator.hit(rows) if indicator.hit else None
    return taken.quantile(QUANTILES[indicator.measure], where=indicator.over(rows))


@cache
def listing(code: str, part: str, most: int, narrowed: tuple[str, ...]) -> str:
    """The cases behind one indicator, newest first. `part`: "hit", "rest", "excluded" or "" for all."""
    indicator = INDICATORS[code]
    found = _counted(indicator.kind, narrowed)
    chosen = indicator.over(found)
    if part == "excluded":
        chosen = indicator.left_out(found)
    elif indicator.measure == Measure.SHARE and indicator.hit and part:
        hit = indicator.hit(found).fill_null(False)
        chosen = chosen & (hit if part == "hit" else ~hit)
    latest = found.filter(chosen).group_by("case").agg(at=lambda f: f.at.max())
    return sums.sql(latest.order_by(ibis.desc("at"), ibis.desc("case")).limit(most))


# -- what counts in a period


def _mark(name: str, n: int) -> int:
    """A number that no column has, as long as every other one."""
    return -(10**15) - len(MARKS) * n - MARKS.index(name)


def _narrowed(found: Facts, narrowed: tuple[str, ...]) -> Facts:
    for column in narrowed:
        found = found.semi_join(ibis.table({column: TYPES[column]}, name=f"of_{column}"), column)
    return found


def _in_periods(found: Facts, n: int) -> Facts:
    """Those of the days of `n` periods that do not overlap, with `period`."""
    days = [(found.day >= _mark("since", n_)) & (found.day <= _mark("until", n_)) for n_ in range(n)]
    return found.filter(ibis.or_(*days)).mutate(period=ibis.cases(*zip(days, range(n), strict=True)))


def _sums_in_periods(found: Facts, n: int) -> Facts:
    """The same of sums: those of whole months, and of the days before and behind them."""
    periods = [
        ((found.day >= _mark("since", n_)) & (found.day < _mark("whole", n_)))
        | ((found.day >= _mark("rest", n_)) & (found.day <= _mark("until", n_)))
        | ((found.day >= _mark("first_month", n_)) & (found.day < _mark("next_month", n_)))
        for n_ in range(n)
    ]
    return found.filter(ibis.or_(*periods)).mutate(period=ibis.cases(*zip(periods, range(n), strict=True)))


def _counted(kind: str, narrowed: tuple[str, ...]) -> Facts:
    """The facts of a kind that count in one period."""
    found = _narrowed(FACTS.filter(FACTS.kind == kind), narrowed)
    if kind == STANDING:
        until = _mark("until", 0)
        found = found.filter((found.day <= until) & (found.until.isnull() | (found.until > until)))
        return found.mutate(age=sums.days_before(found) + until - found.day)
    found = _in_periods(found, 1)
    return found.filter(found.at <= _mark("now", 0)) if kind == "due" else found


# -- put together


def _added(codes: tuple[str, ...], column: str, narrowed: tuple[str, ...], n: int, up_to: int = 0) -> str:
    columns, by = sums.columns(codes), [column] if column else []

    def told(rows: Facts) -> dict[str, Any]:
        return {name: rows[name].sum() for name in columns}

    wanted = "day", *{*by, *narrowed}, *columns  # or the SQL names all columns at each step
    found = sums.table().select(*wanted)
    found = _sums_in_periods(_narrowed(found, narrowed), n)
    counted = found.group_by(["period", *by]).agg(**told(found))  # first by the column's values, of which there are few
    if up_to:
        counted = counted.mutate(period=ibis.range(counted.period.cast("int64"), up_to).unnest())
    return sums.sql(_grouped(counted, column, told))


def _grouped(rows: Facts, column: str, told: Callable[[Facts], dict[str, Any]]) -> Facts:
    """One row for each period, or for each group in it."""
    if not column:
        return rows.group_by("period").agg(**told(rows))
    groups = ibis.table({column: "int64", "key": "int64"}, name="groups")
    rows = rows.rename(key=column) if column in NAMED else rows.join(groups, column)
    return rows.group_by(["period", "key"]).agg(**told(rows))
