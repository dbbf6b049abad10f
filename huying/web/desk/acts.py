"""What can be done with a case at the desk: verb → the form that asks and the command that acts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.db import transaction

from huying.base.units.roles import Actor
from huying.cases import (
    beside,
    cross_reading,
    followup,
    forgetting,
    handling,
    intake,
    pace,
    publishing,
    routing,
    troubles,
    verdicts,
)
from huying.cases.models import Attachment, Case

from .forms import beside as about
from .forms import followup as after
from .forms import handling as handle
from .forms import intake as take
from .forms import keeping as keep
from .forms import looks
from .forms import routing as route
from .forms import troubles as trouble
from .forms.base import ActForm, Sure

Command = Callable[..., Any]


@dataclass(frozen=True)
class Act:
    """One verb at the desk. `command(case, by=…, **form.given())` does it."""

    form: type[ActForm]
    command: Command


def _with_evidence(command: Command) -> Command:
    """First the files that the reply carries, then the reply: both or neither."""

    @wraps(command)
    def act(case: Case, *, by: Actor, attached: Sequence[Attachment], **given: Any) -> None:
        with transaction.atomic():
            attach(case, by=by, attached=attached)
            command(case, by=by, **given)

    return act


@transaction.atomic
def attach(case: Case, *, by: Actor, attached: Sequence[Attachment]) -> None:
    """Put several files to the case, or none."""
    for file in attached:
        beside.attach(case, by=by, file=file)


ACTS = {
    "dispatch": Act(route.Dispatch, routing.dispatch),
    "accept": Act(Sure, handling.accept),
    "reply": Act(handle.Reply, _with_evidence(handling.reply)),
    "propose_reply": Act(handle.ProposeReply, _with_evidence(handling.propose_reply)),
    "approve_reply": Act(handle.ApproveReply, _with_evidence(handling.approve_reply)),
    "decide_return": Act(route.DecideReturn, routing.decide_return),
    "decide_extension": Act(handle.DecideExtension, pace.decide_extension),
    "decide_escalation": Act(handle.Decide, pace.decide_escalation),
    "decide_review": Act(after.DecideReview, followup.decide_review),
    "decide_exclusion": Act(after.DecideExclusion, followup.decide_exclusion),
    "answer_help": Act(handle.AnswerHelp, handling.answer_help),
    "answer_resident": Act(handle.AnswerResident, handling.answer_resident),
    "follow_up": Act(after.FollowUp, followup.follow_up),
    "verify": Act(after.Verify, verdicts.verify),
    "answer_verdict": Act(after.AnswerVerdict, verdicts.answer_verdict),
    "cross_read": Act(after.CrossRead, cross_reading.cross_read),
    "answer_reading": Act(after.AnswerReading, cross_reading.answer_reading),
    "contact": Act(handle.ContactNote, handling.contact),
    "make_safe": Act(handle.MakeSafe, handling.make_safe),
    "interim_reply": Act(handle.InterimReply, handling.interim_reply),
    "ask_help": Act(handle.AskHelp, handling.ask_help),
    "hand_down": Act(handle.HandDown, handling.hand_down),
    "ask_resident": Act(handle.AskResident, handling.ask_resident),
    "request_extension": Act(handle.RequestExtension, pace.request_extension),
    "hand_back": Act(handle.HandBack, pace.hand_back),
    "request_escalation": Act(handle.RequestEscalation, pace.request_escalation),
    "pause": Act(handle.Pause, pace.pause),
    "resume": Act(Sure, pace.resume),
    "park": Act(handle.Park, pace.park),
    "request_return": Act(route.RequestReturn, routing.request_return),
    "reassign": Act(route.Reassign, routing.reassign),
    "refer": Act(route.Refer, routing.refer),
    "rework": Act(after.Rework, followup.rework),
    "close": Act(after.Close, followup.close),
    "review": Act(after.Review, followup.review),
    "rate": Act(after.FollowUp, followup.rate),
    "urge": Act(handle.Urge, pace.urge),
    "supervise": Act(handle.Supervise, pace.supervise),
    "request_exclusion": Act(after.RequestExclusion, followup.request_exclusion),
    "merge": Act(take.Merge, intake.merge),
    "unmerge": Act(take.Unmerge, intake.unmerge),
    "correct": Act(take.Correct, intake.correct),
    "withdraw": Act(take.Withdraw, intake.withdraw),
    "correct_contact": Act(keep.CorrectContact, intake.correct_contact),
    "hold": Act(keep.Hold, forgetting.hold),
    "release": Act(keep.Release, forgetting.release),
    "request_erasure": Act(keep.RequestErasure, forgetting.request_erasure),
    "decide_erasure": Act(keep.DecideErasure, forgetting.decide_erasure),
    "attach": Act(about.Attach, attach),
    "publish": Act(about.Publish, publishing.publish),
    "unpublish": Act(about.Unpublish, publishing.unpublish),
    "announce": Act(trouble.Announce, troubles.announce),
    "all_clear": Act(trouble.AllClear, troubles.all_clear),
    "note": Act(about.Note, beside.note),
    "reveal": Act(looks.Reveal, beside.reveal),
    "request_look": Act(looks.RequestLook, beside.request_look),
    "decide_look": Act(looks.DecideLook, beside.decide_look),
    "message": Act(looks.Message, beside.message),
    "recuse": Act(looks.Recuse, beside.recuse),
    "readmit": Act(looks.Readmit, beside.readmit),
}
"""In the order in which a desk reaches for them."""

ELSEWHERE = {
    "receive": "a call is filed on a page of its own",
    "draw": "Huying does it where there is an answer to ask about, or the time for one is up",
    "draw_reading": "Huying does it where a case is closed",
    "answer_through": "Huying does it where a merged case is answered",
    "send_code": "Huying does it where somebody asks for a code at the portal",
    "recount": "Huying does it when holidays are published, or when a tier is changed for open cases too",
    "erase": "Huying does it when its time is up",
    "copy": "the resident takes it from their own page",
    "join": "the resident says so while they report",
    "end_mediation": "Huying does it where the dispute that it became has ended",
}
"""Verbs without a button here, and why."""

MAIN = {
    "dispatch", "accept", "reply", "propose_reply", "approve_reply", "answer_help", "follow_up",
    "decide_return", "decide_extension", "decide_escalation", "decide_exclusion", "decide_review", "decide_look", "decide_erasure",
    "answer_resident", "verify", "answer_verdict", "cross_read", "answer_reading",
}  # fmt: skip
"""What carries a case on; each stands out where it is possible."""
