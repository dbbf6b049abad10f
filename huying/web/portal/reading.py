"""What a resident's words say of the place and of what the category asks: offered below its field, taken by a press, never filled in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

from huying.base import dates
from huying.base.catalogue import register as catalogue
from huying.base.places import register as places
from huying.cases.reading import offers
from huying.cases.reading.offers import Offer
from huying.web import questions

FIELD = "read"
"""The button that takes one, by its number."""
ADDRESS = "address"


@dataclass(frozen=True)
class Reading:
    """One thing that was read, and the field it is offered for."""

    nth: int
    offer: Offer
    field: str

    @property
    def is_place(self) -> bool:
        return self.offer.place is not None

    @property
    def label(self) -> str:
        """As people write it."""
        try:
            return dates.day(date.fromisoformat(self.offer.value))
        except ValueError:
            return self.offer.value

    @property
    def fields(self) -> Iterator[tuple[str, list[str]]]:
        """What the form holds once it is taken."""
        place = self.offer.place
        if place is None:
            yield self.field, [self.offer.value]
            return
        is_area = place.address is None and place.area is not None and str(place.area) == place.name
        yield ADDRESS, [] if is_area else [place.name]
        if place.area:
            yield "area", [step.code for step in places.path(place.area) if step.level]
        if place.address:
            yield "lat", [str(place.address.lat or "")]
            yield "lon", [str(place.address.lon or "")]


def offered(post: QueryDict) -> list[Offer]:
    """All that is read in what was typed so far, for the category that was chosen."""
    category = catalogue.current().by_code.get(post.get("category", ""))
    return offers.offers(post.get("text", ""), category, places.today())


def readings(post: QueryDict) -> list[Reading]:
    """Each with its number and its field."""
    return [
        Reading(nth, offer, ADDRESS if offer.place else questions.PREFIX + offer.field)
        for nth, offer in enumerate(offered(post))
    ]


def of_field(post: QueryDict, field: str) -> list[Reading]:
    """What is offered for one field, as long as nothing stands in it; a place only as long as there is none at all."""
    typed = ("address", "area", "lat", "at_photo", "nowhere") if field == ADDRESS else (field,)
    if any(post.get(name) for name in typed):
        return []
    return [one for one in readings(post) if one.field == field]


def chosen(post: QueryDict) -> Reading | None:
    """The one whose button was pressed."""
    nth = post.get(FIELD, "")
    return next((one for one in readings(post) if str(one.nth) == nth), None) if nth else None


def taken(post: QueryDict) -> QueryDict:
    """What was typed, with the reading whose button was pressed."""
    reading = chosen(post)
    if reading is None:
        return post
    filled = post.copy()
    for name, values in reading.fields:
        filled.setlist(name, values)
    return filled
