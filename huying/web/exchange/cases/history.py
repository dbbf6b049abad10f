"""One row's whole life, lived again: the very commands of a live case, each at the time at which it happened."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from huying.base.journal import clock
from huying.base.journal.refusals import Refused
from huying.base.places.models import Area
from huying.base.units.models import Unit
from huying.base.units.roles import SYSTEM, Actor, Role
from huying.cases import beside, followup, handling, intake, responsibility, routing
from huying.cases.deciding import Decision
from huying.cases.models import Case
from huying.cases.states import ENDS, RESULTS
from huying.cases.words import Outcome, State

from .understanding import Told


@dataclass(frozen=True)
class Parent:
    """The case that a duplicate repeats, and when it was answered, if it was."""

    case: Case
    answered_at: datetime | None


Parents = Callable[[str], Parent | None]
"""By the other system's number; None where there is none."""


@dataclass(frozen=True)
class Lived:
    """What became of a row."""

    case: Case
    suggested: Unit | None
    """Who has the duty, whoever handled it."""
    not_merged: str = ""
    """Why it could not be merged into the case that it repeats: a sentence of the catalogue of translations, or a rule's own."""


class History:
    """Takes rows of one source in. The journal names those who acted there by the source, for it knows no more of them.

    `withhold_unit`: what the row says of its unit is not believed, so that duties alone decide.
    """

    def __init__(self, source: str, language: str, *, withhold_unit: bool) -> None:
        self.source, self.language, self.withhold_unit = source, language, withhold_unit
        self.ref = f"import:{source}"
        self.operator = Actor(Role.OPERATOR, self.ref)
        self.dispatcher = Actor(Role.DISPATCHER, self.ref)
        self.decisions: dict[tuple[Any, ...], Decision] = {}

    def live(self, told: Told, area: Area | None, key: int, parents: Parents) -> Lived:
        """Every step that the row tells of, in order. Raises `Refused` (what was kept is then to be dropped)."""
        with clock.at(told.received):
            case = intake.receive(self._call(told, area), by=self.operator, key=key).case
            decision = self._suggested(case)
            if told.closed is None or not _ended_at_the_desk(told):
                self._dispatched(case, told, decision)
        not_merged = self._repeated(case, told, parents) if told.duplicate_of else ""
        if case.is_open:
            self._answered(case, told, decision)
        case.forget()
        return Lived(case, decision.unit, not_merged)

    def _suggested(self, case: Case) -> Decision:
        """Asked once for everything of one category in one area on one day; what is urgent depends on the hour too."""
        if case.tier and case.tier.urgent:
            return responsibility.suggest(case)
        asked = (case.category_id, case.area_id, timezone.localdate(case.received_at))
        if asked not in self.decisions:
            self.decisions[asked] = responsibility.suggest(case)
        return self.decisions[asked]

    def _call(self, told: Told, area: Area | None) -> intake.Call:
        category = told.category
        return intake.Call(
            text=told.text, channel=told.channel, kind=told.kind, category=category, address=told.address,
            lon=told.lon, lat=told.lat, area=area or told.area, located=True, answers=told.answers,
            danger_over=bool(category and category.emergency_number),  # whatever it was, it is past
            language=self.language, source=self.source, external=told.number, **_reachable(told),
        )  # fmt: skip

    def _dispatched(self, case: Case, told: Told, decision: Decision) -> None:
        named = None if self.withhold_unit else told.unit
        unit = named or decision.unit or told.fallback
        if unit is None:
            return
        by_duty = unit == decision.unit
        basis = (
            decision.reason if by_duty else _("So it stands in the records of “%(source)s”.") % {"source": self.source}
        )
        duty = decision.duty if by_duty else None
        routing.dispatch(case, to=unit, by=self.dispatcher, basis=basis, duty=duty, due_at=told.due)

    def _repeated(self, case: Case, told: Told, parents: Parents) -> str:
        """Merge it when it was closed; where that cannot be, the case goes on by itself and its record says why."""
        moment, parent = told.closed or told.received, parents(told.duplicate_of)
        with clock.at(moment):
            why = _no_parent(told, parent, moment) or self._not_merged(case, parent)
            if why or parent is None:
                beside.note(case, by=self.operator, text=f"{told.duplicate_of}: {_(why)}")
                return why
        if parent.answered_at:
            with clock.at(max(moment, parent.answered_at)):
                handling.answer_through(case, by=SYSTEM)
        return ""

    def _not_merged(self, case: Case, parent: Parent | None) -> str:
        """Merge it, or the rule's own sentence."""
        try:
            intake.merge(case, into=parent.case, by=self.dispatcher) if parent else None
        except Refused as refusal:
            return str(refusal)
        return ""

    def _answered(self, case: Case, told: Told, decision: Decision) -> None:
        """The unit's answer and the end, as far as it came."""
        if told.closed and _ended_at_the_desk(told):
            with clock.at(told.closed):
                followup.close(case, by=self.operator, outcome=told.outcome, text=told.reply, route=told.reply)
            return
        if told.closed and told.outcome == Outcome.WITHDRAWN:
            with clock.at(told.closed):
                intake.withdraw(case, by=self.operator, reason=told.reply)
            return
        if not (replied := told.replied or told.closed):
            return
        if case.unit is None:
            raise Refused(_("It was answered, but nobody knows by whom. %(why)s") % {"why": decision.reason})
        unit = Actor(Role.HANDLER, self.ref, unit_id=case.unit_id)
        with clock.at(told.received):
            handling.accept(case, by=unit)
        with clock.at(replied):
            result = told.outcome if told.outcome in RESULTS else Outcome.EXPLAINED
            handling.reply(case, by=unit, text=told.reply, result=result)
        if told.closed:
            with clock.at(told.closed):
                route = told.reply if told.outcome == Outcome.OTHER_ROUTE else ""
                followup.close(case, by=self.operator, outcome=told.outcome, route=route)


def _reachable(told: Told) -> dict[str, Any]:
    """How to reach the reporter, while there is still something to tell them."""
    return {} if told.closed else dict(told.contact)


def _ended_at_the_desk(told: Told) -> bool:
    """It ended in a way that no unit has a part in."""
    return told.outcome in ENDS[State.RECEIVED] and told.outcome not in ENDS[State.REPLIED]


def _no_parent(told: Told, parent: Parent | None, moment: datetime) -> str:
    """Why a row cannot be merged into the one it repeats, in the words that are translated; "" if it can."""
    if told.duplicate_of == told.number:
        return gettext_noop("A case is not merged into itself.")
    if parent is None:
        return gettext_noop("The case that it is said to repeat is not here.")
    if parent.case.received_at > moment:
        return gettext_noop("The case that it is said to repeat came only after this one was closed.")
    if parent.case.outcome == Outcome.MERGED:
        return gettext_noop("The case that it is said to repeat was merged itself.")
    if parent.case.was_closed(moment):
        return gettext_noop("The case that it is said to repeat was closed before this one.")
    return ""
