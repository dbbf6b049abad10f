"""The small city with its committees, and disputes in any state: reached by real commands, never set by hand."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from huying.base.journal import audit, clock, editions
from huying.base.units.models import Staff, Unit
from huying.base.units.roles import Actor, Role
from huying.civic.mediation import afterwards, agreeing, consenting, opening, parties, sessions, table
from huying.civic.mediation.agreeing import Owed
from huying.civic.mediation.models import Committee, Dispute, DisputeType, Mediator, Obligation, Party, Room
from huying.civic.mediation.opening import Matter
from huying.civic.mediation.sides import Person
from huying.civic.mediation.table import Proposed
from tests import stories

REMEDIES = "可以申请劳动仲裁，或者向人民法院起诉。"
WORKER = Person(name="王敏", phone="13900001234", address="柳岸巷 3 号", particulars="女，1990 年生")
EMPLOYER = Person(
    name="云东餐饮公司", kind="organisation", phone="13900005678", representative="李经理 13700001111", may_settle=True
)


@dataclass
class Town:
    """The small city, with a committee at each level, types, and people who mediate."""

    city: stories.City
    unit: dict[str, Unit]
    type: dict[str, DisputeType]
    staff: dict[str, Staff]
    room: Room

    def actor(self, name: str) -> Actor:
        return (self.staff.get(name) or self.city.staff[name]).actor


def town(city: stories.City | None = None) -> Town:
    """The small city, or the one that stands already, with its committees."""
    city = city or stories.city()
    types = {
        "labour": DisputeType.objects.create(
            code="D10", zh="劳动争议纠纷", en="Labour", words="工资\n拖欠\n加班", remedies_zh=REMEDIES,
            remedies_en="Labour arbitration, or the court.", reviewed_by_arbitration=True,
        ),
        "property": DisputeType.objects.create(code="D14", zh="物业纠纷", en="Property management", words="物业\n电梯"),
        "crime": DisputeType.objects.create(code="X01", zh="刑事案件", en="Crime", mediable=DisputeType.Mediable.NO),
    }  # fmt: skip
    unit = _committees(city, types)
    rows = {
        "mediator": "street_committee", "colleague": "street_committee", "seal_keeper": "street_committee",
        "village": "community_committee", "centre": "centre", "elsewhere": "labour_committee",
    }  # fmt: skip
    staff = {
        name: Staff.objects.create(username=name, unit=unit[where], role=Role.MEDIATOR, zh=f"调解员{name}")
        for name, where in rows.items()
    }
    staff["court"] = Staff.objects.create(username="court", unit=unit["court"], role=Role.INTEGRATOR)
    for row in staff.values():
        if row.role == Role.MEDIATOR:
            Mediator.objects.create(staff=row, languages=["zh-hans"])
    editions.changed("units")
    stories.forget()
    return Town(
        city, unit, types, staff, Room.objects.create(unit=unit["street_committee"], zh="一号调解室", en="Room 1")
    )


def matter(town: Town, **given: Any) -> Matter:
    """Three months of wages that an employer owes."""
    said: dict[str, Any] = {
        "text": "餐馆拖欠三个月工资，共一万二千元", "issues": "要求支付工资", "sides": [[WORKER], [EMPLOYER]],
        "type": town.type["labour"], "area": town.city.area["west"], "amount": Decimal(12000),
        "unit": town.unit["street_committee"], "language": "zh-hans",
    }  # fmt: skip
    return Matter(**(said | given))


def opened(town: Town, **given: Any) -> Dispute:
    dispute = opening.open(matter(town, **given), by=town.actor("mediator")).dispute
    return fresh(dispute)


def asked(town: Town, **given: Any) -> Dispute:
    dispute = opened(town, **given)
    for side in (1, 2):
        consenting.ask(dispute, by=town.actor("mediator"), side=side, means="phone")
    return dispute


def consented(town: Town, **given: Any) -> Dispute:
    dispute = asked(town, **given)
    for party in dispute.papers.parties:
        consenting.consent(dispute, by=parties.actor(party), side=side_of(dispute, party), means="page")
    return dispute


def accepted(town: Town, **given: Any) -> Dispute:
    dispute = consented(town, **given)
    consenting.accept(dispute, by=town.actor("mediator"))
    return dispute


def proposed(town: Town, **given: Any) -> Dispute:
    dispute = accepted(town, **given)
    table.propose(
        dispute, by=town.actor("colleague"), seats=[Proposed(staff=town.staff["mediator"])], reason="熟悉劳动争议"
    )
    return dispute


def set_up(town: Town, **given: Any) -> Dispute:
    """Who mediates has said their interests, and every side accepts them."""
    dispute = proposed(town, **given)
    table.disclose(dispute, by=town.actor("mediator"), text="与各方没有利害关系")
    for party in dispute.papers.parties:
        seat = dispute.papers.seats[0]
        table.choose(dispute, by=parties.actor(party), side=side_of(dispute, party), seat=seat, means="page")
    return dispute


def mediating(town: Town, **given: Any) -> Dispute:
    dispute = set_up(town, **given)
    table.begin(dispute, by=town.actor("mediator"))
    return dispute


def drafted(town: Town, *, oral: bool = False, **given: Any) -> Dispute:
    dispute = mediating(town, **given)
    agreeing.draft(
        dispute, by=town.actor("mediator"), facts="拖欠工资属实", terms="公司分两次付清工资", oral=oral,
        obligations=[Owed(2, "支付工资", audit.today() + timedelta(days=10), Decimal(12000))],
    )  # fmt: skip
    return dispute


def settled(town: Town, **given: Any) -> Dispute:
    dispute = drafted(town, **given)
    agreeing.settle(dispute, by=town.actor("mediator"))
    return dispute


def signed(town: Town, **given: Any) -> Dispute:
    """Every party and the mediator signed; the seal is missing."""
    dispute = settled(town, **given)
    for party in dispute.papers.parties:
        agreeing.sign(dispute, by=parties.actor(party), party=party, hash=the_hash(dispute), means="page")
    agreeing.countersign(dispute, by=town.actor("mediator"), hash=the_hash(dispute))
    return dispute


def in_force(town: Town, **given: Any) -> Dispute:
    dispute = signed(town, **given)
    agreeing.seal(dispute, by=town.actor("seal_keeper"), hash=the_hash(dispute))
    return dispute


def agreed_orally(town: Town, **given: Any) -> Dispute:
    dispute = drafted(town, oral=True, **given)
    for party in dispute.papers.parties:
        agreeing.agree_orally(dispute, by=parties.actor(party), party=party, hash=the_hash(dispute), means="session")
    return dispute


def oral_in_force(town: Town, **given: Any) -> Dispute:
    dispute = agreed_orally(town, **given)
    agreeing.record_oral(dispute, by=town.actor("mediator"), hash=the_hash(dispute))
    return dispute


def performed(town: Town, **given: Any) -> Dispute:
    dispute = in_force(town, **given)
    afterwards.perform(dispute, by=town.actor("mediator"), obligation=owed(dispute))
    return dispute


def closed(town: Town, **given: Any) -> Dispute:
    dispute = performed(town, **given)
    afterwards.close(dispute, by=town.actor("mediator"), performance="performed")
    return dispute


def refused(town: Town, **given: Any) -> Dispute:
    dispute = asked(town, **given)
    consenting.refuse(dispute, by=party_of(dispute, 2), side=2, means="page")
    return dispute


def ended(town: Town, **given: Any) -> Dispute:
    dispute = mediating(town, **given)
    agreeing.end(dispute, by=town.actor("mediator"), reason="other")
    return dispute


def said(town: Town, **given: Any) -> Dispute:
    """In mediation, with something of everything that can be said there."""
    dispute = mediating(town, **given)
    by = town.actor("mediator")
    starts = clock.now() + timedelta(days=2)
    meeting = sessions.schedule(dispute, by=by, starts_at=starts, room=town.room)
    sessions.say(dispute, by=party_of(dispute, 1), text="MARK-said-1")
    sessions.talk_privately(dispute, by=party_of(dispute, 1), side=1, text="MARK-private-1")
    sessions.talk_privately(dispute, by=by, side=2, text="MARK-private-2")
    sessions.offer(dispute, by=party_of(dispute, 2), side=2, text="MARK-offer-2")
    sessions.offer(dispute, by=party_of(dispute, 1), side=1, text="MARK-hidden-offer-1", private=True)
    sessions.minute(dispute, by=by, session=meeting, text="MARK-minutes")
    sessions.state_undisputed(dispute, by=by, text="MARK-undisputed")
    return dispute


# -- who


def party_of(dispute: Dispute, side: int) -> Actor:
    """The first party on this side, acting for itself."""
    return parties.actor(dispute.papers.of_side(side)[0])


def side_of(dispute: Dispute, party: Party) -> int:
    return next(side.number for side in dispute.papers.sides if side.pk == party.side_id)


def the_hash(dispute: Dispute) -> str:
    assert dispute.papers.draft is not None
    return dispute.papers.draft.hash


def owed(dispute: Dispute) -> Obligation:
    """The one thing that is owed under the agreement."""
    return Obligation.objects.get(agreement__dispute=dispute)


def fresh(dispute: Dispute) -> Dispute:
    """As the database has it."""
    return Dispute.objects.select_related("type", "unit", "area").get(pk=dispute.pk)


def long_ago(reach: Any, days: int) -> Any:
    """A dispute that came to where it is so many days ago."""

    def made(town: Town) -> Dispute:
        with clock.at(timezone.now() - timedelta(days=days)):
            return reach(town)

    return made


def _committees(city: stories.City, types: dict[str, DisputeType]) -> dict[str, Unit]:
    made: dict[str, Unit] = {}
    rows = [
        ("centre", "M11", "云东区矛盾纠纷调处中心", "Yundong Mediation Centre", "hall", "district", "centre", 3),
        ("street_committee", "M111", "西街道调委会", "West Street Committee", "centre", "west", "people", 2),
        ("community_committee", "M1111", "柳岸社区调委会", "Liu'an Committee", "street_committee", "west", "people", 1),
        ("labour_committee", "M12", "劳动争议调委会", "Labour Committee", "centre", "district", "specialised", 3),
    ]
    for name, code, zh, en, parent, where, kind, level in rows:
        above = made.get(parent) or city.unit[parent]
        made[name] = Unit.objects.create(
            code=code, zh=zh, en=en, level="committee", parent=above, area=city.area[where]
        )
        Committee.objects.create(unit=made[name], kind=kind, level=level, short=zh[:4], seal=f"{zh}印")
    Committee.objects.get(unit=made["labour_committee"]).types.set([types["labour"]])
    made["court"] = Unit.objects.create(
        code="C1", zh="云东区人民法院", en="Yundong Court", level="department", parent=city.unit["hall"]
    )
    return made
