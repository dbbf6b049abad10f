"""Every verb with something to say, every position from which it may be tried, and cases in every situation."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from types import ModuleType
from typing import Any

from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from huying.base.catalogue.models import Tier
from huying.base.journal import clock
from huying.base.journal.machine import NEW
from huying.base.units.roles import SYSTEM, Actor, Role
from huying.cases import (
    beside,
    cross_reading,
    draws,
    followup,
    forgetting,
    handling,
    intake,
    lots,
    pace,
    publishing,
    routing,
    troubles,
    verdicts,
)  # fmt: skip
from huying.cases.models import Attachment, Case
from huying.cases.states import LIFE
from tests import stories

STEPS: tuple[ModuleType, ...] = (
    intake, routing, handling, pace, draws, followup, verdicts, cross_reading, beside, forgetting, publishing, troubles,
)  # fmt: skip

COMMANDS: dict[str, Callable[..., Any]] = {
    verb: getattr(module, verb) for verb in LIFE.steps for module in STEPS if hasattr(module, verb)
}
"""The command of each verb: it bears the verb's name, in one of the step modules."""


SEED = next(seed for seed in map(str, count()) if lots.is_drawn(seed, lots.READING, 5))
"""By which a closed case is read by others."""


def arguments(city: stories.City, case: Case) -> dict[str, dict[str, Any]]:
    """What each command is given in a try: complete, so that only the rules can refuse."""
    now = clock.now()
    later = max(case.due_at or now, now) + timedelta(days=3)
    other = SimpleLazyObject(lambda: _other(case))  # looked up where it is needed
    return {
        "correct": {"text": "滨河路 14 号"},
        "join": {"into": other},
        "merge": {"into": other},
        "unmerge": {"reason": "是两件事"},
        "withdraw": {"reason": "已经好了"},
        "dispatch": {"to": city.unit["roads"], "basis": "道路条例 1"},
        "reassign": {"to": city.unit["roads"], "reason": "wrong_unit", "basis": "道路条例 1"},
        "request_return": {"reason": "not_ours", "basis": "道路条例 1", "proposed": city.unit["roads"]},
        "decide_return": {"decision": "granted", "to": city.unit["roads"], "reason": "属道路处"},
        "refer": {"consents": {"a": True, "b": True}},
        "accept": {},
        "hand_down": {"to": city.unit["community"], "basis": "社区清单 3"},
        "ask_help": {"units": [city.unit["gas"]], "reason": "地下有燃气管"},
        "answer_help": {"text": "已配合"},
        "contact": {"means": "phone", "reached": True},
        "ask_resident": {"question": "哪一盏灯？"},
        "answer_resident": {"answer": "门口那盏"},
        "pause": {"reason": "appraisal", "until": later},
        "park": {"reason": "policy", "plan": "明年改造", "review_on": later.date()},
        "resume": {},
        "request_extension": {"reason": "parts", "until": later},
        "decide_extension": {"decision": "granted", "reason": "配件未到"},
        "request_escalation": {"reason": "需要市里协调"},
        "decide_escalation": {"decision": "granted", "reason": "同意"},
        "hand_back": {"reason": "已协调电力公司，请换灯"},
        "urge": {"text": "请尽快"},
        "make_safe": {"text": "已围挡"},
        "interim_reply": {"text": "配件在路上"},
        "recount": {"moves": {}, "cause": "published"},
        "supervise": {"rung": "notice", "reason": "逾期"},
        "propose_reply": {"text": "已修好", "result": "resolved"},
        "approve_reply": {"decision": "granted"},
        "reply": {"text": "已修好", "result": "resolved"},
        "follow_up": {"decision": "yes", "contacted": True, "satisfied": 4},
        "draw": {"seed": SEED},
        "verify": {"finding": "confirmed", "text": "已核实"},
        "answer_verdict": {"text": "已上门致歉并重新处理"},
        "draw_reading": {"seed": SEED},
        "cross_read": {"solved": True, "duty": False, "text": "未附照片"},
        "answer_reading": {"text": "已补充照片"},
        "rework": {"reason": "not_solved"},
        "close": {"outcome": "resolved" if case.state == "replied" else "explained", "text": "已说明"},
        "review": {"reason": "又坏了"},
        "decide_review": {"decision": "rerouted", "reason": "重新办理"},
        "request_exclusion": {"reason": "E01", "evidence": "职责清单第 3 条"},
        "decide_exclusion": {"decision": "granted", "reason": "属实"},
        "rate": {"decision": "yes", "contacted": True, "satisfied": 4},
        "answer_through": {},
        "end_mediation": {"dispute": "M261122-00000001-2", "outcome": "written"},
        "reveal": {"purpose": "relay", "until": now + timedelta(minutes=15)},
        "request_look": {"purpose": "visit", "until": now + timedelta(hours=1), "reason": "需要再次上门"},
        "decide_look": {"decision": "granted", "reason": "同意"},
        "message": {"text": "明天上午来看"},
        "recuse": {"interest": "close"},
        "readmit": {"staff": city.staff["handler"]},
        "hold": {"reason": "lawsuit", "until": now + timedelta(days=90), "text": "行政诉讼，（2026）云 01 行初 12 号"},
        "release": {"text": "已撤诉"},
        "request_erasure": {"what": ["contact"], "reason": "不想再被联系"},
        "decide_erasure": {"decision": "granted"},
        "erase": {},
        "copy": {},
        "correct_contact": {"phone": "13900005678"},
        "attach": {"file": Attachment(sha256="0" * 64, name="灯.jpg", media_type="image/jpeg", size=1)},
        "publish": {"text": "西街道一处路灯不亮，已派人检修"},
        "announce": {
            "text": "西街道停电检修",
            "text_en": "Power is off in West Street",
            "areas": [city.area["west"]],
            "until": now + timedelta(hours=5),
        },
        "all_clear": {"text": "已恢复供电"},
        "unpublish": {"reason": "写错了地方"},
        "note": {"text": "周三去看"},
        "send_code": {"channel": "sms"},
    }


