"""Disputes, for the offices that hand them over (court, police, petition office …): open, look how it stands, fetch the pack."""

import re
from contextlib import nullcontext
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, cast

from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from ninja import Path, Query, Router, Schema
from pydantic import Field, PlainValidator

from huying.base.journal.refusals import Incomplete, Refused
from huying.cases.models import Attachment
from huying.civic.mediation import afterwards, opening, queries, room, typing
from huying.civic.mediation.models import Dispute, DisputeType
from huying.civic.mediation.sides import Person
from huying.civic.mediation.words import CourtStage, Origin, State
from huying.web.attachments import handed_out
from huying.web.once import once

from . import dispute_shapes as shapes
from .answers import WRITING, answer, problems
from .calls import WhereIn, point
from .given import AreaCode, Code, Given, IdempotencyKey, Line, Said, Words
from .keys import KEY, NO_KEY_NEEDED, actor
from .sparse import Part, fields_of, picked
from .steps import StepIn
from .versions import IfMatch, tag, unmoved

router = Router(tags=["纠纷调解 · Mediation"])
OFFICES = tuple(name for name in Origin.values if name not in (Origin.APPLICATION, Origin.FOUND))
"""Who hands a dispute over; what a side brings itself, or a grid worker found, comes by another door."""
MOST_SIDES, MOST_PARTIES = 8, 50

Number = Annotated[str, Path(max_length=30, description="纠纷编号 · The dispute's number, however it is written")]
PackNumber = Annotated[int, Path(ge=1, le=2**63 - 1, description="`id` of the pack, from `packs` of the dispute")]


def _type(code: Any) -> DisputeType:
    row = DisputeType.objects.filter(code=code, retired=False).first() if isinstance(code, str) else None
    if row is None:
        raise ValueError(_("There is no “%(code)s” in the register.") % {"code": code})
    return row


TypeCode = Annotated[DisputeType, PlainValidator(_type, json_schema_input_type=Code)]


class PartyIn(Given):
    """当事人 · Somebody on a side. Sealed; in this dispute only."""

    name: Annotated[Line, Field(min_length=1)]
    kind: Literal["person", "organisation"] = "person"
    phone: Line = ""
    email: Line = ""
    address: Line = ""
    representative: Line = Field("", description="代理人:姓名、电话、授权 · Who speaks for it: name, telephone, power")
    may_settle: bool = Field(False, description="可代为签署 · The representative may agree and sign for it")
    language: Literal["zh-hans", "en"] = "zh-hans"


class DisputeIn(Given):
    """移交纠纷 · A dispute that an office hands over. Only `text` and `origin` are needed."""

    text: Said
    origin: Literal[OFFICES]  # type: ignore[valid-type]
    issues: Words = Field("", description="争议焦点与请求 · What is in dispute, and what is asked for")
    type: TypeCode | None = Field(None, description="不确定就不填,由调解组织判断 · Left out, the committee says")
    sides: Annotated[
        list[Annotated[list[PartyIn], Field(max_length=MOST_PARTIES)]], Field(max_length=MOST_SIDES)
    ] = Field([], description="各方,第一方为申请方 · The sides; the first is the one that applied, where one did")  # fmt: skip
    place: WhereIn = Field(default_factory=WhereIn)
    amount: Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=2)] | None = Field(
        None, description="元 · Yuan"
    )
    urgent: bool = False
    reference: Annotated[Line, Field(max_length=80)] = Field(
        "", description="移送机关的案号或编号 · The number that your office has for it"
    )
    court_stage: Literal[tuple(CourtStage.values)] | None = Field(  # type: ignore[valid-type]
        None, description="诉前、普通程序、简易程序 · Where it stands at the court: each has a period of its own"
    )
    earlier: Line = Field("", max_length=40, description="同一纠纷的前次编号 · The number of the same dispute before")
    source: Code = Field("", description="来源系统,与 external 同用 · The system it comes from; with `external`")
    external: Annotated[Line, Field(max_length=80)] = Field(
        "", description="来源编号 · Its number there; taken in once only"
    )


