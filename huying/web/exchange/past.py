"""A made-up past of the demo: what came in over half a year and how it went, so that figures and proposals have something to say.

The same commands as for real cases, at the times at which they would have been given, written in one pass.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

from huying.base.catalogue import register as catalogue
from huying.base.catalogue.models import Category
from huying.base.journal import clock, history, rows
from huying.base.places.models import Address
from huying.base.units.models import Staff
from huying.base.units.roles import SYSTEM, Actor, Role
from huying.cases import followup, handling, intake, responsibility, routing
from huying.cases.models import Case
from huying.cases.words import Outcome

from .demo import ROUTED_AFTER

DAYS, CASES = 230, 600
RECURRING = 40
"""Of them from one place about one thing, over and over."""
SAID = {"yes": 70, "partly": 10, "explained": 8, "no_answer": 12}
"""What residents say, in per cent."""
SATISFIED = {"yes": (3, 4, 4, 5, 5, 5), "partly": (3, 3, 4), "explained": (3,)}
"""Nobody so badly that it had to be looked into: that would still be going on."""
LATE = 0.12
FILES = {"photo", "document"}
"""What a reply of some categories must carry; the past does without."""


def fill(n: int = CASES) -> int:
    """`n` cases that ended, into a demo that has none of before; how many."""
    random, now = Random(2026), timezone.now()  # noqa: S311 - nothing is to be kept from anybody here
    about = [leaf for leaf in catalogue.current().leaves() if _is_plain(leaf)]
    places = list(Address.objects.select_related("area").order_by("code"))
    moments = sorted(now - timedelta(minutes=random.randrange(15 * 24 * 60, DAYS * 24 * 60)) for _case in range(n))
    recurs = set(random.sample(range(n), RECURRING))
    with history.replay() as past:
        for at, (key, moment) in enumerate(zip(rows.reserve(Case, n), moments, strict=True)):
            category, place = (about[0], places[0]) if at in recurs else (random.choice(about), random.choice(places))
            _live(key, _call(category, place), moment, random)
        past.flush()
    return n


def _live(key: int, call: intake.Call, moment: datetime, random: Random) -> None:
    """One case from its receipt to what its reporter said of it."""
    with clock.at(moment):
        case = intake.receive(call, by=Actor.resident(), key=key).case
        decision = responsibility.suggest(case)
    if decision.unit is None:
        with clock.at(moment + ROUTED_AFTER):
            followup.close(case, by=_role(Role.OPERATOR), outcome=Outcome.EXPLAINED, text="已当场说明。")
        return
    with clock.at(moment + ROUTED_AFTER):
        routing.dispatch(case, to=decision.unit, by=SYSTEM, basis=decision.reason, duty=decision.duty)
    unit = Actor(Role.HANDLER, _role(Role.HANDLER).ref, unit_id=decision.unit.pk)
    moment = _after(moment, random, hours=(1, 9))
    with clock.at(moment):
        handling.accept(case, by=unit)
        handling.contact(case, by=unit, means="phone", reached=random.random() < 0.9)
    late = random.random() < LATE
    moment = _after(moment, random, hours=(200, 420) if late else (3, 90))
    with clock.at(moment):
        handling.reply(
            case, by=unit, text="已到现场处理，感谢您的反映。", basis="本市服务规范", result=Outcome.RESOLVED
        )
    with clock.at(_after(moment, random, hours=(20, 60))):
        _asked(case, random)
    case.forget()


def _asked(case: Case, random: Random) -> None:
    (decision,) = random.choices(list(SAID), list(SAID.values()))
    satisfied = random.choice(SATISFIED[decision]) if decision in SATISFIED else None
    contacted = random.random() < 0.93 if decision in SATISFIED else None
    by = Actor.resident(case.pk) if decision in SATISFIED else SYSTEM
    followup.follow_up(case, by=by, decision=decision, contacted=contacted, satisfied=satisfied, channel="link")


def _is_plain(category: Category) -> bool:
    """It can be filed and answered in words alone."""
    return bool(category.tier) and not category.questions.get("required") and FILES.isdisjoint(category.evidence)


def _call(category: Category, place: Address) -> intake.Call:
    return intake.Call(
        text=f"{place.zh}：{category.zh}，请尽快处理。", category=category, address=place.zh, lon=place.lon, lat=place.lat,
        area=place.area, located=True, danger_over=True,
    )  # fmt: skip


def _role(role: Role) -> Actor:
    return Staff.objects.filter(role=role).order_by("pk")[:1].get().actor


def _after(moment: datetime, random: Random, *, hours: Sequence[int]) -> datetime:
    return moment + timedelta(minutes=random.randrange(hours[0] * 60, hours[1] * 60))
