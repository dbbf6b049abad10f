"""A set-up folder checked and loaded: whole and in one transaction, or not at all, and as often as one likes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import translation

from huying.base.catalogue import register as catalogue
from huying.base.journal import audit, editions
from huying.base.journal.machine import Doer
from huying.base.places import coordinates, fitting
from huying.base.places import loading as places
from huying.base.places import register as areas
from huying.base.places.rows import AddressRow, AreaRow
from huying.base.units import calendars, knowledge
from huying.base.units import register as units
from huying.base.units.models import Staff
from huying.notices import wording

from . import checking, effects, tables
from .reading import Content, read
from .report import Problem, Summary
from .sheets import ADDRESSES, AREAS, BORDERS, CATALOGUE, CITY, HOLIDAYS, MEDIATION, ORGANISATION, SHEETS, TOLD

DECIMALS = 7  # of a degree: about a centimetre

REGISTERS = (areas, catalogue, units, calendars, wording)

Progress = Callable[[int], None]


def load(
    folder: Path, progress: Progress = lambda done: None, *, by: Doer, dry_run: bool = False, move_open: bool = False
) -> Summary:  # fmt: skip
    """Make a set-up folder the city's set-up, whole or, when there is a problem, not at all. What changed is recorded.

    `move_open`: what changed in the tiers holds for the clocks that run too; else what was promised is kept, and dates that
    were provisional move only. `dry_run`: all is counted, and nothing is kept.

    What is unchanged stays untouched; what the files leave out is retired, closed or switched off, never deleted; a
    file that is not there changes nothing. `progress` is told how many entries were done.
    """
    content = check(folder)
    refused = {problem.where for problem in content.problems}
    summary = Summary(content.n_entries, refused=len(refused), problems=content.problems, remarks=content.remarks)
    if not content.problems:
        with transaction.atomic():
            summary.effects = effects.of(content)
            take(content, summary, progress, by=by, move_open=move_open)
            if dry_run:
                transaction.set_rollback(True)
        for register in REGISTERS:
            register.current.forget()
    return summary


def take(
    content: Content, summary: Summary, progress: Progress = lambda done: None, *, by: Doer, move_open: bool = False,
    **named: Any,
) -> None:  # fmt: skip
    """Load what was checked, inside a transaction; what came of it goes to `summary`, and with `named` to the audit log."""
    accounts = _accounts()
    summary.effects = summary.effects or effects.of(content)
    with knowledge.kept(by=by):
        write(content, summary, progress)
    if changed := {pk: role for (pk, role, *_more) in _accounts() - accounts}:
        audit.record("account_changed", by=by, accounts=changed)
    if summary.changed:
        audit.record("setup_changed", by=by, files=summary.changed, **named)
        for register in REGISTERS:
            register.current.forget()
        summary.effects.take_hold(move_open=move_open)


def check(folder: Path) -> Content:
    """Read a set-up folder and find everything that is wrong with it, in the reader's language."""
    content = read(folder)
    content.problems += checking.problems(content, stored_codes)
    content.remarks += checking.remarks(content)
    if content.has_borders and not content.problems:
        unfit = fitting.remarks(list(area_rows(content)), content.borders)
        content.remarks += [Problem(BORDERS, content.border_lines[code], reason) for code, reason in unfit]
    for found in (content.problems, content.remarks):
        found.sort(key=lambda problem: problem.where)
    return content


def explained(folder: Path) -> Iterator[tuple[str, int, str, str]]:
    """Every problem and remark with its file and line, the sentence in Chinese and in English."""
    said = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            content = check(folder)
        said.append([*content.problems, *content.remarks])
    for zh, en in zip(*said, strict=True):
        yield zh.file, zh.line, zh.reason, en.reason


def write(content: Content, summary: Summary, progress: Progress = lambda done: None) -> None:
    """Load what was checked, and record nothing of it."""
    if content.city:
        with _counted(summary, CITY.file):
            _tell(summary, progress, changed=_calendar(content))
    in_force = calendars.in_force()
    for paper in content.papers:
        with _counted(summary, f"{HOLIDAYS}/{paper.year}.json"):
            _tell(summary, progress, changed=calendars.publish(paper).pk not in in_force)
    if AREAS.file in content.lines or content.has_borders:
        rows = list(area_rows(content))
        summary.read += 0 if AREAS.file in content.lines else len(rows)
        with _counted(summary, AREAS.file):
            _note(places.load_areas(rows), summary, progress)
    if ADDRESSES.file in content.lines:
        with _counted(summary, ADDRESSES.file):
            _note(places.load_addresses(list(address_rows(content))), summary, progress)
    keys = {sheet.file: tables.keys_of(sheet) for sheet in SHEETS}
    for register, sheets in ((catalogue, CATALOGUE), (units, (*ORGANISATION, *MEDIATION)), (wording, TOLD)):
        changed = False
        for sheet in sheets:
            if sheet.file in content.lines:
                entries = [line.row for line in content.lines[sheet.file]]
                with _counted(summary, sheet.file):
                    changed |= tables.bring(sheet, entries, keys, summary)
                progress(len(entries))
        if changed:
            editions.changed(register.NAME)


def _calendar(content: Content) -> bool:
    """The office hours and the holidays that the city keeps; whether that changed anything. The others follow from files."""
    years = [calendars.publish(paper) for paper in effects.of_china(content)]
    return calendars.keep_hours(content.city.hours) | bool(years)


def _tell(summary: Summary, progress: Progress, *, changed: bool) -> None:
    summary.written += changed
    summary.unchanged += not changed
    progress(1)


def _accounts() -> set[tuple[Any, ...]]:
    """Number, role, unit and whether it is open, of every account."""
    found = Staff.objects.values_list("pk", "role", "unit", "is_active")
    return {(str(pk), role if active else "", unit) for pk, role, unit, active in found}


@contextmanager
def _counted(summary: Summary, file: str) -> Iterator[None]:
    """How many entries of this file what happens inside changed."""
    before = summary.written + summary.ended
    yield
    if n := summary.written + summary.ended - before:
        summary.changed[file] = n


def _note(loaded: places.Loaded, summary: Summary, progress: Progress) -> None:
    summary.written += loaded.written
    summary.unchanged += loaded.unchanged
    summary.ended += loaded.ended
    progress(loaded.read)


def area_rows(content: Content) -> Iterator[AreaRow]:
    """Names and borders, each from its file, or as they are where that is not there."""
    stored = {row.code: row for row in places.area_rows()}
    for row in checking.area_rows(content) if AREAS.file in content.lines else stored.values():
        known = stored.get(row.code)
        yield replace(row, border=content.borders.get(row.code) if content.has_borders else known and known.border)


def address_rows(content: Content) -> Iterator[AddressRow]:
    """The addresses of the file, WGS84."""
    crs = (content.city.crs if content.city else None) or coordinates.WGS84
    for line in content.lines[ADDRESSES.file]:
        given = line.row.model_dump()
        if given["lon"] is not None:
            lon, lat = coordinates.to_wgs84(given["lon"], given["lat"], crs)
            given |= {"lon": round(lon, DECIMALS), "lat": round(lat, DECIMALS)}
        yield AddressRow(**given)


def stored_codes(file: str) -> set[str]:
    return {code for sheet in SHEETS if sheet.file == file for code in tables.keys_of(sheet)}
