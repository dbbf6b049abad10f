"""What of a case may go when, and why it is kept until then. Pure: what is known of a case in, a verdict out.

* Contact: so many days after the case ended (`Standing.days`; PIPL Art. 19, no longer than needed). The default of 180 days
  is the half year in which one may go to court over an act of an authority (行政诉讼法 Art. 46).
* Text, photos, documents: they are the case, and stay for the city's archive. Earlier they go on the resident's request,
  which a person decides (PIPL Art. 47; `forgetting.decide_erasure`).

A paper with a rule of its own, such as the archive's for an agreement, becomes a member of `words.Erasable` and gets its
own verdict beside `keeps`; the walk (`erasure.py`) then asks for both.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from .words import RequestKind

LONGEST_HOLD = timedelta(days=366)
"""A hold is looked at again at least once a year."""
ANSWERED_WITHIN = timedelta(days=15)
"""The target for deciding on a resident's request."""
DECIDED_AFTER_CLOSING = (RequestKind.REVIEW, RequestKind.EXCLUSION, RequestKind.LOOK, RequestKind.ERASURE)
"""What may still wait for a decision when a case is closed; anything else that was left open ended with it."""


class Keeps(models.TextChoices):
    """Why a contact is kept, the reasons that a person can do something about first."""

    OPEN = "open", _("the case is not closed")
    HOLD = "hold", _("a hold is set")
    CLOCK = "clock", _("a clock still runs")
    REQUEST = "request", _("a request waits for its decision")
    WAITING = "waiting", _("a report merged into it waits for its answer")
    NOT_YET = "not_yet", _("its time is not up")


@dataclass(frozen=True)
class Standing:
    """What retention asks of a case."""

    closed_at: datetime | None
    """When it ended for its reporter: a merged one ends with the case it was merged into. None before that."""
    days: int
    """How long the contact is kept after that."""
    rule: str = "default"
    """Who says so: `category:0203`, `kind:help`, `default`."""
    clock_runs: bool = False
    request_waits: bool = False
    others_wait: bool = False
    held_until: datetime | None = None

    @property
    def due(self) -> datetime | None:
        """When the contact may go, if nothing holds it."""
        return self.closed_at + timedelta(days=self.days) if self.closed_at else None


def keeps(standing: Standing, now: datetime) -> Keeps | None:
    """Why the contact stays, or None: it goes."""
    if standing.due is None:
        return Keeps.OPEN
    reasons = {
        Keeps.HOLD: standing.held_until is not None and now < standing.held_until,
        Keeps.CLOCK: standing.clock_runs,
        Keeps.REQUEST: standing.request_waits,
        Keeps.WAITING: standing.others_wait,
        Keeps.NOT_YET: now < standing.due,
    }
    return next((reason for reason, holds in reasons.items() if holds), None)
