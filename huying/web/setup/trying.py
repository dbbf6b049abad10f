"""A duty list tried out: a file like `duties.csv`, read, checked and asked, and nothing of it kept."""

from collections.abc import Iterable
from pathlib import Path

from django.db import transaction

from huying.base.catalogue import register as catalogue
from huying.base.places import register as places
from huying.base.units import register as units
from huying.cases.replaying import Proposal
from huying.cases.rerouting import Registers

from . import checking, csvs, loading, reading, writing
from .reading import Content
from .report import Problem, Summary
from .sheets import DUTIES


def duties(file: Path) -> tuple[Registers | None, list[Problem]]:
    """The registers as they would stand with the duty list of `file`, whole; or everything that is wrong with it."""
    content = Content()
    reading.read_sheet(file, DUTIES, content)
    content.problems += checking.problems(content, loading.stored_codes)
    if content.problems:
        return None, sorted(content.problems, key=lambda problem: problem.where)
    with transaction.atomic():
        loading.write(content, Summary(content.n_entries))
        after = Registers(units.current.load(), catalogue.current(), places.current())
        transaction.set_rollback(True)
    return after, []


def write(file: Path, proposals: Iterable[Proposal], version: str) -> int:
    """The duty list as it stands, with what is proposed behind it, as `duties.csv`; return how many lines were written."""
    proposed = [
        {
            "item": one.item, "unit": one.unit.code, "category": one.category.code, "area": one.area.code if one.area else "",
            "priority": one.priority, "version": version,
        }
        for one in proposals
    ]  # fmt: skip
    given = {row["item"] for row in proposed}
    kept = [row for row in writing.stored(DUTIES) if row["item"] not in given]
    csvs.write(file, [*kept, *proposed], DUTIES.columns, DUTIES.required)
    return len(kept) + len(proposed)
