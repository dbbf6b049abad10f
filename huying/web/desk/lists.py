"""What a list is: its tabs, what its address narrows it to, and the columns it shows."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huying.base.catalogue import register as catalogue
from huying.base.places import register as places
from huying.base.units import register as units
from huying.base.units.roles import Role
from huying.cases import queries, searching
from huying.cases.stages import STAGES
from huying.cases.words import State

from . import addresses

LISTS = {
    "mine": lazy("To do"),
    "called": lazy("Called in"),
    "handed": lazy("Handed down"),
    "undispatched": lazy("To dispatch"),
    "returns": lazy("Returns to decide"),
    "calls": lazy("Questions to pass on"),
    "looks": lazy("Looks to decide"),
    "unsolved": lazy("Not solved"),
    "verify": lazy("Bad verdicts"),
    "answers": lazy("To answer again"),
    "readings": lazy("To read"),
    "late_readings": lazy("Late to read"),
    "exclusions": lazy("Exclusions"),
    "all": lazy("All cases"),
}
AT_THE_PANEL = ("mine", "undispatched", "returns", "looks", "verify", "readings", "all")
TABS = {
    Role.OPERATOR: ("mine", "calls", "undispatched", "returns", "verify", "readings", "all"),
    Role.DISPATCHER: AT_THE_PANEL,
    Role.SUPERVISOR: (
        "mine",
        "undispatched",
        "returns",
        "looks",
        "unsolved",
        "verify",
        "readings",
        "exclusions",
        "all",
    ),
    Role.AUDITOR: ("mine", "all"),
}
"""Which lists a role reaches for; all others: those of a unit. Every list opens for everybody by its address."""
AT_A_UNIT = ("mine", "called", "handed", "answers", "all")

COLUMNS = {
    "category": lazy("Category"),
    "place": lazy("Place"),
    "unit": lazy("Lead unit"),
    "status": lazy("Status"),
    "due": lazy("Due"),
    "kind": lazy("Kind"),
    "received": lazy("Came in on"),
    "channel": lazy("Came by"),
    "inner": lazy("Handed down to"),
    "returns": lazy("Returned"),
}
SHOWN = ("category", "place", "unit", "status", "due")
"""The columns of whoever chose none. The case itself is always the first."""
NAMES = ("list", "state", "category", "area", "unit", "late", "stage", "q", "columns")


def tabs(role: Role, current: str) -> list[str]:
    """The lists to reach for, with the one that is open."""
    own = TABS.get(role, AT_A_UNIT)
    return [*own] if current in own else [*own, current]


def folded(tabs: list[str], counts: Mapping[str, int], current: str) -> tuple[list[str], list[str]]:
    """The lists that stand in view, and those on which nothing lies: several of these are folded into one menu."""
    empty = [name for name in tabs if name not in ("mine", "all", current) and not counts.get(name)]
    return ([name for name in tabs if name not in empty], empty) if len(empty) > 1 else (tabs, [])


def columns(asked: QueryDict) -> list[str]:
    """The columns that the address asks for, in the order of the table."""
    wanted = asked.getlist("columns")
    return [name for name in COLUMNS if name in wanted] or [*SHOWN]


def address(asked: QueryDict) -> str:
    """What makes this list the one it is, to be kept or sent: no cursor, no unknown word, nothing that reaches a person."""
    kept = QueryDict(mutable=True)
    for name in NAMES:
        values = [value for value in asked.getlist(name) if value]
        if name == "q" and any(searching.why_not(value) for value in values):
            continue
        if name == "columns" and columns(asked) == [*SHOWN]:
            continue
        kept.setlist(name, values)
    return kept.urlencode()


def filters(asked: QueryDict) -> queries.Filters:
    """What the address narrows to. A word it does not know narrows nothing."""
    state, stage = asked.get("state", ""), asked.get("stage", "")
    return queries.Filters(
        state=state if state in State.values else "",
        category=catalogue.current().by_code.get(asked.get("category", "")),
        area=places.by_code(asked.get("area", "")),
        unit=units.current().by_code.get(asked.get("unit", "")),
        late=asked.get("late") == "1",
        stage=stage if stage in STAGES else "",
        text=asked.get("q", "").strip(),
    )


def chips(asked: QueryDict, filters: queries.Filters) -> Iterator[tuple[str, str]]:
    """Words for each filter that is set, and the address without it."""
    words: dict[str, Any] = {
        "state": filters.state and State(filters.state).label,
        "category": filters.category,
        "area": filters.area,
        "unit": filters.unit,
        "late": filters.late and _("late"),
        "stage": filters.stage and STAGES[filters.stage][0],
        "q": filters.text and _("“%(text)s”") % {"text": filters.text},
    }
    for name, word in words.items():
        if word:
            yield str(word), addresses.changed(asked, **{name: ""})
