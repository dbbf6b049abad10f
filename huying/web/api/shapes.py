"""What programs get: a case as a list shows it, whole, and as its reporter sees it. Times are UTC, places WGS84."""

from datetime import date, datetime
from typing import Any

from ninja import Schema

from huying.base.catalogue import register as catalogue
from huying.base.journal import clock
from huying.base.units.roles import Actor
from huying.cases import looks, queries, statuses, telling
from huying.cases.models import Attachment, Case
from huying.cases.states import LIFE
from huying.cases.words import State
from huying.web.attachments import name_for

from .names import Named, area, columns, named, status, unit
from .steps import OF_REPORTER


class Place(Schema):
    """地点 · Where: WGS84 degrees, the smallest known area, an address in words."""

    lon: float | None
    lat: float | None
    area: Named | None
    address: str


class Listed(Schema):
    """诉求(列表) · A case as lists show it."""

    number: str
    version: int
    state: str
    status: Named
    outcome: str
    title: str
    channel: str
    kind: Named | None
    category: Named | None
    tier: str | None
    urgency: str
    place: Place
    unit: Named | None
    received_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    late: bool


class Assigned(Schema):
    """承办关系 · A unit's part in a case, and its own limit."""

    unit: Named | None
    part: str
    basis: str
    duty_item: str
    started_at: datetime
    due_at: datetime | None
    accepted_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None


class Promise(Schema):
    """时限 · A clock: what was promised, and whether it was kept."""

    kind: str
    round: int
    started_at: datetime
    due_at: datetime | None
    stopped_at: datetime | None
    on_time: bool | None
    pauses: list[dict[str, str | None]]


class Asked(Schema):
    """申请 · Something asked that somebody else decides."""

    kind: str
    reason: str
    basis: str
    proposed_unit: Named | None
    proposed_until: datetime | None
    asked_at: datetime
    decision: str
    decided_at: datetime | None


class FileOut(Schema):
    """文件 · A photo or document of a case. `of_reply`: it belongs to the unit's answer."""

    id: int
    name: str
    media_type: str
    size: int
    of_reply: bool
    added_at: datetime


class Whole(Listed):
    """诉求 · A case with all that lies beside it."""

    text: str
    answers: dict[str, Any]
    confidentiality: str
    language: str
    reply_wanted: bool
    source: str
    external: str
    accused: Named | None
    inner_unit: Named | None
    parent: str | None
    returns: int
    rounds: int
    level: int
    designated: bool
    paused_until: datetime | None
    review_on: date | None
    supervision: str
    excluded: str
    referred: bool
    assignments: list[Assigned]
    clocks: list[Promise]
    requests: list[Asked]
    files: list[FileOut]
    steps: dict[str, str]
    """Verb → why this key may not take the step now; "" where it may."""


ASSIGNED, PROMISE, ASKED = (
    tuple(name for name in shape.model_fields if name not in ("unit", "proposed_unit"))
    for shape in (Assigned, Promise, Asked)
)
OWN = (
    "answers", "confidentiality", "language", "reply_wanted", "source", "external", "returns", "rounds", "level",
    "designated", "paused_until", "review_on", "supervision", "excluded", "referred",
)  # fmt: skip
"""Columns of a case that go out as they are."""


COLUMNS = (
    "number", "version", "state", "outcome", "title", "channel", "kind_id", "category_id", "tier_id", "urgency", "lon", "lat",
    "area_id", "address", "unit_id", "received_at", "due_at", "closed_at", "referred", "review_on", "level", "rounds",
)  # fmt: skip
"""What `listed` looks at."""


