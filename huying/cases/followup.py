"""Was it solved? Asking, rework, closing, review, and what does not count."""

from dataclasses import asdict, dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from huying.base.catalogue import register as catalogue
from huying.base.journal import clock
from huying.base.journal.refusals import Faster, Incomplete
from huying.base.units import register as units
from huying.base.units.roles import Actor

from . import ancestry, asking, deadlines
from .models import Case, Verdict
from .states import ENDS, LIFE
from .words import ClockKind, Outcome, Part, RequestKind, Solved, State

ENDS_AS: dict[str, Outcome] = {
    Solved.YES: Outcome.RESOLVED,
    Solved.PARTLY: Outcome.PARTLY_RESOLVED,
    Solved.EXPLAINED: Outcome.EXPLAINED,
}
"""The resident's word decides how it ended; where nobody answers it is "no answer", never "solved"."""
BAD = (1, 2)
"""Dissatisfied, very dissatisfied (GB/T 39734-2020)."""


def follow_up(
    case: Case, *, by: Actor, decision: str, contacted: bool | None = None, satisfied: int | None = None,
    reason: str = "", text: str = "", channel: str = "web",
) -> None:  # fmt: skip
    """What the resident says after the reply, on paper, on the line or by the page (`channel`).

    `decision`: yes, partly, explained, no; or unreached (asked again later), no_answer (the end of asking). The last call
    that nobody takes is that end. One verdict a round; a "no" leaves the case open for rework.
    """
    LIFE.check(case, "follow_up", by=by)
    said = Said(decision, contacted, satisfied, reason, channel)
    decision, facts, beside = _heard(case, said)
    changes: dict[str, Any] = {}
    if decision in ENDS_AS or decision == "no_answer":
        changes, ended = _ending(case, ENDS_AS.get(decision, Outcome.NO_ANSWER))
        beside += ended
    LIFE.take(case, "follow_up", by=by, facts=facts, words={"text": text}, beside=beside, **changes)


def rate(
    case: Case, *, by: Actor, decision: str, contacted: bool | None = None, satisfied: int | None = None,
    reason: str = "", text: str = "", channel: str = "web",
) -> None:  # fmt: skip
    """What a merged reporter says became of the matter, or anybody whose time was up without an answer; nothing moves by it."""
    LIFE.check(case, "rate", by=by)
    if decision not in (*Solved.values, "unreached", "no_answer"):
        raise Incomplete({"decision": _("This is not one of the choices.")})
    _decision, facts, beside = _heard(case, Said(decision, contacted, satisfied, reason, channel))
    try:
        with transaction.atomic():
            LIFE.take(case, "rate", by=by, facts=facts, words={"text": text}, beside=beside)
    except IntegrityError as twice:  # of two at once, which move nothing, the first counts
        raise Faster from twice


def hear(case: Case, *, by: Actor, **said: Any) -> None:
    """What a reporter says when asked: `follow_up` where the case is answered, else `rate`; both take the same."""
    (follow_up if case.state == State.REPLIED else rate)(case, by=by, **said)


def verb_for(case: Case) -> str:
    """By which verb they say it."""
    return "follow_up" if case.state == State.REPLIED else "rate"


def rework(case: Case, *, by: Actor, reason: str) -> None:
    """Not solved and within duty: the unit has it again, with a clock of its own; the verdict before stays."""
    LIFE.check(case, "rework", by=by)
    LIFE.take(case, "rework", by=by, facts={"reason": reason}, **_again(case))


def close(case: Case, *, by: Actor, outcome: str, text: str = "", route: str = "") -> None:
    """End it, and say how. `text`: what the resident was told; `route`: the lawful way, where that is the end."""
    LIFE.check(case, "close", by=by)
    wrong = {}
    if outcome not in ENDS[State(case.state)]:
        wrong["outcome"] = _("A case that is “%(state)s” cannot end like this.") % {"state": State(case.state).label}
    if outcome == Outcome.OTHER_ROUTE and not route:
        wrong["route"] = _("Say which way is the lawful one, and how to reach it.")
    if (
        outcome in (Outcome.EXPLAINED, Outcome.UNFOUNDED, Outcome.ANSWERED_ON_CALL)
        and case.state == State.RECEIVED
        and not text
    ):
        wrong["text"] = _("Say what the resident was told.")
    if wrong:
        raise Incomplete(wrong)
    changes, beside = _ending(case, Outcome(outcome))
    LIFE.take(
        case, "close", by=by, facts={"outcome": outcome}, words={"text": text, "route": route}, beside=beside, **changes
    )


def review(case: Case, *, by: Actor, reason: str) -> None:
    """The resident asks once more; a person decides."""
    LIFE.check(case, "review", by=by)
    LIFE.take(case, "review", by=by, words={"reason": reason}, beside=[case.papers.ask(RequestKind.REVIEW, by=by.ref)])


