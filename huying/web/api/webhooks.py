"""Subscriptions of other systems (`notices/webhooks/`): a unit's own system looks after its own, the administrator's key after all."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Path, Router, Schema
from pydantic import Field

from huying.base.journal.refusals import Refused
from huying.base.units import register as units
from huying.base.units.roles import Query, Scope, scope
from huying.notices.models import Subscription
from huying.notices.webhooks import posting, subscribing
from huying.web.once import once

from .answers import WRITING, answer, problems
from .given import Code, Given, IdempotencyKey, Line, Moment, UnitCode
from .keys import KEY, actor
from .names import Named, columns, named

router = Router(tags=["订阅 · Webhooks"], auth=KEY)

Codes = Annotated[list[Code], Field(max_length=200)]
Key = Annotated[int, Path(ge=1, le=2**63 - 1)]


class SubscriptionIn(Given):
    """订阅 · Who is told of what. `verbs` and `categories`: empty for all; a category stands for everything below it."""

    name: Annotated[Line, Field(min_length=1, max_length=60)]
    unit: UnitCode = Field(description="告知该单位看得到的诉求 · It is told of the cases that this unit sees")
    url: Annotated[Line, Field(min_length=1)]
    verbs: Codes = []
    categories: Codes = []


class SubscriptionChange(Given):
    """订阅变更 · What is left out stays. While it is stopped nothing is told; what happened meanwhile is told when it goes on."""

    name: Annotated[Line, Field(min_length=1, max_length=60)] | None = None
    url: Annotated[Line, Field(min_length=1)] | None = None
    verbs: Codes | None = None
    categories: Codes | None = None
    stopped: bool | None = None


class Again(Given):
    """重放 · Tell everything again that was sealed since then."""

    since: Moment


class SubscriptionOut(Schema):
    """订阅 · As it stands. `waiting`, `dead`: steps that are still to be told, and that were given up."""

    id: int
    name: str
    unit: Named | None
    url: str
    verbs: list[str]
    categories: list[str]
    stopped: bool
    posted_at: datetime | None
    n_posted: int
    failure: str
    waiting: int
    dead: int


class SubscriptionMade(SubscriptionOut):
    """新订阅 · `secret` signs what is posted (standardwebhooks.com); it is told here only."""

    secret: str


class Tried(Schema):
    """试投结果 · Whether the test was taken; `failure` is "" then."""

    failure: str


class Revived(Schema):
    """重试 · How many steps that were given up are tried again."""

    revived: int


@router.get(
    "/webhooks", operation_id="list_webhooks", summary="订阅列表 · List subscriptions",
    response={200: list[SubscriptionOut], **problems(401, 404)},
)  # fmt: skip
def list_webhooks(request: HttpRequest) -> HttpResponse:
    """Those that this key looks after."""
    return answer([_told(row) for row in _theirs(request)])


@router.post(
    "/webhooks", operation_id="subscribe", summary="新建订阅 · Subscribe",
    response={201: SubscriptionMade, **problems(*WRITING)},
)  # fmt: skip
def subscribe(request: HttpRequest, said: SubscriptionIn, key: IdempotencyKey = "") -> HttpResponse:
    """From now on every step of the unit's cases is posted to `url`, signed; `docs/guides/webhooks.md` says how."""

    def act() -> HttpResponse:
        by = actor(request)
        if said.unit.pk not in _units(request):
            raise Refused(_("Your key has nobody told of the cases of this unit."))
        made = subscribing.subscribe(**{name: getattr(said, name) for name in SubscriptionIn.model_fields}, by=by)
        return answer(_told(made) | {"secret": made.secret}, 201)

    return once(request, key, act, caller=actor(request).ref)


@router.get(
    "/webhooks/{key}", operation_id="read_webhook", summary="一个订阅 · Read a subscription",
    response={200: SubscriptionOut, **problems(401, 404, 422)},
)  # fmt: skip
def read_webhook(request: HttpRequest, key: Key) -> HttpResponse:
    """What it is told, and how that goes."""
    return answer(_told(_one(request, key)))


