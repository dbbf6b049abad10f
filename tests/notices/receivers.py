"""Servers that take in what is sent: a mail server and the gateway of text messages, on loopback."""

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as Handler
from apprise.plugins.custom_json import NotifyJSON

from huying.notices import channels


@dataclass
class Receiver:
    """What came, as (to, text); `answers` what it says to the next ones, each time."""

    url: str = ""
    taken: list[tuple[str, str]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    """Message-IDs, by which a repeat is known."""
    lines: list[Any] = field(default_factory=list)
    """The other end of the connection by which each came."""
    meets: Callable[[str], object] = lambda _stage: None
    """Called with "asked" when a message is announced, and with "taken" when it is here but not confirmed yet."""


class _Mailbox(Handler):
    def __init__(self, receiver: Receiver) -> None:
        super().__init__()
        self.receiver = receiver

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        self.receiver.meets("asked")
        if self.receiver.answers:
            return f"{self.receiver.answers.pop(0)} {address} not now"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    def prepare_message(self, session: Any, envelope: Any) -> Message:
        self.receiver.lines.append(session.peer)
        return super().prepare_message(session, envelope)

    def handle_message(self, message: Message) -> None:
        parts: list[Any] = [part.get_payload(decode=True) for part in message.walk() if not part.is_multipart()]
        self.receiver.taken.append((message["To"], b"".join(parts).decode()))
        self.receiver.marks.append(message["Message-ID"])
        self.receiver.meets("taken")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def mail_server() -> Iterator[Receiver]:
    """Speaks SMTP. `answers`: refusals of an address."""
    receiver = Receiver()
    controller = Controller(_Mailbox(receiver), hostname="127.0.0.1", port=_free_port())
    controller.start()
    try:
        receiver.url = f"smtp://127.0.0.1:{controller.port}"
        yield receiver
    finally:
        controller.stop()


@contextmanager
def gateway() -> Iterator[Receiver]:
    """Takes text messages, and lines for a chat, by HTTP. `answers`: statuses to refuse with."""
    receiver = Receiver()

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status = receiver.answers.pop(0) if receiver.answers else 202
            if status < 300:
                receiver.taken.append((said.get("to", "chat"), said.get("text") or said["message"]))
                receiver.keys.append(self.headers["Authorization"])
                receiver.marks.append(self.headers["Idempotency-Key"])
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_said: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Taking) as server:
        receiver.url = f"http://127.0.0.1:{server.server_port}/messages"
        thread = Thread(target=server.serve_forever, args=[0.01])
        thread.start()
        try:
            yield receiver
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Receiver]:
    """The channel "email" leads here."""
    with mail_server() as receiver:
        settings.SMTP_URL = receiver.url
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(receiver.url.rpartition(":")[2])
        yield receiver


@pytest.fixture
def phones(settings: Any) -> Iterator[Receiver]:
    """The channel "sms" leads here."""
    with gateway() as receiver:
        settings.SMS_URL, settings.SMS_KEY = receiver.url, "the gateway's key"
        yield receiver


@pytest.fixture
def chat(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """A group chat of a kind that is written to on this machine; its `url` is as apprise writes it."""
    monkeypatch.setitem(channels.CHATS, "json", NotifyJSON)
    with gateway() as receiver:
        receiver.url = receiver.url.replace("http://", "json://")
        yield receiver
