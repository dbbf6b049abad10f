"""What a board of figures is asked for: all of it stands in its address, so that it can be kept, sent and gone back to."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as lazy

from huying.base.catalogue import register as catalogue
from huying.base.places import register as places
from huying.base.units import register as units
from huying.base.units.models import Unit
from huying.base.units.roles import Role
from huying.cases import oversight
from huying.cases.words import Channel
from huying.insight import figures as insight
from huying.insight import rates
from huying.insight.definitions import INDICATORS
from huying.insight.figures import Slice, Told, Within
from huying.insight.rates import Profile
from huying.web import periods
from huying.web.periods import Period

from .access import StaffRequest

NAMES = ("period", "day", "since", "until", "unit", "area", "category", "channel", "profile", "by", "code")
"""Of an address: what makes a board the one it is."""
USUAL = {Role.SUPERVISOR: "month", Role.DISPATCHER: "month", Role.AUDITOR: "month"}
"""The period with which somebody begins; a unit begins with the day."""
WORKING = ("received", "answered", "open", "open_older", "accepted_in_time", "on_time", "handling_time", "returned")
VERDICTS = ("received", "closed", "on_time", "resolution", "satisfaction", "response", "reworked", "repeated")
HEADLINES = {"day": WORKING, "week": WORKING}
"""The cards of a board, by its period; of all others `VERDICTS`."""
BY = {
    "unit": lazy("Units right below"), "unit:department": lazy("Departments"), "unit:utility": lazy("Utilities"),
    "unit:district": lazy("District governments"), "unit:street": lazy("Street offices"), "unit:community": lazy("Communities"),
    "area": lazy("Areas right below"), "area:district": lazy("Areas: districts"), "area:street": lazy("Areas: streets"),
    "area:community": lazy("Areas: communities"), "category": lazy("Categories right below"), "category:2": lazy("All categories"),
    "channel": lazy("Channels"), "reason": lazy("Reasons of exclusion"),
}  # fmt: skip
"""What a table may be told by: a tree and a level of it, or what lies right below what is open."""
BELOW = ("unit", "area", "category")
"""Of these trees."""


@dataclass(frozen=True)
class Board:
    """What an address asks for."""

    request: StaffRequest
    other: str = ""
    """What its table is told by, if not by what the address says."""

    @property
    def given(self) -> QueryDict:
        return self.request.POST if self.request.method == "POST" else self.request.GET

    @cached_property
    def period(self) -> Period:
        return periods.asked(self.given, USUAL.get(Role(self.request.user.role), "day"))

    @cached_property
    def top(self) -> Unit | None:
        return oversight.top(self.request.user.actor)

    @cached_property
    def within(self) -> Within:
        """What it is narrowed to. A unit out of reach is not there; another word that is not known narrows nothing."""
        given = self.given
        channel = given.get("channel", "")
        return Within(
            unit=self._unit(given.get("unit", "")),
            area=places.by_code(given.get("area", "")),
            category=catalogue.current().by_code.get(given.get("category", "")),
            channel=channel if channel in Channel.values else "",
        )

    def _unit(self, code: str) -> Unit | None:
        if not code:
            return None
        found = units.current().by_code.get(code)
        if found is None or self.top is None or found.pk not in units.current().ids_below(self.top.pk):
            raise Http404(code)
        return found if found.pk != self.top.pk else None

    @cached_property
    def by(self) -> str:
        """What its table is told by; where no unit lies below, by category."""
        asked = self.other or self.given.get("by", "")
        if asked in BY:
            return asked
        opened = self.within.unit or self.top
        return "unit" if opened and units.current().children.get(opened.pk) else "category"

    @property
    def group(self) -> str:
        """The tree that its table is told by."""
        return self.by.partition(":")[0]

    @cached_property
    def code(self) -> str:
        """The indicator that its table is about."""
        asked = self.given.get("code", "")
        return asked if asked in INDICATORS else "on_time"

    def told_by(self, by: str) -> "Board":
        """The same, told by another tree."""
        return replace(self, other=by)

    @cached_property
    def profile(self) -> Profile:
        """The way of scoring; the usual one, if the address names none."""
        known: Mapping[str, Profile] = rates.profiles(self.period.until)
        return known.get(self.given.get("profile", "")) or next(iter(known.values()))

    @property
    def headlines(self) -> Sequence[str]:
        return HEADLINES.get(self.period.kind, VERDICTS)

    def slice(self, period: Period) -> Slice:
        """All together."""
        return self.told([period])[0].whole

    def slices(self, period: Period) -> Sequence[Slice]:
        """The groups of its table."""
        return self.told([period], parts=True)[0].parts

    def told(
        self, asked: Sequence[Period], *, parts: bool = False, of_parts: Collection[str] | None = None
    ) -> list[Told]:
        """These periods, counted in one look: all together, and with `parts` the groups of its table, of which `of_parts` are told."""
        level = self.by.partition(":")[2]
        below = None if level or self.group not in BELOW or not parts else self._below(self.group)
        return insight.compared(
            by=self.request.user.actor, days=[period.days for period in asked], group=self.group if parts else None,
            level=level or None, below=below, within=self.within, of_parts=of_parts,
        )  # fmt: skip

    def line(self) -> list[Slice]:
        """The figure of its table over this period and those before it."""
        lately = [period.days for period in self.period.lately]
        told = insight.compared(by=self.request.user.actor, days=lately, within=self.within, codes=[self.code])
        return [each.whole for each in told]

    def _below(self, group: str) -> set[Any]:
        """The keys right below what is open."""
        if group == "unit":
            return {node.pk for node in units.current().children.get(_key(self.within.unit or self.top), [])}
        if group == "area":
            area = self.within.area or next(iter(places.children()), None)
            return {node.pk for node in places.current().children.get(_key(area), [])}
        return {node.pk for node in catalogue.current().children.get(_key(self.within.category), [])}

    def where(self) -> list[tuple[str, str]]:
        """Words for each thing that it is narrowed to, and the address without it."""
        named: dict[str, Any] = {
            "unit": self.within.unit, "area": self.within.area, "category": self.within.category,
            "channel": self.within.channel and Channel(self.within.channel).label,
        }  # fmt: skip
        return [(str(words), self.address(**{name: ""})) for name, words in named.items() if words]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What its address says, word by word."""
        return [(name, str(self.given[name])) for name in NAMES if self.given.get(name)]

    def address(self, *, page: str = "desk:figures", **changes: str) -> str:
        """This board with some things changed; another period takes the place of the one that was asked for."""
        kept = {name: self.given.get(name, "") for name in NAMES}
        if {"period", "since"} & changes.keys():
            kept |= dict.fromkeys(("period", "day", "since", "until"), "")
        asked = urlencode({name: value for name, value in (kept | changes).items() if value})
        return f"{reverse(page)}?{asked}"

    def opened(self, line: Slice) -> str:
        """This board with one line of its table open, and what lies right below it as lines; "" where it is open already."""
        return (
            "" if self.given.get(self.group) == line.code else self.address(**{self.group: line.code, "by": self.group})
        )

    def least(self, code: str) -> int:
        """Fewer answers than this are too few to judge by."""
        return self.profile.least if INDICATORS[code].scored else 0

    def behind(self, code: str, of: str = "") -> str:
        """The cases that a figure counts."""
        return self.address(page="desk:behind", figure=code, of=of)


def _key(node: Any) -> int | None:
    return node.pk if node else None
