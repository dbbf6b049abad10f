"""What is wrong with an installation, and how to mend it. Every check looks; none of them changes anything.

Long because it is one list of short checks.
"""

import shutil
import stat
import sys
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from huying import embedded, mediation, outward, tuning, weaknesses
from huying.backup import following
from huying.base.journal.models import Event, Seal, Unsealed
from huying.base.units.models import Staff
from huying.cases.learning import precision
from huying.findings import Finding, Said
from huying.insight import refreshing

GIGABYTE = 10**9
WORKER_SILENT = timedelta(seconds=30)
SEAL_DUE = timedelta(minutes=15)
FIGURES_DUE = timedelta(hours=1)
BACKUP_DUE = timedelta(hours=26)
JOURNAL_DUE = timedelta(minutes=10)


Check = Callable[[], Finding]


def examine(checks: Sequence[Check] | None = None) -> list[Finding]:
    """The findings of `checks`, or of all of them, in their order; a check whose ground is missing is left out."""
    ill: set[str] = set()
    findings: list[Finding] = []
    for check in checks or (*MACHINE, *READINESS, *RECORD):
        if ill.isdisjoint(NEEDS.get(check, set())):
            findings.append(check())
            ill |= set() if findings[-1].well else {findings[-1].check}
    return findings


def _python() -> Finding:
    version = f"Python {'.'.join(map(str, sys.version_info[:3]))}"
    return Finding(
        "python",
        sys.version_info >= (3, 11),
        Said(version, version),
        Said("需要 Python 3.11 或更新版本", "Huying needs Python 3.11 or newer."),
    )


def _disk() -> Finding:
    settings.DATA.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(settings.DATA).free / GIGABYTE
    return Finding(
        "disk",
        free >= 1,
        Said(f"数据目录所在磁盘剩余 {free:.1f} GB", f"{free:.1f} GB are free where the data is"),
        Said(
            f"请腾出空间,或迁移数据并设置 HUYING_DATA(现为 {settings.DATA})",
            f"Free some space, or move the data and set HUYING_DATA (now {settings.DATA}).",
        ),
    )


def _secrets() -> Finding:
    files = {file for file in (settings.DATA / "secrets").glob("*") if file.is_file()}
    files |= {file for file in [settings.SEALING_KEYS_FILE] if file.exists()}
    exposed = [str(file) for file in sorted(files) if stat.S_IMODE(file.stat().st_mode) & 0o077]
    command = f"chmod 600 {' '.join(exposed)}"
    return Finding(
        "secrets",
        not exposed,
        Said(
            f"密钥文件 {len(files)} 个,其中 {len(exposed)} 个他人可读",
            f"{len(files)} secret files, {len(exposed)} readable by others",
        ),
        Said(f"请执行 {command}", f"Run {command}"),
    )


def _settings() -> Finding:
    weak = [] if settings.DEMO else list(weaknesses.found())
    found = (
        Said("演示模式", "demo mode")
        if settings.DEMO
        else Said(f"薄弱设置 {len(weak)} 项", f"{len(weak)} weak settings")
    )
    mend = Said(" ".join(each.zh for each in weak), " ".join(each.en for each in weak))
    return Finding("settings", not weak, found, mend)


def _static() -> Finding:
    there = (settings.STATIC_ROOT / "built" / "manifest.json").exists()
    found = (
        Said("页面脚本与样式已就绪", "scripts and styles are built")
        if there
        else Said("页面脚本与样式尚未构建", "scripts and styles are not built")
    )
    return Finding("static", there, found, BUILD)


def _words() -> Finding:
    files = list(Path(__file__).parent.glob("**/locale/*/LC_MESSAGES/*.po"))
    missing = [po for po in files if not po.with_suffix(".mo").exists()]
    found = Said(
        f"译文 {len(files)} 份,未编译 {len(missing)} 份", f"{len(files)} translations, {len(missing)} not compiled"
    )
    return Finding("words", not missing, found, BUILD)


def _database() -> Finding:
    try:
        connection.ensure_connection()
    except (DatabaseError, OSError) as error:
        mend = Said(
            f"请检查 DATABASE_URL 及其服务器是否运行;内置数据库随 huying serve 启动。({error})",
            f"Check DATABASE_URL and that its server runs; the embedded one starts with `huying serve`. ({error})",
        )
        return Finding("database", False, Said("无法连接数据库", "the database cannot be reached"), mend)
    version = connection.cursor().connection.info.server_version // 10000
    mend = Said("需要 PostgreSQL 15 或更新版本", "Huying needs PostgreSQL 15 or newer.")
    return Finding("database", version >= 15, Said(f"PostgreSQL {version}", f"PostgreSQL {version}"), mend)


