"""Many records in one request: cases filed and steps taken, each with its own answer. For connected systems."""

from typing import Annotated

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field, SkipValidation

from huying.web.once import once

from . import outcomes
from .answers import WRITING, Problem, answer, problems
from .batches import Batch, FileIn, TakeIn
from .given import Given, IdempotencyKey
from .keys import KEY, actor

router = Router(tags=["诉求 · Cases"], auth=KEY)

MOST = 1000
"""Records of one request."""


class BulkIn(Given):
    """一批记录 · What is filed is written first, then steps are taken in the order given; so a step may name a case filed beside it."""

    items: Annotated[list[SkipValidation[FileIn | TakeIn]], Field(min_length=1, max_length=MOST)]


class Done(Schema):
    """一条记录的结果 · What became of one record: what the single call would have answered."""

    status: int
    known: bool = Field(description="此前已接收 · It was sent before, and nothing was done again")
    case: outcomes.Filed | outcomes.Moved | None
    problem: Problem | None


class BulkDone(Schema):
    """一批记录的结果 · `items` answers each record, in the order sent; received = applied + known + refused."""

    received: int
    applied: int
    known: int
    refused: int
    items: list[Done]


@router.post(
    "/bulk", operation_id="bulk", summary="批量提交 · Many records at once",
    response={200: BulkDone, **problems(*WRITING)},
)  # fmt: skip
def bulk(request: HttpRequest, batch: BulkIn, key: IdempotencyKey = "") -> HttpResponse:
    """Up to 1,000 records, each with its own answer; one that is refused spoils no other. The answer is 200 whatever became of them.

    All of it is written in one transaction: without an answer nothing was done, so send it again. What carries `key`, or
    `source` and `external`, is done once however often it is sent; where all do, `Idempotency-Key` is not needed. A batch costs a
    fraction of single calls, and counts as one of them; it is not larger than 1 MB.
    """

    def act() -> HttpResponse:
        told = Batch(batch.items, actor(request)).done()
        n = {"known": sum(one["known"] for one in told), "refused": sum(one["problem"] is not None for one in told)}
        return answer({"received": len(told), "applied": len(told) - sum(n.values()), **n, "items": told})

    with transaction.atomic():
        return once(request, key, act, caller=actor(request).ref)
