"""What lies beside one case, read once, and how commands change it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from huying.base.journal import clock, reading, rows
from huying.base.journal.refusals import Incomplete, Refused
from huying.base.units import register as units
from huying.base.units.models import Unit
from huying.cases.words import Part, RequestKind

from .beside import Assignment, Clock, Hold, Request
from .case import Case
from .followup import Asking
from .people import Attachment, Contact, Verdict

READ: tuple[reading.Table, ...] = tuple((model, "case_id = $1", "*") for model in (Assignment, Clock, Request))
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
            self._hold(*reading.beside(case.pk, READ))

    @classmethod
    def laid(cls, case: Case, *found: list[Any]) -> Papers:
        """Of rows that were read already: assignments, clocks, requests, verdicts, files, holds, askings."""
        papers = cls.__new__(cls)
        papers.fresh, papers.case = False, case
        own, (papers.verdicts, papers.attachments, papers.holds, papers.askings) = found[:3], found[3:]
        papers._hold(*own)
        return papers

    def _hold(self, assignments: list[Assignment], clocks: list[Clock], requests: list[Request]) -> None:
        self.assignments, self.clocks, self.requests = assignments, clocks, requests
        known = units.current().by_id
        for row in assignments:
            if row.unit_id in known:
                row.unit = known[row.unit_id]

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
    def askings(self) -> list[Asking]:
        return list(self.case.askings.order_by("id"))

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
