"""Who is told what by which channel, on one screen: event × audience × channel → template (its words: `wording.py`).

An event is a verb of a case, with the decision or "resident" behind it where that matters ("decide_return.granted"), or a
reach of the watch: the clock and the mark ("resolve.breach"), or any clock ("*.warn").
"""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from huying.cases.words import VERBS

from .models import Channel


class Audience(models.TextChoices):
    REPORTER = "reporter", _("reporter")
    MERGED = "merged", _("reporters of merged cases")
    LEAD = "lead", _("lead unit")
    DESK = "desk", _("lead unit, or dispatchers while there is none")
    FORMER = "former", _("the unit that had it")
    CO = "co", _("co-handlers")
    INNER = "inner", _("handling below the lead")
    OWNER = "owner", _("whoever the clock waits for")
    ABOVE = "above", _("unit above, by level")
    DISPATCHERS = "dispatchers", _("dispatchers")
    PANEL = "panel", _("dispute panel")
    SUPERVISOR = "supervisor", _("supervisor outside the unit")
    STAND_IN = "stand_in", _("where nobody is on duty: the nearest desk that is")


@dataclass(frozen=True)
class Line:
    """This audience is told with this template by these channels."""

    audience: Audience
    template: str
    channels: tuple[Channel, ...]


APP, EMAIL, SMS, CHAT = Channel
HOME = (EMAIL, SMS)
"""To residents: an e-mail where they left an address, else a text message."""
DESK = (APP, EMAIL, CHAT)
CALL = (APP, EMAIL, CHAT, SMS)
"""To a desk that shall act soon: its duty telephone too, where the case is urgent."""
BELL = (APP,)
A = Audience


def _to(audience: Audience, template: str, channels: tuple[Channel, ...] = DESK) -> Line:
    return Line(audience, template, channels)


RECEIPT = "received"
ANSWERS = ("receive", "mail")
"""What answers somebody who wrote: a letter that comes at night is answered at night."""

