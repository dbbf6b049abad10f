"""The exchange tells what happens to a call: believed when it is signed now, done once, and seen at the right desk."""

import json
import re
import subprocess
import textwrap
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from huying.base.journal import clock
from huying.base.journal.memory import Event
from huying.cases import calling
from huying.cases.models import Contact, PhoneCall
from huying.web import telephone
from tests import stories
from tests.web.desk.people import signed_in

pytestmark = pytest.mark.django_db

SECRET, OLD = "the-secret-of-the-exchange", "the-one-before"
SCRIPT = Path(__file__).parent / "telephone.jsonl"


@pytest.fixture(autouse=True)
def exchange(settings: Any) -> None:
    settings.TELEPHONE_SECRETS = [SECRET, OLD]


@pytest.fixture
def city(db: None) -> stories.City:
    return stories.city()


def tell(told: Any, *, secret: str = SECRET, late: int = 0, **other: Any) -> Any:
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    at = str(int(timezone.now().timestamp()) - late)
    headers = {telephone.TIMESTAMP: at, telephone.SIGNATURE: telephone.signature(secret, at, body)} | other
    return Client().post("/telephone/events/", body, content_type="application/json", headers=headers)


def event(kind: str, n: int = 1, **more: str) -> dict[str, str]:
    return {"id": f"e{n}", "type": kind, "call": "pbx-1", **more}


RINGING: Any = {"number": "13900001234", "agent": "operator"}


@pytest.mark.parametrize("secret", [SECRET, OLD])
def test_a_signed_event_is_taken_in_with_the_new_secret_and_the_old(city: stories.City, secret: str) -> None:
    assert tell(event("ringing", **RINGING), secret=secret).status_code == 204
    call = PhoneCall.objects.get()
    assert (call.stage, call.agent, call.number) == ("ringing", city.staff["operator"], "13900001234")


@pytest.mark.parametrize(
    "wrong",
    [
        {"secret": "another"},
        {"late": telephone.WITHIN + 5},
        {"late": -telephone.WITHIN - 5},
        {telephone.SIGNATURE: ""},
        {telephone.TIMESTAMP: "yesterday"},
    ],
)
def test_what_is_not_signed_now_is_not_believed(wrong: dict[str, Any]) -> None:
    assert tell(event("ringing"), **wrong).status_code == 401
    assert PhoneCall.objects.count() == 0


def test_told_twice_it_is_done_once_and_the_same_id_with_other_words_is_refused(city: stories.City) -> None:
    tell(event("ringing", **RINGING))
    tell(event("ended", 2))
    assert tell(event("ringing", **RINGING)).status_code == 204
    assert PhoneCall.objects.get().stage == "missed"
    assert tell(event("taken", agent="operator")).status_code == 409


@pytest.mark.parametrize(
    "told", [b"{", b"[]", {"id": "1", "type": "ringing"}, event("sung"), event("ringing", face="x"), event("ringing", number="1" * 41)]
)  # fmt: skip
def test_what_is_not_understood_is_refused_with_the_reason(told: Any) -> None:
    answer = tell(told)
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert answer.json()["errors"] != []


def test_without_a_secret_there_is_no_such_door(settings: Any) -> None:
    settings.TELEPHONE_SECRETS = []
    assert tell(event("ringing")).status_code == 404


def test_a_day_at_the_exchange_as_it_is_told_line_by_line(city: stories.City) -> None:
    """`telephone.jsonl`: what an exchange sends, and what is then seen at the desks."""
    desks = {name: signed_in(city, name) for name in ("operator", "dispatcher")}
    for line in SCRIPT.read_text(encoding="utf-8").splitlines():
        step = json.loads(line)
        if "tell" in step:
            assert tell(step["tell"]).status_code == 204, line
        for name, expected in step.get("see", {}).items():
            shown = desks[name].get("/desk/call/line/").context["line"]
            assert (shown and f"{shown.external} {shown.stage}") == expected, line
        if "missed" in step:
            waiting = [call.external for call in calling.missed(city.actor("operator"))]
            assert waiting == step["missed"], line


