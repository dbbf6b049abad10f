"""What the running server sends: measured with `huying serve` behind HTTPS, as a proxy would ask it."""

import http.client
import io
import re
import socket
from collections.abc import Iterator
from contextlib import closing, suppress
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from PIL import Image

from huying.web.headers import CONTENT, FILE
from tests.faults.installed import Shelf
from tests.faults.processes import ended, start, until, until_line
from tests.faults.test_serve import free_port

HOST = "city.example"
PROXY = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7", "Referer": f"https://{HOST}/"}
EVERYWHERE = {
    "Content-Security-Policy": CONTENT,
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Origin-Agent-Cluster": "?1",
    "X-Permitted-Cross-Domain-Policies": "none",
}
SAYS_TOO_MUCH = {"X-Powered-By", "X-AspNet-Version"}


class Web:
    """The server, asked by a proxy."""

    def __init__(self, port: int) -> None:
        self.port = port

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            with suppress(BrokenPipeError, ConnectionResetError):  # the answer may come before all was read
                connection.request(method, path, body, {**PROXY, **named})
            answer = connection.getresponse()
            return answer.status, answer.msg, answer.read()


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory, shelf: Shelf) -> Iterator[Web]:
    port, data = free_port(), tmp_path_factory.mktemp("data")
    shelf.tables(data)
    environment = {"HUYING_DATA": str(data), "HUYING_HTTPS": "1", "HUYING_HOSTS": HOST}
    program = start(["-m", "huying.cli", "serve", "--port", str(port)], **environment)
    with ended(program):
        until_line(program, f"Huying is ready: http://127.0.0.1:{port}")
        web = Web(port)
        until(lambda: web.ask("/readyz")[0] == 200)
        yield web
        program.terminate()
        program.wait()


def sent(headers: http.client.HTTPMessage) -> dict[str, str | None]:
    return {name: headers.get(name) for name in EVERYWHERE}


@pytest.mark.parametrize(
    ("path", "status", "kept"),
    [
        ("/", 200, None),
        ("/report/", 200, None),
        ("/areas.geojson", 200, "public, max-age=3600"),
        ("/track/", 200, "no-store"),
        ("/track/261122-00000042-7/", 302, "no-store"),
        ("/accounts/login/", 200, None),
        ("/desk/", 302, "no-store"),
        ("/nothing", 404, None),
        ("/api/v1/categories", 200, "no-store"),
        ("/api/v1/cases", 401, "no-store"),
        ("/api/v1/nothing", 404, "no-store"),
        ("/api/v1/docs", 200, "no-store"),
        ("/api/v1/openapi.json", 200, "no-store"),
        ("/static/huying.svg", 200, "max-age=60, public"),
        ("/static/nothing.js", 404, None),
        ("/healthz", 200, None),
        ("/readyz", 200, None),
    ],
)
def test_every_answer_carries_the_policies(web: Web, path: str, status: int, kept: str | None) -> None:
    answered, headers, _body = web.ask(path)
    assert (answered, sent(headers)) == (status, EVERYWHERE)
    if path != "/accounts/login/":  # Django's own words for the same there
        assert headers.get("Cache-Control") == kept
    assert SAYS_TOO_MUCH.isdisjoint(headers.keys())


def test_signing_in_is_kept_by_nobody(web: Web) -> None:
    _status, headers, _body = web.ask("/accounts/login/")
    assert "no-store" in str(headers["Cache-Control"])


@pytest.mark.parametrize("method", ["DELETE", "TRACE", "PROPFIND"])
def test_a_method_that_is_not_there_is_refused_with_the_policies(web: Web, method: str) -> None:
    status, headers, _body = web.ask("/track/", method)
    assert (status in (403, 405), sent(headers)) == (True, EVERYWHERE)


def test_another_host_is_refused(web: Web) -> None:
    status, headers, body = web.ask("/", Host="elsewhere.example")
    assert (status, sent(headers)) == (400, EVERYWHERE)
    assert b"elsewhere" not in body


def test_what_came_without_https_is_sent_to_it(web: Web) -> None:
    status, headers, _body = web.ask("/report/", X_Forwarded_Proto="http")
    assert (status, headers["Location"]) == (301, f"https://{HOST}/report/")
    assert web.ask("/healthz", X_Forwarded_Proto="http")[0] == 200


def cookies(headers: http.client.HTTPMessage) -> dict[str, set[str]]:
    """Name → its attributes."""
    found = {}
    for line in headers.get_all("Set-Cookie", []):
        first, *attributes = (part.strip() for part in line.split(";"))
        names = {attribute for attribute in attributes if not attribute.lower().startswith(("expires", "max-age"))}
        found[first.partition("=")[0]] = names
    return found


