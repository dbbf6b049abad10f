"""How borders fit together: what overlaps, sticks out or is left over, and a new border cut out of its neighbours. Pure."""

from collections.abc import Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass, field

import shapely
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from shapely import MultiPolygon, Polygon

from . import geometry
from .geometry import Border
from .rows import AreaRow

SLIVER = 0.001
"""A share of an area that nobody means: borders drawn by hand never meet exactly."""
MOST = 0.5
"""An area belongs where more than this share of it lies."""


@dataclass
class Cut:
    """What a border takes: the new borders of its neighbours, and the areas below them that now lie in it."""

    borders: dict[str, Border] = field(default_factory=dict)
    moved: list[str] = field(default_factory=list)


class _Tree:
    """Areas by their code, and those below each that do not end."""

    def __init__(self, rows: Sequence[AreaRow]) -> None:
        self.by_code = {row.code: row for row in rows}
        self.below: dict[str, list[AreaRow]] = {}
        for row in rows:
            if not row.valid_until:
                self.below.setdefault(row.parent, []).append(row)

    def beside(self, row: AreaRow) -> list[AreaRow]:
        """The areas of its level under the same area."""
        found = self.below.get(row.parent, [])
        return [other for other in found if other.code != row.code and other.level == row.level]


def remarks(rows: Sequence[AreaRow], codes: Collection[str]) -> list[tuple[str, str]]:
    """Code and sentence for everything that does not fit about the borders of `codes`, each fault once; none of it stops anybody."""
    tree, said = _Tree(rows), set[Hashable]()
    return [(code, text) for code in codes if code in tree.by_code for text in _about(tree.by_code[code], tree, said)]


def carved(rows: Sequence[AreaRow], code: str) -> Cut:
    """What is left of the neighbours of `code` without its border, and which areas below them lie in it."""
    tree, cut = _Tree(rows), Cut()
    own = tree.by_code[code]
    for other in tree.beside(own):
        if own.border is None or other.border is None or _share(other.border, own.border) <= 0:
            continue
        left = _polygons(other.border.difference(own.border))
        if left is not None and _shared(own.border, other.border) > SLIVER:
            cut.borders[other.code] = geometry.rounded(left)
        below = tree.below.get(other.code, [])
        cut.moved += [row.code for row in below if row.border and _share(row.border, own.border) > MOST]
    return cut


def _about(row: AreaRow, tree: _Tree, said: set[Hashable]) -> Iterator[str]:
    """`said`: which areas above, and which pairs, were looked at already."""
    if row.border is None:
        return
    above = tree.by_code.get(row.parent)
    if above and above.border is not None:
        yield from _against(row, row.border, above, above.border)
        if _first(above.code, said):
            yield from _left_over(above, above.border, tree)
    for other in tree.beside(row):
        if not _first(frozenset((row.code, other.code)), said):
            continue
        if other.border is not None and (share := _shared(row.border, other.border)) > SLIVER:
            words = {"area": row.zh, "other": other.zh, "share": _per_cent(share), "first": min(row.code, other.code)}
            yield _("%(share)s of %(area)s lies in %(other)s too; reports from there go to %(first)s.") % words
    if holes := sum(len(part.interiors) for part in shapely.get_parts(row.border)):
        yield ngettext(
            "%(area)s has %(n)d hole; what lies in it belongs to nobody at this level.",
            "%(area)s has %(n)d holes; what lies in them belongs to nobody at this level.", holes,
        ) % {"area": row.zh, "n": holes}  # fmt: skip
    for other in _strangers(row, tree):
        words = {"below": other.zh, "area": row.zh}
        yield _("%(below)s lies in %(area)s, but belongs to another area; reports from there stay with it.") % words


def _first(what: Hashable, said: set[Hashable]) -> bool:
    known = what in said
    said.add(what)
    return not known


def _against(row: AreaRow, border: Border, above: AreaRow, around: Border) -> Iterator[str]:
    if (out := 1 - _share(border, around)) > SLIVER:
        words = {"area": row.zh, "share": _per_cent(out), "above": above.zh}
        yield _("%(share)s of %(area)s lies outside %(above)s.") % words


def _left_over(above: AreaRow, around: Border, tree: _Tree) -> Iterator[str]:
    parts = [row.border for row in tree.below.get(above.code, []) if row.border is not None]
    if (bare := 1 - _share(around, shapely.union_all(parts))) > SLIVER:
        words = {"above": above.zh, "share": _per_cent(bare)}
        yield _("%(share)s of %(above)s lies in none of its parts.") % words


def _strangers(row: AreaRow, tree: _Tree) -> Iterator[AreaRow]:
    """Areas a level deeper that lie in this border but belong to a neighbour."""
    for neighbour in tree.beside(row):
        for other in tree.below.get(neighbour.code, []):
            both = other.border is not None and row.border is not None
            if both and _share(other.border, row.border) > MOST:
                yield other


def _share(border: Border, within: shapely.Geometry) -> float:
    """Which part of `border` lies in `within`."""
    if not border.intersects(within):
        return 0.0
    return float(border.intersection(within).area / border.area)


def _shared(one: Border, other: Border) -> float:
    """What both share, as a part of the smaller."""
    return _share(one, other) if one.area < other.area else _share(other, one)


def _polygons(found: shapely.Geometry) -> Border | None:
    parts = [part for part in shapely.get_parts(found) if isinstance(part, Polygon) and part.area]
    return None if not parts else parts[0] if len(parts) == 1 else MultiPolygon(parts)


def _per_cent(share: float) -> str:
    return f"{share:.1%}"
