"""A small city, and cases in any state: reached by real commands, never set by hand."""

from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any

import shapely
from django.utils import timezone

from huying.base.catalogue import register as catalogue
from huying.base.catalogue.models import Category, Kind, Tier
from huying.base.journal import clock, editions, history, rows
from huying.base.places import naming
from huying.base.places import register as places
from huying.base.places.models import Area
from huying.base.units import calendars
from huying.base.units import register as units
from huying.base.units.models import Duty, Shift, Staff, Unit
from huying.base.units.roles import SYSTEM, Actor, Role
from huying.cases import beside, followup, forgetting, handling, intake, responsibility, routing
from huying.cases.models import Case, Contact
from huying.cases.words import State
from huying.insight import rates

WEST, EAST = (114.05, 30.05), (114.15, 30.05)
"""A point in each of the two streets."""


@dataclass
class City:
    """Two streets in one district, a few units, three categories."""

    area: dict[str, Area]
    unit: dict[str, Unit]
    category: dict[str, Category]
    staff: dict[str, Staff]

    def actor(self, name: str) -> Actor:
        return self.staff[name].actor


def city() -> City:
    """Write the small city and have every register read anew."""
    area = _areas()
    category = _categories()
    unit = _units(area)
    Duty.objects.create(item="1", unit=unit["lighting"], category=category["light"], clause="灯饰条例 3", priority=0)
    Duty.objects.create(item="2", unit=unit["west"], category=category["roads"], area=area["west"], clause="街道清单 7")
    Duty.objects.create(item="3", unit=unit["roads"], category=category["roads"], clause="道路条例 1")
    Duty.objects.create(item="4", unit=unit["gas"], category=category["gas"], clause="燃气条例 2")
    Duty.objects.create(
        item="5",
        unit=unit["community"],
        category=category["roads"],
        area=area["west"],
        clause="社区清单 3",
        priority=-1,
    )
    staff = _staff(unit)
    for name in ("places", "catalogue", "units"):
        editions.changed(name)
    forget()
    return City(area, unit, category, staff)


def forget() -> None:
    """Drop this process' copies of the registers."""
    for register in (places, naming, catalogue, units, calendars):
        register.current.forget()
    rates.versions.forget()


def call(city: City, **given: Any) -> intake.Call:
    """A call about a street light in the west."""
    said: dict[str, Any] = {
        "text": "滨河路 12 号门口路灯不亮",
        "category": city.category["light"],
        "lon": WEST[0],
        "lat": WEST[1],
    }
    return intake.Call(**(said | {"name": "王敏", "phone": "13900001234"} | given))


def received(city: City, **given: Any) -> Case:
    return intake.receive(call(city, **given), by=Actor.resident()).case


def reported(city: City, n: int) -> None:
    """Many calls taken in at once, each with a telephone number of its own."""
    with history.replay() as past:
        for place, key in enumerate(rows.reserve(Case, n)):
            phone = f"139{place:08d}"
            intake.receive(call(city, phone=phone), by=Actor.resident(), key=key)
        past.flush()


def dispatched(city: City, **given: Any) -> Case:
    case = received(city, **given)
    decision = responsibility.suggest(case)
    assert decision.unit is not None
    routing.dispatch(case, to=decision.unit, by=SYSTEM, basis=decision.reason, duty=decision.duty)
    return case


def in_progress(city: City, **given: Any) -> Case:
    case = dispatched(city, **given)
    handling.accept(case, by=lead(case))
    return case


def replied(city: City, **given: Any) -> Case:
    case = in_progress(city, **given)
    handling.reply(case, by=lead(case), text="灯已修好", result="resolved")
    return case


def closed(city: City, **given: Any) -> Case:
    case = replied(city, **given)
    followup.follow_up(case, by=Actor.resident(case.pk), decision="yes", contacted=True, satisfied=5)
    return case


def held(city: City, case: Case) -> Case:
    """Nothing of it is erased for three months."""
    until = timezone.now() + timedelta(days=90)
    forgetting.hold(case, by=city.actor("supervisor"), reason="lawsuit", until=until, text="行政诉讼")
    return case


REACHED = {
    State.RECEIVED: received,
    State.DISPATCHED: dispatched,
    State.IN_PROGRESS: in_progress,
    State.REPLIED: replied,
    State.CLOSED: closed,
}
"""How each state is reached, step by step."""


def lead(case: Case) -> Actor:
    """Somebody at the lead unit."""
    return Actor(Role.HANDLER, "staff:lead", unit_id=case.unit_id)


