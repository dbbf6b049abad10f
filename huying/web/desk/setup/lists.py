"""What the lists of the set-up have in common: their rows, and how they are turned."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import ngettext

from huying.web.setup.changing import Key

from .registers import Register


@dataclass(frozen=True)
class Row:
    """An entry in a list: where it leads, how deep it lies, whether it holds no longer, and its cells with their names."""

    url: str
    depth: int
    ended: bool
    cells: list[tuple[str, str]]


def in_force(n: int) -> str:
    """What is said once so many entries were changed."""
    return ngettext("In force now: %(n)d entry changed.", "In force now: %(n)d entries changed.", n) % {"n": n}


def page_of(asked: Any) -> int:
    """The page asked for, 1 for the first and for nonsense."""
    typed = asked.get("page", "1")
    return max(1, int(typed)) if typed.isdecimal() and len(typed) < 5 else 1


def turned(asked: Any, page: int) -> str:
    """The same list, on another page."""
    query = asked.copy()
    query["page"] = str(page)
    return f"?{query.urlencode()}"


def address(register: Register, key: Key = ()) -> str:
    """Where an entry is changed, or a new one made."""
    there = reverse("desk:setup_entry", args=[register.slug])
    return f"{there}?{urlencode({'key': key}, doseq=True)}" if key else there
