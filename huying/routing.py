"""The commands `huying routing test` and `huying routing propose`: a duty list tried on history, and one that history writes."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from huying import console
from huying.startup import ready

if TYPE_CHECKING:
    from huying.cases.replaying import Handled, Moved, Proposal

app = typer.Typer(
    no_args_is_help=True, help="派单职责 Who is responsible: duties tried on history, and learned from it."
)

Since = Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="默认一年前 · A year ago.")]
Until = Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="默认昨天 · Yesterday.")]
MOST_TOLD = 40


@app.command("test")
def try_on_history(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="duties.csv")],
    since: Since = None,
    until: Until = None,
    as_json: console.Json = False,
) -> None:
    """以历史诉求试行新的职责清单，不作任何改动 · Ask history by another duty list, before it is in force; changes nothing."""
    with ready():
        from huying.cases import replaying, rerouting
        from huying.web.setup import trying

        after, problems = trying.duties(file)
        for problem in problems[:MOST_TOLD]:
            console.say(f"{file}:{problem.line}", problem.reason)
        if after is None:
            raise console.refusal("未执行：文件有误。", f"Nothing was done: {len(problems)} mistakes.")
        told = replaying.replay(rerouting.now(), after, _past(since, until))
        for moved in told.moved[:MOST_TOLD]:
            console.say(*map(str, _moved(moved).values()))
        counts = {name: value for name, value in vars(told).items() if name != "moved"}
        more = {"moved": [_moved(moved) for moved in told.moved]} if as_json else {}
        shares = {"share_before": round(told.share_before / 100, 4), "share_after": round(told.share_after / 100, 4)}
        console.summary(counts | shares | more, as_json)


@app.command("propose")
def propose(
    since: Since = None,
    until: Until = None,
    out: Annotated[
        Path | None, typer.Option(help="写出完整清单 · Write the whole list, with what is proposed.")
    ] = None,
    as_json: console.Json = False,
) -> None:
    """由历史归纳职责规则，供人取舍 · Learn duties as rules that a person reads and accepts; changes nothing."""
    with ready():
        from huying.base.journal import audit
        from huying.cases import replaying, rerouting
        from huying.web.setup import trying

        past = _past(since, until)
        found = replaying.proposals(rerouting.now(), past)
        for one in found[:MOST_TOLD]:
            console.say(*map(str, _proposed(one).values()))
        told: dict[str, Any] = {"read": sum(one.n for one in past), "proposed": len(found)}
        if out:
            told["written"] = trying.write(out, found, f"learned {audit.today()}")
        console.summary(told | ({"duties": [_proposed(one) for one in found]} if as_json else {}), as_json)


def _past(since: datetime | None, until: datetime | None) -> "list[Handled]":
    from huying.base.journal import audit
    from huying.cases import replaying

    last = until.date() if until else audit.today() - timedelta(days=1)
    return replaying.history(since.date() if since else last - timedelta(days=365), last)


def _moved(moved: "Moved") -> dict[str, Any]:
    was, becomes = (f"{duty.unit.code} ({duty.item})" if duty else "–" for duty in (moved.before, moved.after))
    return {
        "category": moved.category.code, "was": was, "becomes": becomes, "areas": moved.areas, "n": moved.n,
        "right_before": moved.right_before, "right_after": moved.right_after,
    }  # fmt: skip


def _proposed(one: "Proposal") -> dict[str, Any]:
    return {
        "item": one.item, "unit": one.unit.code, "category": one.category.code, "area": one.area.code if one.area else "",
        "handled": one.rule.right, "of": one.rule.n, "otherwise": one.n, "right": one.right, "right_now": one.right_now,
    }  # fmt: skip