TABLE: dict[str, tuple[Line, ...]] = {
    # what happened
    "receive":                   (_to(A.REPORTER, RECEIPT, HOME),),
    "mail.not_added":            (_to(A.REPORTER, "not_added", HOME),),
    "dispatch":                  (_to(A.LEAD, "new_case", CALL), _to(A.REPORTER, "passed_on", HOME)),
    "reassign":                  (_to(A.LEAD, "new_case", CALL), _to(A.FORMER, "taken_away", BELL), _to(A.REPORTER, "passed_on", HOME)),
    "join":                      (_to(A.REPORTER, "joined", HOME),),
    "merge":                     (_to(A.REPORTER, "joined", HOME),),
    "withdraw":                  (_to(A.LEAD, "withdrawn"), _to(A.INNER, "withdrawn")),
    "request_return":            (_to(A.PANEL, "return_asked"),),
    "decide_return.granted":     (_to(A.FORMER, "return_granted"), _to(A.DISPATCHERS, "to_dispatch")),
    "decide_return.refused":     (_to(A.LEAD, "return_refused"),),
    "hand_down":                 (_to(A.INNER, "new_case", CALL),),
    "ask_help":                  (_to(A.CO, "help_called", CALL),),
    "answer_help":               (_to(A.LEAD, "help_answered"),),
    "ask_resident":              (_to(A.REPORTER, "question", HOME),),
    "answer_resident":           (_to(A.DESK, "resident_wrote"), _to(A.INNER, "resident_wrote")),
    "message.resident":          (_to(A.DESK, "resident_wrote"), _to(A.INNER, "resident_wrote"), _to(A.CO, "resident_wrote")),
    "message":                   (_to(A.REPORTER, "message", HOME),),
    "pause":                     (_to(A.REPORTER, "rests", HOME), _to(A.MERGED, "rests", HOME)),
    "park":                      (_to(A.REPORTER, "rests", HOME), _to(A.MERGED, "rests", HOME), _to(A.LEAD, "parked")),
    "resume":                    (_to(A.LEAD, "goes_on"),),
    "request_extension":         (_to(A.SUPERVISOR, "extension_asked"), _to(A.DISPATCHERS, "extension_asked", BELL)),
    "decide_extension.granted":  (_to(A.LEAD, "extension_granted"), _to(A.REPORTER, "more_time", HOME), _to(A.MERGED, "more_time", HOME)),
    "decide_extension.refused":  (_to(A.LEAD, "extension_refused"),),
    "decide_extension.lapsed":   (_to(A.LEAD, "extension_refused"), _to(A.SUPERVISOR, "extension_lapsed")),
    "request_escalation":        (_to(A.SUPERVISOR, "escalation_asked"),),
    "decide_escalation":         (_to(A.LEAD, "escalation_decided"), _to(A.ABOVE, "escalation_decided")),
    "hand_back":                 (_to(A.LEAD, "handed_back"), _to(A.ABOVE, "handed_back")),
    "urge":                      (_to(A.LEAD, "urged", CALL), _to(A.INNER, "urged", CALL), _to(A.CO, "urged")),
    "supervise":                 (_to(A.LEAD, "supervised", CALL), _to(A.ABOVE, "supervised")),
    "all_clear":                 (_to(A.REPORTER, "all_clear", HOME), _to(A.MERGED, "all_clear", HOME)),
    "interim_reply":             (_to(A.REPORTER, "interim", HOME), _to(A.MERGED, "interim", HOME)),
    "propose_reply":             (_to(A.LEAD, "reply_proposed"),),
    "approve_reply.refused":     (_to(A.INNER, "reply_refused"),),
    "approve_reply.granted":     (_to(A.REPORTER, "answered", HOME),),
    "reply":                     (_to(A.REPORTER, "answered", HOME),),
    "answer_through":            (_to(A.REPORTER, "answered", HOME),),
    "draw.link":                 (_to(A.REPORTER, "please_rate", HOME),),
    "follow_up.no":              (_to(A.LEAD, "not_solved"), _to(A.SUPERVISOR, "not_solved")),
    "rate.no":                   (_to(A.LEAD, "not_solved"),),
    "rework":                    (_to(A.LEAD, "rework", CALL), _to(A.REPORTER, "taken_up_again", HOME)),
    "close":                     (_to(A.REPORTER, "closed", HOME),),
    "verify.confirmed":          (_to(A.LEAD, "bad_verdict"),),
    "answer_verdict":            (_to(A.REPORTER, "verdict_answered", HOME),),
    "cross_read":                (_to(A.LEAD, "was_read"),),
    "review":                    (_to(A.SUPERVISOR, "review_asked"),),
    "decide_review":             (_to(A.REPORTER, "review_decided", HOME), _to(A.LEAD, "review_decided")),
    "request_look":              (_to(A.SUPERVISOR, "look_asked"), _to(A.DISPATCHERS, "look_asked", BELL)),
    "request_exclusion":         (_to(A.SUPERVISOR, "exclusion_asked"),),
    "decide_exclusion":          (_to(A.LEAD, "exclusion_decided"),),
    "request_erasure":           (_to(A.SUPERVISOR, "erasure_asked"),),
    # what time brought
    "*.warn":                    (_to(A.OWNER, "soon_due"),),
    "*.breach":                  (_to(A.OWNER, "overdue", CALL),),
    "*.escalate":                (_to(A.ABOVE, "escalated", CALL),),
    "*.review":                  (_to(A.OWNER, "review_due"), _to(A.SUPERVISOR, "review_due")),
    "resolve.breach":            (_to(A.OWNER, "overdue", CALL), _to(A.SUPERVISOR, "overdue")),
    "decision.breach":           (_to(A.OWNER, "overdue", CALL), _to(A.SUPERVISOR, "overdue")),
    "dispatch.breach":           (_to(A.OWNER, "overdue", CALL), _to(A.SUPERVISOR, "overdue")),
}  # fmt: skip


STANDING_IN = _to(A.STAND_IN, "stands_in", CALL)
"""At night, of what is urgent and calls for an act (`CALL`), beside the desk that it waits for (`desks.py`)."""


def lines(event: str) -> tuple[Line, ...]:
    """Whom this event is told to: its own line, or the one of its kind ("resolve.escalate_2" → "*.escalate"); else nobody."""
    subject, _dot, mark = event.partition(".")
    kind = mark.partition("_")[0]
    asked = (event, f"{subject}.{kind}", f"*.{kind}", subject)
    return next((TABLE[name] for name in asked if name in TABLE), ())


def told() -> list[str]:
    """The verbs of a case that anybody is told of."""
    return [verb for verb in VERBS if any(name.partition(".")[0] == verb for name in TABLE)]
