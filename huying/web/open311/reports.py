"""A report on its way in: from the fields of a POST to a call, and what its sender is answered."""

from collections.abc import Iterable, Mapping
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from huying.base.catalogue.models import Category
from huying.base.journal.refusals import Incomplete
from huying.base.places.models import Address
from huying.base.units.models import Key
from huying.cases import files, intake, open_reports
from huying.cases.models import Attachment, Case
from huying.cases.words import Channel
from huying.web.uploads import MOST_FILES

from . import media
from .answers import Fault
from .definitions import DANGER_OVER, kind, offered
from .formats import line_ends
from .given import Given, attributes, renamed

LONGEST = 4000
"""Characters of a description."""
NUMBERS_THERE = ("external_id", "fixmystreet_id")
"""Attributes in which other systems say their own number of a report; with one, a report that is sent twice is taken in once."""
THEIRS = {"text": "description", "lon": "long", "address": "address_string", "name": "first_name, last_name", "category": "service_code",
    DANGER_OVER: f"attribute[{DANGER_OVER}]", "external": "attribute[external_id]"}  # fmt: skip
"""Our names of what a call holds → theirs."""


def filed(asked: Given, key: Key, sent: Iterable[Any]) -> dict[str, Any]:
    """Take the report in, once; return its acknowledgement. Raises `Fault` and `Refused`."""
    category = _category(asked)
    call = _call(asked, key, category)
    if call.external and (known := _known(call, key)):
        return _acknowledged(known, category, "")
    urls = media.addresses(asked)
    call.attachments = [*_files(sent), *media.embedded(urls)]
    try:
        with transaction.atomic():
            receipt = intake.receive(call, by=key.actor)
            media.note(receipt.case, urls)
            open_reports.note(receipt.case, key, token=kind(category) == "batch")
    except Incomplete as refusal:
        raise renamed(refusal, THEIRS) from refusal
    except IntegrityError as twin:
        if "case_once_per_source" not in str(twin) or not (known := _known(call, key)):
            raise
        return _acknowledged(known, category, "")
    return _acknowledged(receipt.case, category, receipt.code)


def _acknowledged(case: Case, category: Category, code: str) -> dict[str, Any]:
    """A number, or a token, or neither; and how its reporter follows it. The code is told this once."""
    told: dict[str, Any] = {}
    match kind(category):
        case "batch":
            told["token"] = case.open_report.token
        case "realtime":
            told["service_request_id"] = case.number
    words = {"number": case.number, "code": code, "address": f"{settings.ADDRESS}/track/"}
    notice = _("Follow it at %(address)s with the number %(number)s and the code %(code)s.") % words if code else ""
    return told | {"service_notice": notice or None, "account_id": None}


def _known(call: intake.Call, key: Key) -> Case | None:
    """What was filed under their number before."""
    return Case.objects.filter(source=call.source, external=call.external, open_report__key=key).first()


def _category(asked: Given) -> Category:
    code = asked.text("service_code")
    if not code:
        raise Fault(400, "service_code: " + _("This is missing."))
    if code not in offered():
        raise Fault(404, f"service_code: {code}: " + _("There is no such service."))
    return offered()[code]


def _call(asked: Given, key: Key, category: Category) -> intake.Call:
    said = attributes(asked.said)
    external = next((said[name][0] for name in NUMBERS_THERE if name in said), "")
    text = line_ends(asked.text("description"))
    if len(text) > LONGEST:
        raise Fault(400, "description: " + _("This is longer than %(n)d characters.") % {"n": LONGEST})
    if len(external) > 80 or "\x00" in external:
        raise Fault(400, "attribute[external_id]: " + _("This is longer than %(n)d characters.") % {"n": 80})
    names = (asked.text("first_name"), asked.text("last_name"))
    return intake.Call(
        text=text or str(category), category=category, channel=Channel.API, answers=_answers(category, said),
        danger_over=said.get(DANGER_OVER) == ["true"], name=" ".join(filter(None, names)),
        phone=asked.text("phone"), email=asked.text("email"), source=f"open311:{key.pk}" if external else "",
        external=external, **_place(asked),
    )  # fmt: skip


def _place(asked: Given) -> dict[str, Any]:
    """A point, or an address in words, or the number of one in a register; at least one of them."""
    lat, lon = asked.number("lat", -90, 90), asked.number("long", -180, 180)
    address, register = asked.text("address_string"), asked.text("address_id")
    if (lat is None) != (lon is None):
        raise Fault(400, "lat, long: " + _("A point needs both longitude and latitude."))
    if lat is None and not address and not register:
        raise Fault(400, "lat, long, address_string, address_id: " + _("One of them is needed."))
    known = Address.objects.filter(code=register).select_related("area").first() if register else None
    place: dict[str, Any] = {"lat": lat, "lon": lon, "address": address or (known.zh if known else register)}
    if known and lat is None:
        place |= {"lat": known.lat, "lon": known.lon}
    return place | ({"area": known.area} if known else {})


def _answers(category: Category, said: Mapping[str, list[str]]) -> dict[str, Any]:
    """The answers to our questions, typed as their schema wants them; what we do not ask is passed over."""
    rules = category.questions.get("properties", {})
    return {code: _typed(rules[code], values) for code, values in said.items() if code in rules}


def _typed(rule: Mapping[str, Any], values: list[str]) -> Any:
    if rule.get("type") == "array":
        return [_typed(rule.get("items", {}), [value]) for value in values]
    if len(values) > 1:
        return values  # the schema says that one is wanted
    value = values[0]
    if rule.get("type") == "boolean":
        return {"true": True, "false": False}.get(value.lower(), value)
    if rule.get("format") == "date" and "T" in value:
        return value.partition("T")[0]
    try:
        typed = {"integer": int, "number": float}.get(rule.get("type", ""), str)(value)
    except ValueError:
        return value
    return value if typed in (float("inf"), float("-inf")) or typed != typed else typed  # noqa: PLR0124 (nan alone differs from itself)


def _files(sent: Iterable[Any]) -> list[Attachment]:
    came = list(sent)
    if len(came) > MOST_FILES:
        raise Fault(400, "media: " + _("At most %(n)d files are taken with a report.") % {"n": MOST_FILES})
    try:
        return [files.take_in(file.name or "", cast("BinaryIO", file.file)).attachment for file in came]
    except Incomplete as refusal:
        raise renamed(refusal, {"file": "media"}) from refusal