def positions(city: stories.City, case: Case) -> dict[str, Actor]:
    """Everybody who might try something on this case. `lead`, `inner` and `co` sit where the case is."""
    return {
        "resident": Actor.resident(case.pk),
        "other_resident": Actor.resident(0),
        "operator": city.actor("operator"),
        "dispatcher": city.actor("dispatcher"),
        "lead": Actor(Role.HANDLER, "staff:lead", unit_id=case.unit_id),
        "inner": Actor(Role.HANDLER, "staff:inner", unit_id=case.inner_unit_id),
        "co": Actor(Role.HANDLER, "staff:co", unit_id=city.unit["gas"].pk),
        "other_unit": city.actor("roads"),
        "unitless": Actor(Role.HANDLER, "staff:unitless"),
        "field": city.actor("field"),
        "supervisor": city.actor("supervisor"),
        "inside_supervisor": Actor(Role.SUPERVISOR, "staff:inside", unit_id=case.unit_id),
        "admin": city.actor("admin"),
        "security": city.actor("security"),
        "auditor": city.actor("auditor"),
        "connected": Actor(Role.INTEGRATOR, "key:1", unit_id=case.unit_id),
        "system": SYSTEM,
    }


def _other(case: Case) -> Case:
    return Case.objects.exclude(pk=case.pk).filter(external="into").get()


def _with(reach: Callable[..., Case], *steps: tuple[str, str]) -> Callable[[stories.City], Case]:
    """A case reached by `reach` on which (verb, position) were taken."""

    def made(city: stories.City) -> Case:
        case = reach(city)
        for verb, position in steps:
            COMMANDS[verb](case, by=positions(city, case)[position], **arguments(city, case)[verb])
        return case

    return made


def _long_ago(reach: Callable[..., Case]) -> Callable[[stories.City], Case]:
    """A case that came to where it is a year ago."""

    def made(city: stories.City) -> Case:
        with clock.at(timezone.now() - timedelta(days=365)):
            return reach(city)

    return made


def _silent(city: stories.City) -> Case:
    """Its unit neither accepted nor asked to return it while there was time to."""
    with clock.at(timezone.now() - timedelta(days=30)):
        return stories.dispatched(city)


def _late(city: stories.City) -> Case:
    """Its time was up days ago, and nobody has answered."""
    with clock.at(timezone.now() - timedelta(days=10)):
        return stories.in_progress(city)


def _not_solved(city: stories.City) -> Case:
    case = stories.replied(city)
    followup.follow_up(case, by=Actor.resident(case.pk), decision="no", satisfied=1)
    return case


def _handed_down(city: stories.City) -> Case:
    """At the street office of the west, which gave it to its community."""
    case = stories.in_progress(city, category=city.category["roads"])
    handling.hand_down(case, by=stories.lead(case), to=city.unit["community"], basis="社区清单 3")
    return case