@router.patch(
    "/webhooks/{key}", operation_id="change_webhook", summary="修改订阅 · Change a subscription",
    response={200: SubscriptionOut, **problems(*WRITING)},
)  # fmt: skip
def change_webhook(
    request: HttpRequest, key: Key, said: SubscriptionChange, again: IdempotencyKey = ""
) -> HttpResponse:  # fmt: skip
    """What is left out stays as it is."""

    def act() -> HttpResponse:
        subscription = _one(request, key)
        given = {name: value for name, value in said.model_dump(exclude_unset=True).items() if value is not None}
        subscribing.change(subscription, by=actor(request), **given)
        return answer(_told(subscription))

    return _once(request, again, act)


@router.delete(
    "/webhooks/{key}", operation_id="end_webhook", summary="取消订阅 · End a subscription",
    response={204: None, **problems(401, 404, 409, 422, 429)},
)  # fmt: skip
def end_webhook(request: HttpRequest, key: Key, again: IdempotencyKey = "") -> HttpResponse:
    """It is told nothing any more, and forgotten."""

    def act() -> HttpResponse:
        subscribing.end(_one(request, key), by=actor(request))
        return HttpResponse(status=204)

    return _once(request, again, act)


@router.post(
    "/webhooks/{key}/try", operation_id="try_webhook", summary="试投 · Post a test",
    response={200: Tried, **problems(401, 404, 409, 422, 429)},
)  # fmt: skip
def try_webhook(request: HttpRequest, key: Key, again: IdempotencyKey = "") -> HttpResponse:
    """Post a test now, and say what came of it."""
    return _once(request, again, lambda: answer({"failure": posting.try_out(_one(request, key)).failure}))


@router.post(
    "/webhooks/{key}/replay", operation_id="replay_webhook", summary="重放 · Tell again",
    response={200: SubscriptionOut, **problems(*WRITING)},
)  # fmt: skip
def replay_webhook(request: HttpRequest, key: Key, said: Again, again: IdempotencyKey = "") -> HttpResponse:
    """Everything that was sealed since `since` is told again; a receiver knows repeats by their id."""

    def act() -> HttpResponse:
        subscription = _one(request, key)
        subscribing.tell_again(subscription, since=said.since, by=actor(request))
        return answer(_told(subscription))

    return _once(request, again, act)


@router.post(
    "/webhooks/{key}/revive", operation_id="revive_webhook", summary="重试死信 · Try dead letters again",
    response={200: Revived, **problems(401, 404, 409, 422, 429)},
)  # fmt: skip
def revive_webhook(request: HttpRequest, key: Key, again: IdempotencyKey = "") -> HttpResponse:
    """What was given up after three days is tried again."""
    return _once(request, again, lambda: answer({"revived": subscribing.revive(_one(request, key), by=actor(request))}))


def _once(request: HttpRequest, again: str, act: Callable[[], HttpResponse]) -> HttpResponse:
    return once(request, again, act, caller=actor(request).ref)


def _units(request: HttpRequest) -> set[int]:
    """Units about whose cases this key may have a system told."""
    by, register = actor(request), units.current()
    if scope(by.role, Query.WEBHOOKS) == Scope.ALL:
        return {*register.by_id}
    return {*register.ids_below(by.unit_id)} if by.unit_id in register.by_id else set()


def _theirs(request: HttpRequest) -> QuerySet[Subscription]:
    return Subscription.objects.filter(unit__in=_units(request)).select_related("unit")


def _one(request: HttpRequest, key: int) -> Subscription:
    if (found := _theirs(request).filter(pk=key).first()) is None:
        raise Http404
    return found


def _told(row: Subscription) -> dict[str, Any]:
    return columns(row, ("name", "url", "verbs", "categories", "stopped", "posted_at", "n_posted", "failure")) | {
        "id": row.pk, "unit": named(row.unit),
        "waiting": row.deliveries.filter(dead=False).count(), "dead": row.deliveries.filter(dead=True).count(),
    }  # fmt: skip
