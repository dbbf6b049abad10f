"""The two ways that letters come in: from a mail server by a pipe, and from a mailbox, which is a real one on loopback."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from imap_tools import BaseMailBox, MailBoxUnencrypted
from typer.testing import CliRunner

from huying.cases import incoming
from huying.cases.models import Case
from huying.cli import app
from huying.web.mail import fetching, receiving
from tests import stories
from tests.faults.processes import ended, until

from .post import letter

pytestmark = pytest.mark.django_db
USER, PASSWORD = "demouser", "demo pass/@"


@pytest.fixture
def city() -> stories.City:
    return stories.city()


# -- piped


def piped(raw: bytes) -> tuple[int, str]:
    """What Postfix is told: the exit code, and the line it quotes."""
    result = CliRunner().invoke(app, ["mail", "receive"], input=raw)
    return result.exit_code, result.output.strip().splitlines()[-1]


def test_a_mail_server_is_told_taken_unreadable_or_later(city: stories.City, monkeypatch: pytest.MonkeyPatch) -> None:
    assert piped(letter().as_bytes()) == (0, "filed")
    assert piped(letter(Precedence="bulk").as_bytes()) == (0, "automatic")
    assert piped(b"no letter at all") == (os.EX_DATAERR, "无法读取 Cannot be read: no sender.")

    def away(_raw: bytes) -> str:
        raise OperationalError("the connection is closed")

    monkeypatch.setattr(receiving, "receive", away)
    assert piped(letter().as_bytes())[0] == os.EX_TEMPFAIL


def test_who_writes_too_often_comes_again_later(city: stories.City, settings: Any) -> None:
    settings.LIMITS = 0.05
    assert [piped(letter(f"第 {n} 件").as_bytes())[0] for n in range(2)] == [0, os.EX_TEMPFAIL]


# -- fetched


@pytest.fixture(scope="module")
def imap() -> Iterator[int]:
    """A mail server's mailbox; its port."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = str(Path(sys.executable).with_name("pymap"))
    command = [
        program,
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--no-tls",
        "dict",
        "--demo-data",
        "--demo-password",
        PASSWORD,
    ]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            until(lambda: answers(port))
            yield port
        finally:
            with ended(server):
                server.terminate()


def answers(port: int) -> bool:
    with closing(socket.socket()) as door:
        return door.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def mailbox(imap: int, settings: Any) -> Iterator[BaseMailBox]:
    """Empty, and the one that we fetch from."""
    settings.IMAP_URL = f"imap://{USER}:demo%20pass%2F%40@127.0.0.1:{imap}/INBOX"
    with MailBoxUnencrypted("127.0.0.1", imap).login(USER, PASSWORD, "INBOX") as box:
        box.delete(box.uids())
        yield box


def left(box: BaseMailBox) -> list[tuple[str, ...]]:
    """The flags of every letter that lies there."""
    box.folder.set("INBOX")
    return [message.flags for message in box.fetch(mark_seen=False)]


def test_what_lies_in_the_mailbox_is_taken_in_and_deleted_there(city: stories.City, mailbox: BaseMailBox) -> None:
    for raw in (
        letter("第一件").as_bytes(),
        letter("第二件", Auto_Submitted="auto-replied").as_bytes(),
        b"Subject: x\r\n\r\nwho?",
    ):
        mailbox.append(raw, "INBOX")
    assert fetching.fetch() == 2
    assert incoming.counted() == {"automatic": 1, "filed": 1}
    assert left(mailbox) == [("\\Flagged",)]  # for a person: it has no sender
    assert fetching.fetch() == 0


def test_a_round_that_was_killed_takes_nothing_twice(
    city: stories.City, mailbox: BaseMailBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox.append(letter().as_bytes(), "INBOX")

    def killed(*_said: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(MailBoxUnencrypted, "delete", killed)
        with pytest.raises(KeyboardInterrupt):
            fetching.fetch()
    assert (fetching.fetch(), left(mailbox), Case.objects.count()) == (1, [], 1)


def test_whose_sender_writes_too_often_waits_there(city: stories.City, mailbox: BaseMailBox, settings: Any) -> None:
    settings.LIMITS = 0.05
    for n in range(2):
        mailbox.append(letter(f"第 {n} 件").as_bytes(), "INBOX")
    assert (fetching.fetch(), len(left(mailbox))) == (1, 1)


@pytest.mark.parametrize(
    "url", ["imap://a:b@127.0.0.1:1/", "imaps://a:b@127.0.0.1:{port}/", "imap://a:wrong@127.0.0.1:{port}/"]
)
def test_one_that_does_not_answer_is_asked_again_and_its_password_is_in_no_log(
    imap: int, settings: Any, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    settings.IMAP_URL = url.format(port=imap)
    with pytest.raises(fetching.Away):
        fetching.fetch()
    assert len(caplog.messages) == 1
    assert "wrong" not in caplog.text


def test_without_a_mailbox_nothing_is_fetched(settings: Any) -> None:
    settings.IMAP_URL = ""
    assert fetching.fetch() == 0
