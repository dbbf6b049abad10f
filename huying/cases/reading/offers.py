"""What a form may take from the words of a message: a place, and answers to the questions of a category. A person takes or leaves each.

Numbers that reach a person are masked before anything is read; they go to the sealed contact (`cases/masking.py`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from huying.base import bigrams
from huying.base.catalogue.models import Category
from huying.base.places import naming
from huying.base.places.naming import Named
from huying.base.sealed import spotting

from . import amounts, moments

if TYPE_CHECKING:
    from datetime import date

    from huying.cases.intake import Call

PLACE = "place"
MOST = 3
"""Offered for one question."""
TAKEN, CHANGED, LEFT = "taken", "changed", "left"


@dataclass(frozen=True)
class Offer:
    """Something that was read, for one field: `PLACE`, or the name of a question."""

    field: str
    value: str
    """As the form takes it: ISO 8601 for days and hours, yuan for sums, the name of a place."""
    words: str
    place: Named | None = None


def offers(text: str, category: Category | None, today: "date") -> list[Offer]:
    """Places first, then answers in the order of the questions. `today`: in the city."""
    clear = spotting.masked(text)[0]
    found = [Offer(PLACE, one.name, one.words, one) for one in naming.named(clear)]
    folded = bigrams.folded(clear)
    rules = category.questions.get("properties", {}) if category else {}
    for name, rule in rules.items():
        read = dict.fromkeys(Offer(name, value, words) for value, words in _answers(rule, folded, today))
        found += list(read)[:MOST]
    return found


def facts(offered: Sequence[Offer], call: "Call") -> dict[str, Any]:
    """What the record keeps: of each field that something was offered for, whether it was taken, changed or left. Never what it was."""
    fields = dict.fromkeys(offer.field for offer in offered)
    became = {field: _became([offer for offer in offered if offer.field == field], call) for field in fields}
    return {"read": became} if became else {}


def reason(offered: Sequence[Offer], call: "Call") -> str:
    """The words that were read, kept as the reporter's own; nothing of a place that is sealed."""
    kept = (offer.words for offer in offered if not (offer.field == PLACE and call.private_place))
    return " · ".join(dict.fromkeys(kept))


def _answers(rule: dict[str, Any], folded: str, today: "date") -> Iterator[tuple[str, str]]:
    """(value, words) for a question that asks for a sum of money, a day or an hour."""
    asked = rule.get("format")
    if asked == "amount":
        whole = rule.get("type") == "integer"
        read = (one for one in amounts.amounts(folded) if not whole or one.value % 1 == 0)
        yield from ((_plain(one.value), one.words) for one in read)
    if asked == "date":
        yield from ((one.value.isoformat(), one.words) for one in moments.days(folded, today))
    if asked == "time":
        yield from ((f"{one.value:%H:%M}", one.words) for one in moments.hours(folded))


def _plain(value: Any) -> str:
    """As a field holds it: 120, not 120.0."""
    return f"{value:.12g}" if isinstance(value, (int, float)) else str(value)


def _became(offered: Sequence[Offer], call: "Call") -> str:
    if offered[0].field == PLACE:
        taken = any(_is_there(offer.place, call) for offer in offered if offer.place)
        given = bool(call.address or call.area or call.lon is not None)
    else:
        answer = call.answers.get(offered[0].field)
        given = answer not in (None, "")
        taken = given and _plain(answer) in {offer.value for offer in offered}
    return TAKEN if taken else CHANGED if given else LEFT


def _is_there(place: Named, call: "Call") -> bool:
    named = call.address == place.name
    return named if place.address or not place.area else named or (call.area == place.area and not call.address)
