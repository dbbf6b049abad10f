"""A town in which every table that travels has a row, and each row came about as it does anywhere: by a command or at a door."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.utils import timezone

from huying.base.catalogue import register as catalogue
from huying.base.journal import audit, clock, seals
from huying.base.places.models import Area
from huying.base.units import keys
from huying.base.units.models import Key, Staff, Unit
from huying.base.units.roles import SYSTEM, Actor, Role
from huying.cases import (
    beside,
    calling,
    draws,
    files,
    forgetting,
    incoming,
    intake,
    linked,
    orders,
    reactions,
    routing,
    troubles,
    watch,
)  # fmt: skip
from huying.cases.models import Case, Peer, Pulled, Pushed
from huying.cases.states import LIFE
from huying.cases.words import State
from huying.civic.mediation import agreeing, consenting, opening, parties, sessions, table
from huying.civic.mediation import beside as in_dispute
from huying.civic.mediation.models import DisputeFile, DisputeType
from huying.civic.mediation.sides import Person
from huying.insight import proposing, refreshing
from huying.insight.cells import Found
from huying.insight.models import Scoring, Sign
from huying.notices import opting, telling, wording
from huying.notices.models import Desk, Preference
from huying.notices.webhooks import queueing, subscribing
from huying.web import setup
from huying.web.exchange import demo
from huying.web.exchange.connectors import reconciling
from tests.commands import SEED
from tests.web.exchange.connectors import desk
from tests.web.open311.conftest import System

YUNXI = Path(__file__).parents[4] / "samples" / "yunxi"
UNREACHED = {
    "account_emailaddress": "allauth's; no page of ours writes one",
    "journal_unsealed": "an export seals first, so only what is written within the same instant stands there",
}
PASSWORD = "correct horse battery"
LIGHT = "0203"
MARKED = ("13911118888", "闻人秋白", "https://chat.marked.example/robot?key=4711", "JBSWY3DPEHPK3PXP")
"""A telephone number, a name, the address of a chat, the secret of a second factor: sealed wherever they are kept."""


def build() -> None:
    """Fill the empty database."""
    assert setup.load(YUNXI, by=SYSTEM).problems == []
    demo.fill()
    for step in (_staff, _by_other_systems, _on_cases, _told, _exchanged, _open311, _looked_at, _deadlines, _mediated):
        step()
    refreshing.refresh()


def _somebody(role: Role) -> Staff:
    return Staff.objects.filter(role=role).order_by("pk")[:1].get()


def _open(n: int) -> Case:
    return Case.objects.exclude(state=State.CLOSED).order_by("pk")[n]


def _staff() -> None:
    admin, operator = _somebody(Role.ADMIN), _somebody(Role.OPERATOR)
    admin.set_password(PASSWORD)
    admin.save()
    TOTP.activate(admin, MARKED[3])
    browser = Client()
    browser.force_login(operator)
    kept = browser.post("/desk/views/", {"name": "今天", "address": "list=mine"})
    liked = browser.post("/desk/me/notices/", {"pace": "at_once", "language": "en", "url": ""})
    assert (kept.status_code, liked.status_code) == (302, 302), (kept.content, liked.content)
    Preference.objects.filter(staff=operator).update(read_to=0)
    calling.rings("exchange-1", number=MARKED[0], agent="")
    calling.is_missed("exchange-1")


def _by_other_systems() -> None:
    secret = keys.make(Role.INTEGRATOR, Unit.objects.get(code="gas"), by=audit.console())
    headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": "once"}
    call = {"text": "滨河路 9 号路灯不亮", "contact": {"name": MARKED[1], "phone": MARKED[0]}}
    answer = Client(headers=headers).post("/api/v1/cases", call, content_type="application/json")
    assert answer.status_code == 201, answer.content.decode()
    assert incoming.is_first("a letter")
    linked.note(_open(0), f"https://{MARKED[0]}.example/a.jpg")


def _on_cases() -> None:
    first, second, third = _open(0), _open(1), _open(2)
    supervisor = _somebody(Role.SUPERVISOR)
    until = timezone.now() + timedelta(days=90)
    forgetting.hold(first, by=supervisor.actor, reason="lawsuit", until=until, text="行政诉讼")
    opting.choose(second, out=True)
    beside.recuse(third, by=_somebody(Role.DISPATCHER).actor, interest="close")
    trouble = filed("停电")
    troubles.announce(
        trouble, by=_somebody(Role.OPERATOR).actor, text="滨河街道停电检修", text_en="Power is off in Binhe",
        areas=[_city()], until=timezone.now() + timedelta(hours=5),
    )  # fmt: skip
    orders.order(_somebody(Role.HANDLER), "accept", {second.pk: second.version}, {})


def _city() -> Area:
    return Area.objects.get(level=0)


def filed(text: str, **given: Any) -> Case:
    """A report by somebody who left name and number."""
    light = catalogue.current().by_code[LIGHT]
    said: dict[str, Any] = {
        "text": text,
        "category": light,
        "answers": {"lights_out": 1},
        "name": MARKED[1],
        "phone": MARKED[0],
    }
    return intake.receive(intake.Call(**(said | given)), by=Actor.resident()).case


def _told() -> None:
    case = Case.objects.filter(state=State.REPLIED).order_by("pk")[0]
    telling.tell(case.pk, case.n_events)
    for event in range(1, case.n_events):
        telling.tell(case.pk, event)
    code = next(iter(wording.WORDING))
    wording.write(code, wording.of(code), by=audit.console())
    Desk.objects.create(unit=Unit.objects.get(code="gas"), url=MARKED[2])
    where: dict[str, Any] = {
        "name": "燃气公司系统",
        "unit": Unit.objects.get(code="gov"),
        "url": f"https://93.184.216.34/hook?key={MARKED[0]}",
    }
    made = subscribing.subscribe(**where, by=audit.console())
    reactions.route(filed("又一盏路灯不亮").pk, 1)
    seals.seal()
    queueing.queue(made.pk)


def _exchanged() -> None:
    office = desk.Office(desk.connected(unit="gas"))
    office.drop("a.csv", *({"no": n, "said": f"第 {n} 盏路灯不亮", "tel": MARKED[0]} for n in (1, 2)))
    office.run()
    reconciling.reconcile(office.connector, audit.today())


def _open311() -> None:
    """With an app that sends to us, and a department that works in a system of its own and answered once."""
    gas = Unit.objects.get(code="gas")
    app = System(Key.make(Role.INTEGRATOR, None, Key.Purpose.OPEN311))
    services = app.get("services.json").json()
    number = next(made for made in (_sent(app, service["service_code"]) for service in services) if made)
    department = System(Key.make(Role.INTEGRATOR, gas, Key.Purpose.OPEN311_PRIVATE))
    case = Case.objects.get(number=number)
    routing.dispatch(case, to=gas, by=SYSTEM, basis="清单")
    answer = department.told(number, "open", "已受理")
    assert answer.status_code == 200, answer.content.decode()
    peer = Peer.objects.create(unit=gas, endpoint="https://203.0.113.7/open311/v2/", key=MARKED[0])
    pushed = Pushed.objects.create(case=case, peer=peer, external="4711", due_at=timezone.now())
    Pulled.objects.create(pushed=pushed, update_id="1", status="open", at=timezone.now(), text=f"已致电 {MARKED[0]}")


def _sent(app: System, service: str) -> str:
    said = {"service_code": service, "address_string": "滨河路 9 号", "description": "路灯不亮"}
    answer = app.post("requests.json", **said)
    return str(answer.json()[0]["service_request_id"]) if answer.status_code == 200 else ""


def _looked_at() -> None:
    """A closed case that somebody else reads, and a place that the record says comes again and again."""
    closed = Case.objects.filter(state=State.CLOSED, unit__isnull=False).order_by("pk")
    case = next(case for case in closed if not LIFE.why_not(case, "draw_reading", by=SYSTEM))
    draws.draw_reading(case, by=SYSTEM, seed=SEED)
    today, light = audit.today(), catalogue.current().by_code[LIGHT].pk
    Scoring.objects.create(since=today + timedelta(days=30), profiles=[], bands=[], at=clock.now())
    proposing.propose(Found(Sign.RECURRING, _city().pk, light, today - timedelta(days=30), today, seen=9, expected=2.5))


def _mediated() -> None:
    """A dispute up to its agreement in force, with something said, asked and attached."""
    mediator = Staff.objects.get(username="mediator")
    by, kind = mediator.actor, DisputeType.objects.filter(mediable="yes").order_by("code")[:1].get()
    people = [[Person(MARKED[1], phone=MARKED[0])], [Person("云东餐饮公司", kind="organisation")]]
    matter = opening.Matter(text="拖欠三个月工资", sides=people, type=kind, unit=mediator.unit)
    dispute = opening.open(matter, by=by).dispute
    for side in (1, 2):
        consenting.ask(dispute, by=by, side=side, means="phone")
        consenting.consent(dispute, by=by, side=side, means="phone")
    consenting.accept(dispute, by=by)
    table.propose(dispute, by=by, seats=[table.Proposed(staff=mediator)], reason="熟悉")
    table.disclose(dispute, by=by, text="没有利害关系")
    for side in (1, 2):
        table.choose(dispute, by=by, side=side, seat=dispute.papers.seats[0], means="phone")
    table.begin(dispute, by=by)
    sessions.schedule(dispute, by=by, starts_at=timezone.now() + timedelta(days=3), where="现场")
    sessions.talk_privately(dispute, by=by, side=1, text=f"{MARKED[1]} 的底线")
    table.request(dispute, by=parties.actor(dispute.papers.parties[0]), kind="raise", reason="疑难")
    kept = files.keep(b"%PDF-1.4 %%EOF")
    file = DisputeFile(kind="evidence", sha256=kept, name="a.pdf", media_type="application/pdf", size=14)
    in_dispute.attach(dispute, by=by, file=file, side=1)
    owed = [agreeing.Owed(2, "支付工资", audit.today() + timedelta(days=9))]
    text = agreeing.draft(dispute, by=by, terms=f"支付 {MARKED[1]} 的工资", obligations=owed)
    agreeing.settle(dispute, by=by)
    for party in dispute.papers.parties:
        agreeing.sign(dispute, by=parties.actor(party), party=party, hash=text.hash, means="page")
    agreeing.countersign(dispute, by=by, hash=text.hash)
    agreeing.seal(dispute, by=by, hash=text.hash)


def _deadlines() -> None:
    later = timezone.now() + timedelta(days=40)
    with clock.at(later):
        watch.watch(later)
