"""The commands `huying export city` and `huying import city`: a whole city out of one installation and into another."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from huying import console
from huying.startup import ready

KeyFile = Annotated[
    Path | None, typer.Option("--key", help="信封密钥文件,另行携带 · The key of the envelope; it travels another way.")
]
Folder = Annotated[Path, typer.Argument(exists=True, file_okay=False)]


def export_city(
    folder: Path,
    key: KeyFile = None,
    without_contacts: Annotated[
        bool, typer.Option("--without-contacts", help="不含联系方式 · Nothing that is sealed leaves.")
    ] = False,
    as_json: console.Json = False,
) -> None:
    """导出整座城市,可中断可重复 · Write the whole city as JSON Lines and files; can be interrupted and repeated."""
    if key and (without_contacts or key.resolve().is_relative_to(folder.resolve())):
        raise typer.BadParameter("it travels another way than the folder, and opens contacts", param_hint="--key")
    with ready(migrated=True):
        from huying.base.journal import audit
        from huying.web.exchange.city import envelope, giving

        plan = giving.Plan(folder, envelope.key_in(key) if key else "", without_contacts)
        with _bar("导出", "exporting") as begin:
            done = giving.give(plan, by=audit.console(), begin=begin)
        told = done.manifest
        counts: dict[str, Any] = {"read": told.rows, "written": done.written, "unchanged": told.rows - done.written}
        counts |= {
            "tables": len(told.tables),
            "files": told.attachments.count,
            "missing": len(told.attachments.missing),
        }
        counts |= {"contacts": told.contacts, "seal": told.seal.number if told.seal else None, "manifest": done.digest}
        console.summary(counts, as_json)


def import_city(folder: Folder, key: KeyFile = None, as_json: console.Json = False) -> None:
    """导入整座城市到空的安装,可中断,再次执行即继续 · Take a whole city into an empty installation; run it again to go on."""
    with ready(importing=True):
        from huying import startup
        from huying.base.journal import audit
        from huying.base.journal.verify import verify
        from huying.web.exchange.city import taking

        with _bar("导入", "importing") as begin:
            summary = taking.take(folder, key_file=key, begin=begin)
        console.say("更新数据表与统计", "bringing tables and figures up to date")
        startup.migrate()
        taking.finish(by=audit.console(), summary=summary)
        with console.progress("核对事件", "verifying") as walked:
            report = verify(walked)
        for finding in report.findings:
            console.say("✗", str(finding))
        until = report.sealed_until.isoformat() if report.sealed_until else None
        console.summary(
            {**vars(summary), "events": report.events, "refused": len(report.findings), "sealed_until": until}, as_json
        )
        raise typer.Exit(console.REFUSED if report.findings else 0)


@contextmanager
def _bar(zh: str, en: str) -> Iterator[Callable[[int], Callable[[int], Any]]]:
    """A bar whose length is known once the work has begun."""
    from contextlib import ExitStack

    with ExitStack() as stack:
        yield lambda total: stack.enter_context(console.progress(zh, en, total))
