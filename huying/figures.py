"""The commands `huying figures` and `huying figures refresh`: what the record says in numbers, and bringing them up to date."""

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from huying import console
from huying.startup import ready

if TYPE_CHECKING:
    from huying.insight.figures import Slice

app = typer.Typer(
    invoke_without_command=True, help="统计指标 Figures: every indicator, for units, areas or categories."
)


@app.callback()
def figures(
    context: typer.Context,
    by: Annotated[
        str, typer.Option(help="unit, area, category, channel, reason · day, week, month, quarter, year")
    ] = "",
    level: Annotated[str, typer.Option(help="district, street, … · 1, 2, …")] = "",
    since: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"])] = None,
    until: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"])] = None,
    profile: Annotated[str, typer.Option(help="三率口径 · A profile of the three rates.")] = "",
    public: Annotated[bool, typer.Option("--public", help="如向社会公布 · As the public reads them.")] = False,
    as_json: console.Json = False,
) -> None:
    """某一时期的各项指标,起止两日均计入 · Every indicator over a period, both days counted; without dates the month so far."""
    if context.invoked_subcommand:
        return
    with ready():
        from django.utils import timezone

        from huying.base.units.roles import SYSTEM
        from huying.insight import figures as insight
        from huying.insight import periods, rates

        if by and by not in (known := (*insight.GROUPS, *insight.PERIODS)):
            raise typer.BadParameter(", ".join(known), param_hint="--by")
        first, last = periods.month(timezone.localdate())
        first, last = since.date() if since else first, until.date() if until else last
        if profile and profile not in rates.profiles(last):
            raise typer.BadParameter(", ".join(rates.profiles(last)), param_hint="--profile")
        slices = insight.figures(
            by=None if public else SYSTEM, group=by or None, level=level or None, since=first, until=last
        )
        used = rates.profiles(last).get(profile)
        told = [
            _told(slice_) | ({"score": asdict(rates.score(slice_.figures, used))} if used else {}) for slice_ in slices
        ]
        if as_json:
            console.summary({"from": first, "to": last, "profile": profile, "slices": told}, as_json)
            return
        for slice_ in slices:
            _say(slice_)


def _told(slice_: "Slice") -> dict[str, Any]:
    named = {
        "key": slice_.key,
        "code": slice_.code,
        "zh": slice_.zh,
        "en": slice_.en,
        "since": slice_.since,
        "until": slice_.until,
    }
    return named | {"figures": {code: asdict(figure) for code, figure in slice_.figures.items()}}


def _say(slice_: "Slice") -> None:
    from huying.insight.definitions import INDICATORS

    console.say(slice_.code, slice_.zh, slice_.en)
    for code, figure in slice_.figures.items():
        known = INDICATORS[code]
        value = "×" if figure.withheld else "—" if figure.value is None else f"{figure.value:.4g}"
        over = f"{figure.numerator:g}/{figure.denominator:g}" if figure.numerator is not None else ""
        console.say("  ", known.zh, known.en, value, over)


@app.command()
def refresh(
    full: Annotated[bool, typer.Option("--full", help="全部重新计算 · Everything anew.")] = False,
    as_json: console.Json = False,
) -> None:
    """计入新发生的事项;--full 全部重算,结果相同 · Count what is new; `--full` counts everything anew, with the same result."""
    with ready():
        from huying.insight import refreshing

        with console.progress("统计", "cases") as done:
            summary = refreshing.refresh(full=full, progress=done)
        console.summary(
            {"read": summary.cases, "written": summary.facts, "full": summary.full, "until": summary.until}, as_json
        )
