"""The words of notices: what holds until the city writes its own, and what may stand in a template.

A notice carries number, state and link; never a name, an address or what somebody said
(message_rule in domain/channels_and_security.yaml), so a template knows no other placeholders than those below.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from string import Formatter
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from huying.base import dates
from huying.base.journal import audit, editions
from huying.base.units import register as units
from huying.cases.words import State

from .models import Template
from .phrases import WORDING, Wording

NAME = "notices"
PLACEHOLDERS = ("number", "status", "due", "unit", "link")
NEEDED = ("number", "link")
SMS_WHOLE, SMS_PART = 70, 67
"""Characters of a text message, and of each part of a longer one."""


@dataclass(frozen=True)
class Said:
    """A notice in words."""

    subject: str
    text: str


def of(code: str) -> Wording:
    """What holds: the city's own words, else ours."""
    return current().get(code) or WORDING[code]


def filled(wording: Wording, language: str, *, number: str, facts: Mapping[str, Any], link: str) -> Said:
    """A template with its placeholders filled in, in `language`. `facts`: `status`, `due` (ISO 8601), `unit` as codes."""
    zh = language.startswith("zh")
    with translation.override(language):
        known = {
            "number": number,
            "status": State(facts["status"]).label if facts.get("status") in State.values else "–",
            "due": _minute(facts.get("due")) or _("the time set"),
            "unit": str(units.current().by_code.get(facts.get("unit", ""), "–")),
            "link": link,
        }
    subject, text = (wording.subject_zh, wording.text_zh) if zh else (wording.subject_en, wording.text_en)
    return Said(subject.format_map(known), text.format_map(known))


def link(number: str, *, resident: bool) -> str:
    """Where the reader goes on: the tracking page, which asks for the code, or the case at the desk."""
    path = reverse("portal:track", query={"number": number}) if resident else reverse("desk:case", args=[number])
    return settings.ADDRESS + path


def faults(wording: Wording) -> dict[str, str]:
    """What is wrong with each field; empty when it can be used."""
    found = {name: _fault(text) for name, text in vars(wording).items()}
    for name in ("text_zh", "text_en"):
        missing = [f"{{{word}}}" for word in NEEDED if not found[name] and f"{{{word}}}" not in getattr(wording, name)]
        if missing:
            found[name] = _("This must stand in it: %(words)s.") % {"words": _(", ").join(missing)}
    return {name: fault for name, fault in found.items() if fault}


def write(code: str, wording: Wording, *, by: Any) -> None:
    """Put the city's own words in force. Raises `ValidationError` with every fault, by field."""
    if wrong := faults(wording):
        raise ValidationError(wrong)
    with transaction.atomic():
        Template.objects.update_or_create(code=code, defaults=vars(wording))
        _changed(code, by)


def restore(code: str, *, by: Any) -> None:
    """Our words hold again."""
    with transaction.atomic():
        Template.objects.filter(code=code).delete()
        _changed(code, by)


def _changed(code: str, by: Any) -> None:
    editions.changed(NAME)
    audit.record("setup_changed", by=by, what="notice_template", written={code: 1})


def _fault(text: str) -> str:
    if not text.strip():
        return _("This is missing.")
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        return _("A brace stands alone. Placeholders are written {number}; a brace itself is written twice.")
    used = {f"{name}{'!' if how else ''}{form}" for _text, name, form, how in parts if name is not None}
    unknown = sorted(used - {*PLACEHOLDERS})
    if not unknown:
        return ""
    known = _(", ").join(f"{{{word}}}" for word in PLACEHOLDERS)
    return _("Unknown: %(words)s. Known are %(known)s.") % {
        "words": _(", ").join(f"{{{word}}}" for word in unknown), "known": known,
    }  # fmt: skip


def _minute(iso: str | None) -> str:
    return dates.minute(datetime.fromisoformat(iso)) if iso else ""


def _read() -> dict[str, Wording]:
    return {
        row.code: Wording(row.subject_zh, row.text_zh, row.subject_en, row.text_en) for row in Template.objects.all()
    }


current = editions.Copy(NAME, load=_read)
"""The city's own words, kept in every process; a change is noticed within a second."""