def decide_review(case: Case, *, by: Actor, decision: str, reason: str = "") -> None:
    """Granted: the unit has it again. Rerouted: it goes back to be dispatched. Refused: it stays closed, with the reason told."""
    LIFE.check(case, "decide_review", by=by)
    if decision == "granted" and not case.unit_id:
        raise Incomplete({"decision": _("No unit has ever had it; it needs a dispatch.")})
    decided = case.papers.decide(RequestKind.REVIEW, decision, by=by.ref)
    changes: dict[str, Any] = {}
    if decision == "granted":
        changes = _again(case)
    if decision == "rerouted":
        changes = {"outcome": "", "closed_at": None, "rounds": case.rounds + 1, "excluded": ""}
        unread = deadlines.lapse(case, ClockKind.READING)
        changes["beside"] = [*case.papers.end(*Part), *unread, deadlines.to_dispatch(case)]
        changes |= ancestry.of_unit(None)
    beside = [decided, *changes.pop("beside", [])]
    LIFE.take(
        case, "decide_review", by=by, facts={"decision": decision}, words={"reason": reason}, beside=beside, **changes
    )


def request_exclusion(case: Case, *, by: Actor, reason: str, evidence: str) -> None:
    """The unit asks that it does not count in scoring, by a coded reason and with evidence."""
    LIFE.check(case, "request_exclusion", by=by)
    listed = {row.code for row in catalogue.current().reasons.get("exclusion", [])}
    if listed and reason not in listed:
        raise Incomplete({"reason": _("This is not one of the choices.")})
    asked = case.papers.ask(RequestKind.EXCLUSION, by=by.ref, reason=reason)
    LIFE.take(case, "request_exclusion", by=by, facts={"reason": reason}, words={"evidence": evidence}, beside=[asked])


def decide_exclusion(case: Case, *, by: Actor, decision: str, reason: str = "") -> None:
    """Somebody outside the unit decides; how many were excluded is published."""
    LIFE.check(case, "decide_exclusion", by=by)
    asked = case.papers.decide(RequestKind.EXCLUSION, decision, by=by.ref)
    excluded = asked.reason if decision == "granted" else ""
    LIFE.take(
        case,
        "decide_exclusion",
        by=by,
        facts={"decision": decision},
        words={"reason": reason},
        beside=[asked],
        excluded=excluded,
    )


# -- the parts they share


@dataclass(frozen=True)
class Said:
    """What somebody answered when asked, or that they did not."""

    decision: str
    contacted: bool | None = None
    satisfied: int | None = None
    reason: str = ""
    channel: str = "web"

    @property
    def is_bad(self) -> bool:
        """It is looked into and answered (好差评: 差评)."""
        return self.decision == Solved.NO or self.satisfied in BAD


def _heard(case: Case, said: Said) -> tuple[str, dict[str, Any], list[Any]]:
    """What is decided by it, the facts of its event, and the rows beside it."""
    if said.satisfied is not None and not 1 <= said.satisfied <= 5:
        raise Incomplete({"satisfied": _("This is not one of the choices.")})
    decision, beside = asking.heard(asking.of(case), said.decision)
    if decision in Solved.values:
        beside = [*beside, _verdict(case, said), *(_redress(case) if said.is_bad else [])]
    return decision, {**asdict(said), "decision": decision, "round": case.rounds}, beside


def _verdict(case: Case, said: Said) -> Verdict:
    """The row of this round; what was said before there was an answer gives way."""
    row = case.verdicts.filter(round=case.rounds).first() or Verdict(case=case, round=case.rounds)
    row.at, row.answered, row.solved = clock.now(), asking.is_answered(case), said.decision
    row.contacted, row.satisfied, row.reason, row.channel = said.contacted, said.satisfied, said.reason, said.channel
    return row


def _redress(case: Case) -> list[Any]:
    """Somebody outside looks into it, and the unit that answered answers once more."""
    if case.papers.running(*deadlines.OF_VERDICT):
        return []
    return deadlines.of_verdict(case, units.current().by_id.get((case.parent or case).unit_id or 0))


def _ending(case: Case, outcome: Outcome) -> tuple[dict[str, Any], list[Any]]:
    over = [kind for kind in ClockKind if kind not in deadlines.AFTERWARDS]
    beside = [*case.papers.end(*Part), *deadlines.stop(case, *over)]
    return {"outcome": outcome, "closed_at": clock.now()}, beside


def _again(case: Case) -> dict[str, Any]:
    """The same unit has it again: a new assignment and a new clock, and everything before stays as it was."""
    unit = units.current().by_id[case.unit_id or 0]
    *ended, answer, own = deadlines.again(case, unit)
    before = case.papers.end(Part.LEAD)
    lead = case.papers.assign(unit, Part.LEAD, by="rework", due_at=own.due_at, accepted_at=clock.now())
    return {
        "beside": [*before, *ended, lead, answer, own], "rounds": case.rounds + 1, "outcome": "",
        "closed_at": None, "due_at": answer.due_at, "inner_unit": None, "excluded": "",
    }  # fmt: skip