def look(case: Case, by: Actor, purpose: str = "visit") -> Contact | None:
    """`by` opens the contact for an hour."""
    return beside.reveal(case, by=by, purpose=purpose, until=clock.now() + timedelta(hours=1))


def _areas() -> dict[str, Area]:
    made: dict[str, Area] = {}
    rows = [
        ("city", "1", "云城", "Cloud City", 0, None, shapely.box(114.0, 30.0, 114.2, 30.1)),
        ("district", "11", "云东区", "Yundong", 1, "city", shapely.box(114.0, 30.0, 114.2, 30.1)),
        ("west", "111", "西街道", "West Street", 2, "district", shapely.box(114.0, 30.0, 114.1, 30.1)),
        ("east", "112", "东街道", "East Street", 2, "district", shapely.box(114.1, 30.0, 114.2, 30.1)),
    ]
    for name, code, zh, en, level, parent, border in rows:
        above = made.get(parent) if parent else None
        made[name] = Area.objects.create(
            code=code, zh=zh, en=en, level=level, parent=above, border=shapely.to_wkb(border)
        )
    return made


def _categories() -> dict[str, Category]:
    help_wanted = Kind.objects.create(code="help", zh="求助", en="Request for help")
    week = Tier.objects.create(
        code="T3", zh="一般", en="Standard", receipt={"value": 1, "unit": "d"}, first_contact={"value": 24, "unit": "h"},
        limit={"value": 7, "unit": "d"},
    )  # fmt: skip
    urgent = Tier.objects.create(
        code="T1", zh="紧急", en="Urgent", receipt={"value": 15, "unit": "min"}, first_contact={"value": 2, "unit": "h"},
        limit={"value": 24, "unit": "h"}, extendable=False, urgent=True,
    )  # fmt: skip
    streets = Category.objects.create(code="02", zh="道路交通", en="Roads and transport")
    common = {"kind": help_wanted, "tier": week, "parent": streets}
    return {
        "streets": streets,
        "light": Category.objects.create(code="0203", zh="路灯照明", en="Street lighting", open311="LIGHT", mediable=True, **common),
        "roads": Category.objects.create(code="0201", zh="道路破损", en="Road damage", open311="ROAD", **common),
        "gas": Category.objects.create(
            code="0103", zh="燃气", en="Gas", kind=help_wanted, tier=urgent, open311="GAS", emergency_number="119",
            emergency_zh="闻到燃气味", emergency_en="You smell gas",
        ),
    }  # fmt: skip


def _units(area: dict[str, Area]) -> dict[str, Unit]:
    made: dict[str, Unit] = {}
    rows = [
        ("hall", "0", "市政府", "City Hall", "hotline", None, "city"),
        ("hotline", "01", "热线中心", "Hotline Centre", "hotline", "hall", "city"),
        ("lighting", "02", "城市照明处", "City Lighting Office", "department", "hall", "city"),
        ("roads", "03", "市政道路处", "Roads Office", "department", "hall", "city"),
        ("gas", "04", "燃气公司", "Gas Company", "utility", "hall", "city"),
        ("district", "11", "云东区政府", "Yundong District", "district", "hall", "district"),
        ("west", "111", "西街道办", "West Street Office", "street", "district", "west"),
        ("community", "1111", "柳岸社区", "Liu'an Community", "community", "west", "west"),
    ]
    for name, code, zh, en, level, parent, where in rows:
        above = made.get(parent) if parent else None
        made[name] = Unit.objects.create(code=code, zh=zh, en=en, level=level, parent=above, area=area[where])
    Shift.objects.create(
        unit=made["hall"], weekdays=[1, 2, 3, 4, 5, 6, 7], starts=time(0), ends=time(0), desk="总值班室"
    )
    return made


def _staff(unit: dict[str, Unit]) -> dict[str, Staff]:
    rows = {
        "operator": ("hotline", Role.OPERATOR), "dispatcher": ("hotline", Role.DISPATCHER), "handler": ("lighting", Role.HANDLER),
        "street": ("west", Role.HANDLER), "community": ("community", Role.HANDLER), "roads": ("roads", Role.HANDLER),
        "supervisor": ("hall", Role.SUPERVISOR), "admin": ("hotline", Role.ADMIN), "security": ("hotline", Role.SECURITY),
        "auditor": ("hotline", Role.AUDITOR), "field": ("west", Role.FIELD), "connected": ("gas", Role.INTEGRATOR),
    }  # fmt: skip
    return {
        name: Staff.objects.create(username=name, unit=unit[where], role=role) for name, (where, role) in rows.items()
    }