def _designated(city: stories.City) -> Case:
    """Three dispatches were returned; the panel's choice is final."""
    case = stories.dispatched(city)
    for to, panel in (("roads", "supervisor"), ("gas", "dispatcher"), ("lighting", "supervisor")):
        routing.request_return(case, by=stories.lead(case), reason="not_ours", basis="清单", proposed=city.unit[to])
        routing.decide_return(case, by=city.actor(panel), decision="granted", to=city.unit[to], reason="裁定")
    return case


def _confidential(city: stories.City) -> Case:
    return stories.in_progress(city, confidentiality="confidential")


def _recused(city: stories.City) -> Case:
    """Somebody at the lead unit keeps out."""
    case = stories.in_progress(city)
    beside.recuse(case, by=city.actor("handler"), interest="close")
    return case


def _to_be_made_safe(city: stories.City) -> Case:
    """Of a tier that sets a time for fencing the danger off."""
    Tier.objects.update(make_safe={"value": 24, "unit": "h"})
    stories.forget()
    case = Case.objects.get(pk=stories.received(city).pk)
    routing.dispatch(case, to=city.unit["lighting"], by=SYSTEM, basis="照明条例")
    handling.accept(case, by=stories.lead(case))
    return case


SITUATIONS: dict[str, Callable[[stories.City], Case]] = {
    "received": stories.received,
    "received, asked": _with(stories.received, ("ask_resident", "operator")),
    "dispatched": stories.dispatched,
    "dispatched, silent": _silent,
    "dispatched, return asked": _with(stories.dispatched, ("request_return", "lead")),
    "dispatched, designated": _designated,
    "in progress": stories.in_progress,
    "in progress, to be made safe": _to_be_made_safe,
    "in progress, helped": _with(stories.in_progress, ("ask_help", "lead")),
    "in progress, handed down": _handed_down,
    "in progress, reply proposed": _with(_handed_down, ("propose_reply", "inner")),
    "in progress, paused": _with(stories.in_progress, ("pause", "lead")),
    "in progress, long-term": _with(stories.in_progress, ("park", "supervisor")),
    "in progress, extension asked": _with(stories.in_progress, ("request_extension", "lead")),
    "in progress, escalation asked": _with(stories.in_progress, ("request_escalation", "lead")),
    "in progress, raised": _with(
        stories.in_progress, ("request_escalation", "lead"), ("decide_escalation", "supervisor")
    ),
    "in progress, confidential": _confidential,
    "in progress, confidential, asked": _with(_confidential, ("ask_resident", "lead")),
    "in progress, confidential, look asked": _with(_confidential, ("request_look", "lead")),
    "in progress, confidential, look granted": _with(
        _confidential, ("request_look", "lead"), ("decide_look", "supervisor")
    ),
    "in progress, recused": _recused,
    "replied": stories.replied,
    "in progress, late": _late,
    "in progress, late, rated": _with(_late, ("rate", "resident")),
    "replied, not solved": _not_solved,
    "replied, drawn": _with(stories.replied, ("draw", "system")),
    "replied, not solved, looked into": _with(_not_solved, ("verify", "operator")),
    "closed, drawn to be read": _with(stories.closed, ("draw_reading", "system")),
    "closed, read by others": _with(stories.closed, ("draw_reading", "system"), ("cross_read", "supervisor")),
    "closed": stories.closed,
    "closed, review asked": _with(stories.closed, ("review", "resident")),
    "closed, exclusion asked": _with(stories.closed, ("request_exclusion", "lead")),
    "closed, erasure asked": _with(stories.closed, ("request_erasure", "resident")),
    "closed, held": _with(stories.closed, ("hold", "supervisor")),
    "closed long ago": _long_ago(stories.closed),
    "closed long ago, held": _with(_long_ago(stories.closed), ("hold", "supervisor")),
    "in progress, announced": _with(stories.in_progress, ("announce", "operator")),
    "in progress, public": _with(stories.in_progress, ("publish", "dispatcher")),
    "merged": _with(stories.received, ("merge", "operator")),
    "withdrawn": _with(stories.received, ("withdraw", "resident")),
}
"""A case in every situation that the table tells apart."""

TRIED = [verb for verb, step in LIFE.steps.items() if step.sources != (NEW,)]
"""Every verb that something which is there already can be asked to take."""
