"""Lists in pages: by keyset, so that the thousandth is as quick as the first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from huying.base import keyset

from .models import Case
from .queries import ROWS, SIGNS, Cases, with_signs

PAGE = 50


@dataclass(frozen=True)
class Page:
    """One page of a list, and the cursors of the next and the previous one ("" where there is none)."""

    cases: Sequence[Case]
    next: str
    previous: str = ""


def page(
    cases: Cases, *, after: str = "", before: str = "", size: int = PAGE, newest_first: bool = False,
    columns: Sequence[str] = (),
) -> Page:  # fmt: skip
    """`size` cases behind the cursor `after` or ahead of `before`, by due time (undated last) or newest first.

    `columns`: read nothing but these and the signs, as named tuples; several times quicker. Raises `keyset.BadCursor`.
    """
    column, ascending = ("received_at" if newest_first else "due_at"), newest_first == bool(before)
    sign = "" if ascending else "-"
    order = f"{sign}{column}", f"{sign}pk"
    # Keys first: what else a row shows is looked up for one page, not for all that might stand on it.
    keys = _behind(cases.order_by(*order), column, before or after, ascending).values("pk")[: size + 1]
    ordered = with_signs(Case.objects.filter(pk__in=keys)).order_by(*order)
    shown = ordered.values_list("id", *columns, *SIGNS, named=True) if columns else ordered.select_related(*ROWS)
    found: list[Any] = list(shown)
    more, found = len(found) > size, found[:size]
    if before:
        found.reverse()
    later, earlier = bool(before) or more, more if before else bool(after)
    return Page(
        found,
        _cursor(found[-1], newest_first) if found and later else "",
        _cursor(found[0], newest_first) if found and earlier else "",
    )


def _behind(cases: Cases, column: str, cursor: str, ascending: bool) -> Cases:
    if not cursor:
        return cases
    moment, pk = keyset.read(cursor)
    side, undated = "gt" if ascending else "lt", Q(**{f"{column}__isnull": True})
    if moment is None:
        rest = undated & Q(**{f"pk__{side}": pk})
        return cases.filter(rest if ascending else rest | ~undated)
    behind = Q(**{f"{column}__{side}": moment}) | Q(**{column: moment, f"pk__{side}": pk})
    return cases.filter(behind | undated if ascending else behind)


def _cursor(case: Case, newest_first: bool) -> str:
    return keyset.cursor(case.received_at if newest_first else case.due_at, case.id)