@router.post(
    "/disputes", operation_id="open_dispute", summary="移交纠纷 · Hand a dispute over", auth=KEY,
    response={201: shapes.DisputeMoved, **problems(*WRITING)},
)  # fmt: skip
def open_dispute(request: HttpRequest, said: DisputeIn, key: IdempotencyKey = "") -> HttpResponse:
    """It opens with your office as the one that handed it over, and goes to the committee for its type and place.

    Every side is asked first whether it wants mediation, free of charge; the codes of the parties go to the parties alone.
    """

    def act() -> HttpResponse:
        dispute = _open(said, request)
        return answer(shapes.moved(dispute), 201, tag(dispute) | {"Location": f"/api/v1/disputes/{dispute.number}"})

    return once(request, key, act, caller=actor(request).ref)


class WantedDisputes(Schema):
    """Which list, narrowed to what, from where on."""

    list: Literal["open", "all"] = Field("all", description="open 按期限,all 由新到旧 · By due time, or newest first")
    state: Literal[tuple(State.values)] | None = None  # type: ignore[valid-type]
    type: TypeCode | None = None
    area: AreaCode | None = None
    origin: Literal[tuple(Origin.values)] | None = None  # type: ignore[valid-type]
    late: bool = False
    opened_from: date | None = None
    opened_until: date | None = None
    source: Code = Field(
        "", description="来源系统,与 external 同用 · The system it came from; together with `external`"
    )
    external: Annotated[Line, Field(max_length=80)] = ""
    text: Line = Field("", description="编号或经过中的文字 · A number, or words of what was told; never a person")
    after: Line = Field("", description="上一页的 next · `next` of the page before")
    size: Annotated[int, Field(ge=1, le=200)] = queries.PAGE
    fields: fields_of(shapes.DisputeListed) = ""  # type: ignore[valid-type]

    @property
    def filters(self) -> queries.Filters:
        return queries.Filters(
            state=self.state or "", type=self.type, area=self.area, origin=self.origin or "", late=self.late,
            opened_from=self.opened_from, opened_until=self.opened_until, text=self.text,
        )  # fmt: skip


class DisputePage(Schema):
    """一页纠纷 · One page of disputes; `next` is null on the last."""

    disputes: list[shapes.DisputeListed | Part]
    next: str | None


@router.get(
    "/disputes", operation_id="list_disputes", summary="纠纷列表 · List disputes", auth=KEY,
    response={200: DisputePage, **problems(401, 404, 422, 429)},
)  # fmt: skip
def list_disputes(request: HttpRequest, wanted: Query[WantedDisputes]) -> HttpResponse:
    """What your office handed over, or its committee has: how each stands, and how it ended."""
    if bool(wanted.source) != bool(wanted.external):
        raise Incomplete({"external": _("A source and a number there come together.")})
    found = queries.narrowed(queries.LISTS[wanted.list](actor(request)), wanted.filters)
    if wanted.external:
        found = found.filter(source=wanted.source, external=wanted.external)
    page = queries.page(found, after=wanted.after, size=wanted.size, newest_first=wanted.list == "all")
    rows = [picked(shapes.listed(dispute), wanted.fields) for dispute in page.disputes]
    return answer({"disputes": rows, "next": page.next or None})


@router.get(
    "/disputes/{number}", operation_id="read_dispute", summary="一件纠纷 · Read a dispute", auth=KEY,
    response={200: shapes.DisputeWhole | Part, **problems(401, 404, 422)},
)  # fmt: skip
def read_dispute(request: HttpRequest, number: Number, fields: fields_of(shapes.DisputeWhole) = "") -> HttpResponse:  # type: ignore[valid-type]
    """How it stands, how it ended, and which steps this key may take now. What was said in mediation is in no answer."""
    dispute = _found(request, number)
    seen = shapes.whole(room.room(dispute, actor(request)))
    return answer(picked(seen, fields), headers=tag(dispute))


