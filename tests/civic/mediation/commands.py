"""Every verb of a dispute with something to say, every position from which it may be tried, and disputes in every situation."""

from collections.abc import Callable
from datetime import timedelta
from types import ModuleType
from typing import Any

from django.utils import timezone

from huying.base.journal import audit, clock
from huying.base.journal.machine import NEW
from huying.base.units.roles import SYSTEM, Actor, Role
from huying.civic.mediation import (
    afterwards,
    agreeing,
    beside,
    consenting,
    opening,
    sessions,
    table,
)
from huying.civic.mediation.models import Dispute, DisputeFile, Meeting, Note, Obligation, Seat
from huying.civic.mediation.sides import Person
from huying.civic.mediation.states import LIFE
from huying.civic.mediation.table import Proposed

from . import stories

STEPS: tuple[ModuleType, ...] = (opening, consenting, table, sessions, agreeing, afterwards, beside)
COMMANDS: dict[str, Callable[..., Any]] = {
    verb: getattr(module, verb) for verb in LIFE.steps for module in STEPS if hasattr(module, verb)
}
"""The command of each verb: it bears the verb's name, in one of the step modules."""
TRIED = [verb for verb, step in LIFE.steps.items() if step.sources != (NEW,)]


def file(**given: Any) -> DisputeFile:
    said = {"kind": "evidence", "sha256": "0" * 64, "name": "a.pdf", "media_type": "application/pdf", "size": 1}
    return DisputeFile(**(said | given))


def arguments(town: stories.Town, dispute: Dispute) -> dict[str, dict[str, Any]]:
    """What each command is given in a try: complete, so that only the rules can refuse."""
    now = clock.now()
    side, party = {"side": 2}, dispute.papers.of_side(2)[0]
    seat = dispute.papers.seats[0] if dispute.papers.seats else Seat(pk=0)
    text = dispute.papers.draft
    owed = Obligation.objects.filter(agreement__dispute=dispute).first() or Obligation(pk=0)
    meeting = Meeting.objects.filter(dispute=dispute).first() or Meeting(pk=0)
    offer = Note.objects.filter(dispute=dispute, kind="offer", side=None).first() or Note(pk=0)
    facts = Note.objects.filter(dispute=dispute, kind="undisputed").first() or Note(pk=0)
    hash_ = text.hash if text else "0" * 64
    paper = file(kind="signed", dispute=dispute, added_at=now, added_by="test")
    paper.save()
    return {
        "correct": {"text": "拖欠四个月工资"},
        "add_party": {"side": 2, "party": Person(name="张三"), "means": "counter"},
        "represent": {"party": party, "representative": "李律师", "may_settle": True},
        "assign": {"to": town.unit["labour_committee"], "basis": "chosen"},
        "turn_away": {"reason": "已在法院"},
        "ask": {**side, "means": "phone"},
        "consent": {**side, "means": "phone"},
        "refuse": {**side, "means": "phone"},
        "withdraw": {"means": "phone"},
        "lapse": {},
        "accept": {},
        "propose": {"seats": [Proposed(staff=town.staff["colleague"])], "reason": "熟悉"},
        "disclose": {"text": "没有利害关系"},
        "choose": {**side, "seat": seat, "means": "phone"},
        "object": {**side, "seat": seat, "means": "phone"},
        "recuse": {"reason": "亲属"},
        "begin": {},
        "request": {"kind": "confirmation", "reason": "申请确认"} if dispute.state == "in_force"
        else {"kind": "raise", "reason": "疑难"},
        "answer_request": {**side, "means": "phone", "decision": "yes"},
        "raise_level": {"to": town.unit["centre"], "reason": "疑难"},
        "schedule": {"starts_at": now + timedelta(days=30), "room": town.room},
        "propose_times": {"times": [now + timedelta(days=3)]},
        "cancel_session": {"session": meeting, "reason": "改期"},
        "minute": {"session": meeting, "text": "笔录"},
        "talk_privately": {**side, "text": "底线"},
        "say": {"text": "我方意见"},
        "offer": {**side, "text": "先付一半"},
        "answer_offer": {"side": 1, "offer": offer, "decision": "yes"},
        "state_undisputed": {"text": "工资数额无争议"},
        "confirm_undisputed": {**side, "note": facts},
        "draft": {"terms": "一次付清"},
        "settle": {},
        "redraft": {"reason": "改金额"},
        "sign": {"party": party, "hash": hash_, "means": "paper", "file": paper},
        "countersign": {"hash": hash_},
        "seal": {"hash": hash_},
        "agree_orally": {"party": party, "hash": hash_, "means": "session"},
        "record_oral": {"hash": hash_},
        "end": {"reason": "other"},
        "refer": {"to": "court", "reason": "愿意诉讼"},
        "submit_confirmation": {},
        "decide_confirmation": {"decision": "confirmed"},
        "perform": {"obligation": owed, "on": audit.today()},
        "default": {"obligation": owed},
        "follow_up": {**side, "means": "phone", "held": True, "satisfied": 4},
        "close": {"performance": "partly"},
        "report_danger": {"to": "police", "text": "扬言动手"},
        "hand_over": {"to": "court", "file": file(kind="pack")},
        "link": {"earlier": _other(dispute).number},
        "reveal": {"party": party, "purpose": "session"},
        "correct_contact": {"party": party, "phone": "13900007777"},
        "renew_code": {"party": party},
        "attach": {"file": file()},
        "note": {"text": "周三联系"},
        "take_out": {"sha256": "0" * 64},
        "copy": {},
        "hold": {"reason": "lawsuit", "until": audit.today() + timedelta(days=90), "text": "诉讼"},
        "release": {"text": "已撤诉"},
        "erase": {},
    }  # fmt: skip


