"""A report on its way: what was typed goes from page to page in the pages themselves; the server keeps only the photos."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.core import signing
from django.http import QueryDict
from django.utils.translation import gettext as _

from huying.base.catalogue import register as catalogue
from huying.base.catalogue.models import Category
from huying.base.journal.refusals import Incomplete
from huying.base.places import locator
from huying.base.places import register as places
from huying.base.places.models import Address, Area
from huying.base.sealed import spotting
from huying.cases import checks, files, suggesting
from huying.cases.intake import Call
from huying.cases.models import Attachment, Case
from huying.web import questions
from huying.web.uploads import MOST_FILES

from . import doubts, joining, reading
from .steps import DEPTH, OVER, STEPS, Step, What, Where, Who

SALT = "portal.photo"
KEPT = timedelta(days=1)
"""So long a photo taken in waits for its report to be sent."""
PLACE = "place"
"""The key of an address that was chosen among those found."""
NOT_TYPED = {"csrfmiddlewaretoken", "to", "drop", "file", "token", PLACE, reading.FIELD, doubts.TRAP, doubts.SURE}


def names_of(area: Area | None) -> list[str]:
    """The area's name behind those it lies in, without the city's; grid cells mean nothing to a resident."""
    return [str(step) for step in places.path(area) if 0 < step.level <= DEPTH] if area else []


@dataclass(frozen=True)
class Kept:
    """A photo that was taken in. The signed `token` stands for it on the page, so nobody can name a file they never sent."""

    token: str
    attachment: Attachment
    point: tuple[float, float] | None

    @classmethod
    def of(cls, taken: files.Taken) -> "Kept":
        row = taken.attachment
        name, _found = spotting.masked(row.name)  # the token stands in the address of the picture
        return cls.signed(signing.dumps([row.sha256, name, row.media_type, row.size, taken.point], salt=SALT))

    @classmethod
    def signed(cls, token: str) -> "Kept":
        """Raises `signing.BadSignature` for a token that is not ours, or is too old."""
        sha256, name, media_type, size, point = signing.loads(token, salt=SALT, max_age=KEPT)
        row = Attachment(sha256=sha256, name=name, media_type=media_type, size=size)
        return cls(token, row, tuple(point) if point else None)

    @property
    def is_photo(self) -> bool:
        return self.attachment.media_type.startswith("image/")

    @property
    def place(self) -> str:
        """The area in which the photo was taken, in words."""
        return " ".join(names_of(locator.locate(*self.point))) if self.point else ""


def _placed(post: QueryDict) -> QueryDict:
    """With the point, the areas and the words of an address that was chosen."""
    key = post.get(PLACE, "")
    found = Address.objects.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 19 else None
    if found is None:
        return post
    chosen = post.copy()
    chosen["address"] = str(found)
    chosen["lat"], chosen["lon"] = str(found.lat or ""), str(found.lon or "")
    area = places.by_id(found.area_id)
    chosen.setlist("area", [step.code for step in places.path(area) if step.level] if area else [])
    return chosen


class Draft:
    """What was typed so far on all steps, and what is wrong with it."""

    def __init__(self, post: QueryDict, uploads: Iterable[Any] = ()) -> None:
        self.post = post = reading.taken(_placed(post))
        self.token = doubts.known(post.get("token", ""))
        self.sure = ""
        """Set when its sender is asked once more (`doubts`)."""
        self.wrong_files: list[str] = []
        self.files = list(self._files(uploads))
        self.what, self.where, self.who = self.forms = (What(post), Where(post), Who(post))

    def _files(self, uploads: Iterable[Any]) -> Iterator[Kept]:
        kept = [token for token in self.post.getlist("file") if token != self.post.get("drop")]
        for token in dict.fromkeys(kept):
            try:
                yield Kept.signed(token)
            except signing.BadSignature:
                self.wrong_files.append(_("A photo waited too long; please choose it again."))
        for n, upload in enumerate(uploads, start=len(kept) + 1):
            if n > MOST_FILES:
                self.wrong_files.append(_("No more than %(n)d files can be sent.") % {"n": MOST_FILES})
                return
            try:
                yield Kept.of(files.take_in(upload.name or "", upload))
            except Incomplete as refused:
                self.wrong_files.append(f"{upload.name}: {refused}")

    @property
    def category(self) -> Category | None:
        return catalogue.current().by_code.get(self.post.get("category", ""))

    @cached_property
    def near(self) -> list[joining.Offer]:
        """Open cases that may be the same, as far as everybody may know of them."""
        return joining.offers(self.call)

    @property
    def joins(self) -> Case | None:
        """The one that its reporter says is the same."""
        return joining.chosen(self.post.get(joining.FIELD, ""))

    @property
    def photo_place(self) -> Kept | None:
        """The first photo that says where it was taken."""
        return next((kept for kept in self.files if kept.point), None)

    @property
    def place_words(self) -> str:
        """Where it is, as the summary says it: the areas from the district down, then the address."""
        call = self.call
        area = locator.locate(call.lon, call.lat) if call.lon is not None and call.lat is not None else None
        return " ".join([*names_of(area or call.area), call.address]).strip()

    @cached_property
    def call(self) -> Call:
        """The report as the city takes it in. Pins go before what a photo says."""
        what, where, who, category = self.what.given, self.where.given, self.who.given, self.category
        lon, lat = self._point(where)
        return Call(
            text=what.get("text", ""), category=category, kind=catalogue.current().kinds.get(what.get("kind", "")),
            danger_over=bool(category and what.get(OVER + category.code)), attachments=[kept.attachment for kept in self.files],
            lon=lon, lat=lat, address=where.get("address", ""), area=where.get("area"),
            name=who.get("name", ""), phone=who.get("phone", ""), email=who.get("email", ""),
            confidentiality=who.get("confidentiality", ""), reply_wanted=not who.get("no_reply"),
            answers=questions.answers(category, who), private_place=bool(where.get("private_place")), earlier=who.get("earlier", ""),
            suggested=suggesting.suggest(what.get("text", "")), read=reading.offered(self.post),
        )  # fmt: skip

    def _point(self, where: dict[str, Any]) -> tuple[float | None, float | None]:
        lon, lat = where.get("lon"), where.get("lat")
        if (lon is None or lat is None) and where.get("at_photo") and self.photo_place and self.photo_place.point:
            return self.photo_place.point
        return lon, lat

    def first_wrong(self, before: int) -> int | None:
        """The first step ahead of `before` (counted from 1) at which something is wrong, with every reason put beside its field."""
        if self.wrong_files or before > 1:
            self._judge()
        return (
            1
            if self.wrong_files
            else next((n for n, form in enumerate(self.forms[: before - 1], start=1) if form.errors), None)
        )

    def _judge(self) -> None:
        """The rules of `cases.checks` have the last word, in their own sentences."""
        for sentence in self.wrong_files:
            self.what.add_error("photos", sentence)
        try:
            checks.call(self.call)
        except Incomplete as refused:
            for name, sentence in refused.fields.items():
                self._put(name, sentence)

    def _put(self, name: str, sentence: str) -> None:
        if name == "danger_over" and self.category:
            name = OVER + self.category.code
        form = next((form for form in self.forms if name in form.fields), self.who)
        form.errors.pop(name, None)
        form.add_error(name if name in form.fields else None, sentence)

    def page(self, step: int, *, judged: bool) -> Step:
        """The form of a step (counted from 1): judged, with its errors, or as it was typed."""
        return self.forms[step - 1] if judged else STEPS[step - 1](self.post, judged=False)

    def carried(self, shown: Step) -> list[tuple[str, str]]:
        """What was typed on the other steps, to go along unseen."""
        names = NOT_TYPED | shown.fields.keys()
        return [(name, value) for name, values in self.post.lists() if name not in names for value in values]
