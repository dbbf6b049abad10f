"""The command `huying`. Each command is thin: it has the database up, then calls the function that does the work.

Exit codes: 0 done and well; 1 the answer is no (a check failed, the input was refused); 2 the command was
misused; 70 something broke, with a reference number; 130 interrupted. Long because it is the list of commands.
"""

import os
from dataclasses import asdict
from pathlib import Path
from subprocess import CalledProcessError
from typing import TYPE_CHECKING, Annotated

import typer

from huying import audit as audits
from huying import (
    bench,
    console,
    disputes,
    embedded,
    exchange,
    figures,
    keys,
    learning,
    mail,
    moving,
    open311,
    routing,
    webhooks,
    worktime,
)
from huying import surges as surging
from huying.backup import commands as backups
from huying.console import Json
from huying.startup import let_go, ready, set_up_django

if TYPE_CHECKING:
    from huying.doctor import Finding

app = typer.Typer(
    help="呼应 · Huying: a call, and an answer.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
db = typer.Typer(no_args_is_help=True, help="数据库 The database.")
key = typer.Typer(no_args_is_help=True, help="接口密钥 Keys of connected systems.")
take_in = typer.Typer(no_args_is_help=True, help="导入 Bring data in.")
give_out = typer.Typer(no_args_is_help=True, help="导出 Take data out.")
app.add_typer(db, name="db")
app.add_typer(key, name="key")
app.add_typer(keys.app, name="keys")
app.add_typer(audits.app, name="audit")
app.add_typer(worktime.app, name="worktime")
app.add_typer(bench.app, name="bench")
app.add_typer(figures.app, name="figures")
app.add_typer(learning.models, name="models")
app.add_typer(mail.app, name="mail")
app.add_typer(open311.app, name="open311")
app.add_typer(exchange.app, name="exchange")
app.add_typer(routing.app, name="routing")
app.add_typer(webhooks.app, name="webhook")
app.command()(learning.train)
app.command()(learning.evaluate)
app.command()(surging.surges)
app.command()(backups.backup)
app.command()(backups.restore)
app.add_typer(take_in, name="import")
app.add_typer(give_out, name="export")
give_out.command("city")(moving.export_city)
take_in.command("city")(moving.import_city)
take_in.command("disputes")(disputes.import_disputes)

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False)]
Folder = Annotated[Path, typer.Argument(exists=True, file_okay=False)]


@app.command()
def serve(
    port: Annotated[int, typer.Option(envvar="HUYING_PORT")] = 8000,
    host: Annotated[str, typer.Option(envvar="HUYING_HOST")] = "127.0.0.1",
    demo: Annotated[bool, typer.Option("--demo", help="示例城市与演示账号 · A made-up city, demo accounts.")] = False,
) -> None:
    """运行数据库、网页与后台任务,出故障即恢复 · Run database, web and worker, and bring back what falls over."""
    from huying import serve

    with console.explained():
        serve.run(host=host, port=port, demo=demo)


@app.command()
def web(
    port: Annotated[int, typer.Option(envvar="HUYING_PORT")] = 8000,
    host: Annotated[str, typer.Option(envvar="HUYING_HOST")] = "127.0.0.1",
) -> None:
    """只运行网页 · Run the web server alone, for the city's own database; `serve` runs it by itself."""
    from huying import serve

    serve.web(host=host, port=port)


@app.command()
def worker(
    queue: Annotated[list[str] | None, typer.Option(help="只做这些队列 · These queues only; all of them.")] = None,
) -> None:
    """执行后台任务 · Do the jobs that wait; `serve` runs them by itself."""
    with ready():
        from procrastinate.contrib.django import app as jobs

        from huying import logs

        with jobs.replace_connector(jobs.connector.get_worker_connector()) as working:  # type: ignore[attr-defined]
            working.run_worker(queues=queue, task_middleware=[logs.job])


@app.command(hidden=True)
def migrate() -> None:
    """更新数据表 · Bring the tables up to date; `serve`, `setup` and `import` do it by themselves."""
    with ready(migrated=True):
        pass


@app.command(hidden=True)
def demo(address: str = "") -> None:
    """载入示例城市并列出演示账号 · Load the made-up city and list its accounts; `serve --demo` does it by itself."""
    with ready(migrated=True):
        from huying import demo

        demo.prepare(address)


