"""Reading cases, and taking any step with one. For keys."""

from datetime import datetime
from typing import Annotated, Any, BinaryIO, Literal, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from ninja import File, Form, Query, Router, Schema
from ninja.files import UploadedFile
from ninja.params.models import Body
from pydantic import Field

from huying.base.journal.refusals import Incomplete
from huying.cases import asking, beside, files, paging, queries
from huying.cases.models import Case
from huying.cases.stages import STAGES
from huying.cases.states import LIFE
from huying.cases.words import State
from huying.web.once import once

from . import outcomes, shapes
from .answers import WRITING, answer, problems
from .given import AreaCode, CategoryCode, Code, IdempotencyKey, Line, Number, UnitCode
from .keys import KEY, actor
from .names import columns
from .sparse import Part, fields_of, picked
from .steps import STEPS, Step
from .versions import IfMatch, tag, unmoved

router = Router(tags=["诉求 · Cases"], auth=KEY)


class Wanted(Schema):
    """Which list, narrowed to what, from where on."""

    list: Literal[tuple(queries.LISTS)] = "all"  # type: ignore[valid-type]
    state: Literal[tuple(State.values)] | None = None  # type: ignore[valid-type]
    category: CategoryCode | None = None
    area: AreaCode | None = None
    unit: UnitCode | None = None
    late: bool = False
    stage: Literal[tuple(STAGES)] | None = Field(None, description="时限阶段 · How it stands towards its time")  # type: ignore[valid-type]
    source: Code = Field(
        "", description="来源系统,与 external 同用 · The system it came from; together with `external`"
    )
    external: Annotated[Line, Field(max_length=80)] = ""
    text: Line = Field("", description="编号或文字 · A number, or words anywhere in the text")
    after: Line = Field("", description="上一页的 next · `next` of the page before")
    size: Annotated[int, Field(ge=1, le=200)] = paging.PAGE
    fields: fields_of(shapes.Listed) = ""  # type: ignore[valid-type]

    @property
    def filters(self) -> queries.Filters:
        return queries.Filters(
            state=self.state or "",
            category=self.category,
            area=self.area,
            unit=self.unit,
            late=self.late,
            stage=self.stage or "",
            text=self.text,
        )


class Page(Schema):
    """一页诉求 · One page; `next` is null on the last."""

    cases: list[shapes.Listed | Part]
    next: str | None


@router.get(
    "/cases",
    operation_id="list_cases",
    summary="诉求列表 · List cases",
    response={200: Page, **problems(401, 404, 422, 429)},
)
def list_cases(request: HttpRequest, wanted: Query[Wanted]) -> HttpResponse:
    """What lies on a desk, open and by due time, or everything this key may see, newest first."""
    if bool(wanted.source) != bool(wanted.external):
        raise Incomplete({"external": _("A source and a number there come together.")})
    cases = queries.narrowed(queries.LISTS[wanted.list](actor(request)), wanted.filters)
    if wanted.external:
        cases = cases.filter(source=wanted.source, external=wanted.external)
    newest_first = wanted.list == "all"
    page = paging.page(cases, after=wanted.after, size=wanted.size, newest_first=newest_first, columns=shapes.COLUMNS)
    return answer(
        {"cases": [picked(shapes.listed(case), wanted.fields) for case in page.cases], "next": page.next or None}
    )


class CallBack(Schema):
    """回访 · A reporter to be asked whether it was solved, by telephone or by a visit."""

    case: shapes.Listed
    means: str
    round: int
    tries: int
    next_at: datetime | None
    ends_at: datetime


@router.get(
    "/callbacks",
    operation_id="list_callbacks",
    summary="待回访 · Whom to ask",
    response={200: list[CallBack], **problems(401, 404)},
)
def list_callbacks(request: HttpRequest) -> HttpResponse:
    """Whom the hotline calls or visits, longest waiting first. `reveal` opens the contact; what they say is a `follow_up` or `rate`."""
    by = actor(request)
    waiting = [*asking.to_call(by)[: paging.PAGE], *asking.visits(by)[: paging.PAGE]]
    own = ("means", "round", "tries", "next_at", "ends_at")
    return answer([columns(asked, own) | {"case": shapes.listed(asked.case)} for asked in waiting])


@router.get(
    "/cases/{number}", operation_id="read_case", summary="一件诉求 · Read a case",
    response={200: shapes.Whole | Part, **problems(401, 404, 422)},
)  # fmt: skip
def read_case(request: HttpRequest, number: Number, fields: fields_of(shapes.Whole) = "") -> HttpResponse:  # type: ignore[valid-type]
    """All that lies on the case, and which steps this key may take now. Its `ETag` goes into `If-Match` of the next step."""
    case = found(request, number)
    return answer(picked(shapes.whole(case, actor(request)), fields), headers=tag(case))


@router.get(
    "/cases/{number}/events", operation_id="read_events", summary="办理记录 · Read its record",
    response={200: list[shapes.Event], **problems(401, 404, 422)},
)  # fmt: skip
def read_events(request: HttpRequest, number: Number) -> HttpResponse:
    """All that happened to the case, oldest first."""
    return answer(shapes.events(found(request, number), actor(request)))


@router.post(
    "/cases/{number}/attach", operation_id="attach", summary="添加文件 · Attach a file",
    response={200: outcomes.Moved, **problems(*WRITING)},
)  # fmt: skip
def attach(
    request: HttpRequest, number: Number, file: File[UploadedFile], of_reply: Form[bool] = False, key: IdempotencyKey = "",
) -> HttpResponse:  # fmt: skip
    """A photo or a PDF. Its kind is told by its content; where it was taken and by which camera is removed."""

    def act() -> HttpResponse:
        case = found(request, number)
        LIFE.check(case, "attach", by=actor(request))
        taken = files.take_in(file.name or "", cast("BinaryIO", file.file)).attachment
        taken.of_reply = of_reply
        beside.attach(case, by=actor(request), file=taken)
        return answer(outcomes.moved(case), headers=tag(case))

    return once(request, key, act, caller=actor(request).ref)


def _offer(verb: str, step: Step) -> None:
    """`POST /cases/{number}/{verb}`."""
    needed = any(field.is_required() for field in step.body.model_fields.values())
    body: Any = Body(... if needed else step.body.model_validate({}))

    def take(
        request: HttpRequest, number: Number, said: step.body = body,  # type: ignore[name-defined]
        key: IdempotencyKey = "", seen: IfMatch = "",
    ) -> HttpResponse:  # fmt: skip
        def act() -> HttpResponse:
            case = found(request, number)
            with unmoved(case, seen):
                opened = step.take(case, said, by=actor(request))
            return answer(
                outcomes.revealed(case, opened) if verb == "reveal" else outcomes.moved(case), headers=tag(case)
            )

        return once(request, key, act, caller=actor(request).ref)

    with translation.override("en"):  # the document is the same wherever it is made
        label = str(LIFE.verbs[verb])
    router.post(
        f"/cases/{{number}}/{verb}", operation_id=verb, summary=label, description=step.command.__doc__,
        response={200: outcomes.Revealed if verb == "reveal" else outcomes.Moved, **problems(*WRITING, 412)},
    )(take)  # fmt: skip


for _verb, _step in STEPS.items():
    _offer(_verb, _step)


def found(request: HttpRequest, number: str) -> Case:
    """The case, if this key may see it; 404 otherwise."""
    case = queries.one(actor(request), number)
    if case is None:
        raise Http404
    return case
