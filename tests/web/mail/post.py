"""Letters as mail programs write them, and what became of them here."""

from email.message import EmailMessage
from itertools import count
from typing import Any

from huying.cases.models import Case
from huying.web.mail import receiving

HOTLINE = "12345@city.example"
_numbers = count(1)


def letter(text: str = "滨河路 12 号门口路灯不亮", subject: str = "路灯坏了", **headers: str) -> EmailMessage:
    """One letter of somebody's; `headers` with an underscore for each hyphen."""
    made = EmailMessage()
    said = {
        "From": "王敏 <min@example.org>",
        "To": HOTLINE,
        "Subject": subject,
        "Message_ID": f"<{next(_numbers)}@example.org>",
    }
    for name, value in (said | headers).items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


def receive(came: Any) -> str:
    """What became of it."""
    return receiving.receive(came if isinstance(came, bytes) else came.as_bytes())


def newest() -> Case:
    return Case.objects.select_related("text").latest("pk")