@app.command()
def doctor(as_json: Json = False) -> None:
    """检查安装,说明问题与办法 · Say what is wrong with this installation, and how to mend it."""
    with console.explained():
        try:
            with embedded.database():
                findings = _examined()
        except (CalledProcessError, OSError):  # it does not start: the findings say so
            findings = _examined()
        for finding in findings:
            console.say("✓" if finding.well else "✗", *dict.fromkeys(finding.found))
            if not finding.well:
                console.say("  →", " · ".join(finding.mend))
        n_ill = sum(not finding.well for finding in findings)
        if as_json:
            console.summary({"read": len(findings), "wrong": n_ill, "findings": [asdict(f) for f in findings]}, as_json)
        raise typer.Exit(console.REFUSED if n_ill else 0)


def _examined() -> "list[Finding]":
    set_up_django()
    from huying import doctor

    try:
        return doctor.examine()
    finally:
        let_go()


@app.command()
def seal(as_json: Json = False) -> None:
    """立即封存新事件 · Seal all new events now."""
    with ready():
        from huying.base.journal import seals

        n_events = seals.seal()
        console.summary({"read": n_events, "written": n_events, "unchanged": 0, "refused": 0}, as_json)


@app.command()
def verify(as_json: Json = False) -> None:
    """核对全部事件链与封存 · Check every chain of events against its row and its seals."""
    with ready():
        from huying.base.journal import verify
        from huying.base.journal.models import Event

        with console.progress("核对事件", "events", Event.objects.count()) as walked:
            report = verify.verify(walked)
        for finding in report.findings:
            console.say("✗", str(finding))
        until = report.sealed_until.isoformat() if report.sealed_until else None
        console.say("封存至", f"sealed until: {until or '—'}", f"(未封存 unsealed: {report.unsealed})")
        counts = {"read": report.events, "written": 0, "unchanged": report.events, "refused": len(report.findings)}
        seals = {"sealed_until": until, "unsealed": report.unsealed}
        console.summary(counts | {"lives": report.lives, "things": report.things} | seals, as_json)
        raise typer.Exit(console.REFUSED if report.findings else 0)


@app.command()
def erase(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只统计,不删除 · Only count.")] = False,
    as_json: Json = False,
) -> None:
    """删除保存期满的联系方式,可中断可重复 · Erase the contacts whose time is up; can be interrupted and repeated."""
    with ready():
        from huying.cases import erasure
        from huying.civic.mediation import erasure as of_disputes

        with console.progress("删除", "contacts", erasure.n_contacts() + of_disputes.n_disputes()) as done:
            summary = erasure.run(dry_run=dry_run, progress=done)
            disputes = of_disputes.run(dry_run=dry_run, progress=done)
        told = vars(summary) | {"disputes": {"read": disputes.read, "erased": disputes.erased, **disputes.kept}}
        console.summary(told | {"dry_run": dry_run}, as_json)
        raise typer.Exit(console.INTERRUPTED if summary.interrupted or disputes.interrupted else 0)


@app.command()
def setup(
    folder: Folder, dry_run: worktime.DryRun = False, move_open: worktime.MoveOpen = False, as_json: Json = False
) -> None:
    """从文件载入城市,可重复 · Load a city from plain files; can be repeated, loads nothing when there is a mistake."""
    with ready(migrated=True):
        from huying.base.journal import audit
        from huying.web import setup

        with console.progress("载入", "loading") as done:
            summary = setup.load(folder, done, by=audit.console(), dry_run=dry_run, move_open=move_open)
        for file, line, zh, en in setup.explained(folder) if summary.problems or summary.remarks else ():
            console.say(f"{file}:{line}", zh, f"\n    {en}")
        if summary.effects:
            worktime.say_effects(summary.effects)
        told = {**summary.counts, "dry_run": dry_run}
        more = {"changed": summary.changed, "problems": [asdict(found) for found in summary.problems]}
        remarks = {"remarks": [asdict(found) for found in summary.remarks], "moves": worktime.counts(summary.effects)}
        console.summary(told | more | remarks if as_json else told, as_json)
        raise typer.Exit(console.REFUSED if summary.problems else 0)


@give_out.command("setup")
def export_setup(folder: Path, as_json: Json = False) -> None:
    """把城市写回文件 · Write the city back to the files `huying setup` reads."""
    with ready():
        from huying.base.journal import audit
        from huying.web import setup

        written = setup.write(folder)
        audit.record("exported", by=audit.console(), list="setup", rows=written.written)
        console.summary(written.counts, as_json)


