"""The record of a dispute as the desk tells it: each event with what was typed and decided, in words."""

from collections.abc import Callable, Iterator
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huying.base.journal.memory import Event
from huying.base.places import register as places
from huying.base.units import register as units
from huying.base.units.models import Staff
from huying.civic.mediation.models import DisputeType
from huying.civic.mediation.room import Sight
from huying.civic.mediation.words import VERBS, EndReason, Joint, Means, Origin, Performance

TONES = {
    "consent": "good", "accept": "good", "seal": "good", "record_oral": "good", "perform": "good", "refuse": "wait",
    "end": "wait", "default": "bad", "report_danger": "bad",
}  # fmt: skip
WORDS = {
    "reason": lazy("Why"), "remedies": lazy("Where they can turn"), "issues": lazy("What is in dispute"), "text": "",
}  # fmt: skip
DECISIONS = {
    "yes": lazy("Yes"),
    "no": lazy("No"),
    "confirmed": lazy("confirmed"),
    "refused": lazy("refused"),
    "granted": lazy("granted"),
}


def entries(sight: Sight) -> list[dict[str, Any]]:
    """For `components/timeline.html`, the newest first."""
    names = _accounts(sight)
    return [
        {
            "at": event.at, "title": VERBS[event.verb], "who": _who(event, names), "tone": TONES.get(event.verb, ""),
            "text": "\n".join([*_facts(event), *_words(sight, event)]),
        }
        for event in reversed(sight.events)
    ]  # fmt: skip


def _accounts(sight: Sight) -> dict[str, str]:
    refs = {event.by for event in sight.events if event.by.startswith("staff:")}
    found = Staff.objects.filter(pk__in=[int(ref.partition(":")[2]) for ref in refs])
    return {f"staff:{row.pk}": row.get_full_name() for row in found}


def _who(event: Event, names: dict[str, str]) -> str:
    if event.by.startswith("party:"):
        return _("a party")
    unit = units.current().by_id.get(event.unit or 0)
    return " · ".join(str(part) for part in (unit, names.get(event.by)) if part)


def _words(sight: Sight, event: Event) -> Iterator[str]:
    for name, text in sight.words.get(event.seq, {}).items():
        label = WORDS.get(name, "")
        yield _("%(label)s: %(words)s") % {"label": label, "words": text} if label else text


def _facts(event: Event) -> Iterator[str]:
    for name, (label, say) in FACTS.items():
        value = event.facts.get(name)
        if value not in (None, "", [], 0) and (said := say(value)):
            yield _("%(label)s: %(words)s") % {"label": label, "words": said}


def _of(choices: Any) -> Callable[[Any], str]:
    known = dict(choices)
    return lambda value: str(known.get(value, value))


def _moment(iso: Any) -> str:
    at = parse_datetime(str(iso))
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else str(iso)


def _unit(code: Any) -> str:
    return str(units.current().by_code.get(str(code)) or code)


def _type(value: Any) -> str:
    code = value.get("to") if isinstance(value, dict) else value
    return str(DisputeType.objects.filter(code=code).first() or code)


def _area(value: Any) -> str:
    code = value.get("to") if isinstance(value, dict) else value
    return str(places.current().by_code.get(str(code)) or code)


FACTS: dict[str, tuple[Any, Callable[[Any], str]]] = {
    "origin": (lazy("Brought by"), _of(Origin.choices)),
    "type": (lazy("Type of dispute"), _type),
    "area": (lazy("Area"), _area),
    "unit": (lazy("Committee"), _unit),
    "side": (lazy("Side"), str),
    "means": (lazy("How"), _of(Means.choices)),
    "kind": (lazy("What for"), _of(Joint.choices)),
    "decision": (lazy("Decision"), _of(DECISIONS.items())),
    "reason": (lazy("Why"), _of(EndReason.choices)),
    "to": (lazy("To"), _unit),
    "until": (lazy("Until"), _moment),
    "starts_at": (lazy("Begins"), _moment),
    "version": (lazy("Version of the text"), str),
    "number": (lazy("Number"), str),
    "obligation": (lazy("Number of what is owed"), str),
    "on": (lazy("On"), str),
    "performance": (lazy("What became of it"), _of(Performance.choices)),
    "purpose": (lazy("What for"), str),
    "earlier": (lazy("Earlier dispute"), str),
}
