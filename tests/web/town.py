"""The small city with cases at several units and in both streets, and everybody who may ask for something there."""

import re
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from huying.base.units.models import Key, Staff
from huying.base.units.roles import SYSTEM, Actor, Role
from huying.cases import beside, files, followup, handling, intake, routing
from huying.cases.models import Case
from tests import stories

EAST = {"lon": stories.EAST[0], "lat": stories.EAST[1]}
CASE_IN_PATH = re.compile(r"\{(?:case|file|code)_(\w+)\}")
API = "/api/"

SENT: dict[str, dict[str, Any]] = {
    "accept": {}, "note": {"text": "周三去看"}, "urge": {"text": "请尽快"}, "contact": {"means": "phone", "reached": True},
    "reply": {"text": "已修好", "result": "resolved"}, "answer_help": {"text": "已配合"}, "withdraw": {"reason": "好了"},
    "ask_resident": {"question": "哪一盏？"}, "close": {"outcome": "explained", "text": "已说明"}, "rework": {"reason": "other"},
    "dispatch": {"to": "02", "basis": "灯饰条例 3"}, "reassign": {"to": "03", "reason": "other", "basis": "道路条例 1"},
    "ask_help": {"units": ["03"], "reason": "挖开路面"}, "hand_down": {"to": "1111", "basis": "社区清单 3"},
    "request_return": {"reason": "other", "basis": "清单 9", "proposed": "03"}, "supervise": {"rung": "notice", "reason": "逾期"},
    "propose_reply": {"text": "已修好", "result": "resolved"}, "request_escalation": {"reason": "跨区"}, "review": {"reason": "又坏了"},
    "correct": {"text": "滨河路 14 号门口路灯不亮", "address": "滨河路 14 号"}, "refer": {"consents": {"a": True, "b": True}},
    "follow_up": {"decision": "yes", "contacted": True, "satisfied": 5}, "cases": {"text": "路灯不亮", "category": "0203"},
}  # fmt: skip
"""What comes with a POST, by the last part of its address: complete, so that only who asks can be what is wrong with it."""


@dataclass
class Town:
    """Cases by a short name, with their tracking codes."""

    city: stories.City
    receipts: dict[str, intake.Receipt] = field(default_factory=dict)

    def case(self, name: str) -> Case:
        return Case.objects.get(pk=self.receipts[name].case.pk)

    def filled(self, path: str) -> str:
        """`path` with its placeholders filled in."""
        known: dict[str, Any] = {"missing": "261122-00999999-9"}
        for name, receipt in self.receipts.items():
            file = receipt.case.attachments.order_by("pk").first()
            known |= {f"case_{name}": receipt.case.number, f"code_{name}": receipt.code}
            known[f"file_{name}"] = file.pk if file else 0
        return path.format(**known)

    def ask(self, who: str, method: str, path: str, sends: str = "") -> Any:
        """What `who` is answered. A POST brings what `SENT` has for the end of its address, or `sends` (a=1&b=2)."""
        named = CASE_IN_PATH.search(path)
        name = named[1] if named else "light"
        client = self._browser(who, name, strict=method == "POST*")
        address = self.filled(path)
        if method not in ("POST", "POST*"):
            return client.generic(method, address)
        given = dict(parse_qsl(sends)) or SENT.get(address.rstrip("/").rpartition("/")[2], {})
        if address.startswith(API):
            return client.post(address, given, content_type="application/json")
        prefix = f"{address.rstrip('/').rpartition('/')[2]}-" if address.startswith("/track/") else ""
        version = self.case(name).version
        form = {"version": version, "key": f"{who} {path}", **given}
        return client.post(address, {prefix + field: value for field, value in form.items()})

    def _browser(self, who: str, name: str, *, strict: bool) -> Client:
        """`strict`: without the CSRF token that pages carry."""
        kind, _, rest = who.partition(":")
        headers = {"Accept-Language": "en"}
        if kind == "key":
            headers["Authorization"] = f"Bearer {self._key(rest)}"
        client = Client(raise_request_exception=False, enforce_csrf_checks=strict, headers=headers)
        if kind == "resident":
            self._open(client, name if rest == "own" else "someone_elses")
        elif kind not in ("key", "stranger"):
            client.force_login(self._staff(kind))
        return client

    def _open(self, client: Client, name: str) -> None:
        receipt = self.receipts[name]
        client.post("/track/", {"number": receipt.case.number, "code": receipt.code})

    def _staff(self, who: str) -> Staff:
        """`handler@roads`; without a unit, the account of the small city that has this role."""
        role, _, unit = who.partition("@")
        if not unit:
            return next(staff for staff in self.city.staff.values() if staff.role == role)
        return Staff.objects.get_or_create(username=who, unit=self.city.unit[unit], role=Role(role))[0]

    def _key(self, whose: str) -> str:
        """`roads`: of that unit's own system; `operator@hotline`: in this role; `wrong`: none that was ever made."""
        if whose == "wrong":
            return "hy_wrong"
        role, _, unit = whose.rpartition("@")
        return Key.make(Role(role or Role.INTEGRATOR), self.city.unit[unit])


def built(city: stories.City) -> Town:
    """Every case that the placeholders name."""
    town = Town(city)
    road = {"category": city.category["roads"]}
    gas = {"category": city.category["gas"], "danger_over": True, "text": "楼道里有燃气味"}
    for name, given in {
        "received": {"category": None, "text": "说不清是谁管的事"},
        "light": {},
        "roads": road | EAST | {"text": "路面有坑"},
        "west": road | {"text": "人行道塌陷"},
        "handed": road | {"text": "井盖松动"},
        "called": {"text": "灯杆要挖开路面"},
        "gas": gas | EAST,
        "gas_confidential": gas | {"confidentiality": "confidential"},
        "about_roads": {"text": "道路处不作为", "accused": city.unit["roads"]},
        "closed": {"text": "灯又坏过一次"},
        "someone_elses": {"text": "别人的路灯"},
    }.items():
        call = stories.call(city, **given, attachments=[_photo()])
        town.receipts[name] = intake.receive(call, by=Actor.resident())
    _worked_on(town)
    return town


def _worked_on(town: Town) -> None:
    led_by = {
        "light": "lighting", "roads": "roads", "west": "west", "handed": "west", "called": "lighting", "gas": "gas",
        "gas_confidential": "gas", "about_roads": "lighting", "closed": "lighting",
    }  # fmt: skip
    for name, unit in led_by.items():
        case = town.case(name)
        routing.dispatch(case, to=town.city.unit[unit], by=SYSTEM, basis="清单")
        if name != "west":
            handling.accept(case, by=stories.lead(case))
    handed, called, closed = town.case("handed"), town.case("called"), town.case("closed")
    handling.hand_down(handed, by=stories.lead(handed), to=town.city.unit["community"], basis="社区清单 3")
    handling.ask_help(called, by=stories.lead(called), units=[town.city.unit["roads"]], reason="挖开路面")
    handling.reply(closed, by=stories.lead(closed), text="灯已修好", result="resolved")
    followup.follow_up(closed, by=Actor.resident(closed.pk), decision="yes", contacted=True, satisfied=5)
    evidence = files.take_in("现场.jpg", _picture()).attachment
    beside.attach(town.case("roads"), by=stories.lead(town.case("roads")), file=evidence)


def _photo() -> Any:
    return files.take_in("灯.jpg", _picture()).attachment


def _picture() -> Any:
    content = BytesIO()
    Image.new("RGB", (8, 8), "teal").save(content, "JPEG")
    return SimpleUploadedFile("灯.jpg", content.getvalue(), "image/jpeg")
