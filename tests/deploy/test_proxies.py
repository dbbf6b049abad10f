"""nginx and Caddy as deploy/ sets them up, in front of a server that says what it was asked."""

import gzip
import http.client
import json
import os
import re
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from huying.web import uploads
from tests.deploy.tools import DEPLOY, UNPACKED, end, environment, tool, unpacked
from tests.faults.processes import until
from tests.faults.test_serve import free_port

HOST = "hotline.example.gov.cn"
STYLE = b"body { color: black }" * 100
PACKED = gzip.compress(STYLE)


class Asked(BaseHTTPRequestHandler):
    """Answers with the headers that it was sent."""

    def do_GET(self) -> None:
        body = json.dumps({"path": self.path, **{name.lower(): value for name, value in self.headers.items()}}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def behind() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Asked)
    threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Static files as `make build` leaves them, and a certificate."""
    folder = tmp_path_factory.mktemp("proxy")
    assets = folder / "staticroot" / "built" / "assets"
    assets.mkdir(parents=True)
    (assets / "a.css").write_bytes(STYLE)
    (assets / "a.css.gz").write_bytes(PACKED)
    (assets / "a.css.br").write_bytes(b"packed by brotli")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "privkey.pem").write_bytes(private)
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(pem))
    return folder


def nginx(folder: Path, behind: int, port: int) -> list[str]:
    """The command of nginx with the example as it stands, but for ports and folders."""
    module = unpacked("lib/nginx/modules/ngx_http_brotli_static_module.so")
    site = (DEPLOY / "nginx" / "huying.conf").read_text()
    site = site.replace("127.0.0.1:8000", f"127.0.0.1:{behind}").replace(
        "/opt/huying/staticroot", f"{folder}/staticroot"
    )
    site = site.replace("/etc/ssl/huying", str(folder)).replace("/var/log/nginx", str(folder))
    site = re.sub(r"listen \[::\].*\n", "", site)
    site = site.replace("listen 80;", f"listen 127.0.0.1:{free_port()};").replace(
        "listen 443", f"listen 127.0.0.1:{port}"
    )
    kept = "".join(
        f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    types = next(folder for folder in (UNPACKED.parent / "etc/nginx", Path("/etc/nginx")) if folder.exists())
    (folder / "nginx.conf").write_text(
        f"{'user root;' * (not os.geteuid())}\nload_module {module};\npid {folder}/nginx.pid;\nworker_processes 1;\nevents {{}}\n"
        f"http {{\ninclude {types}/mime.types;\n{kept}{site}}}\n"
    )
    return [tool("nginx"), "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf")]


def caddy(folder: Path, behind: int, port: int) -> list[str]:
    """The same for Caddy, with a certificate that is there: it would ask for one."""
    file = (DEPLOY / "caddy" / "Caddyfile").read_text()
    file = file.replace("127.0.0.1:8000", f"127.0.0.1:{behind}").replace(
        "/opt/huying/staticroot", f"{folder}/staticroot"
    )
    own = f"{{\n\tadmin off\n\tauto_https disable_redirects\n\tstorage file_system {folder}/caddy\n"
    file = file.replace("{\n", own, 1)
    tls = f"{HOST}:{port} {{\n\tbind 127.0.0.1\n\ttls {folder}/fullchain.pem {folder}/privkey.pem\n"
    (folder / "Caddyfile").write_text(file.replace(f"{HOST} {{\n", tls))
    return [tool("caddy"), "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]


@pytest.fixture(scope="module", params=[nginx, caddy], ids=["nginx", "caddy"])
def port(request: pytest.FixtureRequest, folder: Path, behind: int) -> Iterator[int]:
    """A running proxy."""
    port = free_port()
    command = request.param(folder, behind, port)
    more = ["-g", "daemon off;"] if request.param is nginx else []
    log = (folder / "said.log").open("wb")
    program = subprocess.Popen([*command, *more], env=environment() | {"HOME": str(folder)}, stdout=log, stderr=log)
    try:
        until(lambda: program.poll() is not None or answers(port))
        assert program.poll() is None, (folder / "said.log").read_text()
        yield port
    finally:
        end(program)
        log.close()


def ask(port: int, path: str, **headers: str) -> http.client.HTTPResponse:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with closing(Secure(port, context)) as connection:
        connection.request("GET", path, headers={"Host": HOST, **{n.replace("_", "-"): v for n, v in headers.items()}})
        answer = connection.getresponse()
        answer.body = answer.read()  # type: ignore[attr-defined]
        return answer


class Secure(http.client.HTTPSConnection):
    """To this machine, by the name of the city."""

    def __init__(self, port: int, context: ssl.SSLContext) -> None:
        super().__init__("127.0.0.1", port, timeout=5, context=context)
        self.given = context

    def connect(self) -> None:
        http.client.HTTPConnection.connect(self)
        self.sock = self.given.wrap_socket(self.sock, server_hostname=HOST)


def answers(port: int) -> bool:
    try:
        return ask(port, "/healthz").status == 200
    except (OSError, http.client.HTTPException):
        return False


def test_the_application_hears_who_asks_and_how(port: int) -> None:
    heard = json.loads(ask(port, "/report/", X_Forwarded_For="203.0.113.9", X_Forwarded_Proto="http").body)  # type: ignore[attr-defined]
    assert (heard["path"], heard["host"], heard["x-forwarded-proto"]) == ("/report/", HOST, "https")
    assert heard["x-forwarded-for"].split(", ")[-1] == "127.0.0.1"  # the last one counts: HUYING_PROXIES=1
    assert re.fullmatch(r"[A-Za-z0-9-]{16,64}", heard["x-request-id"])


def test_the_metrics_are_not_for_the_world(port: int) -> None:
    assert ask(port, "/metrics").status == 404


def test_static_files_go_out_packed_and_are_kept_for_ever(port: int) -> None:
    for packed, body in (("br", b"packed by brotli"), ("gzip", PACKED), ("", STYLE)):
        answer = ask(port, "/static/built/assets/a.css", Accept_Encoding=packed or "identity")
        assert (answer.status, answer.getheader("Content-Encoding", "")) == (200, packed)
        assert answer.body == body  # type: ignore[attr-defined]
        assert "immutable" in answer.getheader("Cache-Control", "")
        assert answer.getheader("Content-Type", "").startswith("text/css")
        assert answer.getheader("X-Content-Type-Options") == "nosniff"


def test_what_is_larger_than_any_form_is_refused_at_once(port: int) -> None:
    most = uploads.LARGEST_REQUEST // 1024**2
    for file, size in (
        ("nginx/huying.conf", f"client_max_body_size {most}m;"),
        ("caddy/Caddyfile", f"max_size {most}MiB"),
    ):
        assert size in (DEPLOY / file).read_text()