@router.get(
    "/disputes/{number}/packs/{pack}", operation_id="read_pack", summary="取回材料 · Fetch a pack", auth=KEY,
    response={200: bytes, **problems(401, 404, 422)},
)  # fmt: skip
def read_pack(request: HttpRequest, number: Number, pack: PackNumber) -> HttpResponseBase:
    """The ZIP that the committee handed back to your office: papers as Word and PDF, without what was said or offered."""
    sight = room.room(_found(request, number), actor(request))
    for file in sight.files:
        if file.kind == "pack" and file.pk == pack:
            return handed_out(cast("Attachment", file))  # kept like an attachment: hash, name, type
    raise Http404


class ConfirmationStep(StepIn):
    """What the court or labour arbitration said of the agreement."""

    decision: Literal["confirmed", "refused"]
    text: Words = ""


@router.post(
    "/disputes/{number}/decide_confirmation", operation_id="decide_confirmation",
    summary="司法确认结果 · Tell what the court decided", auth=KEY,
    response={200: shapes.DisputeMoved, **problems(*WRITING, 412)},
)  # fmt: skip
def decide_confirmation(
    request: HttpRequest, number: Number, said: ConfirmationStep, key: IdempotencyKey = "", seen: IfMatch = "",
) -> HttpResponse:  # fmt: skip
    """What the court or labour arbitration said of the agreement, by the office that handed the dispute over."""

    def act() -> HttpResponse:
        dispute = _found(request, number)
        with unmoved(dispute, seen):
            said.seen(dispute)
            afterwards.decide_confirmation(dispute, by=actor(request), **said.said())
        return answer(shapes.moved(dispute), headers=tag(dispute))

    return once(request, key, act, caller=actor(request).ref)


@router.get(
    "/dispute-types", operation_id="list_dispute_types", summary="纠纷类型 · Types of dispute", auth=None,
    openapi_extra=NO_KEY_NEEDED, response={200: list[shapes.DisputeTypeOut]},
)  # fmt: skip
def list_dispute_types(request: HttpRequest) -> HttpResponse:
    """What a dispute may be about, and whether it may be mediated."""
    return answer([shapes.type_out(row) for row in typing.types()])


# -- the parts they share


def _found(request: HttpRequest, number: str) -> Dispute:
    """The dispute, if this key may see it; 404 otherwise."""
    if dispute := queries.one(actor(request), number):
        return dispute
    raise Http404


def _open(said: DisputeIn, request: HttpRequest) -> Dispute:
    by = actor(request)
    try:
        with transaction.atomic() if said.external else nullcontext():
            return opening.open(_matter(said), by=by).dispute
    except Incomplete as refusal:
        raise Incomplete({_ours(name): says for name, says in refusal.fields.items()}) from refusal
    except IntegrityError as conflict:
        if "dispute_once_per_source" not in str(conflict):
            raise
        raise Refused(_("%(source)s has sent its number %(external)s before.") % vars(said)) from conflict


def _matter(said: DisputeIn) -> opening.Matter:
    """The dispute as the domain takes it. Raises `Incomplete`."""
    wrong: dict[str, str] = {}
    if bool(said.source) != bool(said.external):
        wrong["external"] = _("A source and a number there come together.")
    if (said.place.lon is None) != (said.place.lat is None):
        wrong["place.lon"] = _("A point needs both longitude and latitude.")
    if said.court_stage and said.origin != Origin.COURT:
        wrong["court_stage"] = _("Only a court says this.")
    if wrong:
        raise Incomplete(wrong)
    own = ("text", "origin", "issues", "type", "amount", "urgent", "reference", "earlier", "source", "external")
    sides = [[Person(**party.model_dump()) for party in side] for side in said.sides]
    return opening.Matter(
        **{name: getattr(said, name) for name in own}, sides=sides, court_stage=said.court_stage or "",
        area=said.place.area, address=said.place.address, **point(said.place),
    )  # fmt: skip


def _ours(name: str) -> str:
    """Where a field of the domain stands in `DisputeIn`: `side_1_2_name` is `sides.0.1.name`."""
    if party := re.fullmatch(r"side_(\d+)_(\d+)_(\w+)", name):
        side, place = int(party[1]) - 1, int(party[2]) - 1
        return f"sides.{side}.{place}.{party[3]}"
    return name
