"""E-mail and text messages leave by real protocols, and a failure never says for whom it was."""

import traceback
from collections import Counter
from typing import Any

import pytest

from huying.notices import channels

from .receivers import Receiver


def test_an_email_arrives(mailbox: Receiver) -> None:
    channels.send("email", "min@example.org", "一次性验证码", "验证码:12345678")
    assert mailbox.taken == [("min@example.org", "验证码:12345678\r\n")]


def mail(n: int) -> None:
    channels.send("email", "min@example.org", f"{n}", f"{n}")


def test_many_emails_share_a_connection_until_there_are_enough(mailbox: Receiver, monkeypatch: Any) -> None:
    monkeypatch.setattr(channels, "MAILS_A_CONNECTION", 3)
    with channels.one_connection():
        for n in range(7):
            mail(n)
    assert [text.strip() for _to, text in mailbox.taken] == [*"0123456"]
    assert Counter(mailbox.lines).most_common() == [
        (line, n) for line, n in zip(dict.fromkeys(mailbox.lines), (3, 3, 1), strict=True)
    ]


def test_after_a_refusal_the_next_email_goes_by_a_new_connection(mailbox: Receiver) -> None:
    with channels.one_connection():
        mail(0)
        mailbox.answers = [450]
        with pytest.raises(channels.Unsent):
            mail(1)
        mail(2)
    assert [text.strip() for _to, text in mailbox.taken] == ["0", "2"]
    assert len({*mailbox.lines}) == 2


def test_a_text_message_arrives_with_the_key_of_the_gateway(phones: Receiver) -> None:
    channels.send("sms", "+8613900001234", "", "验证码:12345678")
    assert (phones.taken, phones.keys) == ([("+8613900001234", "验证码:12345678")], ["Bearer the gateway's key"])


@pytest.mark.parametrize(
    ("channel", "address", "answer", "said"),
    [
        ("email", "min@example.org", 550, "email: SMTPRecipientsRefused"),
        ("email", "min@example.org\nBcc: all@example.org", 250, "email: ValueError"),
        ("sms", "+8613900001234", 503, "sms: HTTPError 503"),
        ("sms", "+8613900001234", 303, "sms: HTTPError 303"),
    ],
)
def test_what_was_not_taken_is_said_without_the_address(
    mailbox: Receiver, phones: Receiver, channel: str, address: str, answer: int, said: str
) -> None:
    for receiver in (mailbox, phones):
        receiver.answers = [answer]
    with pytest.raises(channels.Unsent) as failure:
        channels.send(channel, address, "Subject", "Text")
    assert str(failure.value) == said
    printed = "".join(traceback.format_exception(failure.value))
    assert [part for part in (address, "example.org", "13900001234") if part in printed] == []


def test_a_server_that_is_away_is_said_without_the_address(settings: Any) -> None:
    settings.SMS_URL, settings.SMS_KEY = "http://127.0.0.1:9/", "key"
    with pytest.raises(channels.Unsent, match=r"^sms: ConnectionError$"):
        channels.send("sms", "+8613900001234", "", "Text")


@pytest.mark.parametrize(
    ("smtp", "sms", "offered"),
    [
        ("", "", ()),
        ("smtp://h", "", ("email",)),
        ("", "https://h", ("sms",)),
        ("smtp://h", "https://h", ("email", "sms")),
    ],
)
def test_a_channel_is_there_once_it_is_configured(settings: Any, smtp: str, sms: str, offered: tuple[str, ...]) -> None:
    settings.SMTP_URL, settings.SMS_URL = smtp, sms
    assert channels.offered() == offered
