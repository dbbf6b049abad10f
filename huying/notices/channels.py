"""How word leaves the house: e-mail by SMTP, text messages by the city's own gateway, lines in group chats by apprise.

Each is there once it is configured.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import requests
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.feishu import NotifyFeishu
from apprise.plugins.lark import NotifyLark
from apprise.plugins.wecombot import NotifyWeComBot
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

SECONDS = 10
"""So long a server is waited for."""
CHATS: dict[str, Any] = {
    "wecombot": NotifyWeComBot,
    "dingtalk": NotifyDingTalk,
    "feishu": NotifyFeishu,
    "lark": NotifyLark,
}
"""The kinds of chats that are written to, each at its vendor's host; what apprise knows besides could reach into this house."""

Headers = Mapping[str, str]
MAILS_A_CONNECTION = 50
"""Mail servers hang up on whoever sends too much in one go; many do after a hundred."""


class Unsent(Exception):
    """A channel did not take a message. Says which and what happened, never for whom: it ends up in logs."""


def offered() -> tuple[str, ...]:
    """The channels to addresses that this installation has."""
    configured = {"email": settings.SMTP_URL, "sms": settings.SMS_URL}
    return tuple(channel for channel, url in configured.items() if url)


@dataclass(frozen=True)
class Enclosed:
    """A file that goes along with an e-mail."""

    name: str
    content: str
    media_type: str


def send(
    channel: str, to: str, subject: str, text: str, *, headers: Headers | None = None, enclosed: Sequence[Enclosed] = ()
) -> None:
    """Hand one message to "email", "sms" (which has no subject) or "apprise". Raises `Unsent`; whoever calls tries again later.

    `headers`: of an e-mail; a text message takes its "Message-ID" along, by which the gateway knows a repeat. `enclosed`: only an
    e-mail takes it along.
    """
    try:
        SENT_BY[channel](to, subject, text, headers or {}, enclosed)
    except (OSError, ValueError) as failure:  # what smtplib and requests raise quotes the address
        raise Unsent(f"{channel}: {type(failure).__name__} {_code(failure)}".rstrip()) from None


@contextmanager
def one_connection() -> Iterator[None]:
    """E-mails sent inside share their connection to the mail server, up to `MAILS_A_CONNECTION`; after a failure there is a new one."""
    token = _line.set(_Line())
    try:
        yield
    finally:
        _line.get().hang_up()
        _line.reset(token)


class _Line:
    """A connection to the mail server, and how many e-mails went over it."""

    def __init__(self) -> None:
        self.server: BaseEmailBackend | None = None
        self.sent = 0

    def send(self, message: EmailMessage) -> None:
        if self.sent % MAILS_A_CONNECTION == 0:
            self.hang_up()
        if self.server is None:
            self.server = get_connection()
            self.server.open()
        self.sent += 1
        try:
            self.server.send_messages([message])
        except BaseException:
            self.hang_up()
            raise

    def hang_up(self) -> None:
        if self.server:
            with suppress(OSError):
                self.server.close()
        self.server = None


_line: ContextVar[_Line] = ContextVar("line")


def is_chat(url: str) -> bool:
    """Whether this is the address of a chat that we can write to."""
    return _opened(url) is not None


def _email(to: str, subject: str, text: str, headers: Headers, enclosed: Sequence[Enclosed]) -> None:
    files = [(file.name, file.content, file.media_type) for file in enclosed]
    message = EmailMessage(subject, text, to=[to], headers=dict(headers), attachments=files)
    line = _line.get(None)
    if line:
        line.send(message)
    else:
        message.send()


def _sms(to: str, subject: str, text: str, headers: Headers, _enclosed: Sequence[Enclosed]) -> None:
    """The gateway's interface: POST {"to": E.164, "text": …} with the key as bearer; any 2xx means taken."""
    said = {"to": to, "text": text}
    known = {"Authorization": f"Bearer {settings.SMS_KEY}"}
    if "Message-ID" in headers:
        known["Idempotency-Key"] = headers["Message-ID"].strip("<>")
    answer = requests.post(settings.SMS_URL, json=said, headers=known, timeout=SECONDS, allow_redirects=False)
    if not answer.ok or answer.is_redirect:
        raise requests.HTTPError(response=answer)


def _chat(to: str, subject: str, text: str, headers: Headers, _enclosed: Sequence[Enclosed]) -> None:
    chat = _opened(to)
    if chat is None or not chat.notify(title=subject, body=text):
        raise ConnectionError


def _opened(url: str) -> Any:
    kind = CHATS.get(url.partition("://")[0])
    parts = kind.parse_url(url) if kind else None
    try:
        return kind(**parts) if kind and parts else None
    except TypeError:  # what apprise raises for an address without its key
        return None


SENT_BY: dict[str, Callable[[str, str, str, Headers, Sequence[Enclosed]], None]] = {
    "email": _email,
    "sms": _sms,
    "apprise": _chat,
}


def _code(failure: Any) -> str:
    """What the server answered, as a number."""
    answer = getattr(failure, "response", None)
    return str(answer.status_code if answer is not None else getattr(failure, "smtp_code", ""))
