"""History asked anew: who would have got what was handled, by another duty list; and what history itself would write into one.

Right is the unit that had the case in the end. Counted by category, area and unit; no case is touched, no text or contact read.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Count
from django.utils import timezone

from huying.base.catalogue.models import Category
from huying.base.journal import audit, clock
from huying.base.places.models import Area
from huying.base.units.models import Duty, Unit

from .deciding import Decision
from .learning import duties
from .learning.duties import Rule
from .models import Case
from .rerouting import Registers
from .words import Outcome

DEEPEST = 3
"""Communities; a duty for a grid cell nobody would read."""
PAST = timedelta(days=365)
NOBODYS = (Outcome.MERGED, Outcome.WITHDRAWN, Outcome.TRANSFERRED_EMERGENCY)


@dataclass(frozen=True)
class Handled:
    """How many cases of one category in one area one unit had in the end. Keys of their rows."""

    category: int
    area: int | None
    accused: int | None
    unit: int
    n: int


@dataclass
class Moved:
    """Cases of one category that an item of the other list gives to another unit than an item of this one; None: nobody."""

    category: Category
    before: Duty | None
    after: Duty | None
    n: int = 0
    right_before: int = 0
    right_after: int = 0
    areas: int = 0


@dataclass
class Replayed:
    """Cases that were handled, and how often either list names the unit that had them in the end."""

    read: int = 0
    undecided: int = 0
    """Those that either list leaves to the hours or loads of equal units at that moment, which history does not keep. Not asked."""
    right_before: int = 0
    right_after: int = 0
    otherwise: int = 0
    """Those that would go to another unit."""
    found: int = 0
    """Of these, those for which the old list names nobody."""
    lost: int = 0
    """Of these, those for which the new list names nobody."""
    moved: list[Moved] = field(default_factory=list)
    """The largest first."""

    @property
    def asked(self) -> int:
        return self.read - self.undecided

    @property
    def share_before(self) -> float:
        """Per cent that are right the first time by the list in force; 0 of none."""
        return 100 * self.right_before / self.asked if self.asked else 0.0

    @property
    def share_after(self) -> float:
        """The same by the other list."""
        return 100 * self.right_after / self.asked if self.asked else 0.0


@dataclass(frozen=True)
class Proposal:
    """A duty that history would write: where the list is silent, or names another unit than most of these cases had in the end."""

    rule: Rule
    category: Category
    area: Area | None
    unit: Unit
    now: Unit | None
    """Whom the list names now."""
    n: int
    """Cases that would go elsewhere; `right` of them to the unit that had them, `right_now` of them have it by the list as it stands."""
    right: int
    right_now: int
    priority: int
    """Above what the list says for exactly this category and area."""

    @property
    def item(self) -> str:
        return f"L-{self.category.code}" + (f"-{self.area.code}" if self.area else "")


def history(since: date, until: date) -> list[Handled]:
    """What was received on these days of the city, both included, and had a unit in the end: one statement."""
    first, after = (timezone.make_aware(datetime.combine(day, time())) for day in (since, until + timedelta(days=1)))
    cases = Case.objects.filter(
        received_at__gte=first, received_at__lt=after, unit__isnull=False, category__isnull=False
    )
    rows = cases.exclude(outcome__in=NOBODYS).order_by().values_list("category", "area", "accused", "unit")
    return [Handled(*row) for row in rows.annotate(n=Count("pk"))]


def lately() -> list[Handled]:
    """The history of the last twelve months, up to yesterday."""
    yesterday = audit.today() - timedelta(days=1)
    return history(yesterday - PAST, yesterday)


def replay(before: Registers, after: Registers, past: Iterable[Handled]) -> Replayed:
    """What was handled, decided by either list as it stands today."""
    told, at = Replayed(), timezone.localtime(clock.now())
    groups: dict[tuple[int, int | None, int | None], Counter[int]] = defaultdict(Counter)
    for one in past:
        groups[one.category, one.area, one.accused][one.unit] += one.n
    for (category, area, accused), units in groups.items():
        old, new = (_decided(registers, category, area, accused, at) for registers in (before, after))
        told.read += units.total()
        if old.undecided or new.undecided:
            told.undecided += units.total()
            continue
        right = [
            sum(n for unit, n in units.items() if _is_right(registers, category, _unit(registers, decision), unit))
            for registers, decision in ((before, old), (after, new))
        ]
        _compare(told, old, new, units.total(), right, after.catalogue.categories[category])
    told.moved.sort(key=lambda moved: (-moved.n, moved.category.code))
    return told


def proposals(registers: Registers, past: Sequence[Handled]) -> list[Proposal]:
    """Duties that would have named the right unit oftener than the list does now, those that put most right first."""
    at = timezone.localtime(clock.now())
    found_rules = {(rule.category, rule.area): rule for rule in rules(registers, past, at)}
    tally: dict[Rule, Counter[str]] = defaultdict(Counter)
    for one in past:
        categories = [registers.catalogue.categories[key].code for key in registers.catalogue.chain(one.category)]
        rule = duties.unit_for(found_rules, categories, [area.code for area in registers.areas(one.area)])
        now = _named(registers, one, at)
        if rule and rule.unit != (now.code if now else ""):
            right, right_now = (
                one.n * _is_right(registers, one.category, unit, one.unit)
                for unit in (registers.units.by_code[rule.unit], now)
            )
            tally[rule].update(n=one.n, right=right, right_now=right_now)
    better = {rule: n for rule, n in tally.items() if n["right"] > n["right_now"]}
    found = [_proposal(registers, rule, better[rule], at) for rule in better]
    return sorted(found, key=lambda one: (one.right_now - one.right, one.item))


def _named(registers: Registers, one: Handled, at: datetime) -> Unit | None:
    """The unit that the list names, whoever sits there at this hour; of equal units the one that had it, if it did."""
    decision = _decided(registers, one.category, one.area, one.accused, at)
    shared = decision.undecided and one.unit in {unit.pk for unit in decision.units}
    return registers.units.by_id[one.unit] if shared else _unit(registers, decision)


def _is_right(registers: Registers, category: int, listed: Unit | None, had: int) -> bool:
    """Whether the unit that had it is the one listed, or, for what cannot wait, one above it that sat there at night."""
    if listed is None or listed.pk == had:
        return listed is not None
    tier = registers.catalogue.categories[category].tier
    return bool(tier and tier.urgent) and had in {unit.pk for unit in registers.units.path(listed.pk)}


def _unit(registers: Registers, decision: Decision) -> Unit | None:
    return registers.units.by_id[decision.duty.unit_id] if decision.duty else None


def _compare(told: Replayed, old: Decision, new: Decision, n: int, right: Sequence[int], category: Category) -> None:
    right_before, right_after = right
    told.right_before += right_before
    told.right_after += right_after
    if (old.duty and old.duty.unit_id) == (new.duty and new.duty.unit_id):
        return
    told.otherwise += n
    told.found += n * (old.duty is None)
    told.lost += n * (new.duty is None)
    moved = next((each for each in told.moved if _pair(each) == (category, old.duty, new.duty)), None)
    if moved is None:
        moved = Moved(category, old.duty, new.duty)
        told.moved.append(moved)
    moved.n, moved.areas = moved.n + n, moved.areas + 1
    moved.right_before, moved.right_after = moved.right_before + right_before, moved.right_after + right_after


def _pair(moved: Moved) -> tuple[Category, Duty | None, Duty | None]:
    return moved.category, moved.before, moved.after


def _decided(registers: Registers, category: int, area: int | None, accused: int | None, at: datetime) -> Decision:
    about = registers.units.ids_below(accused) if accused in registers.units.by_id else ()
    return registers.decide(category, area, at, frozenset(about))


def rules(registers: Registers, past: Iterable[Handled], at: datetime) -> list[Rule]:
    """Which unit had such cases, of units that still are; a community committee takes nothing without a clause, and history has none."""
    handled: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for one in past:
        listed, category = _named(registers, one, at), registers.catalogue.categories[one.category]
        is_right = listed is not None and _is_right(registers, one.category, listed, one.unit)
        unit = listed if listed and is_right else registers.units.by_id[one.unit]
        if unit.retired or unit.level == Unit.Level.COMMUNITY or category.retired:
            continue
        area = next((step.code for step in registers.areas(one.area) if 0 < step.level <= DEEPEST), "")
        handled[category.code, area][unit.code] += one.n
    by_code = registers.catalogue.by_code
    return duties.learned(
        handled,
        lambda code: [registers.catalogue.categories[key].code for key in registers.catalogue.chain(by_code[code].pk)],
        lambda code: [area.code for area in registers.areas(registers.places.by_code[code].pk) if area.level],
    )


def _proposal(registers: Registers, rule: Rule, tally: Counter[str], at: datetime) -> Proposal:
    category, area = registers.catalogue.by_code[rule.category], registers.places.by_code.get(rule.area)
    beside = registers.units.duties.get((category.pk, area.pk if area else None), ())
    return Proposal(
        rule, category, area, registers.units.by_code[rule.unit],
        _unit(registers, registers.decide(category.pk, area.pk if area else None, at)),
        tally["n"], tally["right"], tally["right_now"], max((duty.priority + 1 for duty in beside), default=0),
    )  # fmt: skip
