"""What a set-up folder would do to the clocks that run: its changed tiers and rules, its years and hours."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext_lazy as lazy

from huying.base.catalogue import register as catalogue
from huying.base.catalogue.limits import Limits
from huying.base.catalogue.models import Tier
from huying.base.units import calendars
from huying.base.units import register as units
from huying.base.worktime.papers import Paper
from huying.base.worktime.periods import Period
from huying.cases import outlook, recounting
from huying.cases.outlook import Effect

if TYPE_CHECKING:
    from .reading import Content

PERIODS = ("receipt", "first_contact", "limit", "interim", "make_safe")
TIERS, LIMITS, UNITS = "tiers.yaml", "limits.yaml", "units.csv"

NAMES = {
    "tiers": lazy("What is promised"),
    "hours": lazy("Office hours"),
    "calendar": lazy("Provisional dates"),
    "windows": lazy("Until when a return may be asked for"),
    "reminders": lazy("Reminders, and telling the levels above"),
}
KEPT = ("tiers", "hours")
"""What running clocks keep as it was promised, unless the city chooses otherwise; the rest moves in any case."""


@dataclass
class Effects:
    """What would move. `tiers` and `hours` if running clocks went by what changed; the others move in any case."""

    tiers: Effect = field(default_factory=Effect)
    """Promises of tiers, and those of the city's rules: until a unit is found, until the panel decides."""
    hours: Effect = field(default_factory=Effect)
    """Office hours, the city's and those of units; without what the tiers move."""
    calendar: Effect = field(default_factory=Effect)
    """Provisional dates."""
    windows: Effect = field(default_factory=Effect)
    """Until when units may ask to return a case."""
    reminders: Effect = field(default_factory=Effect)
    """When somebody is reminded next, or a level above is told."""
    kept: bool = True
    """Whether running clocks keep what they were promised."""

    @property
    def parts(self) -> dict[str, Effect]:
        """Each by its name."""
        return {name: getattr(self, name) for name in NAMES}

    @property
    def told(self) -> list[tuple[Any, Effect, bool]]:
        """What would move anything: what it is, what moves, and whether only if the city chooses so."""
        return [(NAMES[name], effect, name in KEPT) for name, effect in self.parts.items() if effect.moved]

    @property
    def is_choice(self) -> bool:
        """Whether there is anything that moves only if the city chooses so."""
        return any(kept for _name, _effect, kept in self.told)

    def take_hold(self, *, move_open: bool) -> None:
        """Count anew what is provisional, and, if the city chose to, what changed tiers, rules and hours move.

        What several of them move goes at once to where all of them lead: on the way it might be late, and late stays late.
        """
        calendar = self.calendar.without(self.hours).without(self.tiers) if move_open else self.calendar
        recounting.move(calendar, "published")
        if move_open:
            self.kept = False
            recounting.move(self.hours, "hours")
            recounting.move(self.tiers, "tier")


def of(content: Content) -> Effects:
    """What the folder changes, before it is loaded."""
    papers = [*of_china(content), *content.papers]
    coming = calendars.preview(papers, content.city.hours or settings.OFFICE_HOURS if content.city else "")
    hours, rules = _hours(content), _rules(content)
    tiers = outlook.of_tiers(_changed(content) | _of_city(rules), by=coming, hours=hours)
    return Effects(
        tiers, outlook.of_hours(coming, hours).without(tiers), outlook.of_calendar(calendars.preview(papers)),
        outlook.of_windows(rules), outlook.of_reminders(rules),
    )  # fmt: skip


def _hours(content: Content) -> dict[int, str]:
    """The office hours that the folder changes, by the key of the unit."""
    known = units.current().by_code
    rows = [line.row for line in content.lines.get(UNITS, [])]
    return {known[row.code].pk: row.hours for row in rows if row.code in known and known[row.code].hours != row.hours}


def _rules(content: Content) -> Limits:
    """The city's rules about time as they would be."""
    if LIMITS not in content.lines:
        return catalogue.current().limits
    return Limits.read({line.row.code: line.row.value for line in content.lines[LIMITS]})


def _of_city(rules: Limits) -> dict[tuple[str, str], Period | None]:
    held = catalogue.current().limits
    names = [name for name in outlook.OF_CITY.values() if getattr(held, name) != getattr(rules, name)]
    return {(outlook.CITY, name): getattr(rules, name) for name in names}


def of_china(content: Content) -> list[Paper]:
    """The years of China that the folder puts in force: not those that it has a paper of its own for."""
    own = {paper.year for paper in content.papers}
    follows = content.city is not None and content.city.holidays == "china"
    return [paper for paper in calendars.coming_from_china() if paper.year not in own] if follows else []


def _changed(content: Content) -> dict[tuple[str, str], Period | None]:
    """The periods of tiers that the folder changes, by tier and field."""
    stored = {tier.code: tier for tier in Tier.objects.all()}
    rows = [line.row for line in content.lines.get(TIERS, []) if line.row.code in stored]
    changed = [(row, name) for row in rows for name in PERIODS if getattr(row, name) != getattr(stored[row.code], name)]
    return {(row.code, name): Period(**found) if (found := getattr(row, name)) else None for row, name in changed}
