"""The city's set-up back into the files it can be loaded from; loading what was written changes nothing."""

import json
import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from huying.base.places import coordinates
from huying.base.places import loading as places
from huying.base.places.models import Area
from huying.base.units import calendars
from huying.base.worktime import papers
from huying.base.worktime.papers import CHINA, Paper

from . import borders, csvs, yamls
from .report import Summary
from .sheets import ADDRESSES, AREAS, BORDERS, CITY, HOLIDAYS, SHEETS, Sheet

Written = dict[str, Any]
NAMED = {sheet.file: sheet.key[0] for sheet in SHEETS if sheet.is_named}
"""By which field each file names its entries."""


def write(folder: Path, *, leave_out: Collection[Sheet] = ()) -> Summary:
    """Write the set-up into `folder`, made when missing: all of it but `leave_out`, in one order, in WGS84; a file for each
    register in use."""
    folder.mkdir(parents=True, exist_ok=True)
    summary = Summary()
    for sheet in SHEETS:
        if sheet in leave_out:
            continue
        kept = stored(sheet)
        if not kept:
            continue
        summary.read += len(kept)
        summary.written += len(kept)
        if sheet.shape:
            yamls.write(folder / sheet.file, kept, sheet.shape, sheet.about)
        else:
            csvs.write(folder / sheet.file, kept, sheet.columns, sheet.required)
    for paper in calendars.papers():
        if paper.source != CHINA:
            _write_paper(folder / HOLIDAYS / f"{paper.year}.json", paper)
            summary.read += 1
            summary.written += 1
    bordered = {row.code: row.border for row in places.area_rows() if row.border is not None}
    if bordered:
        order = stored(AREAS)
        borders.write(
            folder / BORDERS, {row["code"]: bordered[row["code"]] for row in order if row["code"] in bordered}
        )
    return summary


def stored(sheet: Sheet) -> list[Written]:
    """The entries of a file as it would have them now, in its order."""
    return _ordered(list(written(sheet, _stored(sheet))), sheet)


def _write_paper(path: Path, paper: Paper) -> None:
    """A day a line."""
    path.parent.mkdir(exist_ok=True)
    said = papers.write(paper)
    days = ",\n".join(f"  {json.dumps(day, ensure_ascii=False)}" for day in said["days"])
    head = f'"year": {paper.year}, "papers": {json.dumps(said["papers"], ensure_ascii=False)}'
    path.write_text(f'{{{head}, "days": [\n{days}\n]}}\n', encoding="utf-8")


def written(sheet: Sheet, entries: Iterable[Any]) -> Iterator[Written]:
    """What of each entry is to be written: everything that is not the default. `entries`: mappings, or rows with attributes."""
    for entry in entries:
        values = entry if isinstance(entry, dict) else vars(entry)
        row = sheet.row.model_construct(**{name: value for name, value in values.items() if name in sheet.columns})
        given = row.model_dump(mode="json", warnings=False, exclude_defaults=True)
        yield {name: given[name] for name in sheet.columns if name in given}


def _stored(sheet: Sheet) -> Iterable[Any]:
    """The entries of a register, codes in place of keys."""
    if sheet is CITY:
        return _city()
    if sheet is ADDRESSES:
        return places.address_rows()
    codes = {name: f"{name}__{NAMED[file]}" for name, file in sheet.references.items()}
    plain = [name for name in sheet.columns if name not in codes and name not in sheet.many]
    found = sheet.model._default_manager.order_by("pk").values("pk", *plain, *codes.values())
    joined = {name: _joined(sheet, name) for name in sheet.many}
    return (
        {
            name: joined[name].get(row["pk"], []) if name in joined else row[codes.get(name, name)]
            for name in sheet.columns
        }
        for row in found
    )


def _joined(sheet: Sheet, name: str) -> dict[int, list[str]]:
    """Key of each entry → the codes of those it names."""
    found: dict[int, list[str]] = {}
    pairs = sheet.model._default_manager.exclude(**{name: None}).order_by(f"{name}__code")
    for pk, code in pairs.values_list("pk", f"{name}__code"):
        found.setdefault(pk, []).append(code)
    return found


def _city() -> Iterator[Written]:
    for top in Area.objects.filter(level=0).order_by("code")[:1]:
        yield {
            "zh": top.zh, "en": top.en, "time_zone": settings.TIME_ZONE, "language": settings.LANGUAGE_CODE,
            "crs": coordinates.WGS84, "hours": calendars.city_hours(),
            "holidays": "china" if any(paper.source == CHINA for paper in calendars.papers()) else None,
        }  # fmt: skip


def _ordered(kept: list[Written], sheet: Sheet) -> list[Written]:
    if sheet.in_given_order:
        return kept
    kept.sort(key=lambda row: [_natural(row.get(name, "")) for name in sheet.key])
    return list(_walked(kept)) if sheet.is_tree else kept


def _walked(kept: list[Written]) -> Iterator[Written]:
    """A tree from top to bottom, each entry followed by all below it."""
    below: dict[str | None, list[Written]] = {}
    for row in kept:
        below.setdefault(row.get("parent"), []).append(row)

    def walk(parent: str | None) -> Iterator[Written]:
        for row in below.get(parent, []):
            yield row
            yield from walk(row["code"])

    return walk(None)


def _natural(value: Any) -> list[Any]:
    """So that item 9 comes before item 14."""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", str(value))]