def listed(case: Any) -> dict[str, Any]:
    """`Listed`, of a case or of its `COLUMNS`. Names come from this process' registers, so that a row costs no SQL."""
    book = catalogue.current()
    return {
        "number": case.number,
        "version": case.version,
        "state": case.state,
        "status": status(statuses.status(case).code, "office"),
        "outcome": case.outcome,
        "title": case.title,
        "channel": case.channel,
        "kind": named(next((kind for kind in book.kinds.values() if kind.pk == case.kind_id), None)),
        "category": named(book.categories.get(case.category_id or 0)),
        "tier": book.tiers[case.tier_id].code if case.tier_id else None,
        "urgency": case.urgency,
        "place": {"lon": case.lon, "lat": case.lat, "area": area(case.area_id), "address": case.address},
        "unit": unit(case.unit_id),
        "received_at": case.received_at,
        "due_at": case.due_at,
        "closed_at": case.closed_at,
        "late": case.state != State.CLOSED and case.due_at is not None and case.due_at < clock.now(),
    }


def file_out(row: Attachment, name: str) -> dict[str, Any]:
    """`FileOut`, by this name."""
    return columns(row, ("media_type", "size", "of_reply", "added_at")) | {"id": row.pk, "name": name}


ELSEWHERE = ("source", "external")
OF_THE_REPORTER = ("earlier", "file")
"""What would lead a unit from a confidential case to who reported it: their number in another system, their other cases, their files."""


def whole(case: Case, by: Actor) -> dict[str, Any]:
    """`Whole`, for `by`."""
    papers = case.papers
    return listed(case) | {name: getattr(case, name) for name in OWN} | {
        "text": case.text.body,
        "accused": unit(case.accused_id),
        "inner_unit": unit(case.inner_unit_id),
        "parent": queries.number_of(case.parent_id, by),
        "assignments": [columns(row, ASSIGNED) | {"unit": unit(row.unit_id)} for row in papers.assignments],
        "clocks": [columns(row, PROMISE) for row in papers.clocks],
        "requests": [columns(row, ASKED) | {"proposed_unit": unit(row.proposed_unit_id)} for row in papers.requests],
        "files": [file_out(row, name_for(by, row, case)) for row in papers.attachments],
        "steps": LIFE.possible(case, by=by),
        **(dict.fromkeys(ELSEWHERE, "") if looks.matter_only(case, by) else {}),
    }  # fmt: skip


class Event(Schema):
    """记录 · One thing that happened. `words` are what people typed; erased words are absent."""

    at: datetime
    verb: str
    title: str
    who: str
    by: str
    facts: dict[str, Any]
    words: dict[str, str]


def events(case: Case, by: Actor) -> list[dict[str, Any]]:
    """`Event`s, oldest first, for `by`."""
    known = queries.without_strangers(telling.timeline(case, resident=False), by)
    told = [columns(entry, tuple(Event.model_fields)) for entry in known]
    if looks.matter_only(case, by):
        for event in told:
            event["facts"] = {name: fact for name, fact in event["facts"].items() if name not in OF_THE_REPORTER}
    return told


class Told(Schema):
    """进展 · One line of the story, for the reporter."""

    at: datetime
    title: str
    who: str
    words: dict[str, str]


class Tracked(Schema):
    """办理进度 · A case as its reporter sees it."""

    number: str
    status: Named
    outcome: str
    title: str
    category: Named | None
    place: Place
    unit: Named | None
    received_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    late: bool
    reply: str
    """What they were answered last; "" if nothing yet."""
    timeline: list[Told]
    files: list[FileOut]
    steps: dict[str, str]
    """What the reporter may do → why not now; "" where they may."""


def tracked(case: Case) -> dict[str, Any]:
    """`Tracked`."""
    shown = listed(case)
    return {name: shown[name] for name in Tracked.model_fields if name in shown} | {
        "status": status(statuses.status(case).code, "resident"),
        "reply": telling.answer(case),
        "timeline": [columns(entry, tuple(Told.model_fields)) for entry in telling.timeline(case, resident=True)],
        "files": [file_out(row, row.name) for row in queries.files_for_reporter(case)],
        "steps": {
            verb: why
            for verb, why in LIFE.possible(case, by=Actor.resident(case.pk)).items()
            if verb in {*OF_REPORTER, "attach"}
        },
    }
