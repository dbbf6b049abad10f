"""A resident who wants no more notices about a report says so by one link, without signing in."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from huying.base.journal import clock
from huying.cases.models import Case, Contact

from .models import OptOut

SALT = "huying.notices.opting"


def link(case: Case) -> str:
    """The address that stops, and starts again, the notices about this case; it opens nothing else of it."""
    return settings.ADDRESS + reverse("portal:quiet", args=[token(case)])


def token(case: Case) -> str:
    return signing.dumps(case.pk, salt=SALT)


def case_of(token: str) -> Case | None:
    """The case that a link was made for; None for a link that we did not make."""
    try:
        key = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return Case.objects.filter(pk=key).only("pk", "number").first()


def is_out(case: Case) -> bool:
    return OptOut.objects.filter(case=case).exists()


def choose(case: Case, *, out: bool) -> None:
    """Stop the notices about this case, and the questions; or have them again."""
    if out:
        OptOut.objects.get_or_create(case=case, defaults={"at": clock.now()})
    else:
        OptOut.objects.filter(case=case).delete()
    Contact.objects.filter(case=case).update(unasked=out)
