"""What people read about a case: its status in office words and in the resident's, and its story."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from huying.base.journal.memory import Event, remembered, said
from huying.base.units import register as units
from huying.base.units.models import Key, Staff

from . import responsibility
from .models import Case
from .words import VERBS, ClockKind, Outcome, RequestKind, Solved, State


@dataclass(frozen=True)
class Status:
    """A word for where a case stands. `tone` is how urgent it looks: calm, active, waiting, done or other."""

    code: str
    office: Any
    resident: Any
    tone: str

    def __str__(self) -> str:
        return str(self.office)


STATUSES = {
    status.code: status
    for status in (
        Status("received", gettext_lazy("Received"), gettext_lazy("We have it"), "waiting"),
        Status(
            "registered",
            gettext_lazy("Registered"),
            gettext_lazy("Registered; we are finding who is responsible"),
            "waiting",
        ),
        Status(
            "clarification", gettext_lazy("Awaiting clarification"), gettext_lazy("Please answer a question"), "waiting"
        ),
        Status("dispatched", gettext_lazy("Dispatched"), gettext_lazy("Passed on"), "active"),
        Status(
            "signed", gettext_lazy("Accepted by the unit"), gettext_lazy("Accepted by the unit responsible"), "active"
        ),
        Status(
            "return_review",
            gettext_lazy("Return under review"),
            gettext_lazy("We are checking which unit is responsible"),
            "waiting",
        ),
        Status("in_progress", gettext_lazy("In progress"), gettext_lazy("Being worked on"), "active"),
        Status("extension_review", gettext_lazy("Extension under review"), gettext_lazy("Being worked on"), "active"),
        Status(
            "long_term",
            gettext_lazy("Long-term"),
            gettext_lazy("Cannot be solved for now; see the reason and the plan"),
            "waiting",
        ),
        Status("escalated", gettext_lazy("Escalated"), gettext_lazy("Taken to a higher level"), "active"),
        Status("in_mediation", gettext_lazy("In mediation"), gettext_lazy("In mediation"), "active"),
        Status(
            "replied", gettext_lazy("Replied"), gettext_lazy("Answered: please say whether it was solved"), "active"
        ),
        Status(
            "callback", gettext_lazy("Follow-up"), gettext_lazy("Thank you; we are looking at what you said"), "active"
        ),
        Status("rework", gettext_lazy("Rework"), gettext_lazy("Being worked on again"), "active"),
        Status("closed", pgettext_lazy("status", "Closed"), pgettext_lazy("status", "Closed"), "done"),
        Status(
            "merged",
            gettext_lazy("Merged"),
            gettext_lazy("Handled together with another report of the same thing"),
            "other",
        ),
        Status(
            "transferred",
            gettext_lazy("Handed to the emergency line"),
            gettext_lazy("Handed to the emergency line"),
            "other",
        ),
        Status(
            "other_route",
            gettext_lazy("Told the lawful route"),
            gettext_lazy("Please take the way we told you"),
            "other",
        ),
        Status("explained", gettext_lazy("Explained"), gettext_lazy("Explained"), "other"),
        Status("withdrawn", gettext_lazy("Withdrawn"), gettext_lazy("You withdrew it"), "other"),
        Status("archived", gettext_lazy("Archived"), gettext_lazy("Archived"), "done"),
    )
}

BY_OUTCOME = {
    Outcome.MERGED: "merged",
    Outcome.TRANSFERRED_EMERGENCY: "transferred",
    Outcome.OTHER_ROUTE: "other_route",
    Outcome.EXPLAINED: "explained",
    Outcome.WITHDRAWN: "withdrawn",
}


def status(case: Case) -> Status:
    """The office's word: follows from state, outcome, flags and open requests (`queries.page` reads the latter for a whole list)."""
    return STATUSES[_code(case)]


