"""A case as Open311 shows it: to everybody in the words that were released or told to all, to whoever filed it with its answer."""

from collections.abc import Iterable
from typing import Any

from huying.base.journal import clock
from huying.base.places import middles
from huying.base.places import register as places
from huying.base.units.models import Key
from huying.cases import open_reports, public
from huying.cases.models import Case
from huying.cases.open_reports import Wanted
from huying.cases.publishing import EXACT
from huying.cases.words import Outcome, State

from . import updates

DETAILED = {
    State.RECEIVED: "RECEIVED",
    State.DISPATCHED: "RECEIVED",
    State.IN_PROGRESS: "IN_PROCESS",
    State.REPLIED: "PROCESSED",
    State.CLOSED: "ARCHIVED",
}
REJECTED = (Outcome.UNFOUNDED, Outcome.OTHER_ROUTE)


def shown(cases: Iterable[Case], key: Key | None, *, extended: bool = False) -> list[dict[str, Any]]:
    """These cases (of `open_reports.listed`), for whoever holds `key`, in a fixed number of statements."""
    page = [open_reports.named(case) for case in cases]
    answers = open_reports.answers([case for case in page if open_reports.filed_by(case, key)]) if key else {}
    notes = _notes(page, key) if extended else {}
    return [
        _request(case, answers.get(case.pk, "")) | (_extended(case, notes.get(case.pk, [])) if extended else {})
        for case in page
    ]


def _notes(page: list[Case], key: Key | None) -> dict[int, list[dict[str, Any]]]:
    """Key of a case → what happened to it, oldest first, as its updates tell it; in a fixed number of statements."""
    if not page:
        return {}
    wanted = Wanted(min(case.received_at for case in page), clock.now(), [case.number for case in page])
    found: dict[int, list[dict[str, Any]]] = {}
    for happened in open_reports.told(key, open_reports.happened(key, *updates.verbs(), wanted)):
        told = updates.update(happened)
        note = {"datetime": told["updated_datetime"], "type": told["status"], "summary": told["description"]}
        found.setdefault(happened.case.pk, []).append(note)
    return found


def _request(case: Case, answer: str) -> dict[str, Any]:
    released = getattr(case, "publication", None)
    lon, lat, exact = _place(case)
    ended = case.state == State.CLOSED
    assert case.category is not None  # noqa: S101 - `open_reports.readable` gives none without
    return {
        "service_request_id": case.number,
        "status": "closed" if open_reports.is_done(case) else "open",
        "status_notes": answer or (released.answer if released else "") or str(public.stage(case).words),
        "service_name": str(case.category),
        "service_code": case.category.open311,
        "description": public.summary(released) if released else case.text.body,
        "agency_responsible": str(case.unit) if case.unit else None,
        "service_notice": None,
        "requested_datetime": case.received_at,
        "updated_datetime": (case.closed_at if ended else None)
        or getattr(case, "changed_at", None)
        or case.received_at,
        "expected_datetime": case.due_at,
        "address": (case.address if exact and not released else "") or public.street(case) or None,
        "address_id": None,
        "zipcode": None,
        "lat": lat,
        "long": lon,
        "media_url": None,
    }


def _place(case: Case) -> tuple[float | None, float | None, bool]:
    """Longitude, latitude, and whether that is the place itself: to ten metres, or the middle of its street (decision 19)."""
    if released := getattr(case, "publication", None):
        return released.lon, released.lat, not released.coarse
    if not public.is_coarse(case):
        lon, lat = (None if value is None else round(value, EXACT) for value in (case.lon, case.lat))
        return lon, lat, True
    way = [area for area in places.path(case.area) if area.level <= public.STREET] if case.area else []
    lon, lat = (middles.middle(way[-1]) if way else None) or (None, None)
    return lon, lat, False


def _extended(case: Case, notes: list[dict[str, Any]]) -> dict[str, Any]:
    rejected = case.state == State.CLOSED and case.outcome in REJECTED
    area = places.by_id(case.area_2 or 0)
    return {
        "extended_attributes": {
            "detailed_status": "REJECTED" if rejected else DETAILED[State(case.state)],
            "service_object_type": None,
            "district": str(area) if area else None,
            "closed_datetime": case.closed_at,
        },
        "notes": notes,
    }
