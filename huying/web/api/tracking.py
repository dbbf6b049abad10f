"""A case for its reporter: what became of it, and what they may do with it. For whoever holds the code; no key is needed."""

from typing import Annotated, Any, BinaryIO, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import translation
from ninja import File, Header, Query, Router
from ninja.files import UploadedFile
from ninja.params.models import Body

from huying.base.units.roles import Actor
from huying.cases import beside, files, numbers, queries
from huying.cases.models import Case
from huying.cases.states import LIFE
from huying.web.attachments import handed_out
from huying.web.limits import spend
from huying.web.once import once

from . import outcomes, shapes
from .answers import WRITING, answer, problems
from .given import FileNumber, IdempotencyKey, Number
from .steps import OF_REPORTER, Step
from .versions import IfMatch, tag, unmoved

router = Router(tags=["诉求人 · Reporters"], auth=None)

Code = Annotated[str, Header(alias="X-Tracking-Code", max_length=40, description="查询码 · The code of the receipt")]


@router.get(
    "/track/{number}", operation_id="track", summary="查询进度 · Track a case",
    response={200: shapes.Tracked, **problems(401, 404, 422, 429)},
)  # fmt: skip
def track(
    request: HttpRequest, number: Number, sent: Code = "",
    code: Annotated[str, Query(max_length=40, description="查询码 · Better in the header: addresses end up in logs")] = "",
) -> HttpResponse:  # fmt: skip
    """What became of it, for whoever holds the code. A wrong number and a wrong code get the same answer."""
    case = _opened(number, sent or code)
    return answer(shapes.tracked(case), headers=tag(case))


@router.get(
    "/track/{number}/files/{file}", operation_id="track_file", summary="读取文件 · Read a file",
    response={200: bytes, **problems(401, 404, 422, 429)},
)  # fmt: skip
def track_file(request: HttpRequest, number: Number, file: FileNumber, sent: Code = "") -> HttpResponseBase:
    """The content of a file that the reporter sent, or that belongs to the answer."""
    return handed_out(get_object_or_404(queries.files_for_reporter(_opened(number, sent)), pk=file))


@router.post(
    "/track/{number}/attach", operation_id="reporter_attach", summary="添加文件 · Add a file",
    response={200: outcomes.Moved, **problems(*WRITING)},
)  # fmt: skip
def attach(
    request: HttpRequest, number: Number, file: File[UploadedFile], sent: Code = "", key: IdempotencyKey = ""
) -> HttpResponse:  # fmt: skip
    """A photo or a PDF from the reporter."""
    spend(request, "deed", thing=numbers.tidy(number))

    def act() -> HttpResponse:
        case = _opened(number, sent)
        by = Actor.resident(case.pk)
        LIFE.check(case, "attach", by=by)
        beside.attach(case, by=by, file=files.take_in(file.name or "", cast("BinaryIO", file.file)).attachment)
        return answer(outcomes.moved(case), headers=tag(case))

    return once(request, key, act, caller=f"code:{sent}")


def _offer(verb: str, step: Step) -> None:
    """`POST /track/{number}/{verb}`: the step as the reporter takes it."""
    needed = any(field.is_required() for field in step.body.model_fields.values())
    body: Any = Body(... if needed else step.body.model_validate({}))

    def take(
        request: HttpRequest, number: Number, said: step.body = body,  # type: ignore[name-defined]
        sent: Code = "", key: IdempotencyKey = "", seen: IfMatch = "",
    ) -> HttpResponse:  # fmt: skip
        spend(request, "deed", thing=numbers.tidy(number))

        def act() -> HttpResponse:
            case = _opened(number, sent)
            with unmoved(case, seen):
                step.take(case, said, by=Actor.resident(case.pk))
            return answer(outcomes.moved(case), headers=tag(case))

        return once(request, key, act, caller=f"code:{sent}")

    with translation.override("en"):  # the document is the same wherever it is made
        label = str(LIFE.verbs[verb])
    router.post(
        f"/track/{{number}}/{verb}", operation_id=f"reporter_{verb}", summary=label, description=step.command.__doc__,
        response={200: outcomes.Moved, **problems(*WRITING, 412)},
    )(take)  # fmt: skip


for _verb, _step in OF_REPORTER.items():
    _offer(_verb, _step)


def _opened(number: str, code: str) -> Case:
    case = queries.tracked(number, code)
    if case is None:
        raise Http404
    return case
