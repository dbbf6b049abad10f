"""Who would get a call, and until when: asked before anything is filed. Nothing is written."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from huying.base.catalogue.models import Category
from huying.base.journal import clock
from huying.base.places import locator
from huying.cases import alarms, deadlines, responsibility, suggesting
from huying.cases.models import Case
from huying.cases.suggesting import Suggestion

from .answers import WRITING, answer, problems
from .calls import PlaceIn, point
from .given import CategoryCode, Given, UnitCode, Words
from .keys import KEY
from .names import Named, area, named, unit

router = Router(tags=["诉求 · Cases"], auth=KEY)


class PreviewIn(Given):
    """拟提交的诉求 · What somebody is about to say. Without `category`, the likeliest of those that `text` speaks of is looked at."""

    text: Words = ""
    category: CategoryCode | None = None
    place: PlaceIn = Field(default_factory=PlaceIn)
    accused: UnitCode | None = Field(None, description="被反映单位 · The unit it is about; it never handles it")


class SuggestedOut(Named):
    """可能的分类 · A category that the words speak of. `words`: those that counted; `share`: how sure beside the others, up to 1."""

    share: float
    words: list[str]


class PreviewOut(Schema):
    """承办预览 · Who would get it, why, and until when they would answer. Without `unit`, `because` says why a dispatcher decides."""

    category: Named | None
    suggested: list[SuggestedOut]
    area: Named | None
    unit: Named | None
    because: str = Field(
        description="依据,语言随 Accept-Language · The item of the duty list, in the reader's language"
    )
    due_at: datetime | None
    emergency: str | None = Field(
        description="应立即拨打的号码 · The number to call at once, where the words sound like it"
    )


@router.post(
    "/preview", operation_id="preview", summary="承办预览 · Who would get this",
    response={200: PreviewOut, **problems(*WRITING)},
)  # fmt: skip
def preview(request: HttpRequest, said: PreviewIn) -> HttpResponse:
    """By the duty list as it stands now. A POST, because what somebody says does not belong into an address; nothing is written, so it
    takes no `Idempotency-Key`, and a key for reading may ask."""
    suggested = [] if said.category else suggesting.suggest(said.text)
    category = said.category or (suggested[0].category if suggested else None)
    filed = Case(category=category, area=_area(said.place), accused=said.accused)
    decision = responsibility.suggest(filed)
    alarm = alarms.heard(said.text)
    return answer({
        "category": named(category), "suggested": [_suggested(one) for one in suggested], "area": area(filed.area_id),
        "unit": unit(decision.unit.pk if decision.unit else None), "because": decision.reason, "due_at": _due(category),
        "emergency": alarm.number if alarm else None,
    })  # fmt: skip


def _area(place: PlaceIn) -> Any:
    where = point(place)
    return (locator.locate(**where) if where else None) or place.area


def _due(category: Category | None) -> datetime | None:
    return deadlines.promised(category.tier, clock.now()) if category else None


def _suggested(one: Suggestion) -> dict[str, Any]:
    return (named(one.category) or {}) | {"share": round(one.share, 3), "words": [*one.words]}
