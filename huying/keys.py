"""The commands `huying keys`: a new key, everything under it, is the old one still needed, the old one out."""

from dataclasses import asdict

import typer

from huying import console
from huying.startup import ready

app = typer.Typer(no_args_is_help=True, help="封存密钥 Keys that seal contacts.")


@app.command("new")
def new() -> None:
    """生成新密钥,置于首位 · Make a new key and put it in front: it seals from now on, the others still open."""
    with ready():
        from huying import secrets
        from huying.base.sealed import keys as ring

        made = secrets.sealing_key()
        try:
            ring.add(made)
        except ring.Kept:
            console.say(
                "密钥在环境变量中;请置于首位后重启:",
                "The keys stand in the environment; put this in front and restart:",
            )
            console.say(f"HUYING_SEALING_KEYS={made},$HUYING_SEALING_KEYS")
        else:
            console.say(f"新密钥 New key: {ring.fingerprint(made)}")
        console.say("然后执行 Then run: huying keys rotate")


@app.command("rotate")
def rotate(as_json: console.Json = False) -> None:
    """用首位密钥重新加密,可中断可重复 · Seal everything under the first key; can be interrupted and repeated."""
    with ready():
        from huying.base.journal import audit
        from huying.base.sealed import rotation

        with console.progress("重新加密", "rows", rotation.n_rows()) as done:
            summary = rotation.rotate(done)
        _name_unreadable(summary.unreadable)
        audit.record("keys_rotated", by=audit.console(), rows=summary.written, unreadable=len(summary.unreadable))
        console.summary(asdict(summary), as_json)
        raise typer.Exit(console.REFUSED if summary.unreadable else console.INTERRUPTED if summary.interrupted else 0)


@app.command("check")
def check(as_json: console.Json = False) -> None:
    """每把密钥用于多少处 · How many values each key sealed; one that seals nothing can be dropped."""
    with ready():
        from huying.base.sealed import keys as ring
        from huying.base.sealed import rotation

        with console.progress("核对", "rows", rotation.n_rows()) as done:
            counts, unreadable = rotation.used(done)
        _name_unreadable(unreadable)
        console.summary(
            {ring.fingerprint(key): n for key, n in counts.items()} | {"unreadable": len(unreadable)}, as_json
        )
        raise typer.Exit(console.REFUSED if unreadable else 0)


@app.command("drop")
def drop() -> None:
    """移除不再使用的旧密钥 · Take out the old keys that seal nothing any more. Backups made before still need them."""
    with ready():
        from huying.base.sealed import keys as ring
        from huying.base.sealed import rotation

        counts, _unreadable = rotation.used()
        older = [*counts][1:]
        free = [key for key in older if not counts[key]]
        try:
            ring.drop(free)
        except ring.Kept:
            console.say(
                "密钥在环境变量中;请移除:", "The keys stand in the environment; take out:", *map(ring.fingerprint, free)
            )
        for key in older:
            console.say("✓" if key in free else "✗", ring.fingerprint(key), f"{counts[key]}")
        raise typer.Exit(0 if len(free) == len(older) else console.REFUSED)


def _name_unreadable(places: list[str]) -> None:
    for place in places:
        console.say("✗", "无法解密 unreadable:", place)
