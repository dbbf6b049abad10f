"""Opening a dispute, and what may still be changed about it: correct, add parties, give to a committee, turn away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from huying.base.journal import clock, rows
from huying.base.journal.refusals import Incomplete, Refused
from huying.base.places import locator
from huying.base.places.models import Area
from huying.base.units.models import Unit
from huying.base.units.roles import Actor, Role
from huying.cases import numbers as codes
from huying.cases import texts as case_texts
from huying.cases.models import Case

from . import ancestry, deadlines, numbers, remedies, sides, texts
from .models import Dispute, DisputeText, DisputeType, Party, Side
from .sides import Person
from .states import LIFE
from .words import ClockKind, CourtStage, Origin, Outcome, State


@dataclass
class Matter:
    """What somebody brings, as a door took it in. Coordinates are WGS84 degrees, amounts yuan."""

    text: str
    origin: str = Origin.APPLICATION
    sides: Sequence[Sequence[Person]] = ()
    """Who stands on which side; the first is the one that applied, where one did."""
    issues: str = ""
    type: DisputeType | None = None
    address: str = ""
    lon: float | None = None
    lat: float | None = None
    area: Area | None = None
    amount: Decimal | None = None
    urgent: bool = False
    public: bool = False
    reference: str = ""
    court_stage: str = ""
    case: Case | None = None
    unit: Unit | None = None
    """The committee that takes it in itself."""
    sender: Unit | None = None
    source: str = ""
    external: str = ""
    earlier: str = ""
    """The number of the same dispute before, as it was typed."""
    language: str = ""


@dataclass(frozen=True)
class Receipt:
    """The dispute, and for each party the code that opens it (told once, kept as a hash), by side and place on it."""

    dispute: Dispute
    codes: Mapping[tuple[int, int], str] = field(default_factory=dict)


def open(matter: Matter, *, by: Actor, key: int | None = None) -> Receipt:
    """Take a dispute in. Raises `Incomplete` with everything that is wrong with it at once, and writes nothing then."""
    if wrong := _wrong(matter):
        raise Incomplete(wrong)
    now, key = clock.now(), key or rows.reserve(Dispute, 1)[0]
    located = (
        locator.locate(matter.lon, matter.lat, _day(now)) if matter.lon is not None and matter.lat is not None else None
    )
    sender = matter.sender.pk if matter.sender else by.unit_id if by.role == Role.INTEGRATOR else None
    window = by.unit_id if by.role == Role.MEDIATOR else None
    earlier = Dispute.objects.filter(number=numbers.tidy(matter.earlier)).first() if matter.earlier else None
    dispute = rows.new(
        Dispute, id=key, number=numbers.number(_day(now), key), origin=matter.origin, reference=matter.reference,
        court_stage=matter.court_stage, case=matter.case, sender_id=sender, window_id=window,
        source=matter.source, external=matter.external, type=matter.type, title=case_texts.title(matter.text),
        amount=matter.amount, urgent=matter.urgent, public=matter.public,
        language=matter.language or translation.get_language() or settings.LANGUAGE_CODE, address=matter.address, opened_at=now,
        earlier=earlier, **ancestry.of_area(located or matter.area), **ancestry.of_unit(matter.unit),
    )  # fmt: skip
    told = rows.new(DisputeText, dispute_id=key)
    texts.write(told, matter.text, matter.issues)
    stand, given = _sides(dispute, matter.sides, now)
    dispute.papers.clocks = []
    clocks = deadlines.at_opening(dispute)
    dispute.due_at = deadlines.waits_until(dispute)
    facts: dict[str, Any] = {
        "origin": matter.origin,
        "type": _code(matter.type),
        "area": _code(dispute.area),
        "unit": _code(matter.unit),
    }
    facts["sides"] = len(matter.sides)
    words = {"text": matter.text, "issues": matter.issues, "reference": matter.reference}
    LIFE.file(dispute, "open", by=by, facts=facts, words=words, beside=[told, *stand, *clocks])
    return Receipt(dispute, given)


def correct(
    dispute: Dispute, *, by: Actor, text: str = "", issues: str = "", type: DisputeType | None = None,
    area: Area | None = None, address: str = "", amount: Decimal | None = None, urgent: bool | None = None,
    public: bool | None = None, party: Party | None = None, person: Person | None = None,
) -> None:  # fmt: skip
    """Put right what was taken down. What is not given stays; the clocks stay as they are. `person`: how `party` is named and reached."""
    LIFE.check(dispute, "correct", by=by)
    facts: dict[str, Any] = {}
    beside: list[Any] = []
    if party and person:
        beside.append(sides.corrected(dispute, by, party, person))
        facts["party"] = party.pk
    changes: dict[str, Any] = {}
    if type is not None:
        changes["type"], facts["type"] = type, {"from": _code(dispute.type), "to": type.code}
    if area is not None:
        changes |= ancestry.of_area(area)
        facts["area"] = {"from": _code(dispute.area), "to": area.code}
    for name, value in {"amount": amount, "urgent": urgent, "public": public}.items():
        if value is not None:
            changes[name], facts[name] = value, str(value)
    if address:
        changes["address"] = address
    if text or issues:
        told = DisputeText.objects.get(pk=dispute.pk)
        texts.write(told, text or told.body, issues or told.issues)
        beside.append(told)
        changes["title"] = case_texts.title(told.body)
    words = {"text": text, "issues": issues, "address": address}
    LIFE.take(dispute, "correct", by=by, facts=facts, words=words, beside=beside, **changes)


def add_party(dispute: Dispute, *, by: Actor, side: int, party: Person, means: str = "") -> tuple[Party, str]:
    """Somebody more stands on a side, or is a side of their own; return the row, and the code that opens the dispute for it.

    Once every side has consented nobody is added without their own yes: `means` says how they gave it.
    """
    LIFE.check(dispute, "add_party", by=by)
    wrong = sides.wrong(party)
    if dispute.state != State.APPLIED and not means:
        wrong["means"] = _("They have not said yet that they want mediation.")
    if not 1 <= side <= len(dispute.papers.sides) + 1:
        wrong["side"] = _("There is no such side.")
    if wrong:
        raise Incomplete(wrong)
    now, stand = clock.now(), dispute.papers.side(side)
    beside: list[Any] = []
    if stand is None:
        stand = rows.new(Side, id=rows.reserve(Side, 1)[0], dispute_id=dispute.pk, number=side)
        beside.append(stand)
    if means:
        stand.asked_at, stand.consent, stand.answered_at, stand.means = (
            stand.asked_at or now,
            Side.Consent.YES,
            now,
            means,
        )
    else:
        stand.consent, stand.answered_at = Side.Consent.NONE, None
    if stand not in beside:
        beside.append(stand)
    code = codes.code()
    added = sides.row(stand, party, now, code, key=rows.reserve(Party, 1)[0])
    added.consented_at, added.consent_means = (now, means) if means else (None, "")
    LIFE.take(
        dispute, "add_party", by=by, facts={"side": side, "party": added.pk, "means": means}, beside=[*beside, added]
    )
    return added, code


def represent(dispute: Dispute, *, by: Actor, party: Party, representative: str, may_settle: bool = False) -> None:
    """Say who speaks for a party; "" for nobody any more. `may_settle`: they may agree and sign for it."""
    LIFE.check(dispute, "represent", by=by)
    known = sides.own(dispute, by, party)
    known.representative, known.may_settle = representative, bool(representative) and may_settle
    LIFE.take(dispute, "represent", by=by, facts={"party": known.pk, "may_settle": known.may_settle}, beside=[known])


def assign(dispute: Dispute, *, by: Actor, to: Unit, basis: str, reasons: Sequence[str] = ()) -> None:
    """Give it to a committee. `basis`: proposed, chosen; `reasons`: codes of `proposing.Why`."""
    LIFE.check(dispute, "assign", by=by)
    if why_not := sides.may_mediate(to, dispute.type):
        raise Refused(why_not)
    facts = {"unit": to.code, "basis": basis, "reasons": [*reasons]}
    LIFE.take(dispute, "assign", by=by, facts=facts, **ancestry.of_unit(to))


def turn_away(dispute: Dispute, *, by: Actor, reason: str, remedies_told: str = "") -> None:
    """It is not for mediation: say why, and where they can turn (told in writing)."""
    LIFE.check(dispute, "turn_away", by=by)
    words = {"reason": reason, "remedies": remedies_told or remedies.told(dispute)}
    LIFE.take(
        dispute, "turn_away", by=by, words=words, beside=deadlines.lapse(dispute, *ClockKind),
        outcome=Outcome.TURNED_AWAY, closed_at=clock.now(), due_at=None,
    )  # fmt: skip


def link(dispute: Dispute, *, by: Actor, earlier: str) -> None:
    """It is the same dispute as an earlier one, as whoever brought it says. `earlier`: its number, as it was typed."""
    LIFE.check(dispute, "link", by=by)
    found = Dispute.objects.filter(number=numbers.tidy(earlier)).exclude(pk=dispute.pk).first()
    if found is None:
        raise Incomplete({"earlier": _("There is no dispute with this number.")})
    LIFE.take(dispute, "link", by=by, facts={"earlier": found.number}, earlier=found)


def report_danger(dispute: Dispute, *, by: Actor, to: str, text: str) -> None:
    """It may turn violent: who was told (police, rescue), and what (Art 25)."""
    LIFE.check(dispute, "report_danger", by=by)
    LIFE.take(dispute, "report_danger", by=by, facts={"to": to}, words={"text": text}, danger=True)


# -- the parts they share


def _wrong(matter: Matter) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if not matter.text.strip():
        wrong["text"] = _("This is missing.")
    if matter.origin not in Origin.values:
        wrong["origin"] = _("This is not one of the choices.")
    if matter.court_stage and matter.court_stage not in CourtStage.values:
        wrong["court_stage"] = _("This is not one of the choices.")
    if matter.unit and (why_not := sides.may_mediate(matter.unit, matter.type)):
        wrong["unit"] = why_not
    if matter.amount is not None and matter.amount < 0:
        wrong["amount"] = _("An amount is not negative.")
    for number, people in enumerate(matter.sides, start=1):
        for place, person in enumerate(people, start=1):
            wrong |= {f"side_{number}_{place}_{name}": why for name, why in sides.wrong(person).items()}
    return wrong


def _sides(
    dispute: Dispute, given: Sequence[Sequence[Person]], now: datetime
) -> tuple[list[Any], dict[tuple[int, int], str]]:
    """The rows of the sides and their parties, two sides at least, and the codes of the parties."""
    n = max(2, len(given))
    stand = [
        rows.new(Side, id=key, dispute_id=dispute.pk, number=number)
        for number, key in enumerate(rows.reserve(Side, n), start=1)
    ]
    told: dict[tuple[int, int], str] = {}
    parties = []
    for side, people in zip(stand, [*given, *[()] * n], strict=False):
        for place, person in enumerate(people, start=1):
            told[side.number, place] = codes.code()
            parties.append(sides.row(side, person, now, told[side.number, place]))
    return [*stand, *parties], told


def _code(row: Any) -> str | None:
    return row.code if row else None


def _day(moment: datetime) -> Any:
    return timezone.localdate(moment, timezone.get_default_timezone())