def _code(case: Case) -> str:
    match case.state:
        case State.RECEIVED:
            return (
                "clarification" if _open(case, RequestKind.ANSWER) else "registered" if case.category_id else "received"
            )
        case State.DISPATCHED:
            return "return_review" if _open(case, RequestKind.RETURN) else "dispatched"
        case State.IN_PROGRESS:
            return _code_in_progress(case)
        case State.REPLIED:
            return "callback" if _rated(case) else "replied"
        case _:
            return BY_OUTCOME.get(Outcome(case.outcome), "closed") if case.outcome else "closed"


def _code_in_progress(case: Case) -> str:
    signs = {
        "clarification": _open(case, RequestKind.ANSWER),
        "in_mediation": case.referred,
        "long_term": case.review_on,
        "extension_review": _open(case, RequestKind.EXTENSION),
        "escalated": case.level or _open(case, RequestKind.ESCALATION),
        "rework": case.rounds,
        "signed": _uncontacted(case),
    }
    return next((code for code, holds in signs.items() if holds), "in_progress")


def _open(case: Case, kind: RequestKind) -> bool:
    listed = getattr(case, "open_requests", None)
    return kind in listed if listed is not None else case.papers.request(kind) is not None


def _rated(case: Case) -> bool:
    listed = getattr(case, "rated_rounds", None)
    return case.rounds in listed if listed is not None else case.verdicts.filter(round=case.rounds).exists()


def _uncontacted(case: Case) -> bool:
    listed = getattr(case, "uncontacted", None)
    return listed if listed is not None else bool(case.papers.running(ClockKind.FIRST_CONTACT))


# -- the story


@dataclass(frozen=True)
class Entry:
    """One line of the story: what happened, said for its reader; `words` are what people typed, by name."""

    at: datetime
    verb: str
    title: str
    who: str
    words: dict[str, str] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    by: str = ""


def timeline(case: Case, *, resident: bool) -> list[Entry]:
    """The story of a case, oldest first: all of it for staff; for the resident what concerns them, in their words."""
    events, words = remembered(Case.life, case.pk), said(Case.life, case.pk)
    people = _units_of(events)
    shown = [event for event in events if not resident or event.verb in TOLD]
    return [
        Entry(
            at=event.at,
            verb=event.verb,
            title=_title(event, resident),
            who=_who(event, people, resident),
            words=_words(event, words.get(event.seq, {}), resident),
            facts=event.facts,
            by=event.by,
        )
        for event in shown
    ]


TOLD: dict[str, tuple[str, ...]] = {
    "receive": ("text",), "correct": ("text", "address"), "merge": (), "unmerge": (), "withdraw": ("reason",),
    "dispatch": (), "reassign": (), "request_return": (), "accept": (), "ask_help": (), "answer_help": (), "contact": (),
    "ask_resident": ("question",), "answer_resident": ("answer",), "pause": (), "park": ("plan",), "resume": (),
    "decide_extension": ("reason",), "decide_escalation": (), "refer": (), "urge": ("text",), "supervise": (),
    "reply": ("text", "basis"), "approve_reply": (), "follow_up": ("text",), "rate": ("text",), "rework": (),
    "close": ("text", "route"), "review": ("reason",), "decide_review": ("reason",), "answer_through": (), "reveal": ("purpose",),
    "attach": (),
}  # fmt: skip
"""What the resident is told, and which of the words typed at it they read."""


def answer(case: Case) -> str:
    """What the resident was answered last: the unit's reply, or the proposal that the lead unit approved; "" if nothing yet."""
    words = said(Case.life, case.pk)
    proposed = answered = ""
    for event in remembered(Case.life, case.pk):
        text = words.get(event.seq, {}).get("text", "")
        if event.verb == "propose_reply":
            proposed = text
        if event.verb == "reply" or (event.verb == "approve_reply" and event.facts["decision"] == "granted"):
            answered = text if event.verb == "reply" else proposed
    return answered


