"""What can be done with a dispute at the desk: verb → the form that asks and the command that acts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from huying.base.units.roles import Actor
from huying.civic.mediation import (
    afterwards,
    agreeing,
    beside,
    consenting,
    documents,
    dossier,
    opening,
    sessions,
    table,
)
from huying.civic.mediation.dossier import Dossier
from huying.civic.mediation.models import Dispute
from huying.civic.mediation.words import State

from . import asks as ask
from .forms import DisputeForm, Sure

Command = Callable[..., Any]


@dataclass(frozen=True)
class Act:
    """One verb at the desk. `command(dispute, by=…, **form.given())` does it."""

    form: type[DisputeForm]
    command: Command


@transaction.atomic
def attach(dispute: Dispute, *, by: Actor, attached: list[Any], side: int | None) -> None:
    """All of them or none."""
    for file in attached:
        beside.attach(dispute, by=by, file=file, side=side)


def hand_over(dispute: Dispute, *, by: Actor, to: str) -> None:
    """Make the pack as it stands now, keep it and note to whom it went."""
    beside.hand_over(dispute, by=by, to=to, file=documents.pack(dispute, by=by).file)


def take_out(dispute: Dispute, *, by: Actor) -> Dossier:
    """The whole file as it stands now, and the record that it was taken out."""
    made = dossier.whole(dispute, by=by)
    beside.take_out(dispute, by=by, sha256=made.sha256)
    return made


ACTS: dict[str, Act] = {
    # consent first
    "ask": Act(ask.OfSide, consenting.ask),
    "consent": Act(ask.Consent, consenting.consent),
    "accept": Act(Sure, consenting.accept),
    "assign": Act(ask.Assign, opening.assign),
    "add_party": Act(ask.AddParty, opening.add_party),
    # the table
    "propose": Act(ask.Propose, table.propose),
    "disclose": Act(ask.Disclose, table.disclose),
    "choose": Act(ask.Choose, table.choose),
    "begin": Act(Sure, table.begin),
    "answer_request": Act(ask.AnswerRequest, table.answer_request),
    "raise_level": Act(ask.RaiseLevel, table.raise_level),
    # sessions
    "schedule": Act(ask.Schedule, sessions.schedule),
    "minute": Act(ask.Minute, sessions.minute),
    "talk_privately": Act(ask.Private, sessions.talk_privately),
    "offer": Act(ask.Offer, sessions.offer),
    "answer_offer": Act(ask.AnswerOffer, sessions.answer_offer),
    "state_undisputed": Act(ask.Undisputed, sessions.state_undisputed),
    "confirm_undisputed": Act(ask.ConfirmUndisputed, sessions.confirm_undisputed),
    "say": Act(ask.Say, sessions.say),
    "cancel_session": Act(ask.CancelSession, sessions.cancel_session),
    # agreement
    "draft": Act(ask.Draft, agreeing.draft),
    "settle": Act(Sure, agreeing.settle),
    "sign": Act(ask.Sign, agreeing.sign),
    "countersign": Act(ask.OfText, agreeing.countersign),
    "seal": Act(ask.OfText, agreeing.seal),
    "redraft": Act(ask.Reason, agreeing.redraft),
    "agree_orally": Act(ask.AgreeOrally, agreeing.agree_orally),
    "record_oral": Act(ask.OfText, agreeing.record_oral),
    # afterwards
    "perform": Act(ask.Perform, afterwards.perform),
    "default": Act(ask.Default, afterwards.default),
    "request": Act(ask.Request, table.request),
    "submit_confirmation": Act(ask.Submit, afterwards.submit_confirmation),
    "decide_confirmation": Act(ask.Decided, afterwards.decide_confirmation),
    "follow_up": Act(ask.FollowUp, afterwards.follow_up),
    "close": Act(ask.Close, afterwards.close),
    # other ways, and what lies beside
    "correct": Act(ask.Correct, opening.correct),
    "represent": Act(ask.Represent, opening.represent),
    "correct_contact": Act(ask.CorrectContact, beside.correct_contact),
    "renew_code": Act(ask.RenewCode, beside.renew_code),
    "attach": Act(ask.Attach, attach),
    "note": Act(ask.Note, beside.note),
    "hand_over": Act(ask.HandOver, hand_over),
    "link": Act(ask.Link, opening.link),
    "report_danger": Act(ask.Danger, opening.report_danger),
    "object": Act(ask.Object, table.object),
    "recuse": Act(ask.Reason, table.recuse),
    "refuse": Act(ask.Refuse, consenting.refuse),
    "withdraw": Act(ask.Withdraw, consenting.withdraw),
    "lapse": Act(ask.WithRemedies, consenting.lapse),
    "turn_away": Act(ask.TurnAway, opening.turn_away),
    "end": Act(ask.End, agreeing.end),
    "refer": Act(ask.Refer, agreeing.refer),
    "hold": Act(ask.Hold, beside.hold),
    "release": Act(ask.Release, beside.release),
    "reveal": Act(ask.Reveal, beside.reveal),
    "take_out": Act(ask.TakeOut, take_out),
}  # fmt: skip
"""In the order in which the page offers them: what comes next in the life of a dispute first."""

MAIN = {
    State.APPLIED: ("ask", "consent", "accept", "assign"),
    State.ACCEPTED: ("propose", "disclose", "choose", "begin"),
    State.MEDIATING: ("schedule", "minute", "draft", "settle", "record_oral"),
    State.AGREED: ("sign", "countersign", "seal"),
    State.IN_FORCE: ("perform", "submit_confirmation", "follow_up", "close"),
    State.CLOSED: (),
}
"""What most likely comes next, by where it stands: shown first and large."""
ENDS = ("refuse", "withdraw", "lapse", "turn_away", "end", "refer")
"""What ends it without an agreement: kept apart, below."""
