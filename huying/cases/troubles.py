"""Known troubles: what many call about is announced once, beside its case; whoever calls about it is merged into that case.

So they are answered with it, and told when it is over (docs/decisions/0017-known-troubles.md).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from huying.base.catalogue import register as catalogue
from huying.base.catalogue.models import Category
from huying.base.journal import clock
from huying.base.journal.refusals import Incomplete
from huying.base.places import register as places
from huying.base.places.models import Area
from huying.base.sealed import spotting
from huying.base.units.roles import Actor

from . import masking
from .models import Case, Trouble
from .states import BEFORE_REPLY, LIFE

LONGEST = 300


def announce(
    case: Case, *, by: Actor, text: str, text_en: str, areas: Sequence[Area], until: datetime,
    categories: Sequence[Category] = (),
) -> None:  # fmt: skip
    """Tell everybody of what many will call about: where, what, until when; again: with other words or another end.

    Without `categories` the case's own. Raises `Incomplete` for an end that is past, no place, or words that reach a person.
    """
    LIFE.check(case, "announce", by=by)
    if wrong := _wrong(text, text_en, areas, until):
        raise Incomplete(wrong)
    trouble = _of(case) or Trouble(case=case)
    trouble.zh, trouble.en, trouble.until = text.strip(), text_en.strip(), until
    trouble.areas = [area.code for area in areas]
    trouble.categories = [found.code for found in categories] or ([case.category.code] if case.category else [])
    trouble.announced_at, trouble.ended_at = clock.now(), None
    facts = {"areas": trouble.areas, "categories": trouble.categories, "until": until.isoformat()}
    LIFE.take(case, "announce", by=by, facts=facts, words={"text": trouble.zh, "text_en": trouble.en}, beside=[trouble])
    case._state.fields_cache["trouble"] = trouble


def all_clear(case: Case, *, by: Actor, text: str = "") -> None:
    """It is over: it is announced no more, and whoever called about it is told. The case itself is answered as any other."""
    LIFE.check(case, "all_clear", by=by)
    trouble = Trouble.objects.get(case=case)
    trouble.ended_at = clock.now()
    LIFE.take(case, "all_clear", by=by, words={"text": text}, beside=[trouble])
    case._state.fields_cache["trouble"] = trouble


def current() -> list[Trouble]:
    """What is announced now, the latest first: one statement. A case that was answered is announced no more."""
    running = Trouble.objects.filter(ended_at=None, case__state__in=BEFORE_REPLY)
    return list(running.select_related("case__category", "case__unit").order_by("-announced_at", "-pk"))


def about(troubles: Iterable[Trouble], categories: Iterable[Category], area: Area | None) -> list[Trouble]:
    """Those of `troubles` that a call of one of these categories, in this area, may be about; where a place is unknown, in any."""
    codes = {above for category in categories for above in _upwards(category)}
    way = {step.code for step in places.path(area)} if area else None
    return [
        trouble
        for trouble in troubles
        if codes & set(trouble.categories) and (way is None or _meet(way, set(trouble.areas)))
    ]


def _wrong(text: str, text_en: str, areas: Sequence[Area], until: datetime) -> dict[str, Any]:
    wrong: dict[str, Any] = {}
    for name, said in (("text", text), ("text_en", text_en)):
        if len(said) > LONGEST:
            wrong[name] = _("This is longer than %(n)d characters.") % {"n": LONGEST}
        elif spotting.masked(said, known=masking.PUBLISHED)[1]:
            wrong[name] = _("This holds a number or an address that reaches a person. Everybody would read it.")
    if not areas:
        wrong["areas"] = _("Say where it is.")
    if until <= clock.now():
        wrong["until"] = _("This is past. Say when it is expected to be over.")
    return wrong


def _of(case: Case) -> Trouble | None:
    return Trouble.objects.filter(case=case).first()


def _upwards(category: Category) -> list[str]:
    book = catalogue.current()
    return [book.categories[pk].code for pk in book.chain(category.pk)]


def _meet(way: set[str], areas: set[str]) -> bool:
    """Whether a place lies in one of the areas, or is known no better than an area that one of them lies in."""
    if way & areas:
        return True
    register = places.current().by_code
    finest = max((register[code] for code in way), key=lambda area: area.level)
    return any(finest in places.path(register[code]) for code in areas if code in register)
