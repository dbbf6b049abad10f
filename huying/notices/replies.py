"""What a reporter's answer to an e-mail of ours is known by: a token that stands in its address and its Message-ID.

It lets somebody write to this one case as its reporter, as the page does with number and code; nothing can be read by it.
"""

import re
from base64 import b32encode

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from huying.cases.models import Case

SALT = "huying.notices.replies"
LENGTH = 20  # signs of base32: 100 bits
TOKEN = re.compile(rf"(?i)\br(\d{{1,15}})\.([a-z2-7]{{{LENGTH}}})\b")


def token(key: int) -> str:
    """Of the case with this key, in letters and figures that every mail server leaves alone."""
    return f"r{key}.{_mark(key, settings.SECRET_KEY)}"


def address(key: int) -> str:
    """Where an answer goes: "hotline+TOKEN@city.example"; "" where no such address is set up."""
    name, _at, host = settings.MAIL_REPLY_TO.rpartition("@")
    return f"{name}+{token(key)}@{host}" if name else ""


def case_of(text: str) -> Case | None:
    """The case of a token that stands in this address or header; None where there is none of ours."""
    for key, mark in TOKEN.findall(text):
        secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        if any(constant_time_compare(mark.lower(), _mark(int(key), secret)) for secret in secrets):
            return Case.objects.filter(pk=int(key)).first()
    return None


def _mark(key: int, secret: str) -> str:
    drawn = salted_hmac(SALT, str(key), secret=secret, algorithm="sha256").digest()
    return b32encode(drawn).decode().lower()[:LENGTH]
