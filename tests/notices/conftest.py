"""Channels that lead to receivers of our own."""

from collections.abc import Iterator
from typing import Any

import pytest

from .receivers import Receiver, gateway, mail_server


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Receiver]:
    with mail_server() as receiver:
        settings.SMTP_URL = receiver.url
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(receiver.url.rpartition(":")[2])
        yield receiver


@pytest.fixture
def phones(settings: Any) -> Iterator[Receiver]:
    with gateway() as receiver:
        settings.SMS_URL, settings.SMS_KEY = receiver.url, "the gateway's key"
        yield receiver
