"""How the client talks: JSON over HTTP with the standard library alone, refusals as exceptions, nothing done twice."""

import json
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

WAIT_FOR = (429, 503)
"""Answers that say: come again."""
BOUNDARY = "huying-client"


@dataclass(frozen=True)
class Request:
    """What is sent."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Response:
    """What was answered; the names of headers in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class File:
    """A file to be sent: its name, its content, its media type."""

    name: str
    content: bytes
    media_type: str = "application/octet-stream"


class Problem(Exception):
    """A refusal (RFC 9457). `errors`: field, "" for the request as a whole → the sentence that says what is wrong."""

    def __init__(self, response: Response) -> None:
        try:
            told = json.loads(response.body)
        except ValueError:
            told = {}
        self.status, self.headers = response.status, response.headers
        self.title, self.detail = told.get("title", ""), told.get("detail", "")
        self.errors = {error["at"]: error["says"] for error in told.get("errors", ())}
        super().__init__(f"{self.status} {self.title}: {self.detail}")


def send(request: Request, timeout: float = 30) -> Response:
    """Send it by urllib. Raises OSError when nobody answers."""
    asked = urllib.request.Request(request.url, request.body or None, dict(request.headers), method=request.method)  # noqa: S310 - the caller's own city
    try:
        with urllib.request.urlopen(asked, timeout=timeout) as answer:  # noqa: S310
            return Response(answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read())
    except urllib.error.HTTPError as refusal:
        return Response(refusal.code, {k.lower(): v for k, v in refusal.headers.items()}, refusal.read())


class Http:
    """One city's API. `key` comes from `huying key create`; without it you are a resident.

    Every POST carries an Idempotency-Key, your own or a fresh one, and is repeated with it (`tries` times in all) when
    nobody answered, so that it is done once. `last` is the newest response, for its headers (`etag`, `ratelimit`).
    """

    def __init__(
        self, city: str, key: str = "", *, language: str = "zh-CN", tries: int = 4,
        sending: Callable[[Request], Response] = send, waiting: Callable[[float], None] = time.sleep,
    ) -> None:  # fmt: skip
        self.base = city.rstrip("/") + "/api/v1"
        self.own = {"Accept-Language": language} | ({"Authorization": f"Bearer {key}"} if key else {})
        self.tries, self.sending, self.waiting = tries, sending, waiting
        self.last: Response | None = None

    def ask(
        self, method: str, path: str, *, query: Mapping[str, Any] | None = None, headers: Mapping[str, Any] | None = None,
        body: Any = None, form: Mapping[str, Any] | None = None,
    ) -> Any:  # fmt: skip
        """What is answered: JSON as Python has it, bytes of a file, or None. Raises `Problem`, and OSError when nobody answers."""
        sent = self.own | {name: str(value) for name, value in (headers or {}).items() if value not in (None, "")}
        if method == "POST":
            sent.setdefault("Idempotency-Key", str(uuid.uuid4()))
        data = b""
        if form is not None:
            data, sent["Content-Type"] = _form(form)
        elif body is not None:
            data, sent["Content-Type"] = json.dumps(body, ensure_ascii=False).encode(), "application/json"
        response = self.last = self._answered(Request(method, self.base + path + _query(query or {}), sent, data))
        if response.status >= 400:
            raise Problem(response)
        if not response.body:
            return None
        is_json = response.headers.get("content-type", "").startswith("application/json")
        return json.loads(response.body) if is_json else response.body

    def _answered(self, request: Request) -> Response:
        for left in range(self.tries - 1, -1, -1):
            try:
                response = self.sending(request)
            except OSError:
                if not left:
                    raise
                self.waiting(2.0 ** (self.tries - left))
                continue
            if response.status not in WAIT_FOR or not left:
                return response
            self.waiting(float(response.headers.get("retry-after", 1)))
        raise AssertionError  # the last time returns or raises


def pages(listing: Callable[..., Any], **query: Any) -> Iterator[Any]:
    """Every case of a list, page after page: `for case in pages(client.list_cases, list="mine"): …`"""
    after = ""
    while after is not None:
        page = listing(**query, after=after)
        yield from page["cases"]
        after = page["next"]


def _query(query: Mapping[str, Any]) -> str:
    given = {
        name: str(value).lower() if isinstance(value, bool) else value
        for name, value in query.items() if value not in (None, "")
    }  # fmt: skip
    return f"?{urlencode(given)}" if given else ""


def _form(fields: Mapping[str, Any]) -> tuple[bytes, str]:
    """`multipart/form-data` (RFC 7578)."""
    boundary, parts = f"{BOUNDARY}-{uuid.uuid4().hex}", b""
    for name, value in fields.items():
        if value is None:
            continue
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"'
        if isinstance(value, File):
            called = value.name.replace('"', "%22").replace("\r", "").replace("\n", "")
            parts += f'{head}; filename="{called}"\r\nContent-Type: {value.media_type}\r\n\r\n'.encode() + value.content
        else:
            parts += f"{head}\r\n\r\n{json.dumps(value) if isinstance(value, bool) else value}".encode()
        parts += b"\r\n"
    return parts + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"
