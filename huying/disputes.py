"""The command `huying import disputes`."""

import csv
from pathlib import Path
from typing import Annotated

import typer

from huying import console
from huying.startup import ready


def import_disputes(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    refused: Annotated[Path | None, typer.Option(help="被拒行写入何处 · Where refused lines go.")] = None,
    as_json: console.Json = False,
) -> None:
    """导入纠纷(JSON Lines),按用词定类型并建议调解组织,可中断可重复 · Take in disputes; each gets a type and a proposed committee."""
    with ready(migrated=True):
        from huying.base.journal import audit
        from huying.civic.mediation import importing

        with console.progress("导入纠纷", "disputes", importing.length(file)) as done:
            taken = importing.load(file, done)
        refused_file = refused or file.with_suffix(".refused.csv")
        if taken.refused:
            with refused_file.open("w", encoding="utf-8-sig", newline="") as rows:
                csv.writer(rows).writerows([("line", "reason"), *taken.refused])
        counts = {
            "read": taken.read,
            "written": taken.written,
            "unchanged": taken.unchanged,
            "refused": len(taken.refused),
        }
        audit.record(
            "imported", by=audit.console(), read=counts["read"], written=counts["written"], refused=counts["refused"]
        )
        told = {"refused_file": str(refused_file)} if taken.refused else {}
        more = {"excluded": taken.excluded, "types": dict(taken.types), "committees": dict(taken.committees)}
        console.summary(counts | more | told, as_json)
        if taken.interrupted:
            typer.echo("已中断;再次执行同一命令即可继续。 Interrupted; run the same command again to go on.", err=True)
        raise typer.Exit(console.INTERRUPTED if taken.interrupted else 0)
