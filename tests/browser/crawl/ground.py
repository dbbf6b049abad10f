"""The made-up city, full: its demo calls, cases in every state, words as they come in an import, and a desk with nothing on it."""

from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction
from django.test import Client, override_settings

from huying import demo
from huying.base.catalogue import register as catalogue
from huying.base.journal import audit, clock
from huying.base.places import register as areas
from huying.base.places.models import Address, Area
from huying.base.units import demo as accounts
from huying.base.units import register as units
from huying.base.units.models import Staff
from huying.base.units.roles import Actor, Role
from huying.cases import calling, files, followup, handling, intake, reactions, troubles
from huying.cases.models import Case, Connector
from huying.civic.mediation.models import Dispute, DisputeType, Room
from huying.civic.mediation.sides import Person
from huying.insight import cells, proposing
from huying.insight.models import Sign
from huying.notices.webhooks import subscribing
from huying.web import setup
from huying.web.exchange import demo as calls
from huying.web.exchange.connectors import configuring, reconciling, rounds
from tests import stories
from tests.browser.work import photo
from tests.civic.mediation import stories as mediation

STATES = ("received", "dispatched", "in_progress", "replied", "closed")
LONG = "https://example.org/" + "a-very-long-address-as-people-paste-it/" * 6
WORDS = {
    "received": "不知道该找谁。" + "楼下的施工从早到晚，说了很多次也没有人管。" * 12,
    "dispatched": f"The lamp is dark, see {LONG}",
    "in_progress": "灯😀不亮\n\n第二行\n第三行 <b>不是标签</b> & 'quotes'",
    "replied": "路灯不亮，请修。",
    "closed": "Lamp",
}

DISPUTED = ("asked", "set_up", "settled", "in_force", "refused")
"""How far disputes came, beside one that is talked about."""

EVERYBODY = [
    "stranger", "resident", *(role.value for role in Role if role not in (Role.RESIDENT, Role.SYSTEM)), "newcomer",
]  # fmt: skip
"""The newcomer is a handler at a unit that nothing was sent to."""


@dataclass
class Ground:
    """Who is there, the receipts of the cases whose codes are known, by state, and disputes by how far they came."""

    receipts: dict[str, intake.Receipt] = field(default_factory=dict)
    disputes: dict[str, Dispute] = field(default_factory=dict)
    came_in: dict[str, dict[str, str]] = field(default_factory=dict)
    """The cookies with which each of `EVERYBODY` is let in."""

    def cookies(self, who: str) -> dict[str, str]:
        client = Client()
        if who == "resident":
            for receipt in self.receipts.values():
                client.post("/track/", {"number": receipt.case.number, "code": receipt.code})
        elif who != "stranger":
            client.force_login(self.account(who))
        return {name: morsel.value for name, morsel in client.cookies.items()}

    def account(self, who: str) -> Staff:
        """The demo's account of this role, or the first there is."""
        if who == "newcomer":
            idle = Staff.objects.filter(role=Role.HANDLER).exclude(
                unit__in=Case.objects.exclude(unit=None).values("unit")
            )
            return idle.order_by("pk")[0]
        return Staff.objects.filter(role=who).order_by("-demo", "pk")[0]


def built() -> Ground:
    """Into an empty database."""
    with transaction.atomic():
        problems = setup.load(demo.CITY, by=audit.console()).problems
    if problems:
        raise ValueError(problems)
    calls.fill()
    accounts.accounts()
    ground = Ground()
    for state in STATES:
        ground.receipts[state] = _brought_to(state)
    _announced(ground.receipts["dispatched"].case)
    _proposed(ground.receipts["in_progress"].case)
    calling.is_missed("pbx-1", number="13900001234")
    _told()
    ground.disputes = _disputed()
    _connected()
    ground.came_in = {who: ground.cookies(who) for who in EVERYBODY}
    return ground


def _brought_to(state: str) -> intake.Receipt:
    light = state != "received"
    place = Address.objects.order_by("code")[0]
    receipt = intake.receive(
        intake.Call(
            text=WORDS[state], name="王敏", phone="13900001234", email="min@example.org", danger_over=True,
            category=catalogue.current().by_code["0203"] if light else None, answers={"lights_out": 3} if light else {},
            address=place.zh if light else "", lon=place.lon if light else None, lat=place.lat if light else None,
            attachments=[files.take_in("灯.jpg", _picture()).attachment],
        ),
        by=Actor.resident(),
    )  # fmt: skip
    case = receipt.case
    if state != "received":
        reactions.route(case.pk, 1)
        case.refresh_from_db()
    lead = Actor(Role.HANDLER, "staff:lead", unit_id=case.unit_id)
    if state in ("in_progress", "replied", "closed"):
        handling.accept(case, by=lead)
    if state == "in_progress":
        handling.ask_help(case, by=lead, units=[units.current().by_code["power"]], reason="线路" * 60)
        handling.ask_resident(case, by=lead, question="是哪一盏灯？")
    if state in ("replied", "closed"):
        reply, _who = calls.STEPS["reply"]  # with a picture, which the category asks for
        reply(case, by=lead, text="您好，灯已修好。", result="resolved")
        reactions.draw(case.pk, case.n_events)
    if state == "closed":
        followup.follow_up(case, by=Actor.resident(case.pk), decision="yes", contacted=True, satisfied=5)
    return receipt


