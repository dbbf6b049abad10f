"""Versions of a case or a dispute as HTTP has them: `ETag` on what is answered, `If-Match` on what is asked for."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from ninja import Header

from huying.base.journal.refusals import Faster
from huying.cases.models import Case
from huying.civic.mediation.models import Dispute

IfMatch = Annotated[
    str,
    Header(
        alias="If-Match", max_length=200,
        description="所见版本的 ETag;已有人先办则 412 · The ETag that you saw: when the case has moved since, the answer is 412",
    ),
]  # fmt: skip


class Stale(Faster):
    """The case is not the one that `If-Match` names any more."""


def tag(thing: Case | Dispute) -> dict[str, str]:
    """The header of an answer about `thing`."""
    return {"ETag": f'"{thing.version}"'}


@contextmanager
def unmoved(thing: Case | Dispute, seen: str) -> Iterator[None]:
    """Inside, what finds that it has moved since `seen` (a list of ETags, "*", or nothing) raises `Stale`."""
    if seen and not {"*", f'"{thing.version}"'} & _tags(seen):
        raise Stale
    try:
        yield
    except Faster as faster:
        if seen:
            raise Stale from faster
        raise


def _tags(header: str) -> set[str]:
    """A server before this one may have made them weak, as one that compresses does."""
    return {tag.strip().removeprefix("W/") for tag in header.split(",")}
