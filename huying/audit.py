"""The commands `huying audit`: the auditor's two lists as files, with the proof that comes with them."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import orjson
import typer

from huying.startup import ready

if TYPE_CHECKING:
    from huying.base.units.audit_log import Period
    from huying.base.units.roles import Actor
    from huying.web.records import Record

app = typer.Typer(no_args_is_help=True, help="审计日志与查阅记录 The audit log and the access record.")

INCLUDED = "含当日 · This day included."


class Format(StrEnum):
    CSV = "csv"
    JSON = "json"


class List(StrEnum):
    AUDIT = "audit"
    LOOKS = "looks"


@app.callback()
def audit() -> None:
    """Keeps `export` a word of its own, though it is the only one so far."""


@app.command()
def export(
    since: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help=INCLUDED)] = None,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help=INCLUDED)] = None,
    form: Annotated[Format, typer.Option("--format", help="json:每行一条 · `json`: one a line.")] = Format.CSV,
    of: Annotated[List, typer.Option("--list", help="审计日志或查阅记录 · Which of the two.")] = List.AUDIT,
    to: Annotated[Path | None, typer.Option(help="文件,默认标准输出 · A file, instead of stdout.")] = None,
) -> None:
    """导出记录,每行带哈希与封存号;导出也被记录 · Take a list out, each line with its hash and seal; that is recorded too."""
    with ready():
        from huying.base.journal import audit, seals
        from huying.base.units.audit_log import Period
        from huying.base.units.roles import Actor, Role
        from huying.web import records

        record, operator = records.BY_NAME[of], audit.console()
        period = Period(since and since.date(), until and until.date())
        audit.record("exported", by=operator, list=str(of), format=str(form), **period.codes)
        with to.open("w", encoding="utf-8", newline="") if to else nullcontext(sys.stdout) as file:
            file.writelines(LINES[form](record, Actor(Role.AUDITOR, operator.ref), period))
        proof: dict[str, str | int | None] = {"sealed_until": None, "seal": None, "root": None}
        if seal := seals.latest():
            proof = {"sealed_until": seal.at.isoformat(), "seal": seal.pk, "root": bytes(seal.root).hex()}
        typer.echo(orjson.dumps(proof).decode(), err=True)


def _table(record: "Record", by: "Actor", period: "Period") -> Iterator[str]:
    from huying.web import spreadsheets

    return spreadsheets.csv_rows(record.columns, record.cells(by, record.filters(period=period)))


def _objects(record: "Record", by: "Actor", period: "Period") -> Iterator[str]:
    for row in record.rows(by, record.filters(period=period)):
        yield orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE).decode()


LINES: dict[Format, Callable[..., Iterable[str]]] = {Format.CSV: _table, Format.JSON: _objects}
