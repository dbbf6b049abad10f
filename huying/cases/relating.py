"""Cases that belong to another one: merged, told before or again by its reporter, or at the very same place. Never by person."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from huying.base.units.roles import Actor

from . import looks, queries
from .models import Case

MOST = 10
"""Of one way to belong together, the newest."""

GOES_ON, MERGED, BEFORE, AGAIN, SAME_PLACE = (
    _("goes on there"), _("merged into this"), _("told before"), _("told again"), _("same place"),
)  # fmt: skip


@dataclass(frozen=True)
class Related:
    """A case that `by` may see, and how it belongs to the other."""

    case: Case
    how: Any


def related(case: Case, by: Actor) -> list[Related]:
    """What belongs to `case`, in two statements: first what is one matter with it, then what happened there before."""
    keys = _keys(case)
    seen = queries.visible_to(by).filter(pk__in=keys).select_related(*queries.ROWS)
    found = [Related(other, _how(case, other)) for other in queries.with_signs(seen).order_by("-pk")]
    shown = [one for one in found if one.how not in (BEFORE, AGAIN) or not _hints(one.case, case, by)]
    return sorted(shown, key=lambda one: one.how == SAME_PLACE)


def _keys(case: Case) -> Sequence[int]:
    """Each part is led by an index of its own, so that a place with many cases costs no more."""
    parts = [Case.objects.filter(parent=case.pk), Case.objects.filter(earlier=case.pk)]
    if linked := [key for key in (case.parent_id, case.earlier_id) if key]:
        parts.append(Case.objects.filter(pk__in=linked))
    if case.address and case.area_id:
        parts.append(Case.objects.filter(area=case.area_id, address=case.address).exclude(pk=case.pk))
    newest = [part.order_by("-pk").values_list("pk", flat=True)[:MOST] for part in parts]
    return list(newest[0].union(*newest[1:]))


def _how(case: Case, other: Case) -> Any:
    if other.pk == case.parent_id:
        return GOES_ON
    if other.parent_id == case.pk:
        return MERGED
    if other.pk == case.earlier_id:
        return BEFORE
    return AGAIN if other.earlier_id == case.pk else SAME_PLACE


def _hints(other: Case, case: Case, by: Actor) -> bool:
    """Whether that two were told by one reporter would say more than `by` may know."""
    return looks.matter_only(case, by) or looks.matter_only(other, by)
