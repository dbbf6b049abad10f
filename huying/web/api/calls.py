"""Filing a call. For everybody."""

from contextlib import nullcontext
from typing import Annotated, Any, Literal

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from pydantic import Field

from huying.base.journal.refusals import Incomplete, Refused
from huying.base.places import coordinates
from huying.base.units.roles import Actor, Role
from huying.cases import intake
from huying.cases.words import Channel, Confidentiality, Urgency
from huying.web.once import once

from . import outcomes
from .answers import WRITING, answer, problems
from .cases import router
from .files import MOST, FileToken
from .given import (
    NO_NUL,
    Answer,
    AreaCode,
    CategoryCode,
    Code,
    Given,
    IdempotencyKey,
    KindCode,
    Line,
    Said,
    UnitCode,
)
from .keys import ANYBODY, NO_KEY_NEEDED, actor

OF_SYSTEMS = ("source", "external")
"""What only a connected system may say of a call."""


class WhereIn(Given):
    """地点 · Where: a point, or an area, or an address in words with its area; or nothing of it."""

    lon: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)] | None = None
    lat: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)] | None = None
    crs: Literal["WGS84", "GCJ02", "BD09", "CGCS2000"] = Field(
        default="WGS84", description="坐标系 · Maps published in China show GCJ02, Baidu's BD09"
    )
    area: AreaCode | None = None
    address: Line = ""


class PlaceIn(WhereIn):
    """地点 · Where: a point, or an area, or an address in words with its area; or nothing of it."""

    private: bool = Field(
        default=False,
        description="是来电人住处:只留区域,地址封存 · It is the reporter's home: only its area is kept, the rest is sealed",
    )


class ContactIn(Given):
    """联系方式 · How to reach the reporter. Encrypted; opened for a purpose only, and the reporter sees by whom."""

    name: Line = ""
    phone: Line = ""
    email: Line = ""


class CallIn(Given):
    """来电 · What somebody says. Only `text` is needed."""

    text: Said
    kind: KindCode | None = None
    category: CategoryCode | None = None
    answers: Annotated[dict[Code, Answer], Field(max_length=50)] = Field(
        {}, description="分类追加问题的回答 · Answers to the category's questions (`GET /categories`)"
    )
    place: PlaceIn = Field(default_factory=PlaceIn)
    contact: ContactIn = Field(default_factory=ContactIn)
    accused: UnitCode | None = Field(None, description="被反映单位 · The unit it is about; it never handles it")
    confidentiality: Literal[tuple(Confidentiality.values)] | None = None  # type: ignore[valid-type]
    urgency: Literal[tuple(Urgency.values)] = "ordinary"  # type: ignore[valid-type]
    danger_over: bool = Field(
        False, description="危险已解除 · The emergency test was shown, and there is no danger any more"
    )
    channel: Literal[tuple(name for name in Channel.values if name != Channel.OWN)] | None = None  # type: ignore[valid-type]
    reply_wanted: bool = True
    earlier: Annotated[str, Field(max_length=40, pattern=NO_NUL)] = Field(
        "",
        description="曾反映的诉求编号 · Number of a case that the same reporter told before; one that is not there is passed over",
    )
    files: Annotated[list[FileToken], Field(max_length=MOST)] = Field(
        [], description="先上传的文件(POST /files)的 token · Tokens of files sent ahead"
    )
    source: Code = Field(
        "", description="来源系统 · The system it comes from; with a key only, together with `external`"
    )
    external: Annotated[Line, Field(max_length=80)] = Field(
        "", description="来源编号 · Its number there; taken in once only"
    )


@router.post(
    "/cases", operation_id="file_case", summary="提交诉求 · File a case", auth=ANYBODY, openapi_extra=NO_KEY_NEEDED,
    response={201: outcomes.Filed, **problems(*WRITING)},
)  # fmt: skip
def file_case(request: HttpRequest, call: CallIn, key: IdempotencyKey = "") -> HttpResponse:
    """Without a key as a resident, with one as the connected system. Send an `Idempotency-Key`, and repeat until it is answered."""

    def act() -> HttpResponse:
        receipt = _receive(read(call, actor(request)), actor(request))
        return answer(outcomes.filed(receipt), 201, {"Location": f"/api/v1/track/{receipt.case.number}"})

    return once(request, key, act, caller=actor(request).ref)


def read(said: CallIn, by: Actor) -> intake.Call:
    """The call as the domain takes it. Raises `Incomplete`."""
    wrong = _not_for_residents(said) if by.role == Role.RESIDENT else {}
    if bool(said.source) != bool(said.external):
        wrong |= {"external": _("A source and a number there come together.")}
    if (said.place.lon is None) != (said.place.lat is None):
        wrong |= {"place.lon": _("A point needs both longitude and latitude.")}
    if wrong:
        raise Incomplete(wrong)
    own = said.model_dump(include={"text", "answers", "urgency", "danger_over", "reply_wanted", "earlier", *OF_SYSTEMS})
    return intake.Call(
        **own, attachments=[*said.files], kind=said.kind,
        category=said.category, accused=said.accused, area=said.place.area, address=said.place.address,
        private_place=said.place.private, channel=said.channel or Channel.API,
        confidentiality=said.confidentiality or "", **said.contact.model_dump(), **point(said.place),
    )  # fmt: skip


def _not_for_residents(said: CallIn) -> dict[str, str]:
    wrong = {name: _("Only a connected system with a key may say this.") for name in OF_SYSTEMS if getattr(said, name)}
    if said.channel not in (None, Channel.API, Channel.WEB):
        wrong["channel"] = _("Only a connected system with a key may say this.")
    return wrong


def point(place: WhereIn) -> dict[str, Any]:
    """`lon` and `lat` in WGS84, or nothing where no point was sent."""
    if place.lon is None or place.lat is None:
        return {}
    return dict(zip(("lon", "lat"), coordinates.to_wgs84(place.lon, place.lat, place.crs), strict=True))


OURS = {
    "name": "contact.name",
    "phone": "contact.phone",
    "email": "contact.email",
    "lon": "place.lon",
    "address": "place.address",
}
"""The domain's fields → where they stand in `CallIn`."""


def in_its_words(refusal: Incomplete) -> Incomplete:
    """What a call lacks, by the names that the fields have in `CallIn`."""
    return Incomplete({OURS.get(name, name): says for name, says in refusal.fields.items()})


def _receive(call: intake.Call, by: Actor) -> intake.Receipt:
    try:
        with transaction.atomic() if call.external else nullcontext():
            return intake.receive(call, by=by)
    except Incomplete as refusal:
        raise in_its_words(refusal) from refusal
    except IntegrityError as conflict:
        if "case_once_per_source" not in str(conflict):
            raise
        raise Refused(_("%(source)s has sent its number %(external)s before.") % vars(call)) from conflict
