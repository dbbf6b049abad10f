"""Where like cases went, as the live version learned it: suggested only where the duty list is silent, and always marked as learned.

The rules are those of `duties.py`, counted from units that had cases in the end and kept with the version on its card, so that
what goes live or is rolled back are both at once. By itself nothing goes to a unit that was learned.
"""

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from typing import Any

from huying.base.catalogue import register as catalogue
from huying.base.catalogue.models import Category
from huying.base.places import register as places
from huying.base.places.models import Area
from huying.base.units import register as units
from huying.base.units.models import Unit

from . import duties, live
from .duties import Rule

LEARNED = "learned"
"""The basis of a dispatch that followed such a suggestion."""


@dataclass(frozen=True)
class Learned:
    """A unit, and how many like cases it had in the end, of how many."""

    unit: Unit
    right: int
    n: int
    version: str

    @property
    def facts(self) -> dict[str, Any]:
        """What the record keeps of it, whatever was chosen."""
        return {"offered": {"by": self.version, "unit": self.unit.code, "right": self.right, "of": self.n}}


def suggest(category: Category | None, area: Area | None) -> Learned | None:
    """The unit that had most cases of this category here, as far as one was learned. No statement."""
    rules = live.units()
    if not rules or category is None:
        return None
    book = catalogue.current()
    categories = [book.categories[key].code for key in book.chain(category.pk)]
    rule = duties.unit_for(rules, categories, [step.code for step in places.path(area)[::-1]] if area else [])
    unit = units.current().by_code.get(rule.unit) if rule else None
    return Learned(unit, rule.right, rule.n, live.version()) if rule and unit and not unit.retired else None


def card(rules: Iterable[Rule]) -> list[list[Any]]:
    """The rules as a card keeps them."""
    return [list(astuple(rule)) for rule in rules]
