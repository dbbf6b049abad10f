"""Looking for cases: by number, or by words anywhere in the text; never by person."""

from typing import Any

from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huying.base import bigrams
from huying.base.journal.refusals import Incomplete
from huying.base.sealed import spotting

from . import numbers
from .models import Case, CaseText

LOOKS_LIKE: dict[str, Any] = {
    spotting.PHONE: lazy("a telephone number"),
    spotting.EMAIL: lazy("an e-mail address"),
    spotting.RESIDENT_ID: lazy("an identity number"),
    spotting.BANK_CARD: lazy("a card number"),
    spotting.PASSPORT: lazy("a passport number"),
}


def why_not(text: str) -> str:
    """Why nothing is looked for by this, or ""."""
    kind = spotting.personal(text)
    words = _(
        "This looks like %(what)s. Cases are found by number, place, category, time and words, never by a person."
    )
    return words % {"what": LOOKS_LIKE[kind]} if kind else ""


def saying(cases: QuerySet[Case], text: str) -> QuerySet[Case]:
    """Those of `cases` with this number, or that say this. Raises `Incomplete` for what reaches a person."""
    if reason := why_not(text):
        raise Incomplete({"text": reason})
    if number := numbers.tidy(text):
        return cases.filter(number=number)
    if not (asked := bigrams.query(text)):
        return cases.none()
    named = RawSQL(
        "search @@ %s::tsquery AND words LIKE ALL(%s)", (asked, bigrams.patterns(text)), output_field=BooleanField()
    )
    return cases.filter(pk__in=CaseText.objects.filter(named).values("case"))
