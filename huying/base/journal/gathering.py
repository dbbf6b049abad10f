"""Steps beside the lives of many things, written together: one COPY a table and one UPDATE, however many they are."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection, transaction
from django.db.models import Model

from . import rows


class Gathered:
    """The things that are held, and what waits to be written of them."""

    def __init__(self, things: Iterable[Any]) -> None:
        self.things = {thing.pk: thing for thing in things}
        self.moved: dict[int, Any] = {}
        self.rows: list[Model] = []

    def holds(self, thing: Any) -> bool:
        return self.things.get(thing.pk) is thing

    def keep(self, thing: Any, written: Sequence[Model]) -> None:
        """To be written at the end."""
        self.moved[thing.pk] = thing
        self.rows += written

    def write(self) -> None:
        rows.copy(self.rows)
        for row in self.rows:
            row._state.adding = False
        if self.moved:
            _lengthened([*self.moved.values()])


current: ContextVar[Gathered | None] = ContextVar("gathered", default=None)


@contextmanager
def gathered(things: Iterable[Any]) -> Iterator[None]:
    """Steps beside the lives (`machine.BESIDE`) of these things that are taken inside are written at the end, all of them or none.

    The things are locked, and each is there once and as it stands in the database. What looks into the database meanwhile does
    not see these steps yet.
    """
    held = Gathered(things)
    token = current.set(held)
    try:
        yield
    finally:
        current.reset(token)
    with transaction.atomic():
        held.write()


def _lengthened(things: Sequence[Any]) -> None:
    """The new ends of their chains."""
    table = things[0]._meta.db_table
    given = [
        [thing.pk for thing in things],
        [thing.n_events for thing in things],
        [bytes(thing.head) for thing in things],
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{table}" AS thing SET n_events = ends.n, head = ends.head '  # noqa: S608 - the name is our model's; values are bound
            "FROM unnest(%s::bigint[], %s::int[], %s::bytea[]) AS ends (id, n, head) WHERE thing.id = ends.id",
            given,
        )
