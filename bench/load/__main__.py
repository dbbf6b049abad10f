"""python -m load calls/open311.yaml --address http://127.0.0.1:8000 --pattern 10x30,50x10,10x30"""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from .description import Description
from .generator import Load, Phase
from .report import report


def main(
    calls: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    address: Annotated[str, typer.Option(help="The server: scheme, host, port.")],
    pattern: Annotated[str, typer.Option(help="Journeys a second x seconds, one phase after the other.")] = "10x10",
    given: Annotated[Path | None, typer.Option(exists=True, help="Rows that journeys are given in turn, as JSON.")] = None,
    connections: Annotated[int, typer.Option(min=1)] = 64,
) -> None:  # fmt: skip
    """Ask a server what the file describes, and print the figures as JSON. Ends with 1 where anything was answered unexpectedly."""
    rows = json.loads(given.read_text(encoding="utf-8")) if given else ()
    phases = Phase.read(pattern)
    told = report(Load(address, Description.read(calls, rows), connections=connections).run(phases), phases)
    typer.echo(json.dumps({"address": address, "pattern": pattern, **told}, ensure_ascii=False, indent=1))
    sys.exit(bool(told["errors"]))


typer.run(main)
