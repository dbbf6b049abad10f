"""Every example of the document is asked for real in the made-up town, by the Python client, and answered as the document shows.

Long because each operation needs something there to be asked for.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import orjson
import pytest
import time_machine
from django.test import Client as Browser
from django.test import override_settings
from django.utils import timezone
from huying_client import Client, File, Problem, Request, Response
from PIL import Image

from huying.base import outbound
from huying.base.catalogue import articles
from huying.base.catalogue.models import Article, Reason
from huying.base.journal import editions
from huying.base.units.models import Key
from huying.cases import files, numbers, publishing, troubles
from huying.cases.models import Asking, Case
from huying.civic.mediation import beside as dispute_beside
from huying.civic.mediation.models import DisputeFile
from huying.insight import refreshing
from huying.notices.webhooks import posting, subscribing
from huying.web.api import document, examples
from tests import commands, stories
from tests.civic.mediation import commands as dispute_commands
from tests.civic.mediation import stories as disputes
from tests.commands import SITUATIONS
from tests.web import town

pytestmark = pytest.mark.django_db

MORNING = datetime.fromisoformat("2026-11-23T10:00:00+08:00")
DOCUMENT = orjson.loads(document.text())
OPERATIONS = {operation["operationId"]: operation for path in DOCUMENT["paths"].values() for operation in path.values()}
CODE, NUMBER = examples.HEADERS["X-Tracking-Code"], str(examples.PATH["number"])
SUPERVISOR, OPERATOR, DISPATCHER, LEAD = (
    ("supervisor", "hall"),
    ("operator", "hotline"),
    ("dispatcher", "hotline"),
    ("integrator", ""),
)

AT_A_STREET = "in progress, at a street office"
FREE = ("facts", "words", "steps", "answers", "questions", "geometry")
"""What holds other things from case to case."""

ASKED_BY: dict[str, tuple[str, tuple[str, str]]] = {
    "read_case": ("dispatched", LEAD),
    "read_events": ("in progress", LEAD),
    "attach": ("in progress", LEAD),
    "read_file": ("in progress", LEAD),
    "list_cases": ("dispatched", LEAD),
    "bulk": ("dispatched", OPERATOR),
    "list_duties": ("dispatched", LEAD),
    "preview": ("dispatched", LEAD),
    "list_callbacks": ("replied", OPERATOR),
    "correct": ("received", OPERATOR),
    "merge": ("received", OPERATOR),
    "unmerge": ("merged", DISPATCHER),
    "withdraw": ("received", OPERATOR),
    "dispatch": ("received", DISPATCHER),
    "reassign": ("dispatched", DISPATCHER),
    "request_return": ("dispatched", LEAD),
    "decide_return": ("dispatched, return asked", SUPERVISOR),
    "refer": ("in progress", LEAD),
    "accept": ("dispatched", LEAD),
    "hand_down": (AT_A_STREET, LEAD),
    "ask_help": ("in progress", LEAD),
    "answer_help": ("in progress, helped", ("integrator", "gas")),
    "contact": ("in progress", LEAD),
    "ask_resident": ("in progress", LEAD),
    "answer_resident": ("received, asked", OPERATOR),
    "pause": ("in progress", LEAD),
    "park": ("in progress", SUPERVISOR),
    "resume": ("in progress, paused", LEAD),
    "request_extension": ("in progress", LEAD),
    "decide_extension": ("in progress, extension asked", DISPATCHER),
    "request_escalation": ("in progress", LEAD),
    "decide_escalation": ("in progress, escalation asked", SUPERVISOR),
    "hand_back": ("in progress, raised", SUPERVISOR),
    "urge": ("in progress", OPERATOR),
    "make_safe": ("in progress, to be made safe", LEAD),
    "interim_reply": ("in progress", LEAD),
    "supervise": ("in progress", SUPERVISOR),
    "propose_reply": ("in progress, handed down", ("integrator", "community")),
    "approve_reply": ("in progress, reply proposed", LEAD),
    "reply": ("in progress", LEAD),
    "follow_up": ("replied", OPERATOR),
    "rate": ("in progress, late", OPERATOR),
    "verify": ("replied, not solved", OPERATOR),
    "answer_verdict": ("replied, not solved, looked into", LEAD),
    "cross_read": ("closed, drawn to be read", SUPERVISOR),
    "answer_reading": ("closed, read by others", LEAD),
    "rework": ("replied", SUPERVISOR),
    "close": ("replied", DISPATCHER),
    "review": ("closed", OPERATOR),
    "decide_review": ("closed, review asked", SUPERVISOR),
    "request_exclusion": ("closed", LEAD),
    "decide_exclusion": ("closed, exclusion asked", SUPERVISOR),
    "reveal": ("in progress", OPERATOR),
    "request_look": ("in progress, confidential", ("handler", "lighting")),
    "decide_look": ("in progress, confidential, look asked", SUPERVISOR),
    "message": ("in progress", LEAD),
    "recuse": ("in progress", SUPERVISOR),
    "readmit": ("in progress, recused", SUPERVISOR),
    "hold": ("closed", SUPERVISOR),
    "release": ("closed, held", SUPERVISOR),
    "request_erasure": ("closed", OPERATOR),
    "decide_erasure": ("closed, erasure asked", SUPERVISOR),
    "correct_contact": ("in progress", OPERATOR),
    "note": ("in progress", LEAD),
    "reporter_answer_resident": ("received, asked", LEAD),
    "reporter_follow_up": ("replied", LEAD),
    "reporter_rate": ("in progress, late", LEAD),
    "reporter_review": ("closed", LEAD),
    **dict.fromkeys(
        ("list_disputes", "open_dispute", "read_dispute", "read_pack", "decide_confirmation"),
        ("in progress", ("integrator", "court")),
    ),
    **dict.fromkeys(
        (
            "list_webhooks",
            "subscribe",
            "read_webhook",
            "change_webhook",
            "end_webhook",
            "try_webhook",
            "replay_webhook",
            "revive_webhook",
        ),
        ("dispatched", ("integrator", "lighting")),
    ),
}
"""Operation → where its case stands, and whose key asks (LEAD: of the lead unit's own system)."""

REFUSED = {"answer_through": 409}
"""Nobody's key may take it: Huying does, when the case it was merged into is answered."""


@dataclass(frozen=True)
class Place:
    """The made-up town, and what stands in it."""

    city: stories.City
    known: dict[str, Any]


@pytest.fixture(scope="module")
def place(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Place]:
    with (
        django_db_blocker.unblock(), override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files"), LIMITS=0),
        time_machine.travel(MORNING), town.undone(), pytest.MonkeyPatch.context() as patch,
    ):  # fmt: skip
        patch.setattr(outbound, "public", lambda _url: None)
        patch.setattr(posting, "try_out", lambda _subscription: posting.Posted())
        mediating = disputes.town()
        mediating.city.unit["court"] = mediating.unit["court"]
        yield Place(mediating.city, _furnished(mediating.city) | _handed_over(mediating))


@pytest.fixture(autouse=True)
def one_morning(place: Place) -> Iterator[None]:
    with time_machine.travel(MORNING, tick=False), town.undone():
        yield


@pytest.mark.parametrize("name", OPERATIONS)
def test_it_is_answered_as_the_document_shows(place: Place, name: str) -> None:
    situation, who = ASKED_BY.get(name, ("in progress", LEAD))
    case = _reached(place.city, situation)
    if name == "read_figures":
        refreshing.refresh()
    known = _known(place, case)
    client = Client("http://town", _key(place.city, case, *who), language="zh-CN", sending=_by_django)
    answer, status = _asked(client, name, known)
    success = next(status for status in OPERATIONS[name]["responses"] if status.startswith("2"))
    assert status == REFUSED.get(name, int(success)), answer
    if name not in REFUSED:
        assert _unlike(_shown(name), answer) == []


def test_every_operation_shows_what_it_is_sent_and_answers() -> None:
    silent = [
        name for name, operation in OPERATIONS.items()
        for kind, content in operation.get("requestBody", {}).get("content", {}).items()
        if kind == "application/json" and "example" not in content
    ]  # fmt: skip
    assert silent == []
    assert [
        name
        for name in OPERATIONS
        if _shown(name) is None and name not in ("end_webhook", "read_file", "track_file", "read_pack")
    ] == []


def _reached(city: stories.City, situation: str) -> Case:
    at_a_street = stories.in_progress(city, category=city.category["roads"]) if situation == AT_A_STREET else None
    return Case.objects.get(pk=(at_a_street or SITUATIONS[situation](city)).pk)


def _furnished(city: stories.City) -> dict[str, Any]:
    """What the example's own numbers stand for here: made once, for all."""
    Reason.objects.create(purpose="extension", code="parts", zh="等待配件", en="Waiting for parts")
    editions.changed("catalogue")
    stories.forget()
    into = stories.received(city, source="test", external="into")  # what others are merged into
    shown = stories.in_progress(city)
    publishing.publish(shown, by=stories.lead(shown), text="滨河路一处路灯不亮，已派人检修")
    troubles.announce(shown, by=stories.lead(shown), **commands.arguments(city, shown)["announce"])
    title = {"zh": "路灯坏了怎么办", "en": "When a street light is out"}
    article = Article(code="lamps", body_zh="请报修。", owner="02", public=True, **title)
    articles.index(article)
    article.save()
    hook = subscribing.subscribe(
        name="路灯系统", unit=city.unit["lighting"], url="https://lamps.example.org", by=city.actor("admin")
    )
    photo = BytesIO()
    Image.new("RGB", (8, 8)).save(photo, "JPEG")
    return {"key": hook.pk, "public": shown.number, "into": into.number, "photo": photo.getvalue()}


def _handed_over(town: disputes.Town) -> dict[str, Any]:
    """A dispute that a court handed over, with its pack; the court was asked to confirm what was agreed."""
    dispute = dispute_commands.confirmation_applied_for(town, sender=town.unit["court"])
    pack = dispute_commands.file(kind="pack", sha256=files.keep(b"PK"), name="a.zip", media_type="application/zip")
    dispute_beside.hand_over(dispute, by=town.actor("mediator"), to=town.unit["court"].zh, file=pack)
    return {"dispute": dispute.number, "pack": DisputeFile.objects.get(kind="pack").pk}


def _known(place: Place, case: Case) -> dict[str, Any]:
    """The same, with what is this case's own."""
    Case.objects.filter(pk=case.pk).update(code_digest=numbers.digest(CODE))
    attachment = files.take_in("灯.jpg", BytesIO(place.known["photo"])).attachment
    attachment.case, attachment.added_at, attachment.added_by = case, timezone.now(), "resident"
    attachment.save()
    now = timezone.now()
    Asking.objects.get_or_create(
        case=case, round=case.rounds, answered=case.state == "replied",
        defaults={"seed": "0" * 64, "share": 100, "means": "phone", "drawn_at": now, "next_at": now, "ends_at": now},
    )  # fmt: skip
    return place.known | {"number": case.number, "file": attachment.pk, "version": case.version}


def _key(city: stories.City, case: Case, role: str, unit: str) -> str:
    return Key.make(role, city.unit[unit] if unit else (case.unit or city.unit["lighting"]))


def _asked(client: Client, name: str, known: dict[str, Any]) -> tuple[Any, int]:
    """What the example is answered, with this town's own numbers in place of its."""
    operation = OPERATIONS[name]
    inside = {parameter["name"] for parameter in operation.get("parameters", []) if parameter["in"] == "path"}
    numbers_ = {
        "read_public_case": "public",
        **dict.fromkeys(("read_dispute", "read_pack", "decide_confirmation"), "dispute"),
    }
    given = [known[numbers_.get(name, one)] for one in ("number", "key") if one in inside]
    given += [known[one] for one in ("file", "pack") if one in inside]
    more = dict(examples.known()["query"].get(name, {}))
    if "track" in name or name.startswith("reporter"):
        more["tracking_code"] = CODE
    if any(parameter["name"] == "If-Match" for parameter in operation.get("parameters", [])):
        more["if_match"] = "*" if name == "decide_confirmation" else f'"{known["version"]}"'
    if name in examples.known()["sent"]:
        body = orjson.dumps(examples.known()["sent"][name]).decode()
        given.append(orjson.loads(body.replace("261122-00000041-4", known["into"]).replace(NUMBER, known["number"])))
    if "multipart/form-data" in operation.get("requestBody", {}).get("content", {}):
        more["file"] = File("灯.jpg", known["photo"], "image/jpeg")
    try:
        answer = getattr(client, name)(*given, **more)
    except Problem as problem:
        return problem, problem.status
    assert client.last is not None
    return answer, client.last.status


def _by_django(request: Request) -> Response:
    """In place of a network."""
    split = urlsplit(request.url)
    headers = {name: value for name, value in request.headers.items() if name != "Content-Type"}
    answer = Browser().generic(
        request.method,
        f"{split.path}?{split.query}",
        request.body,
        request.headers.get("Content-Type", ""),
        headers=headers,
    )
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return Response(answer.status_code, {name.lower(): value for name, value in answer.headers.items()}, body)


def _shown(name: str) -> Any:
    """The answer that the document shows: of its shape, by name."""
    success = next(answer for status, answer in OPERATIONS[name]["responses"].items() if status.startswith("2"))
    schema = next(iter(success.get("content", {"": {}}).values())).get("schema", {})
    return _example(schema)


def _example(schema: dict[str, Any]) -> Any:
    if "anyOf" in schema:
        return _example(schema["anyOf"][0])
    if schema.get("type") == "array":
        inner = _example(schema["items"])
        return None if inner is None else [inner]
    return examples.known()["answered"].get(schema.get("$ref", "").rpartition("/")[2])


def _unlike(shown: Any, answered: Any, at: str = "") -> list[str]:
    """Where an answer is made otherwise than the one that is shown; null stands for whatever is not there."""
    if shown is None or answered is None:
        return []
    if isinstance(shown, dict) and isinstance(answered, dict):
        odd = [] if at.endswith(FREE) else [f"{at}.{name}" for name in answered.keys() - shown.keys()]
        return odd + [
            found
            for name in shown.keys() & answered.keys()
            for found in _unlike(shown[name], answered[name], f"{at}.{name}")
        ]
    if isinstance(shown, list) and isinstance(answered, list):
        return [found for row in answered[:1] for found in _unlike(shown[0] if shown else None, row, f"{at}[]")]
    numbers_ = isinstance(shown, int | float) and isinstance(answered, int | float)
    return [] if numbers_ or type(shown) is type(answered) else [f"{at}: {type(answered).__name__}"]
