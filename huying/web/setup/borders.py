"""The borders of areas: GeoJSON, a feature a line, the code of each in `properties.code`."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from huying.base.places import geometry

from .csvs import decoded
from .entries import Unreadable
from .report import Problem

_FEATURES = re.compile(r'"features"\s*:\s*\[')


@dataclass(frozen=True)
class Borders:
    """What a file says, and where: the line of each feature by its place, and of each code."""

    reading: geometry.Reading
    lines: list[int]
    line_of_code: dict[str, int]


def read(path: Path, crs: str | None) -> Borders:
    """The borders in a file in the coordinate system `crs`; without it, in the one the file names, else WGS84.

    Raises `Unreadable` if it is no GeoJSON, `coordinates.UnknownSystem` if it names a strange one.
    """
    text = decoded(path)
    try:
        collection = json.loads(text)
    except json.JSONDecodeError as fault:
        reason = _("This is not GeoJSON: %(fault)s.") % {"fault": fault.msg}
        raise Unreadable(Problem(path.name, fault.lineno, reason)) from fault
    if not (isinstance(collection, Mapping) and isinstance(collection.get("features"), list)):
        raise Unreadable(Problem(path.name, 1, _("This is not GeoJSON: %(fault)s.") % {"fault": "FeatureCollection?"}))
    reading, lines = geometry.read(collection, crs), list(_lines(text, len(collection["features"])))
    return Borders(reading, lines, dict(zip(map(_code, collection["features"]), lines, strict=True)))


def write(path: Path, borders: Mapping[str, geometry.Border]) -> None:
    """`borders` by code, in WGS84."""
    features: list[Any] = geometry.write(borders)["features"]
    lines = ",\n".join(json.dumps(feature, separators=(",", ":"), ensure_ascii=False) for feature in features)
    path.write_text(f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n', encoding="utf-8")


def _code(feature: Any) -> str:
    properties = feature.get("properties") if isinstance(feature, Mapping) else None
    return str(properties.get("code", "")) if isinstance(properties, Mapping) else ""


def _lines(text: str, count: int) -> Iterator[int]:
    """The line on which each of `count` features begins."""
    begin = _FEATURES.search(text)
    at, line, counted = begin.end() if begin else 0, 1, 0
    decoder = json.JSONDecoder()
    for _place in range(count):
        while text[at] in " \t\r\n,":
            at += 1
        line, counted = line + text.count("\n", counted, at), at
        yield line
        at = decoder.raw_decode(text, at)[1]
