"""What happened to a case, as an update that Open311 servers exchange (mySociety's extension)."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from huying.base.journal.memory import Event
from huying.cases import telling
from huying.cases.open_reports import Happening
from huying.cases.words import Outcome

FIXED, NO_ACTION, NOT_OURS = "fixed", "no_further_action", "not_councils_responsibility"

RESULTS = {
    Outcome.RESOLVED: FIXED,
    Outcome.PARTLY_RESOLVED: FIXED,
    Outcome.EXPLAINED: NO_ACTION,
    Outcome.UNFOUNDED: NO_ACTION,
    Outcome.OTHER_ROUTE: NOT_OURS,
    Outcome.ANSWERED_ON_CALL: "closed",
    Outcome.TRANSFERRED_EMERGENCY: "internal_referral",
    Outcome.NO_ANSWER: "closed",
    Outcome.MERGED: "duplicate",
    Outcome.WITHDRAWN: "cancelled",
}
"""How a case was answered or ended → the word for it."""


def _result(event: Event) -> str:
    return RESULTS.get(Outcome(event.facts.get("result") or event.facts.get("outcome")), "closed")


def _decided(**words: str) -> Callable[[Event], str]:
    return lambda event: words.get(str(event.facts.get("decision")), "unchanged")


STATUS: dict[str, str | Callable[[Event], str]] = {
    "dispatch": "investigating",
    "reassign": "internal_referral",
    "accept": "in_progress",
    "make_safe": "in_progress",
    "interim_reply": "in_progress",
    "pause": "action_scheduled",
    "park": "planned",
    "resume": "in_progress",
    "reply": _result,
    "approve_reply": lambda event: _result(event) if event.facts.get("decision") == "granted" else "in_progress",
    "follow_up": _decided(yes="closed", partly="closed", explained="closed", no_answer="closed"),
    "close": _result,
    "merge": "duplicate",
    "join": "duplicate",
    "unmerge": "open",
    "withdraw": "cancelled",
    "rework": "reopen",
    "decide_review": _decided(granted="reopen", rerouted="open"),
}
"""Verb → the word for where the case stands then. These everybody is told of, in Huying's own sentences."""

OWN = {"message": "unchanged", "ask_resident": "unchanged", "answer_resident": "unchanged", "review": "unchanged"}
"""What only whoever filed the case is told of."""

WORDS = {
    "open", "closed", "fixed", "in_progress", "planned", "action_scheduled", "investigating", "duplicate",
    "not_councils_responsibility", "no_further_action", "internal_referral", "cancelled", "reopen", "for_triage", "unchanged",
}  # fmt: skip
"""Every status that an update may have."""


def update(happened: Happening) -> dict[str, Any]:
    """One update. Its number is that of the case and of the event: the same whenever it is asked for."""
    event = happened.event
    return {
        "update_id": f"{happened.case.number}-{event.seq}",
        "service_request_id": happened.case.number,
        "status": happened.status or status(event),
        "updated_datetime": event.at,
        "description": happened.words or _sentence(event),
        "media_url": None,
    }


def _sentence(event: Event) -> str:
    """Ours. What its reporter said of the result is between them and the city; of a note of a unit's system nothing is said."""
    if event.verb == "note":
        return ""
    return _("Closed") if event.verb == "follow_up" else telling.sentence(event)


def status(event: Event) -> str:
    """The word for what this event came to."""
    said = STATUS.get(event.verb) or OWN.get(event.verb, "unchanged")
    return said if isinstance(said, str) else said(event)


def verbs() -> tuple[list[str], list[str]]:
    """What everybody is told of, and what only whoever filed it."""
    return [*STATUS], [*OWN]
