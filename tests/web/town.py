"""The small city with cases at several units and in both streets, and everybody who may ask for something there."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from http.cookies import SimpleCookie
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.test.client import ClientHandler
from django.utils import timezone
from PIL import Image

from huying.base.catalogue import articles
from huying.base.catalogue.models import Article
from huying.base.journal import editions
from huying.base.units.models import Key, Staff, Unit
from huying.base.units.roles import SYSTEM, Actor, Role
from huying.cases import beside, files, followup, handling, intake, routing
from huying.cases.models import Attachment, Case
from tests import commands, stories

EAST = {"lon": stories.EAST[0], "lat": stories.EAST[1]}
CASE_IN_PATH = re.compile(r"\{(?:case|file|code)_(\w+)\}")
API, TRACK = "/api/", "/track/"

FORMS: dict[str, dict[str, Any]] = {
    "accept": {}, "note": {"text": "周三去看"}, "urge": {"text": "请尽快"}, "contact": {"means": "phone", "reached": "yes"},
    "reply": {"text": "已修好", "result": "resolved"}, "answer_help": {"text": "已配合"}, "withdraw": {"reason": "好了"},
    "ask_resident": {"question": "哪一盏？"}, "close": {"outcome": "explained", "text": "已说明"}, "rework": {"reason": "other"},
    "dispatch": {"to": "02", "basis": "灯饰条例 3"}, "reassign": {"to": "03", "reason": "other", "basis": "道路条例 1"},
    "ask_help": {"units": ["03"], "reason": "挖开路面"}, "hand_down": {"to": "1111", "basis": "社区清单 3"},
    "request_return": {"reason": "other", "basis": "清单 9", "proposed": "03"}, "supervise": {"rung": "notice", "reason": "逾期"},
    "propose_reply": {"text": "已修好", "result": "resolved"}, "request_escalation": {"reason": "跨区"}, "hand_back": {"reason": "已协调"},
    "review": {"reason": "又坏了"},
    "correct": {"text": "滨河路 14 号门口路灯不亮", "address": "滨河路 14 号"}, "refer": {"caller": "on", "other": "on"},
    "follow_up": {"decision": "yes", "contacted": "true", "satisfied": 5}, "rate": {"decision": "yes"}, "message": {"text": "明天上午来看"},
    "reveal": {"purpose": "visit", "until": "hour"}, "recuse": {"interest": "close"},
    "hold": {"reason": "lawsuit", "until": timedelta(days=90), "text": "行政诉讼"}, "release": {"text": "已撤诉"},
}  # fmt: skip
"""What comes with a form, by the last part of its address: complete, so that only who asks can be what is wrong with it."""


SAID: dict[str, dict[str, Any]] = {"recuse": {"staff": "roads"}}
"""What a program says of a step beside what its command is given."""


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@dataclass
class Town:
    """Cases by a short name, with their tracking codes."""

    city: stories.City
    receipts: dict[str, intake.Receipt] = field(default_factory=dict)
    came_in: dict[tuple[str, str], tuple[SimpleCookie, dict[str, str]]] = field(default_factory=dict)
    """Who, about which case → the cookies and headers with which they ask."""
    handlers: dict[bool, ClientHandler] = field(default_factory=dict)
    """The middleware, loaded once for all browsers: strict about CSRF or not."""

    def case(self, name: str) -> Case:
        return Case.objects.get(pk=self.receipts[name].case.pk)

    def filled(self, path: str) -> str:
        """`path` with its placeholders filled in."""
        known: dict[str, Any] = {"missing": "261122-00999999-9", "staff": self.city.staff["handler"].pk}
        for name, receipt in self.receipts.items():
            known |= {f"case_{name}": receipt.case.number, f"code_{name}": receipt.code}
            known[f"file_{name}"] = receipt.case.attachments.order_by("pk")[0].pk if f"file_{name}" in path else 0
        return path.format(**known)

    def ask(self, who: str, method: str, path: str, sends: str = "") -> Any:
        """What `who` is answered, read to its end; what it did is undone.

        A POST brings what it needs by itself, or `sends` (a=1&b=2).
        """
        named = CASE_IN_PATH.search(path)
        name = named[1] if named else "light"
        client, address = self.browser(who, name, strict=method == "POST*"), self.filled(path)
        with undone():
            if method in ("POST", "POST*"):
                answer = self._posted(client, name, address, dict(parse_qsl(sends)), key=f"{who} {path}")
            else:
                answer = client.generic(method, address)
            if answer.streaming:
                b"".join(answer.streaming_content)
        return answer

    def _posted(self, client: Client, name: str, address: str, given: dict[str, Any], *, key: str) -> Any:
        last = address.rstrip("/").rpartition("/")[2]
        if not address.startswith(API):
            form = {"version": self.case(name).version, "key": key, **(given or _form(last))}
            before = f"{last}-" if address.startswith(TRACK) else ""
            return client.post(address, {before + field: value for field, value in form.items()})
        if last == "cases":
            said: dict[str, Any] = {"text": "滨河路 12 号门口路灯不亮", "category": "0203"}
        elif last == "disputes":
            said = {"text": "餐馆拖欠三个月工资", "origin": "court"}
        elif last == "decide_confirmation":
            said = {"decision": "confirmed"}
        elif last == "webhooks":
            said = {"name": "路灯系统", "unit": "02", "url": "https://1.1.1.1/hook"}
        elif last == "bulk":
            said = {"items": [{"take": "note", "number": self.filled("{case_light}"), "said": {"text": "周三去看"}}]}
        else:
            said = _plain(commands.arguments(self.city, self.case(name)).get(last, {})) | SAID.get(last, {})
        if last in ("attach", "files"):
            return client.post(address, {"file": _picture()})
        return client.post(address, given or said, content_type="application/json")

    def browser(self, who: str, name: str = "light", *, strict: bool = False) -> Client:
        """`name`: the case whose code resident:own gave. `strict`: without the CSRF token that pages carry."""
        known = (who, name if who == "resident:own" else "")
        if known not in self.came_in:
            self.came_in[known] = self._came_in(who, name)
        cookies, headers = self.came_in[known]
        client = Client(raise_request_exception=False, headers=headers)
        client.handler = self.handlers.setdefault(strict, ClientHandler(enforce_csrf_checks=strict))
        client.cookies.load({key: morsel.value for key, morsel in cookies.items()})
        return client

    def _came_in(self, who: str, name: str) -> tuple[SimpleCookie, dict[str, str]]:
        kind, _, rest = who.partition(":")
        headers, client = {"Accept-Language": "en"}, Client()
        if kind == "key":
            headers["Authorization"] = f"Bearer {self._key(rest)}"
        elif kind == "resident":
            receipt = self.receipts[name if rest == "own" else "someone_elses"]
            client.post(TRACK, {"number": receipt.case.number, "code": receipt.code})
        elif kind != "stranger":
            client.force_login(self._staff(kind))
        return client.cookies, headers

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


def _form(last: str) -> dict[str, Any]:
    return {
        name: f"{timezone.localtime() + value:%Y-%m-%dT%H:%M}" if isinstance(value, timedelta) else value
        for name, value in FORMS.get(last, {}).items()
    }


def _plain(value: Any) -> Any:
    """An argument of a command as a program says it."""
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Attachment):
        return value.name
    names = {Unit: "code", Case: "number", Staff: "username"}
    return next((getattr(value, name) for kind, name in names.items() if isinstance(value, kind)), value)


def built(city: stories.City) -> Town:
    """Every case that the placeholders name, and a street office for the east."""
    city.unit["east"] = Unit.objects.create(
        code="112", zh="东街道办", en="East Street Office", level="street", parent=city.unit["district"], area=city.area["east"]
    )  # fmt: skip
    lamps = Article(
        code="lamps", zh="路灯坏了怎么办", en="When a street light is out", body_zh="请报修。", owner="02", public=True
    )
    articles.index(lamps)
    lamps.save()
    editions.changed("units")
    stories.forget()
    stories.received(city, source="test", external="into")  # what others are merged into
    town = Town(city)
    road = {"category": city.category["roads"]}
    gas = {"category": city.category["gas"], "danger_over": True, "text": "楼道里有燃气味"}
    cases: dict[str, dict[str, Any]] = {
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
    }
    for name, given in cases.items():
        call = stories.call(city, **given, attachments=[files.take_in("灯.jpg", _picture()).attachment])
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


def _picture() -> Any:
    content = BytesIO()
    Image.new("RGB", (8, 8), "teal").save(content, "JPEG")
    return SimpleUploadedFile("灯.jpg", content.getvalue(), "image/jpeg")
