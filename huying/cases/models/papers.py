"""What lies beside a case: assignments of units, clocks, open requests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from huying.base.journal import clock, rows
from huying.base.journal.models import Moving
from huying.base.journal.refusals import Incomplete, Refused
from huying.base.places.models import Area
from huying.base.units import register as units
from huying.base.units.models import Staff, Unit
from huying.cases.words import ClockKind, Interest, Part, RequestKind

from .case import Case
from .people import Attachment, Contact, Verdict


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


DECISIONS = ("granted", "refused", "rerouted", "answered", "lapsed")


class Papers:
    """The rows beside one case. Commands read and change them here; the machine writes them with the move."""

    def __init__(self, case: Case) -> None:
        self.fresh = fresh = case._state.adding
        self.case = case
        self.assignments: list[Assignment] = []
        self.clocks: list[Clock] = []
        self.requests: list[Request] = []
        if not fresh:
            self._read(Assignment, Clock, Request)

    @classmethod
    def all_of(cls, case: Case) -> Papers:
        """All that lies beside the case, also what no command reads again: verdicts, files, holds. One statement."""
        papers = case.__dict__["papers"] = cls.__new__(cls)
        papers.fresh, papers.case = False, case
        others = papers._read(Assignment, Clock, Request, Verdict, Attachment, Hold)
        papers.verdicts, papers.attachments, papers.holds = others
        return papers

    def _read(self, *models: type[models.Model]) -> list[list[Any]]:
        self.assignments, self.clocks, self.requests, *others = rows.beside(self.case.pk, *models)
        known = units.current().by_id
        for row in self.assignments:
            if row.unit_id in known:
                row.unit = known[row.unit_id]
        return others

    @classmethod
    def lay_beside(cls, cases: Sequence[Case]) -> None:
        """Read the papers of many cases at once: four statements, however many they are."""
        for case in cases:
            papers = case.__dict__["papers"] = cls.__new__(cls)
            papers.fresh, papers.case = False, case
            papers.assignments, papers.clocks, papers.requests = [], [], []
        of = {case.pk: case.papers for case in cases}
        for row in Assignment.objects.select_related("unit").filter(case__in=of).order_by("id"):
            of[row.case_id].assignments.append(row)
        for clock_row in Clock.objects.filter(case__in=of).order_by("id"):
            of[clock_row.case_id].clocks.append(clock_row)
        for asked in Request.objects.filter(case__in=of).order_by("id"):
            of[asked.case_id].requests.append(asked)
        for case in cases:
            case.papers.about = {case.accused_id} if case.accused_id else set()
        for below in Case.objects.filter(parent__in=of, accused__isnull=False):
            of[below.parent_id].about.add(below.accused_id)  # type: ignore[index,arg-type]  # both filtered above

    @cached_property
    def verdicts(self) -> list[Verdict]:
        return list(self.case.verdicts.order_by("id"))

    @cached_property
    def attachments(self) -> list[Attachment]:
        return list(self.case.attachments.order_by("id"))

    @cached_property
    def holds(self) -> list[Hold]:
        return list(self.case.holds.order_by("id"))

    @cached_property
    def about(self) -> set[int]:
        """The units that the case, or one merged into it, is about."""
        own = {self.case.accused_id} if self.case.accused_id is not None else set()
        if self.case._state.adding:
            return own
        if (read_along := getattr(self.case, "merged_about", None)) is not None:
            return own.union(read_along)
        merged = Case.objects.filter(parent=self.case.pk, accused__isnull=False)
        return own.union(merged.values_list("accused_id", flat=True))

    @cached_property
    def contact(self) -> Contact | None:
        """How to reach the reporter, if that is known and was not erased."""
        return None if self.fresh else Contact.objects.filter(case=self.case).first()

    def request(self, kind: str) -> Request | None:
        """The open request of this kind, if there is one."""
        return next((row for row in self.requests if row.kind == kind and row.is_open), None)

    def assigned(self, *parts: str) -> list[Assignment]:
        """The assignments that run, of these parts."""
        return [row for row in self.assignments if row.part in parts and row.is_open]

    def running(self, *kinds: str) -> list[Clock]:
        return [clock for clock in self.clocks if clock.kind in kinds and clock.is_running]

    def add(self, row: Any) -> Any:
        piles: dict[type, list[Any]] = {Assignment: self.assignments, Clock: self.clocks, Request: self.requests}
        piles[type(row)].append(row)
        return row

    def assign(self, unit: Unit, part: Part, *, by: str, **more: Any) -> Assignment:
        """Give the unit a part from now on. `by`: who did, as the journal writes it."""
        return self.add(
            rows.new(
                Assignment,
                case_id=self.case.pk,
                unit_id=unit.pk,
                part=part,
                assigned_by=by,
                started_at=clock.now(),
                **more,
            )
        )

    def end(self, *parts: str) -> list[Assignment]:
        """End what runs of these parts; return what was ended."""
        ended = self.assigned(*parts)
        for row in ended:
            row.ended_at = clock.now()
        return ended

    def ask(self, kind: RequestKind, *, by: str, **more: Any) -> Request:
        """Open a request, to be decided by somebody else."""
        return self.add(Request(case=self.case, kind=kind, asked_by=by, asked_at=clock.now(), **more))

    def decide(self, kind: RequestKind, decision: str, *, by: str) -> Request:
        """Decide the open request of this kind, which the table's rules made sure of."""
        if decision not in DECISIONS:
            raise Incomplete({"decision": _("This is not one of the choices.")})
        if (asked := self.request(kind)) is None:
            raise Refused(_("No request (%(kind)s) waits for a decision.") % {"kind": kind.label})
        asked.decision, asked.decided_by, asked.decided_at = decision, by, clock.now()
        return asked
