"""The commands `huying train`, `huying evaluate` and `huying models`: what suggests a category, made, examined and chosen."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from huying import console
from huying.startup import ready, set_up_django

if TYPE_CHECKING:
    from huying.cases.learning.months import Month
    from huying.cases.learning.training import Example, Trained

models = typer.Typer(no_args_is_help=True, help="归类模型 Models that suggest a category.")

Table = typer.Argument(exists=True, dir_okay=False, help="CSV:text,label")
Facts = Annotated[
    list[str], typer.Option("--fact", help="另作依据的列 · A column known beside the text; may be repeated.")
]
Version = Annotated[str, typer.Argument(help="版本，或 newest / shadow · A version, or newest, shadow.")]
MOST_TOLD = 40


def train(
    file: Annotated[Path | None, Table] = None,
    fact: Facts = [],  # noqa: B006 - Typer reads it, nobody writes to it
    seed: int = 0,
    as_json: console.Json = False,
) -> None:
    """学习归类:由已办结诉求，或由 CSV 文件 · Make a model of the city's closed cases, or of a CSV of text,label."""
    if file is None:
        with ready(migrated=True):
            _train_on_cases(seed, as_json)
        return
    with console.explained():
        set_up_django()
        from huying.cases.learning import training

        facts = fact or []
        examples = _read(file, facts, for_training=True)
        taught = training.often(examples)
        trained = _train(taught, seed)
        learned = {example.label for example in taught}
        rare = Counter(example.label for example in examples if example.label not in learned)
        more = {"source": "file", "file": file.name, "facts": facts, "seed": seed, "too_few": dict(rare)}
        _end(trained, more, len(examples), as_json)


def evaluate(
    file: Annotated[Path, Table],
    model: Annotated[
        str, typer.Option(help="版本，或 newest / live / shadow · A version, or newest, live, shadow.")
    ] = "newest",
    as_json: console.Json = False,
) -> None:
    """以 CSV 文件检验模型 · Examine a model on a CSV of text,label that it has not seen."""
    with console.explained():
        set_up_django()
        from huying.cases.learning import examining, store

        version = _known(model)
        examples = _read(file, store.card(version).get("facts", ()), for_training=False)
        used = store.load(version)
        began = process_time()
        card = examining.examine(used, examples)
        ms = 1000 * (process_time() - began) / len(examples)
        unknown = sorted({example.label for example in examples} - set(used.labels))
        told = {"version": version, "read": len(examples), **examining.brief(card), "ms_a_message": round(ms, 3)}
        if unknown:
            told["unknown_labels"] = unknown
        console.summary(told | {n: card.as_json()[n] for n in ("labels", "confusions")} if as_json else told, as_json)


@models.command("list")
def list_models(as_json: console.Json = False) -> None:
    """列出各版本与指标 · All versions, how good they are, which one is used."""
    with console.explained():
        set_up_django()
        from huying.cases.learning import examining, store

        roles, known = store.roles(), store.versions()
        for card in known:
            version = card["version"]
            role = {roles.live: "● live", roles.shadow: "○ shadow"}.get(version, "")
            figures = examining.brief(card["examined"])
            console.say(version, f"{figures['accuracy']:.3f} {figures['macro_f1']:.3f}", card["source"], role)
        if as_json:
            console.summary({"live": roles.live, "shadow": roles.shadow, "automatic_above": roles.automatic_above,
                             "before": roles.before, "versions": known}, as_json)  # fmt: skip


@models.command("live")
def go_live(
    version: Version = "shadow",
    even_if_worse: Annotated[bool, typer.Option("--even-if-worse", help="即使变差 · Even if it is worse.")] = False,
    as_json: console.Json = False,
) -> None:
    """启用一个版本；不得劣于现用版本 · Suggest with this version from now on; it may not be worse than the live one."""
    with ready(migrated=True):
        from huying.base.journal import audit
        from huying.cases.learning import choosing

        chosen = choosing.go_live(_known(version), by=audit.console(), even_if_worse=even_if_worse)
        console.summary(chosen, as_json)


@models.command("shadow")
def run_in_shadow(version: Version, as_json: console.Json = False) -> None:
    """影子运行：只比较，不建议 · Let it be compared with the live one; it suggests nothing."""
    with ready():
        from huying.base.journal import audit
        from huying.cases.learning import choosing

        console.summary(choosing.shadow(_known(version), by=audit.console()).__dict__, as_json)


@models.command("roll-back")
def roll_back(as_json: console.Json = False) -> None:
    """退回上一版本 · Suggest with what was live before; before the first version that were keywords."""
    with ready():
        from huying.base.journal import audit
        from huying.cases.learning import choosing

        console.summary(choosing.roll_back(by=audit.console()).__dict__, as_json)


