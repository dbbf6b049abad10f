"""The link by which somebody says whether it was solved: it opens this one question of this one round, and nothing of the case."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from huying.cases.models import Case

TEMPLATE = "please_rate"
SALT = "huying.notices.rating"


def link(case: Case, round_: int) -> str:
    """The address that a message carries."""
    return settings.ADDRESS + reverse("portal:rate", args=[signing.dumps([case.pk, round_], salt=SALT)])


def meant(token: str) -> tuple[int, int] | None:
    """Key of the case and round that a link was made for; None for a link that we did not make."""
    try:
        key, round_ = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return key, round_


def is_over(case: Case, round_: int) -> bool:
    """Whether there is nothing to ask any more: they have said it, or the case went on."""
    return case.rounds != round_ or not case.askings.filter(round=round_, ended_at=None).exists()