def _words(event: Event, typed: dict[str, str], resident: bool) -> dict[str, str]:
    """What was typed, as far as its reader is told; where the duty list decided, what it says."""
    if resident:
        return {name: text for name, text in typed.items() if name in TOLD[event.verb]}
    duty = responsibility.listed(str(event.facts.get("basis", "")))
    return {"basis": duty, **typed} if duty else typed


def _units_of(events: list[Event]) -> dict[str, int | None]:
    """Staff and keys that took part → their unit, in two statements however long the story is."""
    found: dict[str, int | None] = {}
    for kind, model in (("staff", Staff), ("key", Key)):
        keys = {event.by.partition(":")[2] for event in events if event.by.startswith(f"{kind}:")}
        numbers = [int(key) for key in keys if key.isdecimal()]
        found |= (
            {f"{kind}:{pk}": unit for pk, unit in model.objects.filter(pk__in=numbers).values_list("pk", "unit")}
            if numbers
            else {}
        )
    return found


def _who(event: Event, people: dict[str, int | None], resident: bool) -> str:
    if event.by == "resident":
        return _("You") if resident else _("Resident")
    if event.by == "system":
        return _("Huying")
    if event.by.startswith("import:"):
        return _("Earlier system")
    unit = units.current().by_id.get(people.get(event.by) or 0)
    return str(unit) if unit else _("Staff")


def _title(event: Event, resident: bool) -> str:
    if not resident:
        return str(VERBS[event.verb])
    unit = units.current().by_id.get(event.unit or 0)
    days = {name: str(event.facts.get(name, ""))[:10] for name in ("until", "review_on")}
    decision = str(event.facts.get("decision", ""))
    said = Solved(decision).label if decision in Solved.values else ""
    return _told(event) % {"unit": unit or _("a unit"), "said": said, **days}


def _told(event: Event) -> str:
    decision = event.facts.get("decision")
    by_decision = {
        ("decide_extension", "granted"): _("More time was granted"),
        ("decide_extension", "refused"): _("More time was refused"),
        ("approve_reply", "granted"): _("%(unit)s answered"),
        ("approve_reply", "refused"): _("%(unit)s is working on the answer"),
        ("decide_review", "refused"): _("Your review was looked at; the case stays closed"),
    }
    return (
        by_decision.get((event.verb, decision))
        or {
            "receive": _("We received your report"),
            "correct": _("The report was corrected"),
            "merge": _("Joined with another report of the same thing; you will be answered too"),
            "unmerge": _("Taken up again as a case of its own"),
            "withdraw": _("Withdrawn"),
            "dispatch": _("Passed to %(unit)s"),
            "reassign": _("Passed on to %(unit)s"),
            "request_return": _("We are checking which unit is responsible"),
            "accept": _("%(unit)s accepted it"),
            "ask_help": _("%(unit)s called other units in to help"),
            "answer_help": _("A unit that was called in has done its part"),
            "contact": _("%(unit)s got in touch with you")
            if event.facts.get("reached")
            else _("%(unit)s tried to reach you"),
            "ask_resident": _("There is a question for you"),
            "answer_resident": _("Your answer"),
            "pause": _("The work rests until %(until)s"),
            "park": _("It takes longer; it is looked at again on %(review_on)s"),
            "resume": _("The work goes on"),
            "decide_escalation": _("A higher level has looked at it"),
            "refer": _("Handed to mediation, as every side agreed"),
            "urge": _("%(unit)s was reminded"),
            "supervise": _("%(unit)s was put under supervision"),
            "reply": _("%(unit)s answered"),
            "approve_reply": _("%(unit)s answered"),
            "follow_up": _("What you said of it")
            if event.by == "resident"
            else _("We asked you whether it was solved"),
            "rate": _("What you said of it"),
            "rework": _("Not solved: %(unit)s works on it again"),
            "close": _("Closed"),
            "review": _("You asked for a review"),
            "decide_review": _("Your review was granted"),
            "answer_through": _("Answered together with the other report"),
            "reveal": _("%(unit)s looked at your contact"),
            "attach": _("A file was added"),
        }[event.verb]
    )
