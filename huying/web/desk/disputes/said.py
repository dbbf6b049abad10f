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
from huying.civic.mediation.models import Dispute, DisputeType
from huying.civic.mediation.room import Sight
from huying.civic.mediation.words import VERBS, EndReason, Joint, Means, Origin, Performance

Say = Callable[[Any, Dispute], str]
"""What a fact of an event of this dispute is called."""
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


def entries(sight: Sight, names: dict[str, str]) -> list[dict[str, Any]]:
    """For `components/timeline.html`, the newest first. `names`: those of the accounts."""
    return [
        {
            "at": event.at, "title": VERBS[event.verb], "who": _who(event, names), "tone": TONES.get(event.verb, ""),
            "text": "\n".join([*_facts(sight, event), *_words(sight, event)]),
        }
        for event in reversed(sight.events)
    ]  # fmt: skip


def names(sight: Sight) -> dict[str, str]:
    """The accounts that did something or sit at the table: how the journal calls each → its name."""
    done = {int(event.by.partition(":")[2]) for event in sight.events if event.by.startswith("staff:")}
    keys = done | {seat.staff_id for seat in sight.seats if seat.staff_id}
    return {f"staff:{row.pk}": row.get_full_name() for row in Staff.objects.filter(pk__in=keys)} if keys else {}


def _who(event: Event, names: dict[str, str]) -> str:
    if event.by.startswith("party:"):
        return _("a party")
    unit = units.current().by_id.get(event.unit or 0)
    return " · ".join(str(part) for part in (unit, names.get(event.by)) if part)


def _words(sight: Sight, event: Event) -> Iterator[str]:
    for name, text in sight.words.get(event.seq, {}).items():
        label = WORDS.get(name, "")
        yield _("%(label)s: %(words)s") % {"label": label, "words": text} if label else text


def _facts(sight: Sight, event: Event) -> Iterator[str]:
    for name, (label, say) in FACTS.items():
        value = event.facts.get(name)
        if value not in (None, "", [], 0) and (said := say(value, sight.dispute)):
            yield _("%(label)s: %(words)s") % {"label": label, "words": said}


def _of(choices: Any) -> Say:
    known = dict(choices)
    return lambda value, _dispute: str(known.get(value, value))


def _plain(value: Any, _dispute: Dispute) -> str:
    return str(value)


def _moment(iso: Any, _dispute: Dispute) -> str:
    at = parse_datetime(str(iso))
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else str(iso)


def _unit(code: Any, _dispute: Dispute) -> str:
    return str(units.current().by_code.get(str(code)) or code)


def _type(value: Any, dispute: Dispute) -> str:
    """That of the dispute is read along with it; another is asked for."""
    code = value.get("to") if isinstance(value, dict) else value
    known = (
        dispute.type if dispute.type and dispute.type.code == code else DisputeType.objects.filter(code=code).first()
    )
    return str(known or code)


def _area(value: Any, _dispute: Dispute) -> str:
    code = value.get("to") if isinstance(value, dict) else value
    return str(places.current().by_code.get(str(code)) or code)


FACTS: dict[str, tuple[Any, Say]] = {
    "origin": (lazy("Brought by"), _of(Origin.choices)),
    "type": (lazy("Type of dispute"), _type),
    "area": (lazy("Area"), _area),
    "unit": (lazy("Committee"), _unit),
    "side": (lazy("Side"), _plain),
    "means": (lazy("How"), _of(Means.choices)),
    "kind": (lazy("What for"), _of(Joint.choices)),
    "decision": (lazy("Decision"), _of(DECISIONS.items())),
    "reason": (lazy("Why"), _of(EndReason.choices)),
    "to": (lazy("To"), _unit),
    "until": (lazy("Until"), _moment),
    "starts_at": (lazy("Begins"), _moment),
    "version": (lazy("Version of the text"), _plain),
    "number": (lazy("Number"), _plain),
    "obligation": (lazy("Number of what is owed"), _plain),
    "on": (lazy("On"), _plain),
    "performance": (lazy("What became of it"), _of(Performance.choices)),
    "purpose": (lazy("What for"), _plain),
    "earlier": (lazy("Earlier dispute"), _plain),
}
