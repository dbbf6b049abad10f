"""From a text to an agreement in force, and the other ways in which mediation ends.

A written one takes effect when every party and the mediators signed the very text and the committee's seal is on it (Art 29); an
oral one when every party agreed, as the mediator records (Arts 28, 30).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, cast

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from huying.base.journal import audit, clock, rows
from huying.base.journal.refusals import Faster, Incomplete, Refused
from huying.base.units.roles import Actor, Role

from . import deadlines, exact, remedies, sides
from .models import Agreement, Committee, Dispute, DisputeFile, Obligation, Party, Side, Signature
from .states import LIFE
from .words import ClockKind, EndReason, Means, Outcome


@dataclass(frozen=True)
class Owed:
    """What a side does by when, under an agreement. Amounts in yuan."""

    side: int
    what: str
    due_on: date
    amount: Decimal | None = None


def draft(
    dispute: Dispute, *, by: Actor, terms: str, facts: str = "", obligations: Sequence[Owed] = (), oral: bool = False,
    partial: bool = False,
) -> Agreement:  # fmt: skip
    """Write the next version of the text. What was signed or agreed before it counts no more."""
    LIFE.check(dispute, "draft", by=by)
    if wrong := _wrong(dispute, terms, obligations):
        raise Incomplete(wrong)
    before = dispute.papers.draft
    made = rows.new(
        Agreement, id=rows.reserve(Agreement, 1)[0], dispute_id=dispute.pk, version=before.version + 1 if before else 1,
        number=before.number if before else "", oral=oral, partial=partial, facts=facts, terms=terms,
        drafted_at=clock.now(), drafted_by=by.ref,
    )  # fmt: skip
    owed = [_obligation(dispute, made, number, one) for number, one in enumerate(obligations, start=1)]
    made.text = exact.text(made, dispute.papers.sides, dispute.papers.parties, owed)
    made.hash = exact.digest(made.text)
    known = {"version": made.version, "hash": made.hash, "oral": oral, "partial": partial}
    LIFE.take(dispute, "draft", by=by, facts=known, beside=[made, *owed])
    return made


def settle(dispute: Dispute, *, by: Actor) -> None:
    """Lay the newest text out for signature; it gets its number now: year, short name of the committee, serial."""
    LIFE.check(dispute, "settle", by=by)
    text = _draft(dispute)
    beside: list[Any] = []
    with transaction.atomic():
        if not text.number:
            text.number = _number(dispute)
            beside.append(text)
        facts = {"version": text.version, "hash": text.hash, "number": text.number}
        LIFE.take(dispute, "settle", by=by, facts=facts, beside=beside)


def redraft(dispute: Dispute, *, by: Actor, reason: str) -> None:
    """Take the text back from signature; what is signed under it does not count for the next."""
    LIFE.check(dispute, "redraft", by=by)
    LIFE.take(dispute, "redraft", by=by, words={"reason": reason})


def sign(
    dispute: Dispute, *, by: Actor, party: Party, hash: str, means: str, file: DisputeFile | None = None,
    reliable: bool = False,
) -> None:  # fmt: skip
    """A party signs the text with this hash: itself on the page, or on paper, of which a mediator brings the file.

    `reliable`: by a provider of reliable electronic signatures that the city set up.
    """
    LIFE.check(dispute, "sign", by=by)
    text, signing = _the_text(dispute, hash), sides.own(dispute, by, party)
    if by.role != Role.RESIDENT and (means != Means.PAPER or file is None):
        raise Incomplete({"file": _("Nobody signs for a party: bring the paper that it signed.")})
    _sign(
        dispute,
        "sign",
        by,
        text,
        Signature(party=signing, means=means, file=file, reliable=reliable),
        _unsigned(dispute, signing),
    )


def countersign(dispute: Dispute, *, by: Actor, hash: str, means: str = Means.PAGE) -> None:
    """A mediator of this dispute signs the text with this hash."""
    LIFE.check(dispute, "countersign", by=by)
    text = _the_text(dispute, hash)
    missing = any(seat.staff_id == by.staff_id for seat in dispute.papers.not_countersigned())
    _sign(dispute, "countersign", by, text, Signature(staff_id=by.staff_id, means=means), missing)


def seal(dispute: Dispute, *, by: Actor, hash: str) -> None:
    """The committee puts its seal on the text that everybody signed: it takes effect now."""
    LIFE.check(dispute, "seal", by=by)
    text = _the_text(dispute, hash)
    text.sealed_at, text.sealed_by = clock.now(), by.ref
    _in_force(dispute, "seal", by, text, Outcome.WRITTEN)


def agree_orally(dispute: Dispute, *, by: Actor, party: Party, hash: str, means: str) -> None:
    """A party agrees to what was put down as agreed orally."""
    LIFE.check(dispute, "agree_orally", by=by)
    text, agreeing = _the_text(dispute, hash), sides.own(dispute, by, party)
    _sign(dispute, "agree_orally", by, text, Signature(party=agreeing, means=means), _unsigned(dispute, agreeing))


def record_oral(dispute: Dispute, *, by: Actor, hash: str) -> None:
    """The mediator records that every party agreed orally: it is in force."""
    LIFE.check(dispute, "record_oral", by=by)
    _in_force(dispute, "record_oral", by, _the_text(dispute, hash), Outcome.ORAL)


def end(dispute: Dispute, *, by: Actor, reason: str, remedies_told: str = "", text: str = "") -> None:
    """Mediation ends without agreement. `reason`: of `words.EndReason`; the other ways are told in writing (Art 26)."""
    LIFE.check(dispute, "end", by=by)
    if reason not in EndReason.values:
        raise Incomplete({"reason": _("This is not one of the choices.")})
    words = {"remedies": remedies_told or remedies.told(dispute), "text": text}
    LIFE.take(
        dispute, "end", by=by, facts={"reason": reason}, words=words, outcome=Outcome.ENDED, end_reason=reason,
        **_closed(dispute),
    )  # fmt: skip


def refer(dispute: Dispute, *, by: Actor, to: str, reason: str, remedies_told: str = "") -> None:
    """It goes another way: to court, arbitration, an authority, the police. `to`: whereto, in a word."""
    LIFE.check(dispute, "refer", by=by)
    words = {"reason": reason, "remedies": remedies_told or remedies.told(dispute)}
    LIFE.take(dispute, "refer", by=by, facts={"to": to}, words=words, outcome=Outcome.REFERRED, **_closed(dispute))


# -- the parts they share


def _wrong(dispute: Dispute, terms: str, obligations: Sequence[Owed]) -> dict[str, str]:
    wrong = {} if terms.strip() else {"terms": _("This is missing.")}
    for number, owed in enumerate(obligations, start=1):
        if dispute.papers.side(owed.side) is None:
            wrong[f"obligation_{number}_side"] = _("There is no such side.")
        if not owed.what.strip():
            wrong[f"obligation_{number}_what"] = _("This is missing.")
        if owed.amount is not None and owed.amount <= 0:
            wrong[f"obligation_{number}_amount"] = _("An amount is not negative.")
    return wrong


def _obligation(dispute: Dispute, agreement: Agreement, number: int, owed: Owed) -> Obligation:
    side = cast("Side", dispute.papers.side(owed.side))  # looked at before
    return rows.new(
        Obligation, agreement_id=agreement.pk, number=number, side_id=side.pk, what=owed.what.strip(), amount=owed.amount,
        due_on=owed.due_on,
    )  # fmt: skip


def _draft(dispute: Dispute) -> Agreement:
    return cast("Agreement", dispute.papers.draft)  # a rule has seen it, or the state


def _the_text(dispute: Dispute, hash: str) -> Agreement:
    """The newest version, if it is the one with this hash: nobody signs a text that they have not seen."""
    text = _draft(dispute)
    if hash != text.hash:
        raise Refused(_("The text has changed since you read it. Read it again before you sign."))
    return text


def _unsigned(dispute: Dispute, party: Party) -> bool:
    return any(one.pk == party.pk for one in dispute.papers.unsigned())


def _sign(dispute: Dispute, verb: str, by: Actor, text: Agreement, signed: Signature, missing: bool) -> None:
    if not missing:
        raise Refused(_("This text is signed already."))
    signed.agreement, signed.hash, signed.at = text, text.hash, clock.now()
    facts = {"version": text.version, "hash": text.hash, "means": signed.means, "party": signed.party_id}
    if signed.file_id:
        facts["file"] = signed.file_id
    try:
        with transaction.atomic():
            LIFE.take(dispute, verb, by=by, facts=facts, beside=[signed])
    except IntegrityError as twice:
        raise Faster from twice


def _number(dispute: Dispute) -> str:
    """Year, short name of the committee, serial. The committee's row is held, so that two never get the same."""
    committee = Committee.objects.select_for_update().get(unit=dispute.unit_id)
    head = f"（{audit.today().year}）{committee.short}调字第"
    given = Agreement.objects.filter(dispute__unit=dispute.unit_id, number__startswith=head)
    return f"{head}{given.values('dispute').distinct().count() + 1}号"


def _in_force(dispute: Dispute, verb: str, by: Actor, text: Agreement, outcome: Outcome) -> None:
    owed = list(text.obligations.all())
    beside = [text, *deadlines.at_force(dispute, text, owed), *dropped(dispute)]
    facts = {"version": text.version, "hash": text.hash, "owed": len(owed)}
    LIFE.take(
        dispute, verb, by=by, facts=facts, beside=beside, outcome=outcome, partial=text.partial, effective_at=clock.now(),
        due_at=deadlines.owed_until(owed, dispute),
    )  # fmt: skip


def _closed(dispute: Dispute) -> dict[str, Any]:
    """What stands on a dispute that ends without agreement; mediation had its time until now."""
    done = deadlines.stop(dispute, ClockKind.MEDIATION, ClockKind.COURT)
    beside = [*done, *deadlines.lapse(dispute, *ClockKind), *dropped(dispute)]
    return {"beside": beside, "closed_at": clock.now(), "due_at": None}


def dropped(dispute: Dispute) -> list[Any]:
    """What the sides were still asked for is asked no more."""
    if (waiting := dispute.papers.request) is None:
        return []
    waiting.decision, waiting.decided_at = "dropped", clock.now()
    return [waiting]
