"""Who stands on the sides of a dispute: the people as a door took them down, and for whom somebody may act."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from huying.base.journal import rows
from huying.base.journal.refusals import Incomplete, Refused
from huying.base.units.models import Unit
from huying.base.units.roles import Actor, Role
from huying.cases import numbers as codes

from .models import Committee, Dispute, DisputeType, Party, Side


@dataclass(frozen=True)
class Person:
    """Somebody on a side, as a door took them down; all of it is sealed."""

    name: str
    kind: str = Party.Kind.PERSON
    phone: str = ""
    email: str = ""
    address: str = ""
    particulars: str = ""
    representative: str = ""
    may_settle: bool = False
    language: str = "zh-hans"


def wrong(person: Person) -> dict[str, str]:
    """What is wrong with how somebody was taken down, by field."""
    found = {} if person.name.strip() else {"name": _("This is missing.")}
    if person.kind not in Party.Kind.values:
        found["kind"] = _("This is not one of the choices.")
    return found


def row(side: Side, person: Person, now: datetime, code: str, key: int | None = None) -> Party:
    """The sealed row of somebody new; of the code its hash is kept."""
    return rows.new(Party, id=key, side_id=side.pk, added_at=now, code_digest=codes.digest(code), **asdict(person))


def the_side(dispute: Dispute, by: Actor, number: int) -> Side:
    """The side with this number, for whom `by` may speak: a party for its own only. Raises `Incomplete` or `Refused`."""
    side = dispute.papers.side(number)
    if side is None:
        raise Incomplete({"side": _("There is no such side.")})
    if by.role == Role.RESIDENT and all(party.pk != by.party_id for party in dispute.papers.of_side(number)):
        raise Refused(_("You can speak for your own side only."))
    return side


def own(dispute: Dispute, by: Actor, party: Party) -> Party:
    """The party as this dispute has it, for which `by` may act: a party for itself only. Raises `Incomplete` or `Refused`."""
    known = dispute.papers.party(party.pk)
    if known is None:
        raise Incomplete({"party": _("They are not a party of this dispute.")})
    if by.role == Role.RESIDENT and known.pk != by.party_id:
        raise Refused(_("You can act for yourself only."))
    return known


def corrected(dispute: Dispute, by: Actor, party: Party, person: Person) -> Party:
    """The row of a party with what was put right. Raises `Incomplete` or `Refused`."""
    known = own(dispute, by, party)
    if found := wrong(person):
        raise Incomplete(found)
    for name, value in asdict(person).items():
        setattr(known, name, value)
    return known


def may_mediate(unit: Unit, kind: DisputeType | None) -> str:
    """Why this unit cannot have a dispute of this type, or ""."""
    committee = Committee.objects.filter(unit=unit).prefetch_related("types").first()
    if unit.retired or committee is None:
        return _("%(unit)s does not mediate.") % {"unit": unit}
    types = {row.pk for row in committee.types.all()}
    if types and kind and kind.pk not in types:
        return _("%(unit)s is not for disputes of this type.") % {"unit": unit}
    return ""
