"""Telling everybody: a person writes what the public may read of a case, and takes it back."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from huying.base import bigrams
from huying.base.journal import clock
from huying.base.journal.refusals import Incomplete
from huying.base.places import middles
from huying.base.places import register as places
from huying.base.sealed import spotting
from huying.base.units.roles import Actor

from . import grid, masking
from .models import Case, OpenReport, Publication
from .public import STREET, is_coarse
from .states import LIFE

LONGEST = 200
"""Characters of a summary."""
EXACT = 4
"""Decimals of a degree, about ten metres."""
AS_SENT, AS_SENT_LATIN = 12, 48
"""A summary that holds so many signs in a row of what was sent repeats it."""


def publish(case: Case, *, by: Actor, text: str, text_en: str = "", answer: str = "") -> None:
    """Show the case to everybody by a summary of `by`'s own words, never what was sent; again: with other words.

    `answer`: what others with the same question may read of how it was answered. Raises `Incomplete` for words as they were
    sent and for anything that reaches a person.
    """
    LIFE.check(case, "publish", by=by)
    said = {"text": text.strip(), "text_en": text_en.strip(), "answer": answer.strip()}
    if wrong := _wrong(case, said):
        raise Incomplete(wrong)
    public = Publication.objects.filter(case=case).first() or Publication(case=case)
    public.summary, public.summary_en, public.answer, public.at = *said.values(), clock.now()
    words = "\n".join(filter(None, said.values()))
    public.words, public.search = bigrams.folded(words), bigrams.vector(words)
    _place(public, case)
    LIFE.take(case, "publish", by=by, facts={"coarse": public.coarse}, words=said, beside=[public])
    case._state.fields_cache["publication"] = public


def unpublish(case: Case, *, by: Actor, reason: str) -> None:
    """Take it off the city's page, with what stood there."""
    LIFE.check(case, "unpublish", by=by)
    with transaction.atomic():
        LIFE.take(case, "unpublish", by=by, words={"reason": reason})
        forget(case)


def forget(case: Case) -> None:
    """Nobody reads of it any more, neither what was released nor what its sender told everybody."""
    Publication.objects.filter(case=case).delete()
    OpenReport.objects.filter(case=case).update(public=False)
    for held in ("publication", "open_report"):
        case._state.fields_cache.pop(held, None)


def _wrong(case: Case, said: dict[str, str]) -> dict[str, str]:
    longest = {"text": LONGEST, "text_en": LONGEST, "answer": 2000}
    wrong: dict[str, Any] = {}
    for name, text in said.items():
        if len(text) > longest[name]:
            wrong[name] = _("This is longer than %(n)d characters.") % {"n": longest[name]}
        elif spotting.masked(text, known=masking.PUBLISHED)[1]:
            wrong[name] = _("This holds a number or an address that reaches a person. Everybody would read it.")
        elif name != "answer" and _repeats(text, case.text.body):
            wrong[name] = _("These are the words as they were sent. Please write a summary of your own.")
    return wrong


def _repeats(text: str, body: str) -> bool:
    """Whether a run of what was sent stands in the summary as it was written."""
    told, sent = _bare(text), _bare(body)
    length = AS_SENT_LATIN if told.isascii() else AS_SENT
    runs = (told[at : at + length] for at in range(len(told) - length + 1))
    return bool(told) and (told == sent or any(run in sent for run in runs))


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, bigrams.folded(text)))


def _place(public: Publication, case: Case) -> None:
    """Where it is shown: the place, rounded; or the middle of its street."""
    public.coarse = is_coarse(case) or case.lon is None or case.lat is None
    if public.coarse:
        way = [area for area in places.path(case.area) if area.level <= STREET] if case.area else []
        found = middles.middle(way[-1]) if way else None
    else:
        found = (round(case.lon or 0, EXACT), round(case.lat or 0, EXACT))
    public.lon, public.lat = found or (None, None)
    public.x, public.y = grid.place(*found) if found else (None, None)
