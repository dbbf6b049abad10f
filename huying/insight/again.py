"""Whether the same place and category came again soon after an end: `hit` of an end. It hangs on what other matters told of later, so it is
found in the lake, and a new report may change it for ends of before."""

from collections.abc import Collection, Iterable, Sequence

import duckdb
import pyarrow as pa

from .facts import Fact

DAYS = 30
WITHIN = DAYS * 86_400  # seconds
RECEIPT = pa.schema([("place", pa.int64()), ("root", pa.int64()), ("at", pa.int64())])
END = pa.schema([("n", pa.int64()), *RECEIPT])
SOON = f'e.place = r.place AND e.root <> r.root AND r."at" > e."at" AND r."at" <= e."at" + {WITHIN}'
"""That the receipt `r` came soon after the end `e`."""


def known(facts: str) -> str:
    """SQL for the same facts, with what came again in the `hit` of ends."""
    return f"""
        WITH every AS ({facts}), again AS (
            SELECT DISTINCT e."case", e."at" FROM every e JOIN every r ON {SOON}
            WHERE e.kind = 'closed' AND r.kind = 'received')
        SELECT f.* REPLACE (CASE WHEN f.kind = 'closed' THEN a."at" IS NOT NULL ELSE f.hit END AS hit)
        FROM every f LEFT JOIN again a ON f.kind = 'closed' AND f."case" = a."case" AND a."at" = f.at"""  # noqa: S608 - SQL of ours


def neighbours(engine: duckdb.DuckDBPyConnection, live: str, facts: Sequence[Fact], cases: Collection[int]) -> set[int]:
    """Of the facts that a lake has (`live`, SQL), the cases whose end may be another one's `again` since `cases` have these facts."""
    _register(engine, "counted_anew", [(key,) for key in cases], pa.schema([("case", pa.int64())]))
    told = engine.execute(
        f"""SELECT place, root, "at" FROM ({live}) WHERE kind = 'received' AND place IS NOT NULL
            AND "case" IN (SELECT "case" FROM counted_anew)"""  # noqa: S608 - SQL of ours
    )
    changed = {*told.fetchall()} ^ {(fact.place, fact.root, fact.at) for fact in _receipts(facts)}
    if not changed:
        return set()
    _register(engine, "changed", changed, RECEIPT)
    found = engine.execute(
        f"""SELECT DISTINCT e."case" FROM ({live}) e JOIN changed r
            ON e.place = r.place AND r."at" > e."at" AND r."at" <= e."at" + {WITHIN} WHERE e.kind = 'closed'"""  # noqa: S608 - SQL of ours
    )
    return {key for (key,) in found.fetchall()} - {*cases}


def mark(engine: duckdb.DuckDBPyConnection, live: str, facts: Sequence[Fact], cases: Collection[int]) -> None:
    """Set `hit` of the ends among the facts of `cases`; all others are as the lake has them (`live`, SQL)."""
    ends = [fact for fact in facts if fact.kind == "closed"]
    _register(engine, "counted_anew", [(key,) for key in cases], pa.schema([("case", pa.int64())]))
    _register(engine, "told", [(fact.place, fact.root, fact.at) for fact in _receipts(facts)], RECEIPT)
    _register(engine, "ends", [(n, end.place, end.root, end.at) for n, end in enumerate(ends)], END)
    found = engine.execute(
        f"""SELECT DISTINCT e.n FROM ends e JOIN (
                SELECT place, root, "at" FROM told UNION ALL
                SELECT place, root, "at" FROM ({live}) WHERE kind = 'received'
                AND "case" NOT IN (SELECT "case" FROM counted_anew)) r ON {SOON}"""  # noqa: S608 - SQL of ours
    )
    again = {n for (n,) in found.fetchall()}
    for n, end in enumerate(ends):
        end.hit = n in again


def _receipts(facts: Iterable[Fact]) -> Iterable[Fact]:
    return (fact for fact in facts if fact.kind == "received" and fact.place is not None)


def _register(
    engine: duckdb.DuckDBPyConnection, name: str, rows: Collection[tuple[int | None, ...]], schema: pa.Schema
) -> None:
    columns = [*zip(*rows, strict=True)] if rows else [()] * len(schema)
    engine.register(
        name,
        pa.table([pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)], schema=schema),
    )
