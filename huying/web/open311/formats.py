"""The two forms of one answer: XML, and the JSON that follows from it (Open311's "Spark" convention).

An answer is plain data: dicts, lists, text, numbers, booleans, None and aware datetimes. A list's children are called in XML
by `CHILDREN`; JSON leaves the outermost name out. Both say the same, sign by sign.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as ET

import orjson
from django.http import HttpResponse

TYPES = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}

CHILDREN = {
    "services": "service", "attributes": "attribute", "values": "value", "service_requests": "request",
    "service_request_updates": "request_update", "errors": "error", "endpoints": "endpoint", "formats": "format",
    "notes": "note",
}  # fmt: skip
"""A list → what each of its members is called."""

DECLARATION = b'<?xml version="1.0" encoding="utf-8"?>\n'

NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even escaped."""


def answer(form: str, name: str, data: Any, status: int = 200) -> HttpResponse:
    """`data` as `form` ("json" or "xml"); `name`: the outermost element."""
    plain = _plain(data)
    body = orjson.dumps(plain) if form == "json" else _xml(name, plain)
    return HttpResponse(body, status=status, content_type=TYPES[form])


def _xml(name: str, plain: Any) -> bytes:
    return DECLARATION + ET.tostring(_element(name, plain), encoding="unicode").encode()


def moment(at: datetime | None) -> str | None:
    """W3C date and time in UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else None


def line_ends(text: str) -> str:
    """With LF alone between lines: browsers send CRLF, and readers of XML fold it."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(held) for name, held in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(held) for held in value]
    if isinstance(value, datetime):
        return moment(value)
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return NOT_XML.sub("", line_ends(str(value)))


def _element(name: str, value: Any) -> ET.Element:
    element = ET.Element(name)
    if isinstance(value, dict):
        element.extend(_element(key, held) for key, held in value.items())
    elif isinstance(value, list):
        element.extend(_element(CHILDREN.get(name, "value"), held) for held in value)
    elif isinstance(value, bool):
        element.text = "true" if value else "false"
    elif value is not None:
        element.text = str(value)
    return element
