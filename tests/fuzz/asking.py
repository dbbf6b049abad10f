"""One request as a program on the network could send it, put straight to the application, and what came back."""

import io
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import unquote_to_bytes

from django.core.wsgi import get_wsgi_application

BROKE = 599
"""The status of an answer that never came, because the application raised."""


@dataclass(frozen=True)
class Sent:
    """A request. `path` and `query` as they stand on the line, percent-encoded or not; header names as browsers write them."""

    door: str
    method: str
    path: str
    query: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    @property
    def environ(self) -> dict[str, Any]:
        """As a WSGI server hands it over (PEP 3333): bytes as latin-1."""
        environ = {
            "REQUEST_METHOD": self.method, "SCRIPT_NAME": "", "PATH_INFO": _bytes(self.path), "QUERY_STRING": _latin(self.query),
            "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "127.0.0.1", "CONTENT_LENGTH": str(len(self.body)), "wsgi.version": (1, 0), "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(self.body), "wsgi.errors": io.StringIO(), "wsgi.multithread": True,
            "wsgi.multiprocess": True, "wsgi.run_once": False,
        }  # fmt: skip
        for name, value in self.headers:
            key = _latin(name).upper().replace("-", "_")
            environ[key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"] = _latin(value)
        return environ


@dataclass
class Answer:
    """What came back."""

    status: int = BROKE
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    broke: str = ""

    @property
    def kind(self) -> str:
        """Its content type without parameters."""
        return self.headers.get("Content-Type", "").partition(";")[0]


def ask(sent: Sent) -> Answer:
    """Put it to the application. What the application raises is an answer too: `BROKE`."""
    answer = Answer()

    def start(status: str, headers: list[tuple[str, str]], _raised: Any = None) -> None:
        answer.status, answer.headers = int(status[:3]), dict(headers)

    try:
        parts = _application()(sent.environ, start)
        try:
            answer.body = b"".join(parts)
        finally:
            getattr(parts, "close", lambda: None)()
    except Exception as raised:  # whatever it is, it must not reach the server
        return Answer(broke=repr(raised))
    return answer


@cache
def _application() -> Any:
    return get_wsgi_application()


def _latin(text: str) -> str:
    return text.encode("utf-8", "surrogatepass").decode("latin-1")


def _bytes(path: str) -> str:
    return unquote_to_bytes(path.encode("utf-8", "surrogatepass")).decode("latin-1")
