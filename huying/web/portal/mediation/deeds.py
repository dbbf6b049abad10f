"""What a party may do with its dispute: a form and one command for each verb."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, cast

from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from huying.base.journal.refusals import Incomplete
from huying.base.units.roles import Actor
from huying.cases import files
from huying.civic.mediation import afterwards, agreeing, beside, consenting, opening, sessions, table
from huying.civic.mediation.models import Dispute, DisputeFile, Note, Obligation, Party, Seat
from huying.civic.mediation.words import Joint, Means
from huying.web.uploads import MOST_FILES

from .taps import (
    Correct,
    Decision,
    Evidence,
    Extension,
    HowItWent,
    Joined,
    Missed,
    Offer,
    Reached,
    Read,
    Say,
    Speaks,
    Tap,
    Times,
    Why,
)

Given = dict[str, Any]


@dataclass(frozen=True)
class Standing:
    """A party before its dispute: who acts, as which party, on which side."""

    dispute: Dispute
    by: Actor

    @property
    def party(self) -> Party:
        return cast("Party", self.dispute.papers.party(self.by.party_id))

    @property
    def side(self) -> int:
        return next(side.number for side in self.dispute.papers.sides if side.pk == self.party.side_id)


Do = Callable[[Standing, Given], object]


@dataclass(frozen=True)
class Deed:
    """A verb as a party meets it."""

    verb: str
    label: Any
    done: Any
    """What the page says when it is done."""
    form: type[Tap]
    do: Do
    last: bool = False
    """Nothing can be done after it."""
    tells: str = ""
    """The page on which the answer is shown once, where there is one."""


def _propose_times(at: Standing, given: Given) -> None:
    times = [given[name] for name in ("first", "second", "third") if given[name]]
    sessions.propose_times(at.dispute, by=at.by, times=times)


def _say(at: Standing, given: Given) -> None:
    if given["to"] == "mediator":
        sessions.talk_privately(at.dispute, by=at.by, side=at.side, text=given["text"])
    else:
        sessions.say(at.dispute, by=at.by, text=given["text"])


def _extension(at: Standing, given: Given) -> None:
    until = timezone.make_aware(datetime.combine(given["until"], time(23, 59)), timezone.get_default_timezone())
    table.request(at.dispute, by=at.by, kind=Joint.EXTENSION, reason=given["reason"], until=until)


def _joint(kind: Joint) -> Do:
    def ask(at: Standing, given: Given) -> None:
        table.request(at.dispute, by=at.by, kind=kind, reason=given["reason"] or gettext("A side asks for it."))

    return ask


def _attach(at: Standing, given: Given) -> None:
    """All of them or none."""
    if len(given["photos"]) > MOST_FILES:
        raise Incomplete({"photos": gettext("No more than %(n)d files can be sent.") % {"n": MOST_FILES}})
    try:
        taken = [files.take_in(upload.name or "", upload).attachment for upload in given["photos"]]
    except Incomplete as refused:
        raise Incomplete({"photos": str(refused)}) from None
    for row in taken:
        kept = DisputeFile(kind="evidence", sha256=row.sha256, name=row.name, media_type=row.media_type, size=row.size)
        beside.attach(at.dispute, by=at.by, file=kept, side=at.side if given["private"] else None)


PAGE = Means.PAGE
DEEDS: dict[str, Deed] = {
    "consent": Deed(
        "consent", _("Yes, I agree to mediation"), _("Thank you. You agreed to mediation."), Tap,
        lambda at, given: consenting.consent(at.dispute, by=at.by, side=at.side, means=PAGE),
    ),
    "refuse": Deed(
        "refuse", _("No, I do not want mediation"), _("Mediation has ended. It stands against nobody."), Tap,
        lambda at, given: consenting.refuse(at.dispute, by=at.by, side=at.side, means=PAGE), last=True,
    ),
    "withdraw": Deed(
        "withdraw", _("Take my application back"), _("Your application was taken back."), Why,
        lambda at, given: consenting.withdraw(at.dispute, by=at.by, means=PAGE, reason=given["reason"]), last=True,
    ),
    "correct": Deed(
        "correct", _("Correct what I wrote"), _("It was corrected."), Correct,
        lambda at, given: opening.correct(at.dispute, by=at.by, text=given["text"], issues=given["issues"]),
    ),
    "correct_contact": Deed(
        "correct_contact", _("Correct how we reach you"), _("Thank you. We reach you there from now on."), Reached,
        lambda at, given: beside.correct_contact(
            at.dispute, by=at.by, party=at.party, **{name: given[name] for name in ("phone", "email", "address")}
        ),
    ),
    "renew_code": Deed(
        "renew_code", _("Get a new code"), "", Tap,
        lambda at, given: beside.renew_code(at.dispute, by=at.by, party=at.party)[1], tells="portal/mediation/code.html",
    ),
    "represent": Deed(
        "represent", _("Let somebody speak for me"), _("It was noted who speaks for you."), Speaks,
        lambda at, given: opening.represent(
            at.dispute, by=at.by, party=at.party, representative=given["representative"], may_settle=given["may_settle"]
        ),
    ),
    "choose": Deed(
        "choose", pgettext_lazy("mediator", "Accept"), _("Thank you. You accepted them."), Tap,
        lambda at, given: table.choose(at.dispute, by=at.by, side=at.side, seat=Seat(pk=given["thing"]), means=PAGE),
    ),
    "object": Deed(
        "object", _("I do not want them"), _("They leave the table; somebody else is proposed."), Why,
        lambda at, given: table.object(
            at.dispute, by=at.by, side=at.side, seat=Seat(pk=given["thing"]), means=PAGE, reason=given["reason"]
        ),
    ),
    "propose_times": Deed(
        "propose_times", _("Say when you can come"), _("The mediator has your times."), Times, _propose_times
    ),
    "say": Deed("say", _("Say something"), _("It was noted."), Say, _say),
    "offer": Deed(
        "offer", _("Make an offer"), _("Your offer was noted."), Offer,
        lambda at, given: sessions.offer(at.dispute, by=at.by, side=at.side, text=given["text"], private=given["private"]),
    ),
    "answer_offer": Deed(
        "answer_offer", _("Answer the offer"), _("Your answer was noted."), Decision,
        lambda at, given: sessions.answer_offer(
            at.dispute, by=at.by, side=at.side, offer=Note(pk=given["thing"]), decision=given["decision"]
        ),
    ),
    "confirm_undisputed": Deed(
        "confirm_undisputed", _("Is this undisputed?"), _("Your answer was noted."), Decision,
        lambda at, given: sessions.confirm_undisputed(
            at.dispute, by=at.by, side=at.side, note=Note(pk=given["thing"]), decision=given["decision"]
        ),
    ),
    "answer_request": Deed(
        "answer_request", _("Answer"), _("Your answer was noted."), Decision,
        lambda at, given: table.answer_request(at.dispute, by=at.by, side=at.side, means=PAGE, decision=given["decision"]),
    ),
    "extension": Deed("request", _("Ask for more time for mediation"), _("The other side is asked now."), Extension, _extension),
    "raise": Deed("request", _("Ask for the next level"), _("The other side is asked now."), Joined, _joint(Joint.RAISE)),
    "confirmation": Deed(
        "request", _("Ask the court to confirm it"), _("The other side is asked now."), Joined, _joint(Joint.CONFIRMATION)
    ),
    "review": Deed(
        "request", _("Ask labour arbitration to review it"), _("The other side is asked now."), Joined, _joint(Joint.REVIEW)
    ),
    "sign": Deed(
        "sign", _("Sign this text"), _("You have signed."), Read,
        lambda at, given: agreeing.sign(at.dispute, by=at.by, party=at.party, hash=given["hash"], means=PAGE),
    ),
    "agree_orally": Deed(
        "agree_orally", _("I agree to this"), _("You have agreed."), Read,
        lambda at, given: agreeing.agree_orally(at.dispute, by=at.by, party=at.party, hash=given["hash"], means=PAGE),
    ),
    "perform": Deed(
        "perform", _("It was done"), _("Thank you. It was noted as done."), Tap,
        lambda at, given: afterwards.perform(at.dispute, by=at.by, obligation=Obligation(pk=given["thing"])),
    ),
    "default": Deed(
        "default", _("It was not done"), _("It was noted. Below it stands where you can turn now."), Missed,
        lambda at, given: afterwards.default(
            at.dispute, by=at.by, obligation=Obligation(pk=given["thing"]), text=given["text"]
        ),
    ),
    "follow_up": Deed(
        "follow_up", _("Say how it went"), _("Thank you. What you said counts."), HowItWent,
        lambda at, given: afterwards.follow_up(
            at.dispute, by=at.by, side=at.side, means=PAGE, held=given["held"], satisfied=given["satisfied"],
            text=given["text"],
        ),
    ),
    "attach": Deed("attach", _("Add photos or documents"), _("The files were added."), Evidence, _attach),
}  # fmt: skip
"""By the name that their address carries."""
