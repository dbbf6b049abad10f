"""The commands `huying mail`: letters from a mail server or a mailbox, and what became of them."""

import os
import sys

import typer

from huying import console
from huying.startup import ready

app = typer.Typer(no_args_is_help=True, help="来信 E-mail that comes in (docs/guides/mail.md).")


@app.command("receive")
def receive() -> None:
    """接收标准输入上的一封邮件,供邮件服务器调用 · Take in the letter on stdin, for a mail server: 0 taken, 65 unreadable, 75 later."""
    raw = sys.stdin.buffer.read()
    try:
        with ready():
            from huying.web.mail import letters, receiving

            try:
                end = receiving.receive(raw)
            except letters.Unreadable as wrong:
                raise console.refusal(f"无法读取 Cannot be read: {wrong}.", code=os.EX_DATAERR) from None
            console.say(end)
    except typer.Exit as ended:
        raise typer.Exit(ended.exit_code if ended.exit_code in (0, os.EX_DATAERR) else os.EX_TEMPFAIL) from None
    except Exception as failure:
        raise console.refusal(f"稍后再试 Later: {type(failure).__name__}.", code=os.EX_TEMPFAIL) from failure


@app.command("fetch")
def fetch() -> None:
    """立即收取邮箱 · Fetch what lies in the mailbox now; a job does it every minute."""
    with ready():
        from huying.web.mail import fetching

        try:
            n = fetching.fetch()
        except fetching.Away as away:
            raise console.refusal(f"邮箱没有应答 The mailbox does not answer: {away}.") from None
        console.say(f"收取 {n} 封。", f"{n} taken in.")


@app.command("list")
def list_ends(as_json: console.Json = False) -> None:
    """来信去向统计 · How many letters came to what end."""
    with ready():
        from huying.cases import incoming

        console.summary(incoming.counted(), as_json)