def _disputed() -> dict[str, Dispute]:
    """Disputes of the street's committee at every step of their life, the last with words as long as they come."""
    people = {name: Staff.objects.get(username=name) for name in ("mediator", "mediator.two")}
    unit, kinds = units.current().by_code["m.990102001"], {row.code: row for row in DisputeType.objects.all()}
    city = stories.City(area={"west": Area.objects.get(code="990102001")}, unit={}, category={}, staff={})
    staff = {"mediator": people["mediator"], "colleague": people["mediator.two"], "seal_keeper": people["mediator.two"]}
    town = mediation.Town(
        city, {"street_committee": unit}, {"labour": kinds["labour"]}, staff, Room.objects.get(unit=unit)
    )
    found = {name: getattr(mediation, name)(town) for name in DISPUTED}
    sides = [[Person(name="王敏")], [Person(name="凤栖物业公司" * 6, kind="organisation", representative="李经理")]]
    found["said"] = mediation.said(
        town, text="电梯坏了半年，物业不修还要收物业费。" * 8, sides=sides, type=kinds["property"]
    )
    return found


def _announced(case: Case) -> None:
    """So that the pages of known troubles, and the portal, have something to tell."""
    case.refresh_from_db()
    troubles.announce(
        case, by=Actor(Role.OPERATOR, "staff:operator"), text="滨河街道检修停电", text_en="Power is off in Binhe Street",
        areas=[case.area or areas.children()[0]], until=clock.now() + timedelta(hours=3),
    )  # fmt: skip


def _proposed(case: Case) -> None:
    """A surge and a recurring place around this case."""
    case.refresh_from_db()
    day, cell = audit.today(), (case.area_id or 0, case.category_id or 0)
    surge = {"days": 1, "score": 9.1, "bar": 4.2, "rate": 20.0, "cells": 812}
    proposing.propose(cells.Found(Sign.SURGE, *cell, day, day, 12, 2.4, surge))
    again = {"weeks": 7, "closed": 3, "places": 96, "rate": 20.0}
    since = day - timedelta(weeks=26)
    proposing.propose(cells.Found(Sign.RECURRING, *cell, since, day, 9, 1.2, again, case.address))


def _told() -> None:
    """Another system that is told, and did not take something."""
    lighting = units.current().by_code["lighting"]
    made = subscribing.subscribe(name="照明调度", unit=lighting, url="https://1.1.1.1/hook", by=audit.console())
    case = Case.objects.filter(unit=lighting).order_by("pk")[0]
    made.deliveries.create(case=case, seq=1, next_at=clock.now(), attempts=9, failure="404", dead=True)


def _connected() -> None:
    """Another office's system, which dropped a file: a call of it was taken, another was not."""
    mapping = {
        "source": "water", "time_zone": "Asia/Shanghai", "number": "no", "text": "said", "received": "at",
        "category": {"column": "kind", "values": {"路灯": "0203"}},
    }  # fmt: skip
    entry = {
        "slug": "water", "name": "供水热线", "unit": "lighting", "takes": "calls", "content": "供水热线接到的诉求",
        "basis": "政务数据共享条例", "on": True, "folder": {"folder": "water", "still": 0}, "mapping": mapping,
    }  # fmt: skip
    with TemporaryDirectory() as folder, override_settings(EXCHANGE=Path(folder)):
        configuring.load([entry], by=audit.console())
        made = Connector.objects.get()
        (Path(folder) / "water").mkdir()
        lines = ["no,said,at,kind", "1,路灯不亮,2026-03-02 09:00,路灯", "2,有船搁浅,2026-03-02 09:05,船"]
        (Path(folder) / "water" / "calls-0302.csv").write_text("\n".join(lines), encoding="utf-8")
        rounds.run(made)
        reconciling.reconcile(made, audit.today())


def _picture() -> BytesIO:
    return BytesIO(photo()["buffer"])
