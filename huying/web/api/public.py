"""What everybody may read: cases that a person released, known troubles, answers that are written already."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from huying.base.catalogue import articles
from huying.base.places import register as places
from huying.cases import numbers, public, troubles
from huying.cases.models import Publication, Trouble

from .answers import answer, problems
from .given import NO_NUL, AreaCode, CategoryCode, Line, Number
from .names import Named, columns, named, unit

router = Router(tags=["公开 · Public"], auth=None)
MOST = 10
"""Articles that fit a question."""


class PublicIn(Schema):
    """Which of them, from where on."""

    category: CategoryCode | None = None
    area: AreaCode | None = None
    state: Literal["open", "done"] | None = None
    text: Annotated[Line, Field(max_length=100)] = Field(
        "", description="摘要或答复中的文字 · Words of the summary or of the answer"
    )
    after: Line = Field("", description="上一页的 next · `next` of the page before")
    size: Annotated[int, Field(ge=1, le=200)] = public.PAGE


class PublicCase(Schema):
    """公开诉求 · What a person wrote of a case, and no word that was sent. The place is the street's where it is a private matter."""

    number: str
    summary: Annotated[str, Field(description="摘要 · In Chinese")]
    summary_en: str
    category: Named | None
    street: str
    lon: float | None
    lat: float | None
    unit: Named | None
    stage: str
    answer: str
    received_at: datetime
    at: datetime = Field(description="公开或更新的时刻 · When it was released, or answered")


class PublicPage(Schema):
    """一页公开诉求 · One page; `next` is null on the last."""

    cases: list[PublicCase]
    next: str | None


class TroubleOut(Schema):
    """已知故障 · What many would call about, told before they do. `categories`: codes of what calls about it would be filed under."""

    zh: str
    en: str
    areas: list[Named]
    categories: list[str]
    announced_at: datetime
    until: datetime = Field(description="预计结束 · When it is expected to be over")


class ArticleOut(Schema):
    """知识条目 · An answer that is written already."""

    code: str
    zh: str
    en: str
    body_zh: str
    body_en: str


@router.get(
    "/public/cases", operation_id="list_public_cases", summary="公开诉求 · Public cases",
    response={200: PublicPage, **problems(401, 422, 429)},
)  # fmt: skip
def list_public_cases(request: HttpRequest, wanted: Query[PublicIn]) -> HttpResponse:
    """The cases that a person released, the latest word first."""
    done = None if wanted.state is None else wanted.state == "done"
    filters = public.Filters(category=wanted.category, area=wanted.area, done=done, text=wanted.text)
    page = public.page(public.listed(filters), after=wanted.after, size=wanted.size)
    return answer({"cases": [_case(row) for row in page.found], "next": page.next or None})


@router.get(
    "/public/cases/{number}", operation_id="read_public_case", summary="一件公开诉求 · A public case",
    response={200: PublicCase, **problems(401, 404, 422)},
)  # fmt: skip
def read_public_case(request: HttpRequest, number: Number) -> HttpResponse:
    """One of them; 404 for what nobody released."""
    found = public.one(numbers.tidy(number))
    if found is None:
        raise Http404
    return answer(_case(found))


@router.get(
    "/public/troubles", operation_id="list_troubles", summary="已知故障 · Known troubles",
    response={200: list[TroubleOut], **problems(401)},
)  # fmt: skip
def list_troubles(request: HttpRequest) -> HttpResponse:
    """What is announced now, the latest first."""
    return answer([_trouble(row) for row in troubles.current()])


@router.get(
    "/public/articles", operation_id="list_articles", summary="知识库 · Articles",
    response={200: list[ArticleOut], **problems(401, 422, 429)},
)  # fmt: skip
def list_articles(
    request: HttpRequest,
    text: Annotated[str, Query(max_length=100, pattern=NO_NUL, description="用自己的话提问 · A question in one's own words")] = "",
) -> HttpResponse:  # fmt: skip
    """What fits a question, the best first; without one, everything that is written for residents."""
    found = articles.search(text, public=True, limit=MOST) if text else articles.offered(public=True)
    return answer([columns(row, tuple(ArticleOut.model_fields)) for row in found])


def _case(row: Publication) -> dict[str, Any]:
    case = row.case
    return {
        "number": case.number, "summary": row.summary, "summary_en": row.summary_en, "category": named(case.category),
        "street": public.street(case), "lon": row.lon, "lat": row.lat, "unit": unit(case.unit_id),
        "stage": str(public.stage(case).words), "answer": row.answer, "received_at": case.received_at, "at": row.at,
    }  # fmt: skip


def _trouble(row: Trouble) -> dict[str, Any]:
    known = places.current().by_code
    where = {"areas": [named(known[code]) for code in row.areas if code in known]}
    return columns(row, ("zh", "en", "categories", "announced_at", "until")) | where
