"""The rows that lie beside a case: assignments of units, clocks, open requests, who keeps out, what is held."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from huying.base.journal.models import Moving
from huying.base.places.models import Area
from huying.base.units.models import Staff, Unit
from huying.cases.words import ClockKind, Interest, Part, RequestKind

from .case import Case


class Assignment(models.Model):
    """A unit and its part in a case, from when until when. Units are measured by their own assignment."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="assignments")
    unit = models.ForeignKey(Unit, models.PROTECT, db_index=False, related_name="+")
    part = models.CharField(max_length=10, choices=Part)
    basis = models.CharField(max_length=300, blank=True)
    """Why this unit: the duty list's item, or who decided."""
    duty_item = models.CharField(max_length=40, blank=True)
    assigned_by = models.CharField(max_length=40)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "case"], condition=Q(part=Part.CO), name="called_in_by_unit")]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_at=None, part=Part.LEAD), name="one_lead_unit_at_a_time"
            )
        ]

    @property
    def is_open(self) -> bool:
        return self.ended_at is None


class Clock(models.Model):
    """A promise with a time. Kept for ever; nothing resets it."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="clocks")
    kind = models.CharField(max_length=20, choices=ClockKind)
    round = models.SmallIntegerField(default=0)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, db_index=False, related_name="+")
    """Whose it is: the unit of an acceptance or of an assignment; none for what the resident was promised."""
    period = models.JSONField(null=True)
    """As `worktime.periods.Period` writes it; none where the time was given by hand or by a share of another clock."""
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    provisional = models.BooleanField(default=False)
    """It counts working days of a year whose holidays are not published yet."""
    pauses = models.JSONField(default=list)
    """`[{"from": …, "until": … or null, "ends": … or null, "reason": code}]`, ISO 8601; `ends`: until when it was meant to rest."""
    resting = models.BooleanField(default=False)
    extended_from = models.DateTimeField(null=True)
    """When it was due before more time was granted."""
    stopped_at = models.DateTimeField(null=True)
    on_time = models.BooleanField(null=True)
    why = models.CharField(max_length=200, blank=True)
    """What set it: the tier's code, "statute", "share" or "given"."""
    next_at = models.DateTimeField(null=True)
    """When the watch looks at it next (`marks.next_at`): none once nothing is to come."""

    class Meta:
        indexes = [
            models.Index(fields=["next_at", "id"], condition=Q(next_at__isnull=False), name="watched_by_next"),
            models.Index(fields=["case"], condition=Q(stopped_at=None), name="running_of_case"),
            models.Index(fields=["kind", "due_at"], condition=Q(stopped_at=None, kind__in=["verify", "redress"]), name="bad_open"),
            models.Index(fields=["case"], condition=Q(provisional=True, stopped_at=None), name="running_till_unconfirmed"),
        ]  # fmt: skip

    @property
    def is_running(self) -> bool:
        return self.stopped_at is None

    def is_late(self, at: datetime) -> bool:
        """Whether its time was up at that moment; one that rests is not late, unless it was before it rested."""
        if self.due_at is None:
            return False
        return min(at, self.rests_since or at) > self.due_at

    @property
    def rests_since(self) -> datetime | None:
        return datetime.fromisoformat(self.pauses[-1]["from"]) if self.resting else None

    def stop(self, at: datetime) -> None:
        """What was promised was done."""
        self.on_time = not self.is_late(at)
        self.stopped_at, self.resting, self.next_at = at, False, None

    def lapse(self, at: datetime) -> None:
        """It was not done and nobody waits for it any more: late if it was, else neither on time nor late."""
        self.on_time = False if self.is_late(at) else None
        self.stopped_at, self.resting, self.next_at = at, False, None


class WatchDay(Moving):
    """What the watch saw on one calendar day of the city; its key is the day, as in 20260801. The marks are in its events."""

    life = "clock"

    id = models.IntegerField(primary_key=True)


class Reach(models.Model):
    """A mark that a clock passed, kept for the numbers as it was then. Each is passed once.

    Case, unit and area are facts, as in the journal's events: the database looks after the clock's key alone.
    """

    clock = models.ForeignKey(Clock, models.CASCADE, db_index=False, related_name="reaches")
    case = models.ForeignKey(Case, models.CASCADE, db_constraint=False, related_name="reaches")
    mark = models.CharField(max_length=20)
    """`warn_50` (per cent; of the time that was added: `warn_50_extended`), `breach`, `escalate_1` (levels above), `review_1` (of a
    long-term case)."""
    at = models.DateTimeField()
    """When the watch saw it."""
    due_at = models.DateTimeField(null=True)
    """When the clock was due then."""
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, db_index=False, db_constraint=False, related_name="+")
    """Whose clock it was; of an escalation, the unit above that it went to; none for what waits for the hotline."""
    area = models.ForeignKey(Area, models.PROTECT, null=True, db_index=False, db_constraint=False, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clock", "mark"], name="each_mark_once")]


class Request(models.Model):
    """Something asked that somebody else decides."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="requests")
    kind = models.CharField(max_length=20, choices=RequestKind)
    reason = models.CharField(max_length=40, blank=True)
    basis = models.CharField(max_length=300, blank=True)
    proposed_unit = models.ForeignKey(Unit, models.PROTECT, null=True, db_index=False, related_name="+")
    proposed_until = models.DateTimeField(null=True)
    what = models.JSONField(default=list)
    """What shall be erased: codes of `retention.What`."""
    asked_by = models.CharField(max_length=40)
    asked_at = models.DateTimeField()
    decision = models.CharField(max_length=20, blank=True)
    decided_by = models.CharField(max_length=40, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"], condition=Q(decided_at=None), name="one_open_request_of_a_kind"
            )
        ]

    @property
    def is_open(self) -> bool:
        return self.decided_at is None


class Recusal(models.Model):
    """Somebody who works here keeps out of this case: for them it is not there. Who, why and by whom stands in the record too."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="recusals")
    staff = models.ForeignKey(Staff, models.PROTECT, db_index=False, related_name="+")
    reason = models.CharField(max_length=20, choices=Interest)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["staff", "case"], condition=Q(ended_at=None), name="recused_once")
        ]


class Hold(models.Model):
    """Nothing of the case is erased until this moment, or until somebody releases it: a lawsuit, an inspection."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="holds")
    reason = models.CharField(max_length=40)
    owner = models.CharField(max_length=40)
    """Who answers for it, as the journal writes it."""
    until = models.DateTimeField()
    set_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["until", "id"], condition=Q(released_at=None), name="holds_by_end")]
