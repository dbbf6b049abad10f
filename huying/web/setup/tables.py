"""One table brought to what its file says, by few statements: new, changed, left out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from huying.base.places import register as areas

from .report import Summary
from .sheets import Sheet

BATCH = 2000

Keys = dict[str, dict[str, int]]
"""File → code → primary key: what other files may name."""


@dataclass
class _Changes:
    new: list[Any] = field(default_factory=list)
    changed: list[Any] = field(default_factory=list)
    unchanged: int = 0


def bring(sheet: Sheet, rows: Sequence[Any], keys: Keys, summary: Summary) -> bool:
    """Make `rows` what the table of `sheet` says, count them in `summary`; whether anything changed. `keys` learns new ones."""
    stored = {_key(row, sheet): row for row in sheet.model._default_manager.all()}
    _vacate(stored, rows, sheet)
    before = summary.written + summary.ended
    wanted = set()
    for generation in _generations(rows, sheet):
        changes = _Changes()
        for row in generation:
            values = _values(row, sheet, keys)
            key = tuple(str(values[_attribute(name, sheet)]) for name in sheet.key)
            wanted.add(key)
            _compare(stored.get(key), values, sheet, changes)
        _save(sheet, changes)
        if sheet.is_named:
            keys[sheet.file] |= {getattr(row, sheet.key[0]): row.pk for row in changes.new}
        if joined := _join(generation, sheet, keys, changes):
            summary.written += joined
            summary.unchanged -= joined
        summary.written += len(changes.new) + len(changes.changed)
        summary.unchanged += changes.unchanged
    summary.ended += _end([row for key, row in stored.items() if key not in wanted], sheet)
    return summary.written + summary.ended > before


def keys_of(sheet: Sheet) -> dict[str, int]:
    """The primary keys of a table by code; nothing of one that no file names."""
    return dict(sheet.model._default_manager.values_list(sheet.key[0], "pk")) if sheet.is_named else {}


def _vacate(stored: dict[tuple[str, ...], Any], rows: Sequence[Any], sheet: Sheet) -> None:
    """Free what another entry takes over, so that no two ever hold it, not even between two statements."""
    if not sheet.unique:
        return
    claimed = {getattr(row, sheet.unique): row.code for row in rows}
    leaving = [row for row in stored.values() if claimed.get(getattr(row, sheet.unique) or None, row.code) != row.code]
    sheet.model._default_manager.filter(pk__in=[row.pk for row in leaving]).update(**{sheet.unique: ""})
    for row in leaving:
        setattr(row, sheet.unique, "")


def _generations(rows: Sequence[Any], sheet: Sheet) -> Iterator[Sequence[Any]]:
    """Rows, those of one level of a tree at a time: what lies above has its key by then."""
    if not sheet.is_tree:
        yield rows
        return
    placed: set[str | None] = {None}
    while rows:
        ready = [row for row in rows if row.parent in placed]
        yield ready
        placed |= {row.code for row in ready}
        rows = [row for row in rows if row.code not in placed]


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


def _save(sheet: Sheet, changes: _Changes) -> None:
    manager = sheet.model._default_manager
    for row in (*changes.new, *changes.changed) if sheet.follows else ():
        sheet.follows(row)  # type: ignore[misc]
    manager.bulk_create(changes.new, BATCH)
    if changes.changed:
        names = (name for name in (*sheet.columns, *sheet.followers) if name not in sheet.many)
        written = (sheet.model._meta.get_field(name) for name in names)
        manager.bulk_update(changes.changed, [field.name for field in written if not field.primary_key], BATCH)


def _join(rows: Sequence[Any], sheet: Sheet, keys: Keys, changes: _Changes) -> int:
    """Join entries with those of other files that they name; return how many entries changed by that alone."""
    touched: set[Any] = set()
    if not sheet.many:
        return 0
    stored = {_key(row, sheet): row.pk for row in sheet.model._default_manager.all()}
    pks = {id(row): stored[_wanted(row, sheet, keys)] for row in rows}
    for name, file in sheet.many.items():
        field = sheet.model._meta.get_field(name)
        through = field.remote_field.through
        left, right = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
        there = {(a, b): pk for pk, a, b in through._default_manager.values_list("pk", left, right)}
        wanted = {(pks[id(row)], keys[file][code]) for row in rows for code in getattr(row, name)}
        gone = {pair for pair in there.keys() - wanted if pair[0] in pks.values()}
        through._default_manager.filter(pk__in=[there[pair] for pair in gone]).delete()
        through._default_manager.bulk_create([through(**{left: a, right: b}) for a, b in sorted(wanted - there.keys())])
        touched |= {pk for pk, _other in gone | (wanted - there.keys())}
    return len(touched - {row.pk for row in (*changes.new, *changes.changed)})


def _wanted(row: Any, sheet: Sheet, keys: Keys) -> tuple[str, ...]:
    values = _values(row, sheet, keys)
    return tuple(str(values[_attribute(name, sheet)]) for name in sheet.key)


def _end(gone: list[Any], sheet: Sheet) -> int:
    """What the files leave out: it is marked so, once, or goes where nothing ever points at it."""
    manager = sheet.model._default_manager
    if not sheet.left_out:
        return int(manager.filter(pk__in=[row.pk for row in gone]).delete()[0])
    ending = [row for row in gone if _ends(row, sheet.left_out)]
    if ending:
        manager.bulk_update(ending, [sheet.left_out], BATCH)
    return len(ending)


def _ends(row: Any, name: str) -> bool:
    """End a row; False where it had ended before."""
    before = getattr(row, name)
    if name == "valid_until":
        end = max(areas.today(), row.valid_from or date.min)  # what was to begin later never holds
        if before is not None and before <= end:
            return False
    else:
        end = name == "retired"
    setattr(row, name, end)
    return bool(before != end)


def _attribute(name: str, sheet: Sheet) -> str:
    """The attribute of the model in which a field of a row lies."""
    return f"{name}_id" if name in sheet.references else name


def _values(row: Any, sheet: Sheet, keys: Keys) -> dict[str, Any]:
    given = {name: getattr(row, name) for name in sheet.columns if name not in sheet.many}
    given |= {name: keys[file].get(given[name]) for name, file in sheet.references.items()}
    return {_attribute(name, sheet): value for name, value in given.items()}


def _key(row: Any, sheet: Sheet) -> tuple[str, ...]:
    return tuple(str(getattr(row, _attribute(name, sheet))) for name in sheet.key)
