"""Registers change rarely and are read at every call: each process keeps a copy and notices a change within a second."""

import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

from .models import Edition

LOOK_EVERY = 1.0  # seconds

T = TypeVar("T")


def changed(name: str) -> None:
    """Whoever changed the register `name` says so, in the same transaction.

    The number is drawn, not counted: one that was rolled back must never come again for another content.
    """
    Edition.objects.update_or_create(name=name, defaults={"number": secrets.randbits(62)})


def numbers(*names: str) -> dict[str, int]:
    """The numbers of these registers as they stand; another number, another content."""
    return dict.fromkeys(names, 0) | dict(Edition.objects.filter(name__in=names).values_list("name", "number"))


def hold(*names: str) -> None:
    """Until the commit nobody else who holds them changes these registers."""
    Edition.objects.bulk_create((Edition(name=name, number=0) for name in names), ignore_conflicts=True)
    list(Edition.objects.select_for_update().filter(name__in=names).order_by("name"))


_old = threading.local()


@contextmanager
def kept() -> Iterator[None]:
    """What this thread reads meanwhile comes from a replica, which may be behind: copies that are here stay as they are."""
    _old.reading = True
    try:
        yield
    finally:
        _old.reading = False


def look() -> None:
    """Bring every copy that is here up to date, where its second is over."""
    for copy in _copies:
        if copy.held is not None:
            copy()


class Copy(Generic[T]):
    """This process' copy of a register: call it to get what `load` returned for the newest edition of `names`."""

    def __init__(self, *names: str, load: Callable[[], T]) -> None:
        self.names, self.load = names, load
        self.held: tuple[tuple[int, ...], T] | None = None
        self.looked = float("-inf")
        _copies.append(self)

    def __call__(self) -> T:
        if self.held is None or (time.monotonic() - self.looked >= LOOK_EVERY and not getattr(_old, "reading", False)):
            edition = tuple(sorted(Edition.objects.filter(name__in=self.names).values_list("number", flat=True)))
            self.looked = time.monotonic()
            if self.held is None or self.held[0] != edition:
                self.held = (edition, self.load())
        return self.held[1]

    def forget(self) -> None:
        self.held, self.looked = None, float("-inf")


_copies: list[Copy[Any]] = []
