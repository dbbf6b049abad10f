"""Which request something follows from: told to the log, and handed on to the jobs that the request leaves behind."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_request: ContextVar[str] = ContextVar("request", default="")


def request() -> str:
    """The id of the request that is being answered, or from which the running job follows; "" where there is none."""
    return _request.get()


@contextmanager
def following(request_id: str) -> Iterator[None]:
    """What happens inside follows from this request."""
    token = _request.set(request_id)
    try:
        yield
    finally:
        _request.reset(token)
