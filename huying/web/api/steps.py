"""Every step of a case as something a program may ask for: verb → the command that takes it, and what is said with it."""

from collections.abc import Callable
from dataclasses import dataclass
from inspect import Parameter, signature
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from pydantic import Field, create_model

from huying.base.journal.refusals import Faster, Incomplete
from huying.base.units.models import Staff, Unit
from huying.base.units.roles import Actor
from huying.cases import (
    beside,
    cross_reading,
    followup,
    forgetting,
    handling,
    intake,
    pace,
    queries,
    routing,
    verdicts,
)
from huying.cases.models import Case
from huying.cases.states import LIFE
from huying.cases.words import Finding, Interest, Purpose
from huying.civic.mediation.models import Dispute

from .given import AreaCode, CategoryCode, Code, Day, Given, Line, Moment, Reason, Said, UnitCode, Words

Decided = Literal["granted", "refused"]
Result = Literal["resolved", "partly_resolved", "explained", "unfounded", "other_route"]
For = Literal[tuple(Purpose.values)]  # type: ignore[valid-type]
What = Annotated[list[Literal["contact", "text", "files"]], Field(min_length=1, max_length=3)]
Key = Annotated[int, Field(ge=1, le=2**63 - 1)]
Satisfied = Annotated[int, Field(ge=1, le=5)]


class StepIn(Given):
    """What every step may carry."""

    version: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = Field(
        None, description="所见版本 · The version you looked at: when the case has moved since, the answer is 409"
    )

    def said(self) -> dict[str, Any]:
        """What the command is given; what was left out keeps its default."""
        return {name: getattr(self, name) for name in self.model_fields_set - {"version"}}

    def seen(self, thing: Case | Dispute) -> None:
        """Raises `Faster` when it has moved since the version that was looked at."""
        if self.version is not None and self.version != thing.version:
            raise Faster


@dataclass(frozen=True)
class Step:
    """How a program takes one step."""

    command: Callable[..., Any]
    body: type[StepIn]

    def take(self, case: Case, said: StepIn, *, by: Actor) -> Any:
        """What the command gives back. Raises `Faster` when the case has moved since the version that was looked at."""
        said.seen(case)
        return self.command(case, by=by, **said.said())


def step(command: Callable[..., Any], /, prefix: str = "", **fields: Any) -> Step:
    """`fields`: the command's parameters as a program says them; those with a default in the command may be left out.

    `prefix`: of the body's name, where another one is made for the same command.
    """
    known = signature(command).parameters
    given = {name: _field(kind, known[name].default) for name, kind in fields.items()}
    name = prefix + "".join(map(str.title, command.__name__.strip("_").split("_"))) + "Step"
    return Step(command, create_model(name, __base__=StepIn, __doc__=command.__doc__, **given))


def _field(kind: Any, default: Any) -> Any:
    if default is Parameter.empty:
        return (kind, ...)
    return (kind | None if default is None else kind, default)


def _merge(case: Case, *, by: Actor, into: str) -> None:
    """The same matter is handled in the case with the number `into`."""
    parent = queries.one(by, into)
    if parent is None:
        raise Incomplete({"into": _("There is no such case.")})
    intake.merge(case, by=by, into=parent)


def _hand_down(
    case: Case, *, by: Actor, to: Unit | None = None, colleague: str = "", basis: str = "", due_at: Any = None
) -> None:
    """Give the work to a unit below (`to`), or to a colleague in the lead unit, by the name of the account."""
    LIFE.check(case, "hand_down", by=by)
    chosen = to or Staff.objects.filter(username=colleague, unit=case.unit_id, is_active=True).first()
    if chosen is None:
        raise Incomplete({"to": _("Name a unit below, or a colleague of your own unit.")})
    handling.hand_down(case, by=by, to=chosen, basis=basis, due_at=due_at)


def _recuse(case: Case, *, by: Actor, interest: str, staff: str) -> None:
    """Somebody, by the name of the account, keeps out of the case."""
    LIFE.check(case, "recuse", by=by)
    beside.recuse(case, by=by, interest=interest, staff=_account(staff))


def _readmit(case: Case, *, by: Actor, staff: str) -> None:
    """They see the case again."""
    LIFE.check(case, "readmit", by=by)
    beside.readmit(case, by=by, staff=_account(staff))


def _account(username: str) -> Staff:
    if found := Staff.objects.filter(username=username, is_active=True).first():
        return found
    raise Incomplete({"staff": _("There is no such account.")})


