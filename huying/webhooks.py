"""The commands `huying webhook`: systems that are told of each step of their unit's cases (docs/guides/webhooks.md)."""

from typing import Annotated

import typer

from huying import console
from huying.startup import ready

app = typer.Typer(no_args_is_help=True, help="订阅 Systems that are told of each step.")


@app.command("add")
def add(name: str, unit: Annotated[str, typer.Option()], url: Annotated[str, typer.Option()]) -> None:
    """新增订阅,显示签名密钥 · Tell the system at this address of the unit's cases from now on; print the secret that signs it."""
    with ready():
        from huying.base.journal import audit
        from huying.base.journal.refusals import Incomplete
        from huying.base.units.models import Unit
        from huying.notices.webhooks import subscribing

        place = Unit.objects.filter(code=unit, retired=False).first()
        if place is None:
            raise console.refusal(f"没有编码为 {unit} 的单位。", f"There is no unit with the code {unit}.")
        try:
            made = subscribing.subscribe(name=name, unit=place, url=url, by=audit.console())
        except Incomplete as refusal:
            raise console.refusal("未执行:", *refusal.fields.values()) from None
        typer.echo(made.secret)


@app.command("list")
def list_subscriptions() -> None:
    """列出订阅:单位、地址、最近送达与故障 · List them: unit, address, when the last message was taken, what is wrong. Never the secrets."""
    with ready():
        from huying.notices.models import Subscription

        for row in Subscription.objects.select_related("unit").order_by("pk"):
            posted = f"{row.posted_at:%Y-%m-%d %H:%M}" if row.posted_at else "–"
            console.say(
                f"{row.pk:>4}", row.unit.code, row.name, row.url, posted, "⏸" if row.stopped else "", row.failure
            )
