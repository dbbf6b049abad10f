"""The reporter's contact at the desk: open to whoever opened it until its time is up, closed to everybody else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from huying.base.journal import clock
from huying.base.units.roles import Actor
from huying.cases import telling
from huying.cases.models import Case, Contact


@dataclass(frozen=True)
class Opened:
    """A contact while it is open. `contact`: None where none was left, or it was erased."""

    contact: Contact | None
    until: datetime

    @property
    def seconds(self) -> int:
        """How long it stays open, for the page that closes it by itself."""
        return max(0, int((self.until - clock.now()).total_seconds()))


def opened(case: Case, told: Iterable[telling.Entry], by: Actor, why_not: str) -> Opened | None:
    """The contact, if `by` opened it and may still do so; `told`: the story of the case; `why_not`: the rule's reason, or ""."""
    until = None if why_not else telling.open_until(told, by)
    return Opened(Contact.objects.filter(case=case).first(), until) if until else None
