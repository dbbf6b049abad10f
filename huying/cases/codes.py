"""One-time codes for whoever lost theirs: asked for by number and address, opening that one case once, for a few minutes."""

from datetime import timedelta

import phonenumbers
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import F
from django.utils.crypto import salted_hmac

from huying.base.journal import clock

from . import numbers
from .models import Case, Contact, OneTimeCode

LASTS = timedelta(minutes=10)
TRIES = 5


def plain(address: str) -> str:
    """A telephone number as E.164 or an e-mail address in small letters, so that two can be compared; "" for what is neither."""
    if "@" in address:
        return _email(address.strip())
    try:
        number = phonenumbers.parse(address, settings.PHONE_REGION)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def channel_of(address: str) -> str:
    """How a plain address is reached."""
    return "email" if "@" in address else "sms"


def ask(number: str, address: str) -> OneTimeCode:
    """Write down that somebody asked. The same statements whatever the number and the address are: a job compares."""
    case = Case.objects.filter(number=numbers.tidy(number)).only("pk").first()
    return OneTimeCode.objects.create(case=case, typed=plain(address), until=clock.now() + LASTS)


def reached_at(asked: OneTimeCode) -> str:
    """The plain address to send to: the one typed, if it is the one the reporter left and it still makes sense; else ""."""
    if asked.case is None or not asked.typed or asked.until < clock.now():
        return ""
    contact = Contact.objects.filter(case=asked.case).first()
    left = [plain(address) for address in (contact.phone, contact.email) if address] if contact else []
    return asked.typed if asked.typed in left else ""


def issue(asked: OneTimeCode) -> str:
    """A fresh code, told once; its keyed digest is kept. Asked again before it was sent, another one takes its place."""
    code = numbers.one_time()
    asked.digest, asked.until = _digest(asked.case_id, code), clock.now() + LASTS
    asked.save(update_fields=["digest", "until"])
    return code


def sent(asked: OneTimeCode) -> None:
    """The address is needed no more."""
    asked.typed = ""
    asked.save(update_fields=["typed"])


def use(number: str, typed: str) -> Case | None:
    """The case that this code opens, now and never again. Every try counts, and a wrong one takes the same statements."""
    case = Case.objects.filter(number=numbers.tidy(number)).only("pk", "number").first()
    key = case.pk if case else 0
    live = OneTimeCode.objects.filter(case=key, until__gt=clock.now(), tries__lte=TRIES)
    live.update(tries=F("tries") + 1)
    used, _rows = live.filter(digest=_digest(key, numbers.digits(typed))).delete()
    return case if used else None


def renew(case: Case) -> str:
    """A fresh tracking code in place of one that nobody was told: whoever wrote by e-mail reads it in the receipt.

    Sent once more, because a worker was killed, the receipt has another one, and that one holds.
    """
    code = numbers.code()
    Case.objects.filter(pk=case.pk).update(code_digest=numbers.digest(code))
    return code


def forget() -> int:
    """Drop what is over; return how many."""
    return OneTimeCode.objects.filter(until__lt=clock.now()).delete()[0]


def _email(address: str) -> str:
    try:
        validate_email(address)
    except ValidationError:
        return ""
    return address.casefold()


def _digest(case: int | None, code: str) -> str:
    """Keyed, as eight digits alone are soon tried through."""
    return salted_hmac("huying.cases.codes", f"{case}:{code}", algorithm="sha256").hexdigest()