@take_in.command("cases")
def import_cases(
    file: File,
    mapping: Annotated[Path, typer.Option(exists=True, dir_okay=False, help="列的含义 · What the columns mean.")],
    refused: Annotated[Path | None, typer.Option(help="被拒行写入何处 · Where refused rows go.")] = None,
    withhold: Annotated[str, typer.Option(help="unit:不用单位列,仅凭职责 · `unit`: by duties alone.")] = "",
    as_json: Json = False,
) -> None:
    """导入历史诉求,可中断可重复 · Take in history from CSV or XLSX; can be interrupted and repeated."""
    if withhold not in ("", "unit"):
        raise typer.BadParameter(f"unit, not {withhold}", param_hint="--withhold")
    with ready(migrated=True):
        from huying.base.journal import audit
        from huying.web.exchange.cases import taking

        n_rows = taking.length(file, mapping)
        with console.progress("导入诉求", "cases", n_rows) as done:
            summary = taking.load(
                file, mapping, refused_file=refused, withhold_unit=withhold == "unit",
                workers=taking.workers_for(n_rows), progress=done,
            )  # fmt: skip
        if summary["interrupted"]:
            typer.echo("已中断;再次执行同一命令即可继续。 Interrupted; run the same command again to go on.", err=True)
        audit.record("imported", by=audit.console(), **{name: summary[name] for name in ("read", "written", "refused")})
        why = summary["not_merged_why"] if as_json else summary.pop("not_merged_why")
        console.summary(summary, as_json)
        if not as_json:
            console.reasons("未能合并,因为", "not merged, because", why)
        raise typer.Exit(console.INTERRUPTED if summary["interrupted"] else 0)


@key.command("create")
def create_key(
    role: Annotated[str, typer.Option()],
    unit: Annotated[str, typer.Option()] = "",
    purpose: Annotated[str, typer.Option(help="api, api_read, api_file, open311, open311_private")] = "api",
) -> None:
    """生成接口密钥,只显示一次 · Make a key and print it, this once and nothing else."""
    with ready():
        from huying.base.journal import audit
        from huying.base.units import keys
        from huying.base.units.models import Key, Unit
        from huying.base.units.roles import Role

        place = Unit.objects.filter(code=unit, retired=False).first()
        roles = [known for known in Role.values if known not in (Role.RESIDENT, Role.SYSTEM)]
        if unit and place is None:
            raise console.refusal(f"没有编码为 {unit} 的单位。", f"There is no unit with the code {unit}.")
        if role not in roles:
            raise console.refusal(f"没有角色 {role}。", f"There is no role {role}; there are: {', '.join(roles)}.")
        if purpose not in Key.Purpose.values:
            raise console.refusal(
                f"没有用途 {purpose}。", f"There is no purpose {purpose}; there are: {', '.join(Key.Purpose.values)}."
            )
        typer.echo(keys.make(role, place, by=audit.console(), purpose=purpose))


@key.command("list")
def list_keys() -> None:
    """列出接口密钥的编号、角色、单位与状态 · List the keys: number, role, unit, since when, until when. Never the keys."""
    with ready():
        from huying.base.units.models import Key

        for row in Key.objects.select_related("unit").order_by("pk"):
            until = f"{row.revoked_at:%Y-%m-%d} 已吊销 revoked" if row.revoked_at else ""
            unit = row.unit.code if row.unit else "–"
            console.say(f"{row.pk:>4}", row.role, unit, row.purpose, f"{row.created_at:%Y-%m-%d}", until)


@key.command("revoke")
def revoke_key(number: int) -> None:
    """吊销接口密钥 · Revoke the key with this number (`huying key list`)."""
    with ready():
        from huying.base.journal import audit
        from huying.base.units import keys

        keys.revoke(number, by=audit.console())


@db.command("url")
def db_url() -> None:
    """显示数据库地址 · Print where the data is."""
    folder = embedded.cluster()
    typer.echo(embedded.url(folder) if folder else os.environ["DATABASE_URL"])


@db.command("settings")
def db_settings(
    memory: Annotated[float, typer.Option(min=1, help="GB")],
    cpus: Annotated[int, typer.Option(min=1)],
) -> None:
    """按内存给出 PostgreSQL 设置 · Lines for postgresql.conf that fit a machine of this size."""
    from huying import tuning

    typer.echo(tuning.written(memory, cpus), nl=False)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True}, add_help_option=False)
def manage(context: typer.Context) -> None:
    """Django 管理命令 · Django's own commands."""
    with ready():
        from django.core.management import execute_from_command_line

        execute_from_command_line(["huying manage", *context.args])


if __name__ == "__main__":
    app()