def _rights() -> Finding:
    """How we come into the city's own server. The embedded one is behind a folder that only its own account may enter."""
    well = Finding(
        "rights",
        True,
        Said("数据库账号的权限合适", "the database account has no more rights than it needs"),
        Said("", ""),
    )
    if embedded.cluster():
        return well
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
        (mighty,) = cursor.fetchone()
        faults = faults_of(cursor.connection.pgconn, mighty=mighty)
    if not faults:
        return well
    mend = Said(" ".join(said.zh for said in faults), " ".join(said.en for said in faults))
    return Finding(
        "rights", False, Said(f"数据库连接问题 {len(faults)} 项", f"{len(faults)} weaknesses of the database"), mend
    )


def faults_of(line: Any, *, mighty: bool) -> list[Said]:
    """What is wrong with a connection to the database (libpq's own object), by an account that may do everything or not."""
    by_network = not line.host.startswith(b"/") and line.host.decode() not in settings.LOOPBACK
    faults = {
        MIGHTY: mighty,
        UNASKED: by_network and not line.used_password,
        READABLE: by_network and not line.ssl_in_use,
    }
    return [said for said, is_there in faults.items() if is_there]


MIGHTY = Said(
    "请改用不是超级用户、也不能创建角色的数据库账号：它能改写日志与审计记录。",
    "Use a database account that is no superuser and makes no roles: such a one can rewrite the record.",
)
UNASKED = Said("请让数据库服务器要求密码，不要用 trust。", "Have the server ask for a password, not `trust`.")
READABLE = Said("请加密到数据库的连接：sslmode=verify-full。", "Encrypt the way to the database: sslmode=verify-full.")


