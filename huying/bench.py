"""`huying bench`: a made-up city of any size, and what is measured on it.

The benches lie in `bench/` of the source, not in the package: decision 31.
"""

import os
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from huying import console
from huying.console import Json
from huying.startup import ready

app = typer.Typer(no_args_is_help=True, help="性能测试 Measuring.")
CASES_TO_A_DISPUTE = 50
SUITE = Path(__file__).parents[1] / "bench" / "suite.py"
MEASURED = {
    "intake": "登记 Filing over HTTP, beside raw psycopg.",
    "cycle": "登记至答复 File, accept, reply, read at a steady rate.",
    "burst": "突发 The same in DIGIT's bursts.",
    "burst3": "三倍突发 Three times these bursts.",
    "reads": "列表、详情、检索 Lists, case page and search, as pages and as JSON.",
    "memory": "内存 Web processes over 100,000 requests.",
    "map": "地图 Looks at the public map.",
    "figures": "指标 Figures and dashboards.",
    "import": "导入 History taken in.",
    "watch": "时限巡查 A pass of the watch.",
    "suggest": "建议 Category suggested, duplicates looked up.",
    "webhooks": "推送 Webhooks delivered.",
    "exchange": "交换 Records of other systems.",
    "moving": "整城迁移 A whole city given out and taken in.",
    "disputes": "纠纷 Dockets, search, rooms and figures of mediation.",
}


@app.command()
def seed(
    cases: Annotated[int, typer.Option(min=1, help="诉求数量 · How many.")],
    seed: Annotated[int, typer.Option(help="随机种子 · The same seed, the same history.")] = 1,
    years: Annotated[float, typer.Option(min=0.01, help="多少年 · Over how many years.")] = 3.0,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="截止日 · Last day; yesterday.")] = None,
    disputes: Annotated[
        int | None, typer.Option(min=0, help="纠纷数量 · How many disputes; one for every fifty cases.")
    ] = None,
    as_json: Json = False,
) -> None:
    """生成虚构历史,可中断可重复 · Make up a history of any size in this city; can be interrupted and repeated."""
    with ready(migrated=True):
        from huying.base.journal import audit
        from huying.base.units import demo
        from huying.base.units.models import Unit
        from huying.benching import disputes as of_disputes
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
        if not summary["interrupted"]:
            n_disputes = cases // CASES_TO_A_DISPUTE if disputes is None else disputes
            with console.progress("生成纠纷", "disputes", n_disputes) as done:
                summary["disputes"] = of_disputes.upto(n_disputes, until=last, years=years, seed=seed, progress=done)
        if summary["interrupted"]:
            typer.echo("已中断;再次执行同一命令即可继续。 Interrupted; run the same command again to go on.", err=True)
        console.summary(summary, as_json)
        raise typer.Exit(console.INTERRUPTED if summary["interrupted"] else 0)


def _measure(name: str) -> Callable[..., None]:
    def measure(
        cases: Annotated[int | None, typer.Option(min=1, help="诉求数量 · How many cases the city has.")] = None,
        full: Annotated[bool, typer.Option("--full", help="完整测试 · As for the published figures.")] = False,
        data: Annotated[Path | None, typer.Option(help="已有城市的数据目录 · A data folder to measure on.")] = None,
        as_json: Json = False,
    ) -> None:
        if not SUITE.exists():
            raise console.refusal(
                "性能测试随源码提供,此安装中没有。",
                "The benches come with the source, not with this installation: clone it and run `make bench`.",
            )
        asked = ["--cases", str(cases)] * bool(cases) + ["--full"] * full + ["--json"] * as_json
        os.execv(sys.executable, [sys.executable, str(SUITE), name, *asked, *(["--data", str(data)] if data else [])])  # noqa: S606 - the suite of this source, by this Python

    return measure


for _name, _what in MEASURED.items():
    app.command(_name, help=_what)(_measure(_name))
