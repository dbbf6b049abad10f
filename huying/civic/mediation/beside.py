"""What is written into the record without moving the dispute: packs, looks at a contact, files, notes; what is held and erased."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from huying.base.journal import audit, clock
from huying.base.journal.refusals import Incomplete
from huying.base.units.roles import Actor
from huying.cases import numbers as codes

from . import erasing, retention, sides
from .models import Dispute, DisputeFile, Party
from .states import LIFE

LONGEST_HOLD = timedelta(days=366)
"""A hold is looked at again at least once a year."""


def hand_over(dispute: Dispute, *, by: Actor, to: str, file: DisputeFile) -> None:
    """A pack went to court, police or another office. `file`: as it was handed over.

    `to`: its name; by that of the office that handed the dispute over, its own system may fetch the pack (`room`).
    """
    LIFE.check(dispute, "hand_over", by=by)
    file.dispute, file.added_at, file.added_by = dispute, clock.now(), by.ref
    sender = dispute.sender
    back = sender is not None and to.strip() in (sender.zh, sender.en)
    facts = {"to": to, "sha256": file.sha256, "back": back}
    LIFE.take(dispute, "hand_over", by=by, facts=facts, beside=[file])


def reveal(dispute: Dispute, *, by: Actor, party: Party, purpose: str) -> Party:
    """Open how a party is reached, for a purpose. The look is recorded, and the party can see it."""
    LIFE.check(dispute, "reveal", by=by)
    known = dispute.papers.party(party.pk)
    if known is None:
        raise Incomplete({"party": _("They are not a party of this dispute.")})
    LIFE.take(dispute, "reveal", by=by, facts={"party": known.pk, "purpose": purpose})
    return known


def correct_contact(
    dispute: Dispute, *, by: Actor, party: Party, phone: str | None = None, email: str | None = None,
    address: str | None = None,
) -> None:  # fmt: skip
    """Put right how a party is reached, a party for itself only. None: it stays; "": there is none any more."""
    LIFE.check(dispute, "correct_contact", by=by)
    known = sides.own(dispute, by, party)
    given = {"phone": phone, "email": email, "address": address}
    changed = {name: value for name, value in given.items() if value is not None and value != getattr(known, name)}
    for name, value in changed.items():
        setattr(known, name, value)
    LIFE.take(dispute, "correct_contact", by=by, facts={"party": known.pk, "changed": [*changed]}, beside=[known])


def renew_code(dispute: Dispute, *, by: Actor, party: Party) -> tuple[Party, str]:
    """A new code in place of one that was lost, told once; the old one opens nothing any more. A party renews its own only."""
    LIFE.check(dispute, "renew_code", by=by)
    known, code = sides.own(dispute, by, party), codes.code()
    known.code_digest = codes.digest(code)
    LIFE.take(dispute, "renew_code", by=by, facts={"party": known.pk}, beside=[known])
    return known, code


def attach(dispute: Dispute, *, by: Actor, file: DisputeFile, side: int | None = None) -> None:
    """Put a file to the dispute. `side`: only that side and the mediators see it."""
    LIFE.check(dispute, "attach", by=by)
    kept = sides.the_side(dispute, by, side) if side is not None else None
    file.dispute, file.side, file.added_at, file.added_by = dispute, kept, clock.now(), by.ref
    facts = {"file": file.sha256, "sha256": file.sha256, "kind": file.kind, "media_type": file.media_type, "side": side}
    LIFE.take(dispute, "attach", by=by, facts=facts, beside=[file])


def note(dispute: Dispute, *, by: Actor, text: str) -> None:
    """A note on the running of it, for those who work on it; what was said in mediation belongs into the session."""
    LIFE.check(dispute, "note", by=by)
    LIFE.take(dispute, "note", by=by, words={"text": text})


def take_out(dispute: Dispute, *, by: Actor, sha256: str) -> None:
    """The whole file was taken out (`dossier.whole`). `sha256`: of the archive as it was handed out."""
    LIFE.check(dispute, "take_out", by=by)
    LIFE.take(dispute, "take_out", by=by, facts={"sha256": sha256})


def copy(dispute: Dispute, *, by: Actor) -> None:
    """A party takes a copy of what is held about it."""
    LIFE.check(dispute, "copy", by=by)
    LIFE.take(dispute, "copy", by=by, facts={"party": by.party_id})


def hold(dispute: Dispute, *, by: Actor, reason: str, until: date, text: str) -> None:
    """Nothing of it is erased until after this day (a year ahead at most; it can be set again). `text`: why."""
    LIFE.check(dispute, "hold", by=by)
    if not audit.today() < until <= audit.today() + LONGEST_HOLD:
        raise Incomplete({"until": _("A hold ends within a year. It can be set again then.")})
    facts = {"reason": reason, "until": until.isoformat()}
    LIFE.take(dispute, "hold", by=by, facts=facts, words={"text": text}, held_until=until)


def release(dispute: Dispute, *, by: Actor, text: str) -> None:
    """The hold ends now."""
    LIFE.check(dispute, "release", by=by)
    LIFE.take(dispute, "release", by=by, words={"text": text}, held_until=None)


def erase(dispute: Dispute, *, by: Actor) -> None:
    """Its time is up: what is due goes, and the event is the proof. All or nothing, and behind the lock at which a hold waits."""
    LIFE.check(dispute, "erase", by=by)
    with transaction.atomic():
        Dispute.objects.select_for_update().only("pk").get(pk=dispute.pk)
        dispute.refresh_from_db(fields=["held_until", "erased"])
        LIFE.check(dispute, "erase", by=by)
        what = retention.going(dispute)
        due = retention.due(dispute)
        facts = {
            "what": [str(code) for code in what],
            "rule": retention.RULE,
            "due": due.date().isoformat() if due else "",
        }
        LIFE.take(dispute, "erase", by=by, facts=facts, erased=what[-1], **erasing.bare(what))
        erasing.remove(dispute, what)
