"""One case with all that lies beside it, in one statement; what registers hold of it comes from this process' copies."""

from collections.abc import Sequence
from typing import Any

from huying.base.catalogue import register as catalogue
from huying.base.journal import reading
from huying.base.places import register as places
from huying.base.units import register as units

from .models import (
    Asking,
    Assignment,
    Attachment,
    Case,
    CaseText,
    Clock,
    Contact,
    Hold,
    OpenReport,
    Papers,
    Publication,
    Request,
    Trouble,
    Verdict,
)

OWN = "case_id = $1"
TABLES: tuple[reading.Table, ...] = (
    (Case, "id = $1", "*"),
    (Case, "id = (SELECT parent_id FROM cases_case WHERE id = $1)", "*"),
    (Case, "parent_id = $1 AND accused_id IS NOT NULL", "id, accused_id"),
    (CaseText, OWN, "case_id, body, words"),
    (Contact, OWN, "case_id"),
    (Trouble, f"{OWN} AND ended_at IS NULL", "case_id"),
    (Publication, OWN, "*"),
    (OpenReport, OWN, "*"),
    (Assignment, OWN, "*"),
    (Clock, OWN, "*"),
    (Request, OWN, "*"),
    (Verdict, OWN, "*"),
    (Attachment, OWN, "*"),
    (Hold, OWN, "*"),
    (Asking, OWN, "*"),
)
"""What is read, in this order; of some rows a few columns, the others are read when somebody asks for them."""


def get(key: int) -> Case:
    """The case with this key, which must be there."""
    if (case := read(key)) is None:
        raise Case.DoesNotExist(key)
    return case


def read(key: int) -> Case | None:
    """The case with this key; None where there is none."""
    found, parents, merged, texts, contacts, troubles, publications, reports, *papers = reading.beside(key, TABLES)
    if not found:
        return None
    case: Case = found[0]
    case.__dict__ |= {
        "merged_about": [row.accused_id for row in merged], "has_contact": bool(contacts), "is_announced": bool(troubles),
        "papers": Papers.laid(case, *papers),
    }  # fmt: skip
    known = case._state.fields_cache | registered(case)
    known |= {"text": _only(texts), "publication": _only(publications), "open_report": _only(reports)}
    if parents:
        known["parent"] = parents[0]
    case._state.fields_cache = known
    return case


def registered(case: Any) -> dict[str, Any]:
    """What its keys stand for, by the names of its fields; what a copy does not know yet is left to the database."""
    book, unit = catalogue.current(), units.current().by_id
    kinds = {kind.pk: kind for kind in book.kinds.values()}
    found = {
        "kind": kinds.get(case.kind_id), "category": book.categories.get(case.category_id), "tier": book.tiers.get(case.tier_id),
        "area": places.by_id(case.area_id), "unit": unit.get(case.unit_id), "inner_unit": unit.get(case.inner_unit_id),
        "accused": unit.get(case.accused_id),
    }  # fmt: skip
    return {name: row for name, row in found.items() if row is not None}


def _only(rows: Sequence[Any]) -> Any:
    return rows[0] if rows else None
