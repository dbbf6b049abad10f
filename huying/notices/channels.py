"""How word leaves the house: e-mail by SMTP, text messages by the city's own gateway. Each is there once it is configured."""

from collections.abc import Callable
from typing import Any

import requests
from django.conf import settings
from django.core.mail import EmailMessage

SECONDS = 10
"""So long a server is waited for."""


class Unsent(Exception):
    """A channel did not take a message. Says which and what happened, never for whom: it ends up in logs."""


def offered() -> tuple[str, ...]:
    """The channels of this installation."""
    configured = {"email": settings.SMTP_URL, "sms": settings.SMS_URL}
    return tuple(channel for channel, url in configured.items() if url)


def send(channel: str, to: str, subject: str, text: str) -> None:
    """Hand one message to "email" or "sms" (which has no subject). Raises `Unsent`; whoever calls tries again later."""
    try:
        SENT_BY[channel](to, subject, text)
    except (OSError, ValueError) as failure:  # what smtplib and requests raise quotes the address
        raise Unsent(f"{channel}: {type(failure).__name__} {_code(failure)}".rstrip()) from None


def _email(to: str, subject: str, text: str) -> None:
    EmailMessage(subject, text, to=[to]).send()


def _sms(to: str, subject: str, text: str) -> None:
    """The gateway's interface: POST {"to": E.164, "text": …} with the key as bearer; any 2xx means taken."""
    key = {"Authorization": f"Bearer {settings.SMS_KEY}"}
    said = {"to": to, "text": text}
    answer = requests.post(settings.SMS_URL, json=said, headers=key, timeout=SECONDS, allow_redirects=False)
    if not answer.ok or answer.is_redirect:
        raise requests.HTTPError(response=answer)


SENT_BY: dict[str, Callable[[str, str, str], None]] = {"email": _email, "sms": _sms}


def _code(failure: Any) -> str:
    """What the server answered, as a number."""
    answer = getattr(failure, "response", None)
    return str(answer.status_code if answer is not None else getattr(failure, "smtp_code", ""))
