"""Taking history in: the same commands, the same checks, nothing written until all of it goes in by COPY."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Model

from . import reactions, rows, seals
from .models import Event, Moving
from .refusals import Refused


@dataclass
class Past:
    """History being taken in: what `take` and `file` would have written, kept until `flush`."""

    things: list[Moving] = field(default_factory=list)
    rows: list[Model] = field(default_factory=list)

    def keep(self, rows: Iterable[Model]) -> None:
        """Remember rows that are new; one that came before is written as it ends."""
        for row in rows:
            if row._state.adding:
                row._state.adding = False
                self.rows.append(row)

    @contextmanager
    def whole(self) -> Iterator[None]:
        """What is kept inside is kept whole or, when a step of it is refused, not at all."""
        n_things, n_rows = len(self.things), len(self.rows)
        try:
            yield
        except Refused:
            del self.things[n_things:], self.rows[n_rows:]
            raise

    def flush(self) -> None:
        """Write all of it by COPY, under a seal of its own. Rows beside a thing are written as they ended.

        Reactions follow the last event of each thing only: what the earlier ones led to is in the history itself.
        """
        events = [row for row in self.rows if isinstance(row, Event)]
        last = {(event.life, event.thing): event for event in events}
        with transaction.atomic():
            rows.copy(self.things)
            rows.copy(self.rows)
            rows.copy(reactions.jobs(*last.values(), past=True))
            seals.close(last.values(), n_events=len(events))
        self.things, self.rows = [], []


current: ContextVar[Past | None] = ContextVar("past", default=None)


@contextmanager
def replay() -> Iterator[Past]:
    """Inside, the commands of a life write nothing and start no reactions: their rows gather in `Past` until `flush`.

    Things that are filed inside must bring their own key (`rows.reserve`), and each step its own time (`clock.at`).
    """
    token = current.set(past := Past())
    try:
        yield past
    finally:
        current.reset(token)
