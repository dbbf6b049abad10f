"""What a set-up folder would do to the clocks that run: its changed tiers, its years and hours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from huying.base.catalogue.models import Tier
from huying.base.units import calendars
from huying.base.worktime.papers import Paper
from huying.base.worktime.periods import Period
from huying.cases import outlook, recounting
from huying.cases.outlook import Effect

if TYPE_CHECKING:
    from .reading import Content

PERIODS = ("receipt", "first_contact", "limit", "interim", "make_safe")
TIERS = "tiers.yaml"


@dataclass
class Effects:
    """`tiers`: what would move if running clocks went by the changed tiers; `calendar`: provisional dates, which do move."""

    tiers: Effect
    calendar: Effect
    kept: bool = True
    """Whether running clocks keep what they were promised."""

    def take_hold(self, *, move_open: bool) -> None:
        """Count anew what is provisional, and, if the city chose to, what the changed tiers move."""
        recounting.move(self.calendar, "published")
        if move_open:
            self.kept = False
            recounting.move(self.tiers, "tier")


def of(content: Content) -> Effects:
    """What the folder changes, before it is loaded."""
    papers = [*of_china(content), *content.papers]
    hours = content.city.hours if content.city else ""
    coming = calendars.preview(papers, hours)
    return Effects(outlook.of_tiers(_changed(content), by=coming), outlook.of_calendar(coming))


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
