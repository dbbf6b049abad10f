"""What is counted, as Ibis expressions over the facts of one kind, put into SQL.

Several periods are counted in one look. Putting an expression into SQL takes longer than counting, so it is done once for each
shape, with marks where the numbers of the periods go.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import ibis

from . import lake
from .definitions import INDICATORS, Facts, Indicator, Measure

DAY = 86_400
MARKS = ("since", "until", "end", "now")
"""Of a period: its first and last day (counted from 1970), when it ends or now if that is earlier, and now (seconds)."""
FACTS = ibis.table(ibis.Schema.from_pyarrow(lake.SCHEMA), name="facts")
TYPES = {"unit": "int64", "area": "int64", "category": "int64", "channel": "string", "excluded": "string"}
"""The columns by which facts may be narrowed or grouped."""
NAMED = ("channel", "excluded")
"""Those whose values are groups themselves; of all others a table `groups` says in which groups a value counts."""
QUANTILES = {Measure.MEDIAN: 0.5, Measure.NINETIETH: 0.9}


def filled(sql: str, periods: Sequence[Mapping[str, int]]) -> str:
    """The SQL with the numbers of its periods."""
    for n, period in enumerate(periods):
        for name in MARKS:
            sql = sql.replace(str(_mark(name, n)), str(period[name]))
    return sql


@cache
def counts(codes: tuple[str, ...], parts: bool, column: str, narrowed: tuple[str, ...], n: int) -> str:
    """How many, how many of them and so on, of indicators of one kind: a row for each of `n` periods together (`key` is null) and, with
    `parts`, for each of its groups."""
    found = _in_periods(INDICATORS[codes[0]].kind, narrowed, n)
    columns = {f"{code}__{name}": value for code in codes for name, value in _sums(INDICATORS[code], found).items()}
    by = ["period", column] if parts else ["period"]
    counted = found.group_by(by).agg(**columns)  # by the values of the column first, of which there are few
    return _sql(_together(counted, parts, column, lambda rows: {name: rows[name].sum() for name in columns}))


@cache
def quantiles(codes: tuple[str, ...], parts: bool, column: str, narrowed: tuple[str, ...], n: int) -> str:
    """The same for medians and the like, which cannot be added up."""
    found = _in_periods(INDICATORS[codes[0]].kind, narrowed, n)

    def told(rows: Facts) -> dict[str, Any]:
        columns = {}
        for code in codes:
            known = INDICATORS[code]
            taken: Any = known.hit(rows) if known.hit else None
            columns[f"{code}__value"] = taken.quantile(QUANTILES[known.measure], where=_over(known, rows))
        return columns

    return _sql(_together(found, parts, column, told))


@cache
def listing(code: str, part: str, most: int, narrowed: tuple[str, ...]) -> str:
    """The cases behind one indicator, newest first. `part`: "hit", "rest", "excluded" or "" for all."""
    indicator = INDICATORS[code]
    found = _in_periods(indicator.kind, narrowed, 1)
    chosen = _over(indicator, found)
    if part == "excluded":
        chosen = _whole(indicator, found) & (found.excluded != "")
    elif indicator.measure == Measure.SHARE and indicator.hit and part:
        hit = indicator.hit(found).fill_null(False)
        chosen = chosen & (hit if part == "hit" else ~hit)
    latest = found.filter(chosen).group_by("case").agg(at=lambda f: f.at.max())
    return _sql(latest.order_by(ibis.desc("at"), ibis.desc("case")).limit(most))


def _sql(expression: Any) -> str:
    return str(ibis.to_sql(expression, dialect="duckdb"))


# -- the facts that count


def _mark(name: str, n: int) -> int:
    """A number that no column has, as long as every other one."""
    return -(10**15) - len(MARKS) * n - MARKS.index(name)


def _in_periods(kind: str, narrowed: tuple[str, ...], n: int) -> Facts:
    """The facts of a kind that count in `n` periods that do not overlap, with `period`, and with what only the end
    of the period tells."""
    found = FACTS.filter(FACTS.kind == kind)
    for column in narrowed:
        found = found.semi_join(ibis.table({column: TYPES[column]}, name=f"of_{column}"), column)
    if kind == "open":
        return _union([_open(found, n_) for n_ in range(n)])
    days = [(found.day >= _mark("since", n_)) & (found.day <= _mark("until", n_)) for n_ in range(n)]
    found = found.filter(ibis.or_(*days)).mutate(period=ibis.cases(*zip(days, range(n), strict=True)))
    return found.filter(found.at <= _mark("now", 0)) if kind == "due" else found


def _open(found: Facts, n: int) -> Facts:
    """Open when the period ended."""
    end = _mark("end", n)
    still = found.filter((found.at < end) & (found.until.isnull() | (found.until >= end)))
    seconds = (still.minutes * 60).round().cast("int64") + end - still.at
    return still.mutate(age=seconds.cast("float64") / DAY, period=ibis.literal(n, "int64"))


# -- put together


def _together(rows: Facts, parts: bool, column: str, told: Any) -> Facts:
    """One row for each period, and one for each of its groups."""
    kind = TYPES[column] if column in NAMED else "int64"
    whole = rows.group_by("period").agg(**told(rows)).mutate(key=ibis.null().cast(kind))
    if not parts:
        return whole
    if column in NAMED:
        grouped = rows.mutate(key=rows[column])
    else:
        grouped = rows.join(ibis.table({column: "int64", "key": "int64"}, name="groups"), column)
    each = grouped.group_by(["period", "key"]).agg(**told(grouped))
    return _union([whole, each.select(*whole.columns)])


def _union(tables: list[Facts]) -> Facts:
    return ibis.union(*tables) if len(tables) > 1 else tables[0]


def _sums(indicator: Indicator, found: Facts) -> dict[str, Any]:
    over, columns = _over(indicator, found), {}
    columns["n"] = over.sum()
    hit: Any = indicator.hit(found) if indicator.hit else None
    if indicator.measure == Measure.MEAN:
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
