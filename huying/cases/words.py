"""The words for states, outcomes, requests and clocks: what the code calls them, and what people read."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    RECEIVED = "received", _("received")
    DISPATCHED = "dispatched", _("dispatched")
    IN_PROGRESS = "in_progress", _("in progress")
    REPLIED = "replied", _("replied")
    CLOSED = "closed", _("closed")


class Outcome(models.TextChoices):
    """How a case ended. Closed is not the same as solved; the page says which."""

    RESOLVED = "resolved", _("resolved")
    PARTLY_RESOLVED = "partly_resolved", _("partly resolved")
    EXPLAINED = "explained", _("explained")
    UNFOUNDED = "unfounded", _("unfounded")
    NO_ANSWER = "no_answer", _("follow-up without an answer")
    ANSWERED_ON_CALL = "answered_on_call", _("answered on the call")
    OTHER_ROUTE = "other_route", _("told the lawful route")
    TRANSFERRED_EMERGENCY = "transferred_emergency", _("handed to the emergency line")
    MERGED = "merged", _("merged")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Channel(models.TextChoices):
    """By which door a call came in."""

    WEB = "web", _("web")
    PHONE = "phone", _("telephone")
    FIELD = "field", _("field worker")
    API = "api", _("another system")
    WALK_IN = "walk_in", _("counter")
    LETTER = "letter", _("letter")
    EMAIL = "email", _("e-mail")
    CHAT = "chat", _("chat message")
    OWN = "own", _("found by the city itself")
    IMPORT = "import", _("taken over from an earlier system")


class Urgency(models.TextChoices):
    ORDINARY = "ordinary", _("ordinary")
    URGENT = "urgent", _("urgent")
    MOST_URGENT = "most_urgent", _("most urgent")


class Confidentiality(models.TextChoices):
    NORMAL = "normal", pgettext_lazy("confidentiality", "ordinary")
    CONFIDENTIAL = "confidential", _("confidential")
    ANONYMOUS = "anonymous", _("anonymous")


class RequestKind(models.TextChoices):
    RETURN = "return", _("return")
    EXTENSION = "extension", _("extension")
    ESCALATION = "escalation", _("escalation")
    EXCLUSION = "exclusion", _("exclusion from scoring")
    REPLY = "reply", _("approval of a reply")
    ANSWER = "answer", _("question to the resident")
    REVIEW = "review", _("review")
    ERASURE = "erasure", _("erasure")
    LOOK = "look", _("look at the contact")


class Purpose(models.TextChoices):
    """What a contact is opened for. The resident reads it."""

    CALL_BACK = "call_back", _("call back")
    VISIT = "visit", _("arrange a visit")
    VERIFY = "verify", _("verify details")
    FOLLOW_UP = "follow_up", _("ask whether it was solved")
    RELAY = "relay", _("pass on a question of the unit")
    SERVE = "serve", _("send or hand over a document")
    CHECK = "check", _("check the record")


class Interest(models.TextChoices):
    """Why somebody keeps out of a case."""

    CLOSE = "close", _("a close relation of one of the sides")
    OWN = "own", _("an interest of their own in the outcome")
    INVOLVED = "involved", _("the case is about what they did")
    BEFORE = "before", _("decided or advised on the matter before")
    OTHER = "other", _("another bond that might sway them")


class Erasable(models.TextChoices):
    """What of a case belongs to its resident and can go."""

    CONTACT = "contact", _("name, telephone, e-mail and address")
    TEXT = "text", _("what was said, and the exact place")
    FILES = "files", _("photos and documents that were sent")


class ClockKind(models.TextChoices):
    DISPATCH = "dispatch", _("finding who is responsible")
    RECEIPT = "receipt", _("acceptance")
    FIRST_CONTACT = "first_contact", _("first contact")
    MAKE_SAFE = "make_safe", _("making safe")
    INTERIM = "interim", _("interim word")
    RESOLVE = "resolve", _("answer")
    STATUTORY = "statutory", _("the law's own time")
    ASSIGNMENT = "assignment", _("the unit's answer")
    DECISION = "decision", _("the panel's decision")
    VERIFY = "verify", _("looking into a bad verdict")
    REDRESS = "redress", _("the answer to a bad verdict")
    READING = "reading", _("reading by others")


class Rest(models.TextChoices):
    """What lets a case rest. Waiting for the resident does not."""

    HEARING = "hearing", _("a hearing")
    APPRAISAL = "appraisal", _("an appraisal or test")
    FORCE_MAJEURE = "force_majeure", _("force majeure")
    COURT = "court", _("a stay by a court")


class Part(models.TextChoices):
    """What an assignment makes of a unit."""

    LEAD = "lead", _("lead unit")
    CO = "co", _("co-handler")
    INNER = "inner", _("handling below the lead")


class Solved(models.TextChoices):
    """What the resident says became of it."""

    YES = "yes", _("solved")
    PARTLY = "partly", _("partly solved")
    NO = "no", _("not solved")
    EXPLAINED = "explained", _("cannot be solved, explained")


class Means(models.TextChoices):
    """How somebody is asked whether it was solved."""

    LINK = "link", _("a message with a link")
    PHONE = "phone", pgettext_lazy("means", "a telephone call")
    VISIT = "visit", _("a visit")
    PAGE = "page", _("the page of the case")
    NONE = "none", _("not drawn")


class Finding(models.TextChoices):
    """What whoever looked into a bad verdict found. The verdict itself stays as it was given."""

    CONFIRMED = "confirmed", _("it is so")
    MISTAKEN = "mistaken", _("it was meant for something else, or keyed in wrongly")


VERBS = {
    "receive": _("Receive"),
    "dispatch": _("Dispatch"),
    "accept": _("Accept"),
    "reassign": _("Reassign"),
    "hand_down": _("Hand down"),
    "ask_help": _("Whistle for help"),
    "answer_help": _("Answer the whistle"),
    "request_return": _("Ask to return it"),
    "decide_return": _("Decide on the return"),
    "request_extension": _("Ask for more time"),
    "decide_extension": _("Decide on more time"),
    "request_escalation": _("Ask to raise it"),
    "decide_escalation": _("Decide on raising it"),
    "hand_back": _("Hand back to the level below"),
    "request_exclusion": _("Ask to exclude it from scoring"),
    "decide_exclusion": _("Decide on the exclusion"),
    "contact": _("Note a contact with the resident"),
    "ask_resident": _("Ask the resident"),
    "answer_resident": _("Answer the question"),
    "pause": _("Pause"),
    "resume": _("Resume"),
    "park": _("Keep as long-term"),
    "urge": _("Urge"),
    "make_safe": _("Report that it is safe"),
    "interim_reply": _("Tell how it stands"),
    "recount": _("Count the time anew"),
    "supervise": _("Supervise"),
    "propose_reply": _("Propose a reply"),
    "approve_reply": _("Approve the reply"),
    "reply": _("Reply"),
    "draw": _("Draw who is asked"),
    "follow_up": _("Follow up"),
    "rework": _("Send back for rework"),
    "close": _("Close"),
    "join": _("Join an earlier report"),
    "merge": _("Merge"),
    "unmerge": _("Undo the merge"),
    "withdraw": _("Withdraw"),
    "correct": _("Correct"),
    "review": _("Ask for a review"),
    "decide_review": _("Decide on the review"),
    "refer": _("Refer to mediation"),
    "rate": _("Rate"),
    "verify": _("Look into a bad verdict"),
    "answer_verdict": _("Answer a bad verdict"),
    "draw_reading": _("Draw for reading by others"),
    "cross_read": _("Read as somebody outside the unit"),
    "answer_reading": _("Answer what readers found"),
    "end_mediation": _("Note how mediation ended"),
    "answer_through": _("Answer with the case it was merged into"),
    "reveal": _("Open the contact"),
    "request_look": _("Ask to open the contact"),
    "decide_look": _("Decide on opening the contact"),
    "message": _("Send a message"),
    "recuse": _("Keep out of the case"),
    "readmit": _("Let into the case again"),
    "hold": _("Hold back from erasure"),
    "release": _("Release the hold"),
    "request_erasure": _("Ask for erasure"),
    "decide_erasure": _("Decide on erasure"),
    "erase": _("Erase the contact"),
    "copy": _("Take a copy"),
    "correct_contact": _("Correct the contact"),
    "attach": _("Attach a file"),
    "announce": _("Announce a known trouble"),
    "all_clear": _("Give the all-clear"),
    "publish": _("Show on the city's page"),
    "unpublish": _("Take off the city's page"),
    "note": _("Write a note"),
    "send_code": _("Send a one-time code"),
}
