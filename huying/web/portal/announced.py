"""Known troubles as residents read them: what, where and until when, so that nobody has to tell what everybody knows."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language

from huying.base.journal import clock
from huying.base.places import register as places
from huying.base.places.models import Area
from huying.cases import troubles
from huying.cases.intake import Call
from huying.cases.models import Trouble

MOST = 5
BETWEEN = {"zh": "、", "en": ", "}


@dataclass(frozen=True)
class Known:
    """A trouble on the page: its words, where it is, and when it is expected to be over."""

    words: str
    areas: str
    until: datetime
    is_past: bool
    """It was expected to be over by now."""


def everywhere() -> list[Known]:
    """What is announced now in the whole city, the latest first: one statement."""
    now = clock.now()
    return [
        Known(words(trouble), areas(trouble), trouble.until, trouble.until < now)
        for trouble in troubles.current()[:MOST]
    ]


def about(call: Call, area: Area | None) -> list[Trouble]:
    """Those that a report may be about, by its category, or else by those that its words suggest, and its place: one statement."""
    categories = [call.category] if call.category else [found.category for found in call.suggested]
    return troubles.about(troubles.current(), categories, area) if categories else []


def words(trouble: Trouble) -> str:
    """As it was announced, in the reader's language."""
    return trouble.en if _language() == "en" and trouble.en else trouble.zh


def areas(trouble: Trouble) -> str:
    """Where it is, by the names of its areas."""
    found = (places.by_code(code) for code in trouble.areas)
    return BETWEEN[_language()].join(str(area) for area in found if area)


def _language() -> str:
    return "en" if get_language() == "en" else "zh"
