"""What `proposing` is told: the committees and mediators of the register as they stand now."""

from django.db.models import Count, Q

from huying.base.journal import audit
from huying.base.places import register as places
from huying.base.units import register as units
from huying.base.units.models import Unit

from . import proposing
from .models import Committee, Dispute, DisputeType, Mediator
from .proposing import Body, Person, Proposal


def committees(dispute: Dispute) -> list[Proposal]:
    """The committees proposed for a dispute, by the key of their unit, the best first; with no place known, those for the city."""
    mediable = dispute.type is None or dispute.type.mediable != DisputeType.Mediable.NO
    somewhere = next((area.pk for area in places.children()), None)
    return proposing.committees(_bodies(), type=dispute.type_id, area=dispute.area_id or somewhere, mediable=mediable)


def mediators(dispute: Dispute, unit: Unit | None = None) -> list[Proposal]:
    """Who is proposed of the committee that has it, by the key of the account, the best first."""
    of_unit = unit.pk if unit else dispute.unit_id
    taken = {seat.staff_id for seat in dispute.seats.all()}
    known = Mediator.objects.filter(staff__unit=of_unit, staff__is_active=True).prefetch_related("types")
    known = known.annotate(n=Count("staff__seats", filter=Q(staff__seats__ended_at=None)))
    people = [
        Person(
            staff=row.pk, part=row.part, types=frozenset(kind.pk for kind in row.types.all()),
            languages=frozenset(row.languages), open_seats=row.n, conflict=row.pk in taken,
            away=row.away_until is not None and row.away_until >= audit.today(),
        )
        for row in known
    ]  # fmt: skip
    parts = tuple(dispute.type.parts) if dispute.type and dispute.type.parts else ("people",)
    spoken = {party.language for party in dispute.papers.parties}
    return proposing.mediators(people, type=dispute.type_id, languages=spoken, parts=parts)


def _bodies() -> list[Body]:
    """Two statements, whatever the city's size."""
    register = units.current()
    found = []
    for row in Committee.objects.prefetch_related("types"):
        unit = register.by_id.get(row.pk)
        if unit is None or unit.retired:
            continue
        area = places.by_id(unit.area_id or 0)
        below = frozenset(places.ids_below(area)) if area and area.level else frozenset()
        found.append(Body(row.pk, row.level, frozenset(kind.pk for kind in row.types.all()), below))
    return found
