"""Tables of what a change would do or history would write, for `desk/setup/table.html`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from huying.base.journal import audit
from huying.base.units.models import Duty
from huying.cases.replaying import Moved, Proposal, Replayed

SHOWN = 100


@dataclass(frozen=True)
class Cell:
    words: Any
    note: str = ""
    is_main: bool = False
    is_figure: bool = False


@dataclass(frozen=True)
class Row:
    name: Any
    cells: Sequence[tuple[str, Cell]]
    """(heading, cell) behind the name."""
    address: str = ""


@dataclass(frozen=True)
class Table:
    headings: Sequence[str]
    rows: Sequence[Row]
    more: int
    """Rows that are left out."""
    leads: str = ""
    """What the link of each row is called."""


def asked(told: Replayed) -> list[tuple[str, str]]:
    """The counts of a trial, by name; what does not occur is left out."""
    counts = [
        (_("Cases asked"), str(told.asked)),
        (_("Not asked: equal units, and nobody knows how they stood then"), str(told.undecided or "")),
        (_("Right the first time, by the list in force"), f"{told.right_before} · {told.share_before:.1f} %"),
        (_("Right the first time, by the other list"), f"{told.right_after} · {told.share_after:.1f} %"),
        (_("To another unit"), str(told.otherwise)),
        (_("Nobody was named before"), str(told.found or "")),
        (_("Nobody is named any more"), str(told.lost or "")),
    ]
    return [pair for pair in counts if pair[1]]


def moved(found: Sequence[Moved]) -> Table:
    """Which item gives cases to which other unit, and how often either is right."""
    headings = [_("Category"), _("Now"), _("Then"), _("Cases"), _("Right now"), _("Right then")]
    rows = [
        _row(headings, each.category, _duty(each.before), _duty(each.after, is_main=True), *_figures(each))
        for each in found[:SHOWN]
    ]
    return Table(headings, rows, len(found) - SHOWN)


def proposals(found: Sequence[Proposal]) -> Table:
    """Duties that history would write, each a click from the form of a new one."""
    headings = [_("Category"), _("Area"), _("Unit"), _("Now"), _("Why")]
    rows = [
        _row(
            headings, one.category, Cell(one.area or _("the whole city")), Cell(one.unit, is_main=True),
            Cell(one.now or "–"), Cell(_why(one)), address=new_duty(one),
        )
        for one in found[:SHOWN]
    ]  # fmt: skip
    return Table(headings, rows, len(found) - SHOWN, _("Take it"))


def new_duty(one: Proposal) -> str:
    """The page of a new duty, filled in with what is proposed; it is previewed and confirmed like any other."""
    begun: dict[str, str | int] = {
        "item": one.item, "unit": one.unit.code, "category": one.category.code, "area": one.area.code if one.area else "",
        "priority": one.priority, "version": f"learned {audit.today()}",
    }  # fmt: skip
    return f"{reverse('desk:setup_entry', args=['duties'])}?{urlencode(begun)}"


def _row(headings: Sequence[str], name: Any, *cells: Cell, address: str = "") -> Row:
    return Row(name, list(zip(headings[1:], cells, strict=True)), address)


def _figures(each: Moved) -> Iterator[Cell]:
    return (Cell(n, is_figure=True) for n in (each.n, each.right_before, each.right_after))


def _duty(duty: Duty | None, *, is_main: bool = False) -> Cell:
    if duty is None:
        return Cell("–", is_main=is_main)
    return Cell(duty.unit, _("Item %(item)s") % {"item": duty.item}, is_main)


def _why(one: Proposal) -> str:
    said = {"right": one.right, "of": one.n, "now": one.right_now}
    return _("It had %(right)s of %(of)s in the end; the list is right about %(now)s.") % said
