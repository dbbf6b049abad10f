"""The commands `huying open311`: the units that work in another Open311 system, and what waits for a person there."""

from pathlib import Path
from typing import Annotated

import typer

from huying import console
from huying.startup import ready

app = typer.Typer(no_args_is_help=True, help="与其他系统交换 Units that work in another Open311 system.")


@app.command("connect")
def connect(file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)]) -> None:
    """按文件接通各单位的系统 · Have the connections of a YAML file (docs/guides/open311.md); others stay."""
    with ready():
        import yaml

        from huying.base.journal import audit
        from huying.base.journal.refusals import Incomplete
        from huying.web.open311 import connecting

        try:
            n = connecting.connect(yaml.safe_load(file.read_text(encoding="utf-8")), by=audit.console())
        except Incomplete as refusal:
            for name, says in refusal.fields.items():
                console.say("✗", f"{name}:", says)
            raise typer.Exit(console.REFUSED) from refusal
        console.say(f"已接通 {n} 个单位。", f"{n} connected.")


@app.command("list")
def list_connections() -> None:
    """列出各单位的系统:地址、何时应答、有何故障 · List them: where, when it last answered, what is wrong. Never the keys."""
    with ready():
        from huying.cases.models import Peer

        for peer in Peer.objects.select_related("unit").order_by("unit__code"):
            answered = f"{peer.answered_at:%Y-%m-%d %H:%M}" if peer.answered_at else "–"
            console.say(peer.unit.code, peer.endpoint, answered, "⏸" if peer.paused else "", peer.trouble)


@app.command("conflicts")
def conflicts() -> None:
    """列出需要人来处理的 · List what a person has to look at: what they refused, and what a rule here forbids."""
    with ready():
        from huying.web.open311 import connecting

        for number, what, why in connecting.waiting():
            console.say(number, what, why)


@app.command("settle")
def settle(number: str) -> None:
    """已处理:再次发送被拒的,了结冲突 · Somebody looked at this case: send again what was refused, end its conflicts."""
    with ready():
        from huying.web.open311 import connecting

        if not connecting.settle(number):
            raise console.refusal(f"{number} 没有待处理的。", f"Nothing waits at {number}.")