def test_cookies_belong_to_this_host_over_https_and_to_no_script(web: Web) -> None:
    of_page = cookies(web.ask("/report/?lang=en")[1])
    whole = {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"}
    assert of_page == {"__Host-csrf": whole, "__Host-language": whole}


def form(web: Web, path: str) -> dict[str, str]:
    """The hidden fields of a page, and its cookie."""
    _status, headers, body = web.ask(path)
    fields = dict(re.findall(r'type="hidden"\s+name="(\w+)"\s+value="([^"]*)"', body.decode()))
    return fields | {"cookie": str(headers["Set-Cookie"]).partition(";")[0]}


def test_a_form_of_another_site_is_refused(web: Web) -> None:
    page = form(web, "/track/")
    typed = {"number": "1", "code": "2", "csrfmiddlewaretoken": page["csrfmiddlewaretoken"]}
    kind = {"Content_Type": "application/x-www-form-urlencoded", "Cookie": page["cookie"]}
    ours = web.ask("/track/", "POST", urlencode(typed).encode(), **kind)[0]
    theirs = web.ask("/track/", "POST", urlencode(typed).encode(), **kind, Referer="https://elsewhere.example/")[0]
    without = web.ask("/track/", "POST", urlencode({"number": "1", "code": "2"}).encode(), **kind)[0]
    assert (ours, theirs, without) == (422, 403, 403)


def multipart(fields: dict[str, str], files: list[tuple[str, bytes]]) -> tuple[bytes, str]:
    parts = [
        f'--X\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()
    ]
    body = "".join(parts).encode()
    for name, content in files:
        head = f'--X\r\nContent-Disposition: form-data; name="photos"; filename="{name}"\r\n'
        body += head.encode() + b"Content-Type: text/html\r\n\r\n" + content + b"\r\n"
    return body + b"--X--\r\n", "multipart/form-data; boundary=X"


def uploaded(web: Web, name: str, content: bytes) -> tuple[int, http.client.HTTPMessage, bytes]:
    """A file sent with a report on its way, as it is handed out again."""
    page = form(web, "/report/")
    typed = {"csrfmiddlewaretoken": page["csrfmiddlewaretoken"], "to": "1", "text": "路灯不亮"}
    body, kind = multipart(typed, [(name, content)])
    _status, _headers, answer = web.ask("/report/", "POST", body, Content_Type=kind, Cookie=page["cookie"])
    found = re.search(r'name="file" value="([^"]+)"', answer.decode())
    assert found, answer.decode()
    return web.ask(f"/report/photos/{found[1]}/")


PDF = b"%PDF-1.4\n<script>alert(1)</script>\n%%EOF\n"
OF_A_FILE = EVERYWHERE | {"Content-Security-Policy": FILE}


def test_a_document_is_a_download_that_runs_nothing(web: Web) -> None:
    status, headers, body = uploaded(web, "a.html", PDF)
    assert (status, body, sent(headers)) == (200, PDF, OF_A_FILE)
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Disposition"] == 'attachment; filename="a.pdf"'
    assert headers["Cache-Control"] == "private, no-store"


def test_a_photo_is_shown_as_a_photo_that_runs_nothing(web: Web) -> None:
    written = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(written, "PNG")
    status, headers, _body = uploaded(web, "a.svg", written.getvalue())
    assert (status, headers["Content-Type"], sent(headers)) == (200, "image/png", OF_A_FILE)


def test_a_request_larger_than_any_form_is_refused_before_it_is_read(web: Web) -> None:
    cookie = form(web, "/report/")["cookie"]
    said = f"POST /report/ HTTP/1.1\r\nHost: {HOST}\r\nX-Forwarded-Proto: https\r\nContent-Length: 10000000000\r\n"
    said += f"Referer: https://{HOST}/\r\nCookie: {cookie}\r\n"
    with socket.create_connection(("127.0.0.1", web.port), timeout=30) as line:
        line.sendall(f"{said}Content-Type: multipart/form-data; boundary=X\r\n\r\n--X\r\n".encode())
        assert line.recv(20).split()[1] == b"413"


@pytest.mark.parametrize(
    ("path", "kind", "body"),
    [
        ("/api/v1/cases", "application/json", b'{"text": "' + b"x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE + b'"}'),
        ("/report/", "application/x-www-form-urlencoded", b"text=" + b"x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE),
        ("/report/", "application/x-www-form-urlencoded", b"&".join([b"a=1"] * 600)),
    ],
)
def test_too_much_to_read_is_said_to_be_too_big(web: Web, path: str, kind: str, body: bytes) -> None:
    cookie = form(web, "/report/")["cookie"]
    status, headers, _body = web.ask(path, "POST", body, Content_Type=kind, Cookie=cookie)
    assert (status, sent(headers)) == (413, EVERYWHERE)


def test_the_address_that_is_counted_is_the_one_the_proxy_saw(web: Web) -> None:
    """Sixty guesses from one address are enough; another one is still answered, whatever the first says of itself."""
    page = form(web, "/track/")
    typed = {"number": "1", "code": "2", "csrfmiddlewaretoken": page["csrfmiddlewaretoken"]}

    def guess(seen: str) -> int:
        kind: dict[str, Any] = {"Content_Type": "application/x-www-form-urlencoded", "Cookie": page["cookie"]}
        return web.ask("/track/", "POST", urlencode(typed).encode(), **kind, X_Forwarded_For=seen)[0]

    answers = [guess(f"192.0.2.{n}, 198.51.100.1") for n in range(61)]
    assert answers == [422] * 60 + [429]
    assert guess("198.51.100.1, 198.51.100.2") == 422
