"""What commands say to a person at a terminal, Chinese first, and to a program that asked for JSON."""

import json
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from click.exceptions import ClickException
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from huying import embedded

REFUSED = 1
BROKEN = 70
INTERRUPTED = 130

Json = Annotated[bool, typer.Option("--json", help="最后一行为 JSON · End with one line of JSON.")]

WORDS = {
    "read": "读取",
    "written": "写入",
    "unchanged": "未变",
    "erased": "删除",
    "kept": "保留",
    "open": "未办结",
    "hold": "已设置保全",
    "clock": "时限在计",
    "request": "申请待审核",
    "waiting": "并入诉求待答复",
    "not_yet": "期限未满",
    "changed": "正在变动",
    "dry_run": "仅统计",
    "unreadable": "无法解密",
    "refused": "拒绝",
    "lives": "分类",
    "merged": "合并",
    "not_merged": "未能合并",
    "located": "有区域",
    "routed": "有承办单位",
    "agreement": "与职责清单一致",
    "refused_file": "被拒行",
    "interrupted": "中断",
}


def say(*words: str) -> None:
    """One line for a person."""
    typer.echo(" ".join(words))


def refusal(*words: str, code: int = REFUSED) -> typer.Exit:
    """Say why not; raise what this gives."""
    typer.echo(" ".join(words), err=True)
    return typer.Exit(code)


def summary(counts: Mapping[str, Any], as_json: bool) -> None:
    """End a command on many rows: a line for each count, or one line of JSON."""
    if as_json:
        typer.echo(json.dumps(counts, ensure_ascii=False, default=str))
        return
    for name, value in counts.items():
        if not isinstance(value, Mapping):
            say(WORDS.get(name, ""), f"{name}: {value}")
            continue
        say(WORDS.get(name, ""), f"{name}:")
        for why, n in value.items():
            say("  ", WORDS.get(why, ""), f"{why}: {n}")


def reasons(zh: str, en: str, counts: Mapping[str, int]) -> None:
    """How often each reason was given, the commonest first, in both languages. Their words are those that are translated."""
    if not counts:
        return
    from django.utils import translation  # noqa: PLC0415 (Django is set up by now)

    say(zh, f"{en}:")
    width = len(str(max(counts.values())))
    for why, n in sorted(counts.items(), key=lambda counted: (-counted[1], counted[0])):
        with translation.override("zh-hans"):
            said = dict.fromkeys((translation.gettext(why), why))
        say(f"  {n:>{width}}", f"\n  {'':{width}} ".join(said))


@contextmanager
def progress(zh: str, en: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """A bar on stderr. What it gives is called with how much was done since the last call."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(f"{zh} {en}", total=total)
        yield lambda done: bar.advance(task, done)


@contextmanager
def explained() -> Iterator[None]:
    """Turn what broke into what happened, what to do and a reference number; the details go to a file."""
    try:
        yield
    except (typer.Exit, ClickException):
        raise
    except Exception as error:
        from huying import logs  # noqa: PLC0415 (only for what broke: every command would wait for it)

        reference = secrets.token_hex(4).upper()
        file = embedded.data_folder() / "errors" / f"{reference}.txt"
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.touch(0o600)
        file.write_text(logs.story(error))
        typer.echo(f"出错了 Something broke: {logs.sentence(error)}", err=True)
        typer.echo(f"请执行 huying doctor,详情见 · Run `huying doctor`; the details are in {file}", err=True)
        typer.echo(f"编号 Reference: {reference}", err=True)
        raise typer.Exit(BROKEN) from error
