"""From rows into the tables: in one transaction, a few statements for each table, and as often as one likes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Model

from huying.base.catalogue import register as catalogue
from huying.base.journal import editions
from huying.base.places import coordinates
from huying.base.places import loading as places
from huying.base.places import register as areas
from huying.base.places.rows import AddressRow
from huying.base.units import register as units

from . import checking
from .reading import Content, read
from .report import Summary
from .sheets import ADDRESSES, AREAS, CATALOGUE, CITY, ORGANISATION, SHEETS, Sheet

BATCH = 2000
DECIMALS = 7  # of a degree: about a centimetre

Progress = Callable[[int], None]


def check(folder: Path) -> Content:
    """Read a set-up folder and everything that is wrong with it, in the reader's language."""
    content = read(folder)
    content.problems += checking.problems(content, _stored_codes)
    content.problems.sort()
    content.remarks += checking.remarks(content)
    content.remarks.sort()
    return content


def load(folder: Path, progress: Progress = lambda done: None) -> Summary:
    """Make a set-up folder the city's set-up, whole or, when there is a problem, not at all.

    What is unchanged stays untouched, what the files leave out is retired, closed or switched off, never deleted; a
    file that is not there changes nothing. `progress` is told how many entries were done.
    """
    content = check(folder)
    refused = {(problem.file, problem.line) for problem in content.problems}
    summary = Summary(content.n_entries, refused=len(refused), problems=content.problems, remarks=content.remarks)
    if not content.problems:
        with transaction.atomic():
            _write(content, summary, progress)
        for register in (areas, catalogue, units):
            register.current.forget()
    return summary


def _write(content: Content, summary: Summary, progress: Progress) -> None:
    ids = {sheet.file: _ids(sheet) for sheet in SHEETS if sheet.model}
    if CITY.file in content.lines:
        summary.unchanged += 1  # it is how the other files are read
    if AREAS.file in content.lines:
        _note(places.load_areas(checking.area_rows(content)), summary, progress)
    if ADDRESSES.file in content.lines:
        _note(places.load_addresses(list(_addresses(content))), summary, progress)
    ids[AREAS.file] = _ids(AREAS)
    for register, sheets in ((catalogue, CATALOGUE), (units, ORGANISATION)):
        touched = 0
        for sheet in sheets:
            if sheet.file in content.lines:
                touched += _load(sheet, content, ids, summary)
                progress(len(content.lines[sheet.file]))
        if touched:
            editions.changed(register.NAME)


def _note(loaded: places.Loaded, summary: Summary, progress: Progress) -> None:
    summary.written += loaded.written
    summary.unchanged += loaded.unchanged
    summary.ended += loaded.ended
    progress(loaded.read)


def _addresses(content: Content) -> Iterator[AddressRow]:
    crs = (content.city.crs if content.city else None) or coordinates.WGS84
    for line in content.lines[ADDRESSES.file]:
        given = line.row.model_dump()
        if given["lon"] is not None:
            lon, lat = coordinates.to_wgs84(given["lon"], given["lat"], crs)
            given |= {"lon": round(lon, DECIMALS), "lat": round(lat, DECIMALS)}
        yield AddressRow(**given)


@dataclass
class _Changes:
    """What one file changes in its table."""

    new: list[Any] = field(default_factory=list)
    changed: list[Any] = field(default_factory=list)
    unchanged: int = 0


def _load(sheet: Sheet, content: Content, ids: dict[str, dict[str, int]], summary: Summary) -> int:
    """Bring one table to what its file says; how many rows that touched."""
    columns = _columns(sheet)
    stored = {_key(row, sheet): row for row in sheet.model._default_manager.all()}
    _vacate(stored, content, sheet)
    wanted = set()
    touched = 0
    for generation in _generations(content, sheet):
        changes = _Changes()
        for row in generation:
            values = _values(row, sheet, ids)
            key = tuple(str(values[columns[name]]) for name in sheet.key)
            wanted.add(key)
            _compare(stored.get(key), values, sheet, changes)
        _save(sheet, changes, list(sheet.columns))
        ids[sheet.file] |= {_code(row, sheet): row.pk for row in changes.new}
        summary.written += len(changes.new) + len(changes.changed)
        summary.unchanged += changes.unchanged
        touched += len(changes.new) + len(changes.changed)
    ended = _end([row for key, row in stored.items() if key not in wanted], sheet)
    summary.ended += ended
    return touched + ended


