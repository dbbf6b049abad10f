"""The registers: areas, units, categories, kinds, coded reasons, for everybody; the duty list, for keys."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any

import orjson
import shapely
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from huying.base.catalogue import register as catalogue
from huying.base.catalogue.models import Category
from huying.base.journal.refusals import Incomplete
from huying.base.places import register as places
from huying.base.places.models import Area
from huying.base.units import register as units
from huying.base.units.models import Duty

from .answers import answer, problems
from .given import AreaCode
from .keys import KEY
from .names import Named, area, columns, named, unit

router = Router(tags=["登记 · Registers"])


class AreaOut(Named):
    """区域 · An area that holds today. `geometry`: GeoJSON, WGS84, where it was asked for."""

    level: int
    parent: str | None
    geometry: dict[str, Any] | None = None


class UnitOut(Named):
    """单位 · An organisation of the city, at any level."""

    level: str
    parent: str | None
    area: Named | None
    hours: str
    phone: str


class Emergency(Named):
    """紧急提示 · The test that comes before the form: if it is so, call the number `code` at once."""


class CategoryOut(Named):
    """分类 · What may be asked for. Cases are filed under leaves. `questions` is a JSON Schema."""

    parent: str | None
    leaf: bool
    kind: Named | None
    confidentiality: str
    anonymous: bool
    questions: dict[str, Any]
    emergency: Emergency | None
    evidence: list[str]
    open311: str


class DutyOut(Schema):
    """责任清单条目 · This unit answers for this category and what lies below it, in this area; null is everything."""

    item: str
    unit: Named | None
    category: Named | None
    area: Named | None
    priority: int
    prefer: str = Field(description='同等条目中谁承办 · Of equal items: "open", "load", "open+load"; empty: the first')
    clause: str
    valid_from: date | None
    valid_until: date | None = Field(description="失效之日 · The first day without")


class ReasonOut(Named):
    """理由代码 · A coded reason, by what it is a reason for."""

    purpose: str


@router.get(
    "/areas", operation_id="list_areas", summary="区域 · Areas", response={200: list[AreaOut], **problems(401, 422)}
)
def list_areas(
    request: HttpRequest,
    level: Annotated[int | None, Query(ge=0, le=20, description="层级,0 为全市 · 0 for the city")] = None,
    parent: Annotated[AreaCode | None, Query()] = None,
    geometry: Annotated[bool, Query(description="含边界,须给 level 或 parent · With borders; needs `level` or `parent`")] = False,
) -> HttpResponse:  # fmt: skip
    """The areas that hold today, parents before children."""
    if geometry and level is None and parent is None:
        raise Incomplete({"level": _("Borders are given for one level, or for what lies below one area.")})
    shown = [
        found for found in (places.children(parent) if parent else places.tree()) if level is None or found.level == level
    ]  # fmt: skip
    borders = _borders(shown) if geometry else {}
    return answer([_area(found) | borders.get(found.pk, {}) for found in shown])


def _area(found: Area) -> dict[str, Any]:
    above = places.by_id(found.parent_id or 0)
    return {
        "code": found.code,
        "zh": found.zh,
        "en": found.en,
        "level": found.level,
        "parent": above.code if above else None,
    }


def _borders(shown: list[Area]) -> dict[int, dict[str, Any]]:
    rows: Iterable[tuple[int, Any]] = Area.objects.filter(
        pk__in=[found.pk for found in shown], border__isnull=False
    ).values_list("pk", "border")
    return {
        pk: {"geometry": orjson.Fragment(shapely.to_geojson(shapely.from_wkb(bytes(border))))} for pk, border in rows
    }


@router.get("/units", operation_id="list_units", summary="单位 · Units", response={200: list[UnitOut], **problems(401)})
def list_units(request: HttpRequest) -> HttpResponse:
    """The units that exist, in the order of their codes."""
    register = units.current()
    return answer(
        [
            (named(found) or {}) | {
                "level": found.level, "hours": found.hours, "phone": found.phone, "area": area(found.area_id),
                "parent": register.by_id[found.parent_id].code if found.parent_id else None,
            }
            for found in register.by_code.values() if not found.retired
        ]
    )  # fmt: skip


@router.get(
    "/categories",
    operation_id="list_categories",
    summary="分类 · Categories",
    response={200: list[CategoryOut], **problems(401)},
)
def list_categories(request: HttpRequest) -> HttpResponse:
    """The catalogue, in the order of its codes."""
    book = catalogue.current()
    return answer([_category(found, book) for found in book.by_code.values() if not found.retired])


def _category(found: Category, book: catalogue.Catalogue) -> dict[str, Any]:
    test = {"code": found.emergency_number, "zh": found.emergency_zh, "en": found.emergency_en}
    return (named(found) or {}) | {
        "parent": book.categories[found.parent_id].code if found.parent_id else None,
        "leaf": found.pk not in book.children,
        "kind": named(found.kind),
        "confidentiality": found.confidentiality,
        "anonymous": found.anonymous,
        "questions": found.questions,
        "emergency": test if found.emergency_number else None,
        "evidence": found.evidence,
        "open311": found.open311,
    }


@router.get(
    "/kinds", operation_id="list_kinds", summary="诉求类型 · Kinds", response={200: list[Named], **problems(401)}
)
def list_kinds(request: HttpRequest) -> HttpResponse:
    """What a resident may want: enquiry, help, complaint, report, suggestion, compliment."""
    return answer([named(kind) for kind in catalogue.current().kinds.values()])


@router.get(
    "/reasons",
    operation_id="list_reasons",
    summary="理由代码 · Reasons",
    response={200: list[ReasonOut], **problems(401)},
)
def list_reasons(request: HttpRequest) -> HttpResponse:
    """The coded reasons that steps ask for."""
    reasons = (reason for group in catalogue.current().reasons.values() for reason in group)
    return answer([(named(reason) or {}) | {"purpose": reason.purpose} for reason in reasons])


@router.get(
    "/duties",
    operation_id="list_duties",
    summary="责任清单 · The duty list",
    auth=KEY,
    response={200: list[DutyOut], **problems(401, 404)},
)
def list_duties(request: HttpRequest) -> HttpResponse:
    """Who is responsible for what, and by which clause. For whoever has a key."""
    return answer([_duty(found) for found in Duty.objects.order_by("item")])


def _duty(found: Duty) -> dict[str, Any]:
    category = catalogue.current().categories.get(found.category_id or 0)
    return columns(found, ("item", "priority", "prefer", "clause", "valid_from", "valid_until")) | {
        "unit": unit(found.unit_id), "category": named(category), "area": area(found.area_id),
    }  # fmt: skip