def _server() -> Finding:
    """Whether the server keeps what it acknowledged, and was given a share of its machine that fits the data."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [[*tuning.SAFE, "jit"]])
        server = dict(cursor.fetchall())
        cursor.execute("SELECT pg_size_bytes(current_setting('shared_buffers')), pg_database_size(current_database())")
        server["shared_buffers"], size = cursor.fetchone()
    wrong = [*tuning.unsafe(server), *tuning.slow(server, size)]
    return Finding(
        "server",
        not wrong,
        Said(f"数据库服务器设置需调整 {len(wrong)} 项", f"{len(wrong)} settings of the database server to change"),
        Said(
            f"{'、'.join(wrong)}：请按 huying db settings 给出的值设置",
            f"{', '.join(wrong)}: set them as `huying db settings` says.",
        ),
    )


def _migrations() -> Finding:
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    return Finding(
        "migrations",
        not missing,
        Said(f"未应用的数据库迁移 {missing} 个", f"{missing} database migrations not applied"),
        Said("请执行 huying migrate", "Run `huying migrate`."),
    )


def _worker() -> Finding:
    alive = ProcrastinateWorker.objects.filter(last_heartbeat__gt=timezone.now() - WORKER_SILENT).count()
    return Finding(
        "worker",
        alive > 0,
        Said(f"后台任务进程 {alive} 个", f"{alive} workers running"),
        Said(
            "请运行 huying serve,或另行运行 huying worker",
            "Start `huying serve`, or `huying worker` beside your own web server.",
        ),
    )


def _jobs() -> Finding:
    living = ProcrastinateWorker.objects.filter(last_heartbeat__gt=timezone.now() - WORKER_SILENT)
    stalled = ProcrastinateJob.objects.filter(status="doing").exclude(worker__in=living).count()
    failed = ProcrastinateJob.objects.filter(status="failed").count()
    return Finding(
        "jobs",
        not (stalled or failed),
        Said(f"停滞任务 {stalled} 个,失败任务 {failed} 个", f"{stalled} jobs stalled, {failed} failed"),
        Said(
            "停滞的任务会由运行中的后台进程重新执行;失败的任务请用 huying manage procrastinate shell 查看",
            "A running worker takes stalled jobs up again; for failed ones see `huying manage procrastinate shell`.",
        ),
    )


def _seals() -> Finding:
    due = timezone.now() - SEAL_DUE
    oldest = Unsealed.objects.order_by("pk").values("life", "thing", "seq").first()
    waits = oldest is not None and Event.objects.filter(**oldest, at__lt=due).exists()
    overdue = waits and not Seal.objects.filter(at__gte=due).exists()
    n_open = Unsealed.objects.count()
    return Finding(
        "seals",
        not overdue,
        Said(f"尚未封存的事件 {n_open} 条", f"{n_open} events not sealed yet"),
        Said(
            "后台任务每隔几分钟封存一次;立即封存请执行 huying seal",
            "The worker seals every few minutes; `huying seal` seals now.",
        ),
    )


def _figures() -> Finding:
    at = refreshing.refreshed_at()
    stale = at is not None and at < timezone.now() - FIGURES_DUE
    when = f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else "—"
    return Finding(
        "figures",
        not stale,
        Said(f"统计数据更新至 {when}", f"figures are counted up to {when}"),
        Said(
            "后台任务每隔几分钟更新一次;立即更新请执行 huying figures refresh",
            "The worker counts every few minutes; `huying figures refresh` counts now.",
        ),
    )


def _backups() -> Finding:
    """How old the newest backup is. A city's own server may be looked after by others: of it we know what we did ourselves."""
    told = following.told()
    base, wal = (datetime.fromisoformat(told[name]) if told.get(name) else None for name in ("base", "wal"))
    theirs = not told and not settings.BACKUPS and embedded.cluster() is None
    now = timezone.now()
    followed = not settings.BACKUPS or (wal is not None and wal > now - JOURNAL_DUE)
    well = settings.DEMO or theirs or (base is not None and base > now - BACKUP_DUE and followed)
    if theirs:
        found = Said("备份由数据库管理员负责", "whoever runs the database server looks after backups")
    elif base is None:
        found = Said("从未备份", "no backup was ever made")
    else:
        at, until = timezone.localtime(base), timezone.localtime(max(base, wal or base))
        found = Said(
            f"最近的完整备份:{at:%Y-%m-%d %H:%M},日志备份至 {until:%Y-%m-%d %H:%M:%S}",
            f"the newest backup is of {at:%Y-%m-%d %H:%M}, its journal reaches {until:%Y-%m-%d %H:%M:%S}",
        )
    mend = Said(
        "请每天执行 huying backup 目录,或设置 HUYING_BACKUPS(见 docs/how-to/backup.md)",
        "Run `huying backup FOLDER` each day, or set HUYING_BACKUPS (docs/how-to/backup.md).",
    )
    return Finding("backups", well, found, mend)


def _suggestions() -> Finding:
    drift = precision.drift()
    found = Said("归类建议尚无可比", "suggested categories: nothing to compare yet")
    if drift is not None:
        points = f"{100 * drift:+.0f}"
        found = Said(
            f"归类建议近 30 天的错误率较检验时 {points} 个百分点",
            f"suggested categories: {points} points more often wrong these 30 days than when examined",
        )
    mend = Said(
        "请执行 huying train 重新学习，再在“归类建议”页比较并启用",
        "Run `huying train`, then compare and let it go live on the page of suggestions.",
    )
    return Finding("suggestions", drift is None or drift < precision.DRIFTS, found, mend)


def _accounts() -> Finding:
    n_demo = Staff.objects.filter(demo=True).count()
    return Finding(
        "accounts",
        not n_demo or not weaknesses.hosts_elsewhere(),
        Said(f"演示账号 {n_demo} 个", f"{n_demo} demo accounts"),
        Said(
            "演示账号在演示之外不能登录;正式使用请换用新的数据库(HUYING_DATA 或 DATABASE_URL)",
            "They cannot sign in outside a demo; begin real work on a fresh database (HUYING_DATA or DATABASE_URL).",
        ),
    )


BUILD = Said("请执行 make build", "Run `make build`.")


MACHINE: tuple[Check, ...] = (_python, _disk, _secrets, _settings, _static, _words, outward.base_map, outward.frames)
READINESS: tuple[Check, ...] = (_database, _migrations, _worker)
RECORD: tuple[Check, ...] = (
    _rights,
    _server,
    _backups,
    _jobs,
    _seals,
    _figures,
    _suggestions,
    _accounts,
    mediation.committees,
    mediation.fonts,
)

# Which findings must be well before a check can be made.
NEEDS = {_migrations: {"database"}} | {check: {"database", "migrations"} for check in (_worker, *RECORD)}
