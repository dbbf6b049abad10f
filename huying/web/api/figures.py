"""What is published of the figures: the quarter in numbers, as everybody reads it. Small numbers are withheld by `insight/`."""

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from huying.base.journal import audit
from huying.base.journal.refusals import Refused
from huying.insight import figures as insight
from huying.insight import lake, periods
from huying.insight.definitions import INDICATORS, Indicator
from huying.insight.figures import Slice
from huying.web.figures import PUBLISHED
from huying.web.periods import EARLIEST, LATEST

from .answers import answer, problems
from .names import columns

router = Router(tags=["公开 · Public"], auth=None)

NUMBERS = ("value", "numerator", "denominator", "excluded", "low", "high", "withheld")
OF_INDICATOR = ("code", "zh", "en", "measure", "over_zh", "over_en", "hit_zh", "hit_en", "better", "source")

By = Literal[tuple(PUBLISHED)]  # type: ignore[valid-type]
Of = Annotated[str, Field(max_length=1000, pattern=r"^[a-z_0-9,]*$")]


class QuarterIn(Schema):
    """Which quarter, by what, and which figures."""

    day: Annotated[date, Field(ge=EARLIEST, le=LATEST)] | None = Field(
        None, description="季度内任一日,默认为上一季度 · Any day of the quarter; left out, of the last one that is over"
    )
    by: By | None = Field(None, description="按什么分列 · What it is parted by; left out, all together alone")  # type: ignore[valid-type]
    of: Of = Field(
        "", description="指标代码,逗号分隔,默认全部 · Codes of `GET /public/indicators` with commas between; all"
    )


class NumberOut(Schema):
    """一个指标数值 · A figure. `value`: a share from 0 to 1, a count, minutes; null where nothing was there to count, or it is withheld.

    `low`, `high`: the 95 % interval of a share (E. B. Wilson, 1927).
    """

    code: str
    value: float | None
    numerator: float | None
    denominator: float | None
    excluded: int | None
    low: float | None
    high: float | None
    withheld: bool = Field(description="为防止识别个人而不公布 · Small, or to be worked out from small ones")


class SliceOut(Schema):
    """一组指标 · The figures of everything together (`code` is "" then), or of one part."""

    code: str
    zh: str
    en: str
    figures: list[NumberOut]


class QuarterOut(Schema):
    """已公布的季度数据 · A quarter as it was published; what comes late or is corrected later does not change it."""

    since: date
    until: date
    whole: SliceOut
    parts: list[SliceOut]


class IndicatorOut(Schema):
    """指标定义 · How a figure is counted: of what (`over`), and what of that (`hit`). `better`: "up", "down" or ""."""

    code: str
    zh: str
    en: str
    measure: str
    over_zh: str
    over_en: str
    hit_zh: str
    hit_en: str
    better: str
    source: str


@router.get(
    "/public/figures", operation_id="read_figures", summary="季度数据 · Figures of a quarter",
    response={200: QuarterOut, **problems(401, 409, 422)},
)  # fmt: skip
def read_figures(request: HttpRequest, wanted: Query[QuarterIn]) -> HttpResponse:
    """Whole quarters that are over, the city together and along one tree: what the page `/city/figures/` shows."""
    if not lake.manifest().until:
        raise Refused(_("Nothing has been counted yet."))
    days = periods.quarter(wanted.day) if wanted.day else periods.past_quarter(audit.today())
    group, _colon, level = (wanted.by or "").partition(":")
    codes = [code for code in INDICATORS if not wanted.of or code in wanted.of.split(",")]
    (told,) = insight.compared(
        by=None, days=[days], group=group or None, level=level or None, codes=codes, of_parts=codes
    )
    parts = [_slice(part) for part in told.parts]
    return answer({"since": days[0], "until": days[1], "whole": _slice(told.whole), "parts": parts})


@router.get(
    "/public/indicators", operation_id="list_indicators", summary="指标定义 · How figures are counted",
    response={200: list[IndicatorOut], **problems(401)},
)  # fmt: skip
def list_indicators(request: HttpRequest) -> HttpResponse:
    """Every figure that is published, and what it is counted of."""
    return answer([_indicator(known) for known in INDICATORS.values()])


def _slice(slice_: Slice) -> dict[str, Any]:
    numbers = [{"code": code} | columns(figure, NUMBERS) for code, figure in slice_.figures.items()]
    return {"code": slice_.code, "zh": slice_.zh, "en": slice_.en, "figures": numbers}


def _indicator(known: Indicator) -> dict[str, Any]:
    return columns(known, OF_INDICATOR) | {"measure": str(known.measure)}
