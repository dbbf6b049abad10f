"""What the resident is told of each step, in their words."""

from typing import Any

from django.utils.translation import gettext_lazy

from .words import Solved

SENTENCES: dict[tuple[str, Any], Any] = {
    ("receive", None): gettext_lazy("We received your report"),
    ("correct", None): gettext_lazy("The report was corrected"),
    ("join", None): gettext_lazy("You said that it is the same as an earlier report; you are answered with it"),
    ("merge", None): gettext_lazy("Joined with another report of the same thing; you will be answered too"),
    ("unmerge", None): gettext_lazy("Taken up again as a case of its own"),
    ("withdraw", None): gettext_lazy("Withdrawn"),
    ("dispatch", None): gettext_lazy("Passed to %(unit)s"),
    ("reassign", None): gettext_lazy("Passed on to %(unit)s"),
    ("request_return", None): gettext_lazy("We are checking which unit is responsible"),
    ("accept", None): gettext_lazy("%(unit)s accepted it"),
    ("ask_help", None): gettext_lazy("%(unit)s called other units in to help"),
    ("answer_help", None): gettext_lazy("A unit that was called in has done its part"),
    ("contact", True): gettext_lazy("%(unit)s got in touch with you"),
    ("contact", False): gettext_lazy("%(unit)s tried to reach you"),
    ("ask_resident", None): gettext_lazy("There is a question for you"),
    ("answer_resident", None): gettext_lazy("Your answer"),
    ("pause", None): gettext_lazy("The work rests until %(until)s"),
    ("park", None): gettext_lazy("It takes longer; it is looked at again on %(review_on)s"),
    ("resume", None): gettext_lazy("The work goes on"),
    ("decide_extension", "granted"): gettext_lazy("More time was granted: until %(moment)s"),
    ("decide_extension", "refused"): gettext_lazy("More time was refused"),
    ("decide_escalation", None): gettext_lazy("A higher level has looked at it"),
    ("hand_back", None): gettext_lazy("The higher level has done its part; %(unit)s goes on"),
    ("refer", None): gettext_lazy("Handed to mediation, as every side agreed"),
    ("make_safe", None): gettext_lazy("%(unit)s has made it safe"),
    ("interim_reply", None): gettext_lazy("%(unit)s tells how it stands"),
    ("decide_extension", "lapsed"): gettext_lazy("More time was not granted"),
    ("urge", None): gettext_lazy("%(unit)s was reminded"),
    ("recount", "published"): gettext_lazy("The holidays were published; your date was counted anew"),
    ("recount", "tier"): gettext_lazy("The time that the city promises was changed; your date was counted anew"),
    ("recount", "hours"): gettext_lazy("Office hours were changed; your date was counted anew"),
    ("supervise", None): gettext_lazy("%(unit)s was put under supervision"),
    ("reply", None): gettext_lazy("%(unit)s answered"),
    ("approve_reply", "granted"): gettext_lazy("%(unit)s answered"),
    ("approve_reply", "refused"): gettext_lazy("%(unit)s is working on the answer"),
    **{("follow_up", said): gettext_lazy("You said: %(said)s") for said in Solved.values},
    ("follow_up", None): gettext_lazy("We asked you whether it was solved"),
    ("rate", None): gettext_lazy("You said: %(said)s"),
    ("rework", None): gettext_lazy("Not solved: %(unit)s works on it again"),
    ("close", None): gettext_lazy("Closed"),
    ("review", None): gettext_lazy("You asked for a review"),
    ("decide_review", "refused"): gettext_lazy("Your review was looked at; the case stays closed"),
    ("decide_review", None): gettext_lazy("Your review was granted"),
    ("answer_through", None): gettext_lazy("Answered together with the other report"),
    ("reveal", None): gettext_lazy("%(unit)s opened your contact until %(moment)s: %(purpose)s"),
    ("message", "resident"): gettext_lazy("You wrote"),
    ("message", None): gettext_lazy("%(unit)s wrote to you"),
    ("hold", None): gettext_lazy("Nothing of this is erased until %(until)s"),
    ("release", None): gettext_lazy("Erasure is no longer held back"),
    ("request_erasure", None): gettext_lazy("You asked for erasure"),
    ("decide_erasure", "granted"): gettext_lazy("Your request was granted; what was agreed is erased"),
    ("decide_erasure", "refused"): gettext_lazy(
        "Erasure was refused. You may complain to the authority for the protection of personal information, or go to court"
    ),
    ("erase", None): gettext_lazy("Your contact was erased, as its time was up"),
    ("copy", None): gettext_lazy("You took a copy of what is held"),
    ("correct_contact", None): gettext_lazy("Your contact was corrected"),
    ("attach", None): gettext_lazy("A file was added"),
    ("publish", None): gettext_lazy("A summary of it, not your words, stands on the city's page"),
    ("announce", None): gettext_lazy("Many are concerned; it is expected to be over by %(moment)s"),
    ("all_clear", None): gettext_lazy("It is over, as far as we know; you are answered when the work is done"),
    ("unpublish", None): gettext_lazy("It was taken off the city's page"),
    ("send_code", None): gettext_lazy("A one-time code was asked for and sent to the address you left"),
}
"""By verb and, where it matters, by what was decided or whether they were reached; None for every other way."""

TOLD: dict[str, tuple[str, ...]] = {
    "receive": ("text",), "correct": ("text", "address"), "join": (), "merge": (), "unmerge": (), "withdraw": ("reason",),
    "dispatch": (), "reassign": (), "request_return": (), "accept": (), "ask_help": (), "answer_help": (), "contact": (),
    "ask_resident": ("question",), "answer_resident": ("answer",), "pause": (), "park": ("plan",), "resume": (),
    "decide_extension": ("reason",), "decide_escalation": (), "hand_back": (), "refer": (), "urge": ("text",), "supervise": (),
    "recount": (), "make_safe": ("text",), "interim_reply": ("text",),
    "reply": ("text", "basis"), "approve_reply": ("basis",), "follow_up": ("text",), "rate": ("text",), "rework": (),
    "close": ("text", "route"), "review": ("reason",), "decide_review": ("reason",), "answer_through": (), "reveal": (),
    "message": ("text",),
    "hold": (), "release": (), "request_erasure": ("reason",), "decide_erasure": ("reason",), "erase": (), "copy": (),
    "correct_contact": (), "attach": (), "send_code": (), "publish": ("text",), "unpublish": (),
    "announce": ("text",), "all_clear": ("text",),
}  # fmt: skip
"""What the resident is told, and which of the words typed at it they read."""
