"""The commands `huying worktime`: when something is due and why; a year of holidays put in force."""

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from huying import console
from huying.startup import ready

if TYPE_CHECKING:
    from huying.base.worktime.calendar import Calendar, Due
    from huying.cases.outlook import Effect
    from huying.web.setup.effects import Effects

app = typer.Typer(no_args_is_help=True, help="工作时间 Working time.")

DryRun = Annotated[bool, typer.Option("--dry-run", help="只说明影响,不生效 · Only say what would move.")]
MoveOpen = Annotated[bool, typer.Option("--move-open", help="在办件也随之调整 · Open cases move too.")]


@app.command("after")
def after(
    start: Annotated[
        datetime, typer.Argument(formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"], help="本地时间 · Local time.")
    ],
    period: Annotated[str, typer.Argument(help='如 · such as "3 working days", "7 d midnight rolls"')],
    unit: Annotated[str, typer.Option(help="按该单位办公时间 · By the office hours of this unit.")] = "",
    as_json: console.Json = False,
) -> None:
    """某时限何时届满,为何 · When a period ends that is counted from START, and why then."""
    with ready(migrated=True):
        from huying.base.units import calendars
        from huying.base.units import register as units
        from huying.base.worktime.periods import Period

        place = units.current().by_code.get(unit)
        if unit and place is None:
            raise console.refusal(f"没有编码为 {unit} 的单位。", f"There is no unit with the code {unit}.")
        calendar = calendars.current().of(place.hours if place else "")
        try:
            wanted = Period.read(period)
            due = calendar.after(start.replace(tzinfo=calendar.zone), wanted)
        except ValueError as fault:
            raise console.refusal("时限无法识别。", f"{fault}") from fault
        if wanted.unit == "d":  # calendar days are counted, free or not
            due = replace(due, left_out=())
        _say(due, calendar)
        if as_json:
            console.summary(_told(due, calendar), as_json)


@app.command("publish")
def publish(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="holiday-cn JSON")],
    dry_run: DryRun = False, move_open: MoveOpen = False, as_json: console.Json = False,
) -> None:  # fmt: skip
    """公布某年节假日,重算暂定时限 · Put a year in force and count provisional dates anew; closed cases never move."""
    with ready(migrated=True):
        from django.db import transaction

        from huying.base.journal import audit
        from huying.base.units import calendars
        from huying.base.worktime import papers
        from huying.cases import outlook, recounting

        try:
            paper = papers.read(json.loads(file.read_text(encoding="utf-8")))
        except ValueError as fault:
            raise console.refusal(
                "这不是节假日通知文件。", f"This is no paper about a year's holidays: {fault}"
            ) from fault
        effect = outlook.of_calendar(calendars.preview([paper]), provisional_only=not move_open)
        say(effect)
        counts: dict[str, Any] = {"year": paper.year, "dry_run": dry_run, **effect.counts}
        if not dry_run:
            with transaction.atomic():
                year = calendars.publish(paper)
                calendars.current.forget()
                counts |= {"version": year.version, "written": recounting.move(effect, "published")}
                audit.record("setup_changed", by=audit.console(), files={f"holidays/{paper.year}.json": 1})
        console.summary(counts, as_json)


SAID = {
    "tiers": ("时限已改", "promises changed"),
    "hours": ("办公时间已改", "office hours changed"),
    "calendar": ("节假日公布,暂定时限重算", "holidays published, provisional dates are counted anew"),
    "windows": ("退单申请期限随规则调整", "units may ask to return a case until another time"),
    "reminders": ("提醒与上报时间随规则调整", "reminders, and telling the levels above, come at another time"),
}


def say_effects(effects: "Effects") -> None:
    """What a set-up means for the clocks that run, where it means anything."""
    from huying.web.setup.effects import KEPT

    for name, effect in effects.parts.items():
        if not effect.moved:
            continue
        console.say(*SAID[name])
        if name in KEPT and effects.kept:
            console.say("  在办件保持原承诺,以 --move-open 调整", "what was promised is kept; with --move-open:")
        say(effect)


def counts(effects: "Effects | None") -> dict[str, Any]:
    """For JSON."""
    return {name: effect.counts for name, effect in effects.parts.items()} if effects else {}


def say(effect: "Effect") -> None:
    """What would move, for a person at a terminal."""
    console.say("在计时限", f"running clocks looked at: {effect.running}")
    console.say("将变动", f"would move: {effect.moved}", f"(延后 later {effect.later}, 提前 earlier {effect.earlier})")
    if effect.late_at_once:
        console.say("将立即超时", f"would be late at once: {effect.late_at_once}")
    if effect.biggest:
        far = effect.biggest
        console.say("变动最大", f"biggest: {far.number} {far.old:%Y-%m-%d %H:%M} → {far.new.at:%Y-%m-%d %H:%M}")


def _say(due: "Due", calendar: "Calendar") -> None:
    """Midnight is the end of the day before."""
    console.say("届满", f"due: {due.at:%Y-%m-%d %H:%M}", "(暂定 provisional)" if due.provisional else "")
    for day in due.left_out:
        console.say("  未计", f"not counted: {day}", _name(day, calendar))
    if due.moved_from:
        console.say("  顺延", f"moved from: {due.moved_from}", _name(due.moved_from, calendar))


def _name(day: Any, calendar: "Calendar") -> str:
    special = calendar.days.special.get(day)
    return " ".join(filter(None, (special.zh, special.en))) if special else "周末 weekend"


def _told(due: "Due", calendar: "Calendar") -> dict[str, Any]:
    return {
        "due_at": due.at.isoformat(), "provisional": due.provisional,
        "left_out": [{"day": day.isoformat(), "name": _name(day, calendar)} for day in due.left_out],
        "moved_from": due.moved_from.isoformat() if due.moved_from else None,
    }  # fmt: skip