def positions(town: stories.Town, dispute: Dispute) -> dict[str, Actor]:
    """Everybody who might try something on this dispute. Its committee is the street's, and `mediator` sits at its table."""
    return {
        "applicant": stories.party_of(dispute, 1),
        "respondent": stories.party_of(dispute, 2),
        "resident": Actor.resident(),
        "mediator": town.actor("mediator"),
        "colleague": town.actor("colleague"),
        "village": town.actor("village"),
        "centre": town.actor("centre"),
        "elsewhere": town.actor("elsewhere"),
        "court": town.actor("court"),
        "connected": town.actor("connected"),
        "operator": town.actor("operator"),
        "dispatcher": town.actor("dispatcher"),
        "handler": town.actor("handler"),
        "field": town.actor("field"),
        "supervisor": town.actor("supervisor"),
        "admin": town.actor("admin"),
        "security": town.actor("security"),
        "auditor": town.actor("auditor"),
        "unitless": Actor(Role.MEDIATOR, "staff:0", staff_id=0),
        "system": SYSTEM,
    }


def _other(dispute: Dispute) -> Dispute:
    return Dispute.objects.filter(external="before").first() or dispute


def _wanted(kind: str, reach: Callable[..., Dispute], decided: bool = True) -> Callable[[stories.Town], Dispute]:
    """Somebody asked every side for something, and every side said yes, or one has still to answer."""

    def made(town: stories.Town) -> Dispute:
        dispute = reach(town)
        table.request(dispute, by=stories.party_of(dispute, 1), kind=kind, reason="各方都好")
        if decided:
            table.answer_request(dispute, by=stories.party_of(dispute, 2), side=2, means="page", decision="yes")
        return dispute

    return made


def _silent(town: stories.Town) -> Dispute:
    """The other side was asked weeks ago, and has not answered."""
    with clock.at(timezone.now() - timedelta(days=21)):
        dispute = stories.asked(town)
        consenting.consent(dispute, by=stories.party_of(dispute, 1), side=1, means="page")
    return dispute


def confirmation_applied_for(town: stories.Town, **given: Any) -> Dispute:
    """In force, and the court is asked to confirm it."""
    dispute = _wanted("confirmation", lambda town: stories.in_force(town, **given))(town)
    afterwards.submit_confirmation(dispute, by=town.actor("mediator"))
    return dispute


def _held(town: stories.Town) -> Dispute:
    dispute = stories.long_ago(stories.refused, 365)(town)
    until = audit.today() + timedelta(days=30)
    beside.hold(dispute, by=town.actor("supervisor"), reason="lawsuit", until=until, text="诉讼")
    return dispute


SITUATIONS: dict[str, Callable[[stories.Town], Dispute]] = {
    "opened": stories.opened,
    "opened, nobody's": lambda town: stories.opened(town, unit=None),
    "opened, of no type": lambda town: stories.opened(town, type=None),
    "opened, not for mediation": lambda town: stories.opened(town, type=town.type["crime"]),
    "opened, from the court": lambda town: stories.opened(
        town, origin="court", court_stage="prefiling", sender=town.unit["court"]
    ),
    "asked": stories.asked,
    "asked, silent": _silent,
    "consented": stories.consented,
    "accepted": stories.accepted,
    "proposed": stories.proposed,
    "set up": stories.set_up,
    "mediating": stories.mediating,
    "mediating, much was said": stories.said,
    "mediating, raise asked": _wanted("raise", stories.mediating, decided=False),
    "mediating, raise wanted": _wanted("raise", stories.mediating),
    "drafted": stories.drafted,
    "drafted orally": lambda town: stories.drafted(town, oral=True),
    "agreed orally": stories.agreed_orally,
    "settled": stories.settled,
    "signed": stories.signed,
    "in force": stories.in_force,
    "in force, overdue": stories.long_ago(stories.in_force, 20),
    "in force, confirmation wanted": _wanted("confirmation", stories.in_force),
    "in force, confirmation applied for": confirmation_applied_for,
    "closed": stories.closed,
    "refused": stories.refused,
    "ended": stories.ended,
    "closed long ago": stories.long_ago(stories.refused, 365),
    "closed long ago, held": _held,
}
"""A dispute in every situation that the table tells apart."""
