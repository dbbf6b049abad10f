"""The commands `huying backup` and `huying restore`."""

import os
import signal
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, NoReturn
from zoneinfo import ZoneInfo

import typer

from huying import console, embedded
from huying.startup import let_go, ready

from . import apart, restoring, server
from .folder import Base, Folder, alone
from .restoring import Place, Restore

KEYS = typer.Option(
    "--keys", help="密钥另存处,不得在备份目录之内 · Where the keys lie; never in the folder of backups."
)


def backup(
    folder: Path,
    keep: Annotated[int, typer.Option(min=1, help="保留天数 · Days to any minute of which one can go back.")] = 30,
    follow: Annotated[
        bool, typer.Option("--follow", help="持续备份 · Go on until Ctrl-C; nothing committed waits.")
    ] = False,
    every: Annotated[
        int, typer.Option(min=1, help="完整备份的间隔小时 · With --follow: hours between base backups.")
    ] = 24,
    keys: Annotated[Path | None, KEYS] = None,
    as_json: console.Json = False,
) -> None:
    """备份数据库、日志与文件,可中断可重复 · Back up database, journal and files; can be interrupted and repeated."""
    if keys and not apart.is_apart(keys, folder):
        raise typer.BadParameter("they travel another way than the backups, and open contacts", param_hint="--keys")
    where = Folder(folder)
    signal.signal(signal.SIGTERM, _interrupt)
    with ready():
        from . import following

        try:
            if keys:
                console.say("密钥", f"keys: {', '.join(apart.copy(keys)) or '–'}")
            if follow:
                following.follow(where, timedelta(days=keep), timedelta(hours=every), console.say)
            done = _once(where, timedelta(days=keep))
        except server.Unfit as wrong:
            raise console.refusal("数据库尚不能备份:", "The database cannot be backed up yet:", f"\n{wrong}") from None
        except server.Broken as wrong:
            raise console.refusal("备份未完成:", f"The backup was not finished: {wrong}") from None
        except KeyboardInterrupt:
            raise typer.Exit(0 if follow else console.INTERRUPTED) from None
        if _on_one_disk(where):
            console.say("!", "备份与数据在同一磁盘上。", "The backups lie on the same disk as the data.")
        console.summary(done, as_json)


def _once(where: Folder, keep: timedelta) -> dict[str, Any]:
    from . import following

    with ExitStack() as bars:
        return following.once(where, keep, lambda zh, en, total: bars.enter_context(console.progress(zh, en, total)))


def _on_one_disk(where: Folder) -> bool:
    data = embedded.data_folder()
    return embedded.cluster() is not None and data.stat().st_dev == where.path.stat().st_dev


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt


def restore(
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False)],
    to: Annotated[str, typer.Option(help="恢复到的时刻 · A moment of the city's time, such as 2026-11-22 14:30.")] = "",
    keys: Annotated[Path | None, KEYS] = None,
    without_keys: Annotated[
        bool, typer.Option("--without-keys", help="缺少密钥也恢复 · Also where contacts stay unreadable.")
    ] = False,
    as_json: console.Json = False,
) -> None:
    """恢复到所选时刻,可中断可重复 · Bring everything back to a chosen minute; can be interrupted and repeated."""
    with console.explained():
        where, moment = Folder(folder), _moment(to)
        data = embedded.data_folder()
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        base = _base(where, moment)
        if keys:
            apart.bring(keys)
        _refuse(base, Place(data), without_keys)
        with alone(data / "restore.lock", wait=False) as mine:
            if not mine:
                raise console.refusal("恢复正在进行。", "A restore is under way here.")
            _restore(where, base, moment, Place(data), as_json)


def _moment(to: str) -> datetime | None:
    """As it was typed, in the city's time unless it says otherwise."""
    if not to:
        return None
    try:
        moment = datetime.fromisoformat(to)
    except ValueError:
        raise typer.BadParameter("2026-11-22 14:30", param_hint="--to") from None
    city = ZoneInfo(os.environ.get("HUYING_TIME_ZONE") or "Asia/Shanghai")
    return (moment if moment.tzinfo else moment.replace(tzinfo=city)).astimezone(UTC)


def _base(where: Folder, moment: datetime | None) -> Base:
    if base := where.base_of(moment):
        return base
    oldest = next(iter(where.bases()), None)
    raise console.refusal(
        "没有此前的完整备份。",
        "No backup was finished by then.",
        f"{oldest.finished:%Y-%m-%d %H:%M} UTC" if oldest else "–",
    )


def _refuse(base: Base, place: Place, without_keys: bool) -> None:
    """What stands against it, before anything is unpacked."""
    if embedded.cluster() is None:
        raise console.refusal(
            "城市自有的数据库由其管理员恢复:见 docs/how-to/backup.md。",
            "The city's own server is brought back by its administrator: docs/how-to/backup.md says how.",
        )
    if place.is_taken():
        raise console.refusal(
            f"{place.data} 中已有数据库,请选空的数据目录(HUYING_DATA)。",
            f"There is a database in {place.data}: choose an empty data folder (HUYING_DATA).",
        )
    if base.server_version != (ours := embedded.version()):
        raise console.refusal(
            f"备份来自 PostgreSQL {base.server_version}。",
            f"The backup is of PostgreSQL {base.server_version}, and this release brings {ours}: use the release {base.release}.",
        )
    if (missing := apart.missing(base.keys)) and not without_keys:
        raise console.refusal(
            f"缺少密钥 {', '.join(missing)},联系方式将无法读取;请给出 --keys。",
            f"Keys are missing ({', '.join(missing)}): contacts could not be read. Say where they are with --keys.",
        )


def _restore(where: Folder, base: Base, moment: datetime | None, place: Place, as_json: bool) -> None:
    if not place.beside.exists():
        with console.progress("校验备份", "checking", 1):
            if changed := where.changed(base):
                raise console.refusal("备份已损坏:", "The backup was changed or damaged:", *changed)
    size = sum(file["bytes"] for name, file in base.files.items() if name.endswith(".gz"))
    with console.progress("解包", "unpacking, bytes", size) as told:
        restore = restoring.lay_out(where, base, moment, place, told)
    console.say("重放日志", "replaying the journal")
    restore = restoring.bring_forward(place, restore, lambda until: None)
    with embedded.server(place.beside) as url:
        os.environ["DATABASE_URL"] = url
        with ready(migrated=True):
            done = _aftercare(where, restore)
            let_go(always=True)
        del os.environ["DATABASE_URL"]
    place.finish()
    _say(base, moment, restore, done, as_json)


def _aftercare(where: Folder, restore: Restore) -> dict[str, Any]:
    from . import aftercare

    with ExitStack() as bars:
        return aftercare.look_after(
            where, restore, lambda zh, en, total: bars.enter_context(console.progress(zh, en, total))
        )


def _say(base: Base, moment: datetime | None, restore: Restore, done: dict[str, Any], as_json: bool) -> None:
    for finding in done.pop("findings"):
        console.say("✗", finding)
    if not restore.reached:
        console.say(
            "!", f"日志止于 {restore.until},此后至所选时刻的内容不在备份中。",
            f"The journal ends at {restore.until}: what was committed between then and the chosen moment is not in it.",
        )  # fmt: skip
    told = {"base": base.name, "to": moment, "until": restore.until, "reached": restore.reached}
    console.summary(told | done, as_json)
    raise typer.Exit(console.REFUSED if done["refused"] or not restore.reached else 0)
