"""The commands `huying exchange`: connectors to other offices' systems, their rounds, and the days that both sides check."""

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from huying import console
from huying.console import Json
from huying.startup import ready

if TYPE_CHECKING:
    from huying.cases.models import Connector

app = typer.Typer(no_args_is_help=True, help="数据交换 Records exchanged with other offices.")
File = Annotated[Path, typer.Argument(exists=True, dir_okay=False)]
Day = Annotated[str, typer.Option(help="YYYY-MM-DD")]


@app.command("load")
def load(file: File) -> None:
    """按文件设置各接入点 · Have the connectors of a YAML file (docs/guides/exchange.md); others stay."""
    with ready(migrated=True):
        import yaml

        from huying.base.journal import audit
        from huying.base.journal.refusals import Incomplete
        from huying.web.exchange.connectors import configuring

        try:
            n = configuring.load(yaml.safe_load(file.read_text(encoding="utf-8")), by=audit.console())
        except Incomplete as refusal:
            for name, says in refusal.fields.items():
                console.say("✗", f"{name}:", says)
            raise typer.Exit(console.REFUSED) from refusal
        console.say(f"已设置 {n} 个接入点。", f"{n} set up.")


@app.command("list")
def list_connectors() -> None:
    """列出接入点:方向、方式、状态 · List them: what they exchange, how, and how they are. Never their secrets."""
    with ready():
        from huying.cases.models import Connector

        for one in Connector.objects.select_related("unit"):
            state = "on" if one.on else "off"
            console.say(one.slug, one.name, one.unit.code, one.takes, one.transport, state, one.troubled)


@app.command("preview")
def preview(name: str, rows: int = 10) -> None:
    """试读真实记录,不写入 · Read real records and say what would become of each; nothing is written."""
    with ready():
        from huying.web.exchange.connectors import trying

        for line in trying.preview(_connector(name), rows).lines:
            console.say(f"{line.place:>6}", line.state, line.number, line.reason or line.title)


@app.command("run")
def run(name: str, as_json: Json = False) -> None:
    """立即交换一次,可中断可重复 · A round now; can be interrupted and repeated."""
    with ready():
        from huying.web.exchange.connectors import rounds

        with console.progress("交换", "records") as done:
            counts = rounds.run(_connector(name), done)
        console.summary(asdict(counts), as_json)
        raise typer.Exit(console.REFUSED if counts.trouble else 0)


@app.command("switch")
def switch(name: str, on: Annotated[bool, typer.Option("--on/--off")]) -> None:
    """启用或停用 · Switch one on or off."""
    with ready():
        from huying.base.journal import audit
        from huying.web.exchange.connectors import configuring

        configuring.switch(_connector(name), on=on, by=audit.console())


@app.command("reconcile")
def reconcile(
    name: str, day: Day,
    theirs: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="对方的数 · What they say, JSON.")] = None,
    as_json: Json = False,
) -> None:  # fmt: skip
    """核对某日:记录数与哈希,双方可各自计算 · Check a day by count and hash; with `--theirs`, against what they say."""
    with ready():
        from huying.web.exchange.connectors import reconciling

        connector, on = _connector(name), date.fromisoformat(day)
        said = reconciling.read(theirs.read_bytes()) if theirs else None
        found = reconciling.reconcile(connector, on, said)
        told: dict[str, Any] = reconciling.statement(found)
        told |= reconciling.difference(connector, on, said) if said else {}
        typer.echo(json.dumps(told, ensure_ascii=False)) if as_json else console.summary(told, as_json)
        raise typer.Exit(console.REFUSED if found.agreed is False else 0)


def _connector(name: str) -> "Connector":
    from huying.cases.models import Connector

    if found := Connector.objects.select_related("unit").filter(slug=name).first():
        return found
    raise console.refusal(f"没有接入点 {name}。", f"There is no connector {name}.")