@models.command("automatic")
def automatic(
    above: Annotated[float | None, typer.Argument(min=0.5, max=1.0, help="置信度下限 · From which share on.")] = None,
    as_json: console.Json = False,
) -> None:
    """高于此置信度时自动归类；不给则从不 · From which share on a suggestion is taken by itself; without it: never."""
    with ready():
        from huying.base.journal import audit
        from huying.cases.learning import choosing

        console.summary(choosing.automatic(above, by=audit.console()).__dict__, as_json)


@models.command("compare")
def compare(as_json: console.Json = False) -> None:
    """比较现用与影子版本 · Examine the live and the shadow version on what neither has seen."""
    with ready(migrated=True):
        from huying.cases.learning import choosing

        console.summary(choosing.compared(), as_json)


@models.command("precision")
def precision(
    since: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="默认一年前 · A year ago.")
    ] = None,
    until: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="默认今天 · Today.")] = None,
    as_json: console.Json = False,
) -> None:
    """按月统计各类建议的采纳率，仅依据日志 · How often each kind of suggestion was right, by month, from the journal alone."""
    with ready(migrated=True):
        from huying.base.journal import audit
        from huying.cases.learning import months

        last = until.date() if until else audit.today()
        found = months.by_month(since.date() if since else last - timedelta(days=365), last)
        for one in found:
            share = "×" if one.share is None else f"{one.share:.3f}"
            figures = "×" if one.is_few else f"{one.right}/{one.shown}"
            console.say(f"{one.month:%Y-%m}", one.kind, one.by, figures, share)
        if as_json:
            console.summary({"months": [_month(one) for one in found]}, as_json)


def _month(one: "Month") -> dict[str, Any]:
    """What is too little to tell a share of has no numbers either."""
    counts = (
        {} if one.is_few else {"shown": one.shown, "right": one.right, "precision": round(one.right / one.shown, 4)}
    )
    return {"month": f"{one.month:%Y-%m}", "kind": one.kind, "by": one.by, "withheld": one.is_few, **counts}


def _train_on_cases(seed: int, as_json: bool) -> None:
    from django.utils import timezone

    from huying.base.journal import audit, clock
    from huying.cases import replaying, rerouting
    from huying.cases.learning import choosing, examining, lessons, units

    found = lessons.lessons()
    if len({example.label for example in found.taught}) < 2:
        n = len(found.taught)
        raise console.refusal(
            "已办结诉求不足以学习。",
            f"There is too little to learn from yet: {n} closed cases of fewer than two categories.",
        )
    trained = _train(found.taught, seed)
    held_back = examining.brief(examining.examine(trained.model, found.held_back)) if found.held_back else None
    more = {
        "source": "cases", "facts": [], "seed": seed, "held_back": held_back, "too_few": found.too_few,
        "units": units.card(replaying.rules(rerouting.now(), replaying.lately(), timezone.localtime(clock.now()))),
    }  # fmt: skip
    version = _end(trained, more, len(found.taught) + len(found.held_back), as_json)
    choosing.shadow(version, by=audit.console())


def _read(file: Path, facts: Sequence[str], *, for_training: bool) -> "list[Example]":
    from huying.cases.learning import masking, tables

    try:
        return [masking.masked(example) for example in tables.read(file, facts, for_training=for_training)]
    except tables.Unusable as unusable:
        for mistake in unusable.mistakes[:MOST_TOLD]:
            console.say(f"{file}:{mistake.line or ''}", mistake.zh, mistake.en)
        raise console.refusal(
            "未执行：文件有误。", f"Nothing was done: {len(unusable.mistakes)} mistakes."
        ) from unusable


def _train(examples: "Sequence[Example]", seed: int) -> "Trained":
    from huying.cases.learning import training

    with console.progress("训练", "models", training.N_MODELS) as done:
        return training.train(examples, seed=seed, progress=done)


def _end(trained: "Trained", more: dict[str, Any], n_read: int, as_json: bool) -> str:
    from huying.base.journal import clock
    from huying.cases.learning import examining, store

    card = {**more, "examined": trained.card.as_json()}
    version = store.keep(trained.model, card, at=clock.now())
    told: dict[str, Any] = {"version": version, "read": n_read, "labels": len(trained.model.labels)}
    told |= examining.brief(trained.card) | {name: more[name] for name in ("held_back", "too_few") if more.get(name)}
    console.summary(told | {"card": str(store.folder() / version / store.CARD)}, as_json)
    return version


def _known(asked: str) -> str:
    from huying.cases.learning import store

    version = store.named(asked, store.versions())
    if not version:
        raise console.refusal(f"没有模型 {asked}。", f"There is no model {asked}; see `huying models list`.")
    return version