STEPS: dict[str, Step] = {
    # intake
    "correct": step(intake.correct, text=Words, category=CategoryCode, area=AreaCode, address=Line),
    "merge": step(_merge, into=Annotated[Line, Field(min_length=1)]),
    "unmerge": step(intake.unmerge, reason=Said),
    "withdraw": step(intake.withdraw, reason=Words),
    # routing
    "dispatch": step(routing.dispatch, to=UnitCode, basis=Line),
    "reassign": step(routing.reassign, to=UnitCode, reason=Reason, basis=Line),
    "request_return": step(routing.request_return, reason=Reason, basis=Line, proposed=UnitCode),
    "decide_return": step(routing.decide_return, decision=Decided, to=UnitCode, reason=Words),
    "refer": step(routing.refer, consents=Annotated[dict[Code, bool], Field(max_length=20)], contact=bool),
    # handling
    "accept": step(handling.accept),
    "hand_down": step(_hand_down, to=UnitCode, colleague=Line, basis=Line, due_at=Moment),
    "ask_help": step(handling.ask_help, units=Annotated[list[UnitCode], Field(min_length=1, max_length=20)], reason=Said),
    "answer_help": step(handling.answer_help, text=Said),
    "contact": step(handling.contact, means=Reason, reached=bool, text=Words),
    "make_safe": step(handling.make_safe, text=Said),
    "interim_reply": step(handling.interim_reply, text=Said),
    "ask_resident": step(handling.ask_resident, question=Said),
    "answer_resident": step(handling.answer_resident, answer=Said),
    "pause": step(pace.pause, reason=Reason, until=Moment),
    "park": step(pace.park, reason=Reason, plan=Said, review_on=Day),
    "resume": step(pace.resume),
    "request_extension": step(pace.request_extension, reason=Reason, until=Moment, text=Words),
    "decide_extension": step(pace.decide_extension, decision=Decided, reason=Words),
    "request_escalation": step(pace.request_escalation, reason=Said),
    "decide_escalation": step(pace.decide_escalation, decision=Decided, reason=Words),
    "hand_back": step(pace.hand_back, reason=Said),
    "urge": step(pace.urge, text=Words),
    "supervise": step(pace.supervise, rung=Literal[pace.LADDER], reason=Said),
    "propose_reply": step(handling.propose_reply, text=Said, result=Result),
    "approve_reply": step(handling.approve_reply, decision=Decided, text=Words, basis=Line),
    "reply": step(handling.reply, text=Said, result=Result, basis=Line),
    "answer_through": step(handling.answer_through),
    # follow-up
    "follow_up": step(
        followup.follow_up, decision=Literal["yes", "partly", "explained", "no", "unreached", "no_answer"],
        contacted=bool, satisfied=Satisfied, reason=Code, text=Words, channel=Code,
    ),
    "rate": step(
        followup.rate, decision=Literal["yes", "partly", "no", "explained", "unreached", "no_answer"], contacted=bool,
        satisfied=Satisfied, reason=Code, text=Words, channel=Code,
    ),
    "verify": step(verdicts.verify, finding=Literal[tuple(Finding.values)], text=Words),
    "answer_verdict": step(verdicts.answer_verdict, text=Said),
    "cross_read": step(cross_reading.cross_read, solved=bool, duty=bool, text=Words),
    "answer_reading": step(cross_reading.answer_reading, text=Said),
    "rework": step(followup.rework, reason=Reason),
    "close": step(followup.close, outcome=Reason, text=Words, route=Words),
    "review": step(followup.review, reason=Said),
    "decide_review": step(followup.decide_review, decision=Literal["granted", "rerouted", "refused"], reason=Words),
    "request_exclusion": step(followup.request_exclusion, reason=Reason, evidence=Said),
    "decide_exclusion": step(followup.decide_exclusion, decision=Decided, reason=Words),
    # what is held, and what goes
    "correct_contact": step(intake.correct_contact, name=Line, phone=Line, email=Line, address=Line),
    "hold": step(forgetting.hold, reason=Reason, until=Moment, text=Said),
    "release": step(forgetting.release, text=Said, which=Key),
    "request_erasure": step(forgetting.request_erasure, what=What, reason=Said),
    "decide_erasure": step(forgetting.decide_erasure, decision=Decided, what=What, reason=Words),
    # beside the life
    "reveal": step(beside.reveal, purpose=For, until=Moment, reason=Words),
    "request_look": step(beside.request_look, purpose=For, until=Moment, reason=Said),
    "decide_look": step(beside.decide_look, decision=Decided, until=Moment, reason=Words),
    "message": step(beside.message, text=Said),
    "recuse": step(_recuse, interest=Literal[tuple(Interest.values)], staff=Reason),
    "readmit": step(_readmit, staff=Reason),
    "note": step(beside.note, text=Said),
}  # fmt: skip
"""`receive` is `POST /cases`; `attach` comes with a file and has an operation of its own (`cases.py`)."""

BY_A_PERSON = "a person who read it decides what everybody reads"
OF_NO_PROGRAM = {
    "draw": "Huying draws by itself",
    "draw_reading": "Huying draws by itself",
    "recount": "Huying counts by itself",
    "end_mediation": "Huying notes it by itself when the dispute ends",
    "send_code": "Huying sends it when the portal asks",
    "erase": "Huying erases by itself, or when somebody decided on a request",
    "join": "offered to a resident while they write a report, on that page",
    "copy": "a download for the resident's own eyes, from the portal",
    **dict.fromkeys(("publish", "unpublish", "announce", "all_clear"), BY_A_PERSON),
}
"""Verb → why no operation takes that step."""

SOLVED = Literal["yes", "partly", "no", "explained"]
OF_REPORTER: dict[str, Step] = {
    "answer_resident": STEPS["answer_resident"],
    "follow_up": step(
        followup.follow_up, prefix="Reporter", decision=SOLVED, contacted=bool, satisfied=Satisfied, reason=Code, text=Words
    ),
    "rate": step(followup.rate, prefix="Reporter", decision=SOLVED, contacted=bool, satisfied=Satisfied, reason=Code, text=Words),
    "urge": STEPS["urge"],
    "message": STEPS["message"],
    "correct": step(intake.correct, prefix="Reporter", text=Words, address=Line),
    "correct_contact": step(intake.correct_contact, prefix="Reporter", name=Line, phone=Line, email=Line),
    "review": STEPS["review"],
    "request_erasure": STEPS["request_erasure"],
    "withdraw": STEPS["withdraw"],
}  # fmt: skip
"""What a reporter does with their case, by its code; files are attached by an operation of their own. What they do not say of
themselves is left out: by which channel they spoke, which category it is."""