def _vacate(stored: dict[tuple[str, ...], Any], content: Content, sheet: Sheet) -> None:
    """Free what another entry takes over, so that no two ever hold it, not even between two statements."""
    if not sheet.unique:
        return
    claimed = {getattr(line.row, sheet.unique): line.row.code for line in content.lines[sheet.file]}
    leaving = [row for row in stored.values() if claimed.get(getattr(row, sheet.unique) or None, row.code) != row.code]
    sheet.model._default_manager.filter(pk__in=[row.pk for row in leaving]).update(**{sheet.unique: ""})
    for row in leaving:
        setattr(row, sheet.unique, "")


def _compare(known: Any, values: dict[str, Any], sheet: Sheet, changes: _Changes) -> None:
    if known is None:
        fresh = sheet.model(**values)
        if sheet.born:
            sheet.born(fresh)
        changes.new.append(fresh)
    elif any(getattr(known, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(known, name, value)
        changes.changed.append(known)
    else:
        changes.unchanged += 1


def _save(sheet: Sheet, changes: _Changes, fields: list[str]) -> None:
    manager = sheet.model._default_manager
    manager.bulk_create(changes.new, BATCH)
    if changes.changed:
        manager.bulk_update(changes.changed, fields, BATCH)


def _end(gone: list[Any], sheet: Sheet) -> int:
    """What the files leave out: it is told so, once, or goes where nothing ever points at it."""
    manager = sheet.model._default_manager
    if not sheet.left_out:
        return manager.filter(pk__in=[row.pk for row in gone]).delete()[0]
    ending = [row for row in gone if _is_ended(row, sheet.left_out)]
    if ending:
        manager.bulk_update(ending, [sheet.left_out], BATCH)
    return len(ending)


def _is_ended(row: Any, name: str) -> bool:
    """End a row; False where it had ended before."""
    before = getattr(row, name)
    end: Any = {"retired": True, "is_active": False}.get(name)
    if name == "valid_until":  # what was to begin later never holds
        end = max(areas.today(), row.valid_from or date.min)
        if before is not None and before <= end:
            return False
    setattr(row, name, end)
    return bool(before != end)


def _generations(content: Content, sheet: Sheet) -> Iterator[list[Any]]:
    """Rows, those of one level of a tree at a time: what lies above has its key by then."""
    rows = [line.row for line in content.lines[sheet.file]]
    if "parent" not in sheet.references:
        yield rows
        return
    here = {row.code for row in rows}
    placed: set[str] = set()
    while rows:
        ready = [row for row in rows if row.parent is None or row.parent not in here or row.parent in placed]
        yield ready
        placed |= {row.code for row in ready}
        rows = [row for row in rows if row.code not in placed]


def _columns(sheet: Sheet) -> dict[str, str]:
    """Field of a row → attribute of the model."""
    return {name: f"{name}_id" if name in sheet.references else name for name in sheet.columns}


def _values(row: Any, sheet: Sheet, ids: dict[str, dict[str, int]]) -> dict[str, Any]:
    values = {}
    for name, attribute in _columns(sheet).items():
        value = getattr(row, name)
        file = sheet.references.get(name)
        values[attribute] = ids[file].get(value) if file else value
    return values


def _key(row: Model, sheet: Sheet) -> tuple[str, ...]:
    columns = _columns(sheet)
    return tuple(str(getattr(row, columns[name])) for name in sheet.key)


def _code(row: Any, sheet: Sheet) -> str:
    return str(getattr(row, sheet.key[-1]))


def _ids(sheet: Sheet) -> dict[str, int]:
    """The keys of what may be named in other files, by code."""
    return dict(sheet.model._default_manager.values_list(sheet.key[-1], "pk")) if len(sheet.key) == 1 else {}


def _stored_codes(file: str) -> set[str]:
    return {code for sheet in SHEETS if sheet.file == file for code in _ids(sheet)}
