"""Made-up calls for the demo, filed and handled by the same commands as real ones, at times spread over the last days."""

import io
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from PIL import Image
from ruamel.yaml import YAML

from huying.base.catalogue import register as catalogue
from huying.base.journal import clock
from huying.base.places.models import Address
from huying.base.units import register as units
from huying.base.units.models import Staff
from huying.base.units.roles import Actor, Role
from huying.cases import beside, files, followup, handling, intake, pace, publishing, reactions, routing
from huying.cases.models import Case

CALLS = Path(__file__).parents[3] / "samples" / "yunxi" / "demo" / "calls.yaml"
ROUTED_AFTER = timedelta(minutes=1)

Given = dict[str, Any]


def fill(calls: Path = CALLS) -> int:
    """File the made-up calls into a database that has no case yet; how many. Needs the set-up of 云溪市."""
    if Case.objects.exists():
        return 0
    told = YAML(typ="safe").load(calls)
    now = timezone.now()
    for call in sorted(told, key=lambda call: -call["hours_ago"]):
        with transaction.atomic():
            _tell(call, now - timedelta(hours=call["hours_ago"]))
    return len(told)


def _tell(call: Given, begin: datetime) -> None:
    """One call, and what became of it. The hours of its steps are counted from when it came in."""
    with clock.at(begin):
        number = intake.receive(_call(call), by=_caller(call)).case.pk
    with clock.at(begin + ROUTED_AFTER):
        reactions.route(number, 1)
    for step in call.get("then", []):
        given = dict(step)
        verb, hours = given.pop("verb"), given.pop("after")
        case = Case.objects.get(pk=number)
        with clock.at(begin + timedelta(hours=hours)):
            _take(case, verb, given)
            for react in REACTIONS.get(verb, ()):
                react(number, case.n_events)


REACTIONS = {
    "reply": (reactions.draw,),
    "follow_up": (reactions.rework_if_not_solved, reactions.draw_reading),
    "close": (reactions.draw_reading,),
}
"""What Huying does by itself after a step, at the time at which it was taken."""


def _call(call: Given) -> intake.Call:
    place = Address.objects.get(code=call["address"]) if "address" in call else None
    said = {name: call[name] for name in SAID if name in call}
    return intake.Call(
        **said, category=catalogue.current().by_code[call["category"]] if "category" in call else None,
        address=place.zh if place else "", lon=place.lon if place else None, lat=place.lat if place else None,
        area=place.area if place else None, danger_over=True,
    )  # fmt: skip


SAID = ("text", "channel", "answers", "name", "phone", "language", "confidentiality", "urgency")


def _caller(call: Given) -> Actor:
    return _somebody(role=Role.OPERATOR) if call.get("channel") == "phone" else Actor.resident()


def _take(case: Case, verb: str, given: Given) -> None:
    command, who = STEPS[verb]
    now = clock.now()
    for name in ("proposed", "to"):
        if name in given:
            given[name] = units.current().by_code[given[name]]
    if "units" in given:
        given["units"] = [units.current().by_code[code] for code in given["units"]]
    if "until" in given:
        given["until"] = now + timedelta(hours=given["until"])
    command(case, by=who(case), **given)


def _reply(case: Case, *, by: Actor, **given: Any) -> None:
    """With a picture where the category asks for one."""
    if case.category and "photo" in case.category.evidence:
        picture = io.BytesIO()
        Image.linear_gradient("L").resize((640, 480)).convert("RGB").save(picture, "PNG")
        picture.seek(0)
        taken = files.take_in("after.png", picture).attachment
        taken.of_reply = True
        beside.attach(case, by=by, file=taken)
    handling.reply(case, by=by, **given)


def _lead(case: Case) -> Actor:
    return _somebody(role=Role.HANDLER, unit=case.unit_id)


def _resident(case: Case) -> Actor:
    return Actor.resident(case.pk)


def _operator(case: Case) -> Actor:
    return _somebody(role=Role.OPERATOR)


def _supervisor(case: Case) -> Actor:
    return _somebody(role=Role.SUPERVISOR, username="supervisor")


def _somebody(**who: Any) -> Actor:
    return Staff.objects.filter(**who).order_by("pk")[:1].get().actor


STEPS: Mapping[str, tuple[Callable[..., None], Callable[[Case], Actor]]] = {
    "accept": (handling.accept, _lead),
    "ask_help": (handling.ask_help, _lead),
    "ask_resident": (handling.ask_resident, _lead),
    "close": (followup.close, _operator),
    "contact": (handling.contact, _lead),
    "follow_up": (followup.follow_up, _resident),
    "hand_down": (handling.hand_down, _lead),
    "publish": (publishing.publish, _operator),
    "reply": (_reply, _lead),
    "request_extension": (pace.request_extension, _lead),
    "request_return": (routing.request_return, _lead),
    "supervise": (pace.supervise, _supervisor),
    "urge": (pace.urge, _resident),
}
"""What the file may tell, and who does it."""
