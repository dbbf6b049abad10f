"""The trees along which figures are told: units, areas and categories, each node with all below it; and the channels, side by side."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from django.db.models import Model
from django.utils import translation

from huying.base.catalogue import register as catalogue
from huying.base.catalogue.models import Reason
from huying.base.places import register as places
from huying.base.units import register as units
from huying.cases.words import Channel

from .counting import ALL, Among

AREA_LEVELS = ("city", "district", "street", "community", "grid")
"""The name of an area's level, by its number."""
COLUMNS = {"reason": "excluded"}
"""The column of a fact in which a group stands, where it is called otherwise."""


@dataclass(frozen=True)
class Tree:
    """Nodes by key, who lies right below whom, and how deep each lies."""

    nodes: Mapping[Any, Any]
    children: Mapping[Any, list[Any]]
    levels: Mapping[Any, str]
    names: Mapping[Any, tuple[str, str]] = field(default_factory=dict)
    """Chinese and English, where there are no nodes."""

    def is_at(self, key: Any, level: str | None) -> bool:
        return level is None or self.levels.get(key) == level

    def below(self, key: Any) -> list[Any]:
        """The node and all below it."""
        found = [key]
        for node in found:  # grows while it is walked
            found += self.children.get(node, [])
        return found

    def groups(self, chosen: Collection[Any]) -> tuple[tuple[Any, Any], ...]:
        """(a node, one of the chosen that it counts in), for every node and every one of them above it."""
        return tuple((node, key) for key in sorted(chosen) for node in self.below(key))

    def parts(self, found: Iterable[Any]) -> dict[Any, list[Any]]:
        """Key → those right below it; the tops lie below everything together, and so does every channel."""
        if not self.nodes:
            return {ALL: [key for key in found if key != ALL]}
        return {ALL: self.children.get(None, [])} | {
            key: list(below) for key, below in self.children.items() if key is not None
        }

    def ordered(self, keys: Iterable[Any]) -> list[Any]:
        return sorted(keys, key=lambda key: self.named(key)[0])

    def named(self, key: Any) -> tuple[str, str, str]:
        """Code, Chinese and English name."""
        if key == ALL:
            return "", "全市", "The whole city"
        if (node := self.nodes.get(key)) is None:
            return str(key), *self.names.get(key, (str(key), str(key)))
        return node.code, node.zh, node.en


def of(group: str | None) -> Tree:
    """The tree of a group; without nodes for channels, reasons of exclusion and everything together, which lie side by side."""
    if group == "unit":
        register = units.current()
        return _tree(register.by_id, {key: str(node.level) for key, node in register.by_id.items()})
    if group == "area":
        areas = places.current().by_id
        return _tree(areas, {key: AREA_LEVELS[min(node.level, len(AREA_LEVELS) - 1)] for key, node in areas.items()})
    if group == "category":
        book = catalogue.current()
        return _tree(book.categories, {key: str(len(book.chain(key))) for key in book.categories})
    if group == "reason":
        listed = catalogue.current().reasons.get(Reason.Purpose.EXCLUSION, [])
        return Tree({}, {}, {}, {row.code: (row.zh, row.en) for row in listed})
    return Tree({}, {}, {}, _channels() if group == "channel" else {})


def narrowed(among: Among, group: str, key: Any) -> Among:
    """Among those, what lies at a node or below it."""
    if group == "channel":
        return replace(among, channel=str(key))
    if group == "reason":
        return replace(among, reason=str(key))
    name = {"unit": "units", "area": "areas", "category": "categories"}[group]
    below = frozenset(of(group).below(key))
    known: frozenset[int] | None = getattr(among, name)
    narrower: dict[str, Any] = {name: below if known is None else known & below}
    return replace(among, **narrower)


def _tree(nodes: Mapping[int, Model], levels: Mapping[int, str]) -> Tree:
    children: dict[Any, list[Any]] = {}
    for key, node in nodes.items():
        children.setdefault(node.parent_id, []).append(key)  # type: ignore[attr-defined]
    return Tree(nodes, children, levels)


@cache
def _channels() -> Mapping[str, tuple[str, str]]:
    def labels(language: str) -> list[str]:
        with translation.override(language):
            return [str(channel.label) for channel in Channel]

    return dict(zip(Channel.values, zip(labels("zh-hans"), labels("en"), strict=True), strict=True))
