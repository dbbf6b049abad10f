"""What `performance.md` says: one section for each document of `performance/`, as the benches of `bench/` wrote it."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

KEPT = Path(__file__).parent / "performance"
HEAD = """\
# Performance

One section for each result in [`performance/`](performance/), as `make bench-full` or the command beside it wrote it. Database, server
and whoever asks share one machine. Believe ratios and CPU times; the absolute rates belong to that machine. Times of calls are
milliseconds; under a rate that is held they count from when a call was due (no coordinated omission). Why the benches lie in the
source and not in the package: [decision 31](../decisions/0031-measuring.md).
"""
FIRST = ("n", "p50", "p95", "p99", "max", "statements", "SQL alone")
"""Columns of calls, before all others."""


def page() -> str:
    """In Markdown; the order is that of the names of the files."""
    found = [json.loads(file.read_text(encoding="utf-8")) for file in sorted(KEPT.glob("*.json"))]
    return "\n".join([HEAD, *(line for result in found for line in (*section(result), ""))])


def section(result: Mapping[str, Any]) -> Iterator[str]:
    """One result: its command and machine, the ratio, calls, processes, and what only it tells."""
    yield f"## {result['title'] if 'title' in result else result['what'][:1].upper() + result['what'][1:]}"
    yield from ("", f"    {result['command']}", "", _where(result), "")
    for note in result.get("notes", ()):
        yield from (note, "")
    if ratio := result.get("ratio"):
        yield from (f"**{ratio['value']}**: {ratio['of']}, over {ratio['to']}.", "")
    for name, rows in (("call", result.get("calls")), ("process", result.get("processes"))):
        if rows:
            yield from (*_table(name, rows), "")
    yield from _figures(result.get("figures", {}))


def _where(result: Mapping[str, Any]) -> str:
    machine = dict(result.get("machine", {}))
    server = f"PostgreSQL {machine.get('server_version', '18.4')}"
    safe = [name for name in ("fsync", "synchronous_commit", "full_page_writes") if machine.get(name, "on") == "on"]
    cases = f", {result['cases']:,} cases" if result.get("cases") else ""
    busy = f", load before {machine['load before']}" if "load before" in machine else ""
    took = f", {result['seconds']} s in all" if result.get("seconds") else ""
    cores, memory = machine.get("cores", 2), machine.get("memory, GB", 24)
    return f"{result['date']}{cases}; {cores} cores, {memory} GB, {server} with {', '.join(safe)} on{busy}{took}."


def _table(first: str, rows: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    known = dict.fromkeys(name for row in rows.values() for name in row)
    columns = [*(name for name in FIRST if name in known), *(name for name in known if name not in FIRST)]
    columns = [name for name in columns if any(row.get(name) not in (None, {}, 0) for row in rows.values())]
    yield f"| {' | '.join([first, *columns])} |"
    yield "| --- " * (len(columns) + 1) + "|"
    for name, row in rows.items():
        yield f"| {' | '.join([name, *(_said(row.get(column, '')) for column in columns)])} |"


def _figures(figures: Mapping[str, Any]) -> Iterator[str]:
    """Plain values on lines; rows of values as tables."""
    plain = {name: value for name, value in figures.items() if not _is_table(value)}
    yield from (f"* {name}: {_said(value)}" for name, value in plain.items())
    for name, value in figures.items():
        if _is_table(value):
            rows = value if isinstance(value, Mapping) else {str(at + 1): row for at, row in enumerate(value)}
            yield from ("", *_table(name, rows))


def _is_table(value: Any) -> bool:
    rows = [*value.values()] if isinstance(value, Mapping) else value if isinstance(value, list) else []
    return bool(rows) and all(isinstance(row, Mapping) for row in rows)


def _said(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_said(each)}" for name, each in value.items())
    if isinstance(value, list):
        return ", ".join(map(_said, value))
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return str(value).replace("|", "\\|")
