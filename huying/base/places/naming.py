"""Places that a text names: areas, roads and estates of the city's own registers, found by what they are called.

A road or an estate by itself lies in the smallest area that holds all its addresses; with a number it is looked up as an address.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from huying.base import bigrams
from huying.base.journal import editions

from . import addresses, register
from .models import Address, Area

SHORTEST = 2
READ = 1500
"""Signs of a text that are read; whoever says more names the place before."""
MOST = 3
LOOKED_UP = 2
"""Names with a number that are looked up, each by one statement."""
CANDIDATES = 30

_NUMBER = re.compile(r"\s*(?:\d+\s*(?:号楼|号|弄|幢|栋|座)\s*)+")
_ENGLISH = re.compile(r"\b\d+\s+(?:[a-z']+\s+){1,3}(?:road|street|avenue|lane|rd|st|ave)\b")


@dataclass(frozen=True)
class Named:
    """A place that the text names: what it is called, the words that say so, and where it lies as far as that is known."""

    name: str
    words: str
    area: Area | None = None
    address: Address | None = None


@dataclass(frozen=True)
class Names:
    """What places are called, folded: keys of areas, of the areas in which a road or an estate has addresses, and of single addresses."""

    areas: dict[str, list[int]]
    roads: dict[str, list[int]]
    single: dict[str, list[int]]
    """What has a name and no number: a hospital, a park."""
    lengths: dict[str, tuple[int, ...]]
    """By their first signs, how long names are, the longest first."""

    def read(self, folded: str) -> Iterator[tuple[str, int]]:
        """(name, where it ends) of every name in the text, the longest at each place."""
        at = 0
        while at < len(folded) - 1:
            found = self._at(folded, at)
            if found:
                yield found, at + len(found)
            at += len(found) or 1

    def _at(self, folded: str, at: int) -> str:
        for length in self.lengths.get(folded[at : at + SHORTEST], ()):
            name = folded[at : at + length]
            known = name in self.areas or name in self.roads or name in self.single
            if known and _whole_words(folded, at, at + length):
                return name
        return ""


def named(text: str) -> list[Named]:
    """The places that `text` names, addresses first, then the smallest areas; `MOST` at most, by two statements at most."""
    folded, names = bigrams.folded(text)[:READ], current()
    areas: dict[int, str] = {}
    roads: list[tuple[str, str]] = []
    single: dict[int, str] = {}
    for name, end in names.read(folded):
        areas |= {key: name for key in names.areas.get(name, ()) if _is_told(key)}
        single |= dict.fromkeys(names.single.get(name, ()), name)
        if name in names.roads:
            roads.append((name, (_NUMBER.match(folded, end) or [""])[0]))
    within = _deepest(areas)
    found = [*_single(single, within), *_addresses(folded, roads, within), *_roads(names, roads, within)]
    found += [Named(str(area), areas[area.pk], area) for area in within]
    return list({(one.name, one.area): one for one in found[::-1]}.values())[::-1][:MOST]


def _single(keys: dict[int, str], within: list[Area]) -> Iterator[Named]:
    rows = Address.objects.defer("words", "search").filter(pk__in=list(keys)[:CANDIDATES]) if keys else ()
    for row in map(addresses.placed, rows):
        if _lies_in(row.area, within):
            yield Named(str(row), keys[row.pk], row.area, row)


def _addresses(folded: str, roads: list[tuple[str, str]], within: list[Area]) -> Iterator[Named]:
    """Of roads and estates that were named with a number, and of English addresses."""
    asked = [(name + number.strip(), name, number) for name, number in dict.fromkeys(roads) if number]
    asked += [(match[0], match[0], "") for match in _ENGLISH.finditer(folded)]
    for words, name, number in asked[:LOOKED_UP]:
        digits = " ".join(re.findall(r"\d+", number))
        for row in addresses.search(f"{name} {digits}", limit=CANDIDATES):
            in_order = re.sub(r"\s", "", name + number) in re.sub(r"\s", "", bigrams.folded(f"{row.zh}\n{row.en}"))
            if in_order and _lies_in(row.area, within):
                yield Named(str(row), words, row.area, row)


def _roads(names: Names, roads: list[tuple[str, str]], within: list[Area]) -> Iterator[Named]:
    for name, number in dict.fromkeys(roads):
        lies = [area for area in _known(names.roads[name]) if _lies_in(area, within)]
        area = _common(lies) if lies else (within[0] if within else None)
        yield Named(name + number.strip(), name, area if area and area.level else None)


def _lies_in(area: Area, within: list[Area]) -> bool:
    """Where areas were named, in one of them."""
    return not within or any(step in within for step in register.path(area))


def _common(areas: list[Area]) -> Area | None:
    """The smallest area in which all of these lie."""
    ways = [register.path(area) for area in areas]
    shared = [steps[0] for steps in zip(*ways, strict=False) if len({step.pk for step in steps}) == 1]
    return shared[-1] if shared else None


def _deepest(areas: dict[int, str]) -> list[Area]:
    """Without those that another one lies in: who names district and street means the street; of one name, what lies in what was named."""
    known = _known(areas)
    above = {step.pk for area in known for step in register.path(area)[:-1]}
    lowest = [area for area in known if area.pk not in above]
    placed = [area for area in lowest if any(step.pk in areas for step in register.path(area)[:-1])]
    return placed or lowest


def _is_told(key: int) -> bool:
    """The whole city is no place."""
    return any(area.level and register.holds(area, register.today()) for area in _known([key]))


def _known(keys: Iterable[int]) -> list[Area]:
    """The areas with these keys; one that the register does not have yet, or no more, is left out."""
    by_id = register.current().by_id
    return [by_id[key] for key in keys if key in by_id]


def _whole_words(folded: str, start: int, end: int) -> bool:
    """A Latin name stands by itself, not in another word."""
    name = folded[start:end]
    if not name.isascii():
        return True
    around = folded[max(start - 1, 0) : start] + folded[end : end + 1]
    return not any(sign.isascii() and sign.isalnum() for sign in around)


def _read() -> Names:
    areas: dict[str, list[int]] = defaultdict(list)
    for area in register.current().by_id.values():
        for name in dict.fromkeys((bigrams.folded(area.zh), bigrams.folded(area.en))):
            areas[name].append(area.pk)
    roads: dict[str, set[int]] = defaultdict(set)
    for column in ("road", "estate"):
        rows = Address.objects.exclude(**{column: ""}).values_list(column, "area").distinct()
        for name, area_id in rows.order_by():
            roads[bigrams.folded(name)].add(area_id)
    single: dict[str, list[int]] = defaultdict(list)
    for key, *called in Address.objects.filter(number="", building="").values_list("pk", "zh", "en", "other_names"):
        for name in dict.fromkeys(part.strip() for one in called for part in bigrams.folded(one).split(";")):
            single[name].append(key)
    lengths: dict[str, set[int]] = defaultdict(set)
    for name in (*areas, *roads, *single):
        if len(name) >= SHORTEST:
            lengths[name[:SHORTEST]].add(len(name))
    ordered = {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}
    return Names(dict(areas), {name: sorted(keys) for name, keys in roads.items()}, dict(single), ordered)


current = editions.Copy(register.NAME, addresses.NAME, load=_read)
