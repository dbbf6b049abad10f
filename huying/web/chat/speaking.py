"""What a message becomes: a case, a word to the case whose number and code stand in it, or how that one stands.

Nothing is known of whoever wrote before: their name at the platform lies sealed with each case, and nothing is found by it.
"""

import re

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from huying.base import dates
from huying.base.journal.refusals import Incomplete, Refused
from huying.base.units.roles import Actor
from huying.cases import incoming, intake, linked, numbers, queries, statuses, suggesting
from huying.cases.checks import LONGEST
from huying.cases.models import Case
from huying.cases.words import Channel
from huying.notices import wording
from huying.web.limits import spend

from .platforms import ARRIVED, IMAGE, PLACE, VOICE, Message

CHINESE = re.compile(r"[\u3400-\u9fff]")


def language(message: Message) -> str:
    """Theirs, as far as it shows."""
    return "en" if message.text and not CHINESE.search(message.text) and not incoming.proof(message.text) else "zh-hans"


def count(platform: str, message: Message) -> None:
    """Count this message, and a code in it as one that is tried. Raises `limits.TooMany`. Not inside a transaction."""
    caller = f"{platform}:{message.user}"
    spend(None, "chat", caller=caller)
    if shown := incoming.proof(message.text):
        spend(None, "track", caller=caller, thing=numbers.tidy(shown.number))


def answer(platform: str, message: Message) -> str:
    """Do what it asks for, and say what became of it; "" where nothing needs to be said."""
    if message.kind == ARRIVED:
        return _("Tell us in one message what is wrong, and where. You get a number and a code at once.")
    if message.in_company:
        return _("Please write to me alone: others would read your code here.")
    if shown := incoming.proof(message.text):
        case = queries.tracked(shown.number, shown.code)
        if case is None:
            return _("This number and this code do not belong together. Please check both.")
        return _added(case, shown.rest) if shown.rest else _stands(case)
    return _filed(platform, message) if message.text or message.kind else ""


def _filed(platform: str, message: Message) -> str:
    text = (message.text or _wordless(message))[: LONGEST["text"]]
    call = intake.Call(
        text=text, channel=Channel.CHAT, chat=f"{platform}:{message.user}", address=message.address, lon=message.lon,
        lat=message.lat, recording=f"{platform}:{message.reference}" if message.reference else "",
        suggested=suggesting.suggest(text), language=translation.get_language() or "",
    )  # fmt: skip
    try:
        receipt = intake.receive(call, by=Actor.resident())
    except Incomplete as refusal:
        return str(refusal)
    if message.picture:
        linked.note(receipt.case, message.picture)
    told = {"number": receipt.case.number, "code": receipt.code, "link": _link(receipt.case)}
    return (
        _(
            "Filed: number %(number)s, tracking code %(code)s.\n"
            "To tell more, send the number, the code and your words in one message. Photos and how it stands: %(link)s"
        )
        % told
    )


def _wordless(message: Message) -> str:
    return {
        IMAGE: _("A photo, without words"),
        VOICE: _("A voice message that nobody has written down yet"),
        PLACE: _("A place, without words: %(where)s") % {"where": message.address or f"{message.lat}, {message.lon}"},
    }[message.kind]


def _added(case: Case, text: str) -> str:
    try:
        with transaction.atomic():
            incoming.add(case, by=Actor.resident(case.pk), text=text[: LONGEST["text"]])
    except Refused as refusal:
        return f"{refusal}\n{_link(case)}"
    return _("Added to %(number)s.") % {"number": case.number}


def _stands(case: Case) -> str:
    said = {"number": case.number, "status": statuses.status(case).resident, "link": _link(case)}
    if case.due_at:
        said["due"] = dates.minute(case.due_at)
        return _("%(number)s: %(status)s. You are answered by %(due)s. %(link)s") % said
    return _("%(number)s: %(status)s. %(link)s") % said


def _link(case: Case) -> str:
    return wording.link(case.number, resident=True)