def test_a_missed_call_is_called_back_by_one_with_a_line_in_the_audit_log(city: stories.City) -> None:
    tell(event("missed", number="13900001234"))
    operator, dispatcher = signed_in(city, "operator"), signed_in(city, "dispatcher")
    key = PhoneCall.objects.get().pk
    assert "13900001234" not in operator.get("/desk/call/back/").content.decode()
    taken = operator.post("/desk/call/back/", {"take": key})
    assert "13900001234" in taken.content.decode()
    assert dispatcher.post("/desk/call/back/", {"take": key}).status_code == 409
    assert Event.objects.get(verb="number_opened").facts == {"role": "operator", "call": key}
    operator.post("/desk/call/", {"text": "路灯不亮", "channel": "phone", "key": "k", "line": "pbx-1"})
    assert Contact.objects.get().phone == "13900001234"
    assert PhoneCall.objects.get().stage == "called_back"


def test_who_was_not_reached_is_tried_again_three_times_in_all(city: stories.City) -> None:
    tell(event("missed", number="13900001234"))
    operator, key = signed_in(city, "operator"), PhoneCall.objects.get().pk
    for n in range(1, calling.TRIES + 1):
        operator.post("/desk/call/back/", {"take": key})
        operator.post("/desk/call/back/", {"not_reached": key})
        assert PhoneCall.objects.get().stage == ("missed" if n < calling.TRIES else "called_back")


def test_a_call_without_a_number_is_nobody_s_to_call_back(city: stories.City) -> None:
    tell(event("missed"))
    assert [*calling.missed(city.actor("operator"))] == []


def test_only_the_hotline_calls_back(city: stories.City) -> None:
    tell(event("missed", number="13900001234"))
    assert [*calling.missed(city.actor("handler"))] == []
    assert signed_in(city, "handler").post("/desk/call/back/", {"take": PhoneCall.objects.get().pk}).status_code == 409


@pytest.mark.parametrize(
    ("told", "age", "kept"),
    [
        (["ringing"], timedelta(hours=11), True),
        (["ringing"], timedelta(hours=13), False),
        (["taken", "ended"], timedelta(minutes=29), True),
        (["taken", "ended"], timedelta(minutes=31), False),
        (["missed"], timedelta(days=6), True),
        (["missed"], timedelta(days=8), False),
    ],
)
def test_calls_are_forgotten_when_nobody_needs_them(
    city: stories.City, told: list[str], age: timedelta, kept: bool
) -> None:
    with clock.at(timezone.now() - age):
        for n, kind in enumerate(told):
            telephone.Told.model_validate(event(kind, n, **RINGING)).act()
    calling.forget()
    assert PhoneCall.objects.exists() == kept


def test_what_ended_is_not_opened_again_by_an_event_that_comes_late(city: stories.City) -> None:
    tell(event("taken", 1, agent="operator"))
    tell(event("ended", 2))
    tell(event("ringing", 3, **RINGING))
    tell(event("taken", 4, agent="operator"))
    assert (PhoneCall.objects.get().stage, calling.at_desk(city.actor("operator"))) == ("ended", None)


@pytest.mark.django_db(transaction=True)
def test_the_examples_of_the_guide_run(live_server: Any, settings: Any) -> None:
    stories.city()
    guide = (Path(__file__).parents[2] / "docs" / "guides" / "telephone.md").read_text(encoding="utf-8")
    blocks = re.findall(r"(?:^ {4}.*\n|^\n(?= {4}))+", guide, re.MULTILINE)
    script = textwrap.dedent(next(block for block in blocks if "tell()" in block))
    settings.TELEPHONE_SECRETS = [re.search(r"^SECRET=(.*)$", script, re.MULTILINE)[1]]  # type: ignore[index]
    there = re.sub(r"^HUYING=.*$", f"HUYING={live_server.url}", script, count=1, flags=re.MULTILINE)
    ran = subprocess.run(["/bin/bash", "-ec", there], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["204"] * script.count("\ntell '")
    assert [call.stage for call in PhoneCall.objects.order_by("external")] == ["ended", "missed"]
