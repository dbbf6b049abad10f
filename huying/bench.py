"""`huying bench`: a made-up city of any size, to be measured."""

from datetime import date, datetime, timedelta
from typing import Annotated

import typer

from huying import console
from huying.console import Json
from huying.startup import ready

app = typer.Typer(no_args_is_help=True, help="性能测试 Measuring.")


@app.command()
def seed(
    cases: Annotated[int, typer.Option(min=1, help="诉求数量 · How many.")],
    seed: Annotated[int, typer.Option(help="随机种子 · The same seed, the same history.")] = 1,
    years: Annotated[float, typer.Option(min=0.01, help="多少年 · Over how many years.")] = 3.0,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="截止日 · Last day; yesterday.")] = None,
    as_json: Json = False,
) -> None:
    """生成虚构历史,可中断可重复 · Make up a history of any size in this city; can be interrupted and repeated."""
    with ready(migrated=True):
        from huying.base.journal import audit
        from huying.base.units import demo
        from huying.base.units.models import Unit
        from huying.benching import pouring
        from huying.benching.wanted import Wanted
        from huying.demo import CITY
        from huying.web import setup

        if not Unit.objects.exists():
            setup.load(CITY, by=audit.console())
            demo.accounts()
        last: date = until.date() if until else audit.today() - timedelta(days=1)
        wanted = Wanted(cases, seed, years, last.isoformat())
        with console.progress("生成诉求", "cases", cases) as done:
            summary = pouring.pour(wanted, workers=pouring.workers_for(cases), progress=done)
        if summary["interrupted"]:
            typer.echo("已中断;再次执行同一命令即可继续。 Interrupted; run the same command again to go on.", err=True)
        console.summary(summary, as_json)
        raise typer.Exit(console.INTERRUPTED if summary["interrupted"] else 0)
