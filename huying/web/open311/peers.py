"""The Open311 server of a unit, as we ask it. In XML, which every server speaks."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any, BinaryIO
from urllib.parse import quote
from xml.etree import ElementTree as ET

import requests
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from huying.base import outbound
from huying.cases.models import Peer

from .formats import moment

PAGE = 500
LARGEST = 20_000_000
"""Bytes of an answer."""
TRY_AGAIN = (408, 429)
NOT_THERE = (404, 405, 501)


class Away(Exception):
    """They do not answer, or not as they should: it is tried again later."""


class TooEarly(Away):
    """They are there, and something else has to happen first to what this is about."""


class Declined(Exception):
    """They do not take it, and say why: trying again would not help."""

    def __init__(self, status: int, why: str) -> None:
        self.status = status
        super().__init__(why or str(status))


Row = dict[str, str]


def file(peer: Peer, said: Sequence[tuple[str, str]], media: Sequence[tuple[str, BinaryIO, str]] = ()) -> Row:
    """File a report there; what they acknowledge: service_request_id, or token. `media`: name, content, media type."""
    rows = _rows(_ask(peer, "POST", "requests.xml", said, media))
    return rows[0] if rows else {}


def token(peer: Peer, token: str) -> str:
    """The number that stands behind a token, "" while there is none."""
    rows = _rows(_ask(peer, "GET", f"tokens/{quote(token, safe='')}.xml"))
    return rows[0].get("service_request_id", "") if rows else ""


def tell(peer: Peer, said: Mapping[str, str]) -> str:
    """Tell an update; its number there."""
    rows = _rows(_ask(peer, "POST", "servicerequestupdates.xml", list(said.items())))
    return rows[0].get("update_id", "") if rows else ""


def updates(peer: Peer, since: datetime, until: datetime) -> list[Row]:
    """What happened there in this time. Raises `Declined` with one of `NOT_THERE` where a server knows no updates."""
    window = [("start_date", str(moment(since))), ("end_date", str(moment(until)))]
    found: dict[str, Row] = {}
    for page in range(1, 1000):
        rows = _rows(
            _ask(peer, "GET", "servicerequestupdates.xml", [*window, ("page", str(page)), ("page_size", str(PAGE))])
        )
        fresh = {row["update_id"]: row for row in rows if row.get("update_id") and row["update_id"] not in found}
        found |= fresh
        if len(rows) < PAGE or not fresh:  # a server that knows no pages gives the same ones again
            break
    return list(found.values())


def shown(peer: Peer, numbers: Sequence[str]) -> list[Row]:
    """How these requests stand there."""
    return _rows(_ask(peer, "GET", "requests.xml", [("service_request_id", ",".join(numbers))]))


def _ask(
    peer: Peer, method: str, path: str, said: Sequence[tuple[str, str]] = (), media: Sequence[tuple[str, BinaryIO, str]] = ()
) -> ET.Element:  # fmt: skip
    sent = [*said, ("api_key", peer.key)] + ([("jurisdiction_id", peer.jurisdiction)] if peer.jurisdiction else [])
    url = peer.endpoint + path
    given: dict[str, Any] = {"params": sent} if method == "GET" else {"data": sent}
    files = [("media", (name, content, kind)) for name, content, kind in media]
    try:
        with outbound.to(url) as session:
            answer = session.request(method, url, **given, **({"files": files} if files else {}))
    except requests.RequestException as away:
        raise Away(type(away).__name__) from away  # not its words: they quote the address, and the key in it
    if answer.status_code == HTTPStatus.TOO_EARLY:
        raise TooEarly(str(answer.status_code))
    if (answer.status_code >= 500 and answer.status_code not in NOT_THERE) or answer.status_code in TRY_AGAIN:
        raise Away(str(answer.status_code))
    return _read(answer)


def _read(answer: requests.Response) -> ET.Element:
    try:
        root: ET.Element | None = fromstring(answer.content) if len(answer.content) < LARGEST else None
    except (ET.ParseError, DefusedXmlException, ValueError):
        root = None
    if not answer.ok:
        said = [] if root is None else [error.findtext("description") or "" for error in root.iter("error")]
        raise Declined(answer.status_code, " ".join(filter(None, said)))
    if root is None:
        raise Away("XML")
    return root


def _rows(root: ET.Element) -> list[Row]:
    return [{cell.tag: (cell.text or "").strip() for cell in row} for row in root]
