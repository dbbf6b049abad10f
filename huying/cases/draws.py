"""Drawing: who is asked whether it was solved and how, and which closed cases somebody outside the unit reads."""

from datetime import datetime

from huying.base.catalogue import register as catalogue
from huying.base.journal import clock
from huying.base.units.roles import Actor

from . import asking, deadlines, lots
from .models import Asking, Case, Contact, Ended, Reading
from .states import LIFE
from .words import Channel, Confidentiality, Means

BY_VOICE = (Channel.PHONE, Channel.WALK_IN, Channel.LETTER)
"""Who came by these is telephoned; all others get a message first."""


def draw(case: Case, *, by: Actor, seed: str) -> None:
    """Draw whether this reporter is asked about this round. `seed`: the hash of an event of the case, in hex.

    The same seed and share draw the same, so that everybody can draw again what the record says was drawn.
    """
    LIFE.check(case, "draw", by=by)
    share = catalogue.current().follow_up_share(case.category_id)
    means = _means(case) if lots.is_drawn(seed, lots.FOLLOW_UP, share) else Means.NONE
    now, answered = clock.now(), asking.is_answered(case)
    asked_at = deadlines.due(deadlines.limits().follow_up_after, now) or now
    row = Asking(
        case=case, round=case.rounds, answered=answered, seed=seed, share=share, means=means, drawn_at=now,
        next_at=_first_call(case, means, asked_at), ends_at=deadlines.due(deadlines.limits().follow_up_ends, asked_at) or asked_at,
    )  # fmt: skip
    earlier = [row for row in case.papers.askings if row.ended_at is None]
    facts = {
        "seed": seed,
        "share": share,
        "means": means,
        "round": case.rounds,
        "answered": answered,
        "asked_at": asked_at.isoformat(),
    }
    LIFE.take(case, "draw", by=by, facts=facts, beside=[row, *(asking.end(old, Ended.OVERTAKEN) for old in earlier)])


def draw_reading(case: Case, *, by: Actor, seed: str) -> None:
    """This closed case was drawn to be read by somebody outside the unit; those that are not drawn are not written down."""
    LIFE.check(case, "draw_reading", by=by)
    share = deadlines.limits().cross_read_share
    if not lots.is_drawn(seed, lots.READING, share):
        return
    row = Reading(case=case, round=case.rounds, seed=seed, share=share, drawn_at=clock.now())
    facts = {"seed": seed, "share": share, "round": case.rounds}
    LIFE.take(case, "draw_reading", by=by, facts=facts, beside=[row, deadlines.of_reading(case)])


# -- by which means


def _means(case: Case) -> Means:
    """By what they left. Whoever is confidential is never telephoned; whoever wants no questions finds them on the page."""
    contact: Contact | None = case.papers.contact
    if contact is None or contact.unasked or not case.reply_wanted or case.confidentiality == Confidentiality.ANONYMOUS:
        return Means.PAGE
    if contact.phone and case.channel in BY_VOICE and case.confidentiality == Confidentiality.NORMAL:
        return Means.PHONE
    return Means.LINK if contact.phone or contact.email else Means.PAGE


def _first_call(case: Case, means: Means, asked_at: datetime) -> datetime | None:
    """Who has a message is telephoned when it stays without an answer."""
    if means == Means.PHONE:
        return asked_at
    contact: Contact | None = case.papers.contact
    has_voice = contact and contact.phone and case.confidentiality == Confidentiality.NORMAL
    return deadlines.due(deadlines.limits().follow_up_link, asked_at) if means == Means.LINK and has_voice else None
