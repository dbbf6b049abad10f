"""The words of a dispute: codes as the journal writes them, and what people read for them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(TextChoices):
    APPLIED = "applied", _("asking every side")
    ACCEPTED = "accepted", _("every side agreed to mediation")
    MEDIATING = "mediating", _("in mediation")
    AGREED = "agreed", _("agreement waits for signatures")
    IN_FORCE = "in_force", _("agreement in force")
    CLOSED = "closed", pgettext_lazy("dispute", "closed")


class Outcome(TextChoices):
    """How a dispute ended. What became of an agreement stands in `Performance`."""

    WRITTEN = "written", _("written agreement")
    ORAL = "oral", _("oral agreement")
    REFUSED = "refused", _("one side did not want mediation")
    WITHDRAWN = "withdrawn", _("the applicant withdrew")
    UNANSWERED = "unanswered", _("one side did not answer")
    ENDED = "ended", _("ended without agreement")
    REFERRED = "referred", _("went another way")
    TURNED_AWAY = "turned_away", _("not for mediation")


class Origin(TextChoices):
    """Who brought it (案件来源)."""

    APPLICATION = "application", _("a side applied")
    FOUND = "found", _("found by a grid worker or the committee")
    HOTLINE = "hotline", _("handed over by the hotline")
    COURT = "court", _("court")
    POLICE = "police", _("police")
    PETITION = "petition", _("petition office")
    PROCURATORATE = "procuratorate", _("procuratorate")
    ARBITRATION = "arbitration", _("labour arbitration")
    OTHER = "other", _("another office")


class CourtStage(TextChoices):
    """At which point a court handed it over; each has a period of its own (特邀调解规定)."""

    PREFILING = "prefiling", _("before filing")
    ORDINARY = "ordinary", _("ordinary procedure")
    SUMMARY = "summary", _("summary procedure")


class EndReason(TextChoices):
    """Why mediation ends (深圳条例 Art 28)."""

    UNWILLING = "unwilling", _("a side no longer accepts mediation")
    BAD_FAITH = "bad_faith", _("facts were hidden, made up, or time was played for")
    COLLUSION = "collusion", _("others or the public might be harmed by collusion")
    EXPIRED = "expired", _("the time is up, and not every side wants more")
    NOT_MEDIABLE = "not_mediable", _("by law not for mediation, or before a court or arbitration already")
    CRIME_RISK = "crime_risk", _("it may turn into a crime; the police were told")
    OTHER = "other", _("other reason")


class Means(TextChoices):
    """How somebody said something."""

    PAGE = "page", _("on the page")
    PHONE = "phone", _("by telephone")
    COUNTER = "counter", _("at the counter")
    PAPER = "paper", _("on paper")
    SESSION = "session", _("in a session")


class Part(TextChoices):
    """In which part somebody sits at the table."""

    PEOPLE = "people", _("people's mediator")
    ADMINISTRATIVE = "administrative", _("administrative mediator")
    JUDICIAL = "judicial", _("court mediator")
    UNION = "union", _("trade union")
    EMPLOYERS = "employers", _("employers' association")
    ARBITRATION = "arbitration", _("labour arbitration")
    JUSTICE = "justice", _("justice bureau")
    EXPERT = "expert", _("expert")
    LAWYER = "lawyer", _("lawyer")
    LEGAL_AID = "legal_aid", _("legal aid")
    NOTARY = "notary", _("notary")
    SUPPORT = "support", _("psychological support")


MEDIATES = (Part.PEOPLE, Part.ADMINISTRATIVE, Part.JUDICIAL, Part.UNION, Part.EMPLOYERS, Part.ARBITRATION, Part.JUSTICE)
"""Who mediates; the others are invited to one dispute, with the consent of every side."""


class NoteKind(TextChoices):
    """What was said in mediation, and never leaves it."""

    STATEMENT = "statement", _("what a side says")
    MINUTES = "minutes", _("minutes")
    PRIVATE = "private", _("private talk with one side")
    OFFER = "offer", _("offer")
    UNDISPUTED = "undisputed", _("undisputed facts")


class Joint(TextChoices):
    """What only every side together can want."""

    EXTENSION = "extension", _("more time")
    RAISE = "raise", _("the next level")
    INVITATION = "invitation", _("somebody is invited")
    CONFIRMATION = "confirmation", _("confirmation by the court")
    REVIEW = "review", _("review by labour arbitration")


class ClockKind(TextChoices):
    REGISTER = "register", _("register and ask")
    CONSENT = "consent", _("answer to the question whether to mediate")
    MEDIATION = "mediation", _("mediation")
    COURT = "court", _("back to the court")
    CONFIRMATION = "confirmation", _("joint application for confirmation")
    REVIEW = "review", _("joint application for review")
    CALL_BACK = "call_back", _("ask how it went")


class Erasable(TextChoices):
    """What of a dispute goes at its time: first how to reach the parties and what was said, at last the whole file."""

    SAID = "said", _("how to reach the parties, and what was said")
    FILE = "file", _("the file: names, texts, agreement")


class Performance(TextChoices):
    PERFORMED = "performed", _("performed")
    PARTLY = "partly", _("partly performed")
    NOT_PERFORMED = "not_performed", _("not performed")


class Confirmation(TextChoices):
    """What a court or labour arbitration said of an agreement."""

    APPLIED = "applied", _("applied for")
    CONFIRMED = "confirmed", _("confirmed")
    REFUSED = "refused", _("not confirmed")


class CommitteeKind(TextChoices):
    PEOPLE = "people", _("people's mediation committee")
    SPECIALISED = "specialised", _("specialised committee")
    STUDIO = "studio", _("mediator's studio")
    CENTRE = "centre", _("mediation centre")
    ADMINISTRATIVE = "administrative", _("administrative mediation")
    JUDICIAL = "judicial", _("court mediation")


VERBS = {
    "open": pgettext_lazy("dispute", "open"),
    "correct": _("correct what was taken down"),
    "add_party": _("add a party"),
    "represent": _("name a representative"),
    "assign": _("give to a committee"),
    "turn_away": _("tell that it is not for mediation"),
    "ask": _("ask a side"),
    "consent": _("agree to mediation"),
    "refuse": _("refuse mediation"),
    "withdraw": _("withdraw the application"),
    "lapse": _("end, as a side did not answer"),
    "accept": pgettext_lazy("dispute", "accept"),
    "propose": _("propose mediators"),
    "disclose": _("say what interests one has"),
    "choose": _("accept a mediator"),
    "object": _("object to a mediator"),
    "recuse": _("step down"),
    "begin": _("begin mediation"),
    "request": _("ask every side"),
    "answer_request": pgettext_lazy("dispute", "answer"),
    "raise_level": _("raise to the next level"),
    "schedule": _("call a session"),
    "propose_times": _("propose times"),
    "cancel_session": _("cancel a session"),
    "minute": _("keep the minutes"),
    "talk_privately": _("note a private talk"),
    "say": _("say to everybody at the table"),
    "offer": _("make an offer"),
    "answer_offer": _("answer an offer"),
    "state_undisputed": _("put down what is undisputed"),
    "confirm_undisputed": _("confirm what is undisputed"),
    "draft": _("write the agreement"),
    "settle": _("lay the text out for signature"),
    "redraft": _("take the text back"),
    "sign": _("sign"),
    "countersign": _("sign as the mediator"),
    "seal": _("put the committee's seal on it"),
    "agree_orally": _("agree orally"),
    "record_oral": _("record the oral agreement"),
    "end": _("end mediation"),
    "refer": _("send another way"),
    "report_danger": _("report a danger"),
    "submit_confirmation": _("hand in the application for confirmation"),
    "decide_confirmation": _("note what the court decided"),
    "perform": _("note that it was performed"),
    "default": _("note that it was not performed"),
    "follow_up": _("say how it went"),
    "close": pgettext_lazy("dispute", "close"),
    "hand_over": _("hand over a pack"),
    "link": _("link with an earlier dispute"),
    "reveal": _("open a party's contact"),
    "correct_contact": _("correct how a party is reached"),
    "renew_code": _("give a party a new code"),
    "attach": _("attach a file"),
    "note": pgettext_lazy("dispute", "note"),
    "take_out": _("take the whole file out"),
    "copy": _("take a copy of one's own data"),
    "hold": _("keep from erasure"),
    "release": _("let it be erased again"),
    "erase": _("erase"),
}
"""What a verb is called where people read it."""
