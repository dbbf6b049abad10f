"""The address register, searched by any part of what a place is called."""

from django.db.models import BooleanField, Case, QuerySet, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Length

from huying.base import bigrams

from . import register
from .models import Address, Area

NAME = "addresses"
"""Of the register, for whoever keeps a copy of what is in it."""
CANDIDATES = 2000  # of a term that stands in more addresses, the newest ones are ranked


def search(text: str, limit: int = 20, area: Area | None = None) -> list[Address]:
    """Addresses in which every word of `text` stands somewhere, in `area` or anywhere: one SQL statement.

    Called exactly so come first, then what begins so, then the shortest, then the newest. Empty for punctuation alone.
    """
    if not bigrams.query(text):
        return []
    found = _naming(text)
    if area:
        found = found.filter(area_id__in=register.ids_below(area))
    candidates = found.order_by("-id").values("id")[:CANDIDATES]
    ranked = (
        Address.objects.defer("words", "search")
        .filter(id__in=candidates)
        .order_by(_distance(text), Length("words"), "-id")
    )
    return [placed(address) for address in ranked[:limit]]


def words(*names: str) -> str:
    """What `Address.words` holds for a place called `names`: folded, each on a line between line ends."""
    lines = dict.fromkeys(" ".join(bigrams.folded(name).split()) for name in names)
    return "\n" + "".join(line + "\n" for line in lines if line)


def _naming(text: str) -> QuerySet[Address]:
    named = RawSQL(
        "search @@ %s::tsquery and words like all(%s)",
        (bigrams.query(text), bigrams.patterns(text)),
        output_field=BooleanField(),
    )
    return Address.objects.filter(named)


def _distance(text: str) -> Case:
    asked = words(text)
    return Case(
        When(words__contains=asked, then=Value(0)),
        When(words__contains=asked.rstrip("\n"), then=Value(1)),
        default=Value(2),
    )


def placed(address: Address) -> Address:
    """With its area from the register, so that showing it asks the database nothing."""
    if area := register.by_id(address.area_id):
        address.area = area
    return address
