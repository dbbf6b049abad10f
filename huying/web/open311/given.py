"""What comes with a call: who asks, for which city, when, where, how many. An empty parameter is one that was left out."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from huying.base.journal import clock
from huying.base.journal.refusals import Incomplete
from huying.base.places import register as places
from huying.base.units.models import Key
from huying.cases.open_reports import MOST, Wanted
from huying.web.limits import spend

from .answers import READS, Fault

SPAN = timedelta(days=90)
PURPOSES = (Key.Purpose.OPEN311, Key.Purpose.OPEN311_PRIVATE)


@dataclass(frozen=True)
class Given:
    """The parameters of one call, and the key that came with it."""

    said: QueryDict
    key: Key | None

    def text(self, name: str) -> str:
        """The last value of a parameter, "" where it was left out. Raises `Fault` for what nothing could store."""
        value = str(self.said.get(name, ""))
        if "\x00" in value:
            raise Fault(400, f"{name}: " + _("This holds a sign that cannot be stored."))
        return value.strip()

    def many(self, name: str) -> list[str] | None:
        """A list with commas between; None where it was left out."""
        listed = [part.strip() for part in self.text(name).split(",")]
        return [part for part in listed if part] if any(listed) else None

    def moment(self, name: str) -> datetime | None:
        """A W3C date and time; without a zone, or a day alone, as the clock of the city has it."""
        said = self.text(name)
        if not said:
            return None
        try:
            found = parse_datetime(said.replace(" ", "+") if "T" in said else said) or _midnight(parse_date(said))
        except (ValueError, OverflowError):
            found = None
        if found is None:
            raise Fault(400, f"{name}: " + _("This is no W3C date and time, such as 2026-08-01T09:30:00+08:00."))
        return found if timezone.is_aware(found) else timezone.make_aware(found, timezone.get_default_timezone())

    def number(self, name: str, low: float, high: float) -> float | None:
        """A number within these bounds; None where it was left out."""
        said = self.text(name)
        if not said:
            return None
        try:
            value = float(said)
        except ValueError:
            value = math.nan
        if not low <= value <= high:
            raise Fault(
                400, f"{name}: " + _("This is no number from %(low)g to %(high)g.") % {"low": low, "high": high}
            )
        return value

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in ("true", "1", "yes")

    def span(self) -> tuple[datetime, datetime]:
        """From when until when: 90 days at most, and the last 90 where nothing is said. Raises `Fault`."""
        since, until = self.moment("start_date"), self.moment("end_date")
        if since and until and until - since > SPAN:
            raise Fault(400, "start_date, end_date: " + _("At most 90 days are given at once."))
        now = clock.now()
        try:
            since = since or (until or now) - SPAN
            return since, _whole(until) if until else min(since + SPAN, max(now, since))
        except OverflowError:
            raise Fault(400, "start_date, end_date: " + _("There is no such time.")) from None

    def wanted(self) -> Wanted:
        """Which requests are asked for."""
        numbers = self.many("service_request_id")
        since, until = (clock.now(), clock.now()) if numbers is not None else self.span()
        before = self.moment("updated_before")
        return Wanted(
            since, until, numbers, self.many("service_code"), None if numbers is not None else self._done(),
            self.moment("updated_after"), _whole(before) if before else None,
        )  # fmt: skip

    def page(self) -> slice:
        """Which rows: `page_size` of them, 1,000 at most, of the page `page`, from 1 on."""
        size = int(self.number("page_size", 1, MOST) or MOST)
        first = (int(self.number("page", 1, 10**6) or 1) - 1) * size
        return slice(first, first + size)

    def _done(self) -> bool | None:
        said = self.many("status") or []
        if wrong := set(said) - {"open", "closed"}:
            raise Fault(400, f"status: {', '.join(sorted(wrong))}: " + _("This is not one of the choices."))
        return said[0] == "closed" if len(set(said)) == 1 else None


def given(request: HttpRequest) -> Given:
    """What came, for a city that we are and with a key that we know. Raises `Fault`: 403, 404."""
    said = request.GET if request.method in READS else _both(request)
    asked = Given(said, _key(request, said))
    asked_for = asked.text("jurisdiction_id")
    if asked_for and asked_for not in jurisdictions():
        raise Fault(404, f"jurisdiction_id: {asked_for}: " + _("We do not answer for this jurisdiction."))
    return asked


def with_key(request: HttpRequest) -> Given:
    """The same, of somebody who writes: 403 without a key."""
    asked = given(request)
    if asked.key is None:
        raise Fault(403, "api_key: " + _("A key for Open311 is needed."))
    spend(request, "api", caller=f"key:{asked.key.pk}")
    return asked


def jurisdictions() -> list[str]:
    """What we answer for: as set up, or else the code of the city."""
    return settings.OPEN311_JURISDICTIONS or [
        area.code for area in places.current().by_code.values() if area.level == 0
    ]


def attributes(said: QueryDict) -> dict[str, list[str]]:
    """attribute[CODE] and attribute[CODE][] → code → what was said, without what was left empty."""
    found: dict[str, list[str]] = {}
    for name, values in said.lists():
        if name.startswith("attribute[") and name.endswith("]"):
            code = name.removeprefix("attribute[").removesuffix("[]").removesuffix("]")
            found.setdefault(code, []).extend(str(value).strip() for value in values if str(value).strip())
    return {code: values for code, values in found.items() if values}


def renamed(refusal: Incomplete, names: Mapping[str, str]) -> Incomplete:
    """The same refusal under the names that the other side gave things."""
    return Incomplete({_called(name, names): says for name, says in refusal.fields.items()})


def _called(name: str, names: Mapping[str, str]) -> str:
    question = name.removeprefix("answers.")
    return f"attribute[{question.partition('.')[0]}]" if question != name else names.get(name, name)


def _both(request: HttpRequest) -> QueryDict:
    """The form, and what stands in the address beside it, as some clients write their jurisdiction there."""
    said: Any = request.GET.copy()
    for name, values in request.POST.lists():
        said.setlist(name, values)
    return said


def _key(request: HttpRequest, said: QueryDict) -> Key | None:
    """By `api_key`, or as the API takes it (`Authorization: Bearer`). A wrong key opens nothing, not even what is open to all."""
    secret = (
        str(said.get("api_key", "")).strip() or request.headers.get("Authorization", "").removeprefix("Bearer").strip()
    )
    found = Key.bearer(secret) if secret else None
    if secret and (found is None or found.purpose not in PURPOSES):
        raise Fault(403, "api_key: " + _("This is no key for Open311."))
    return found


def _whole(until: datetime) -> datetime:
    """The end of its second: who says no fraction means all of it, and asks with the clock of a moment ago."""
    return until.replace(microsecond=999_999) if not until.microsecond else until


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time()) if day else None
