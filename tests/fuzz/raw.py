"""Bytes on a socket that are hardly HTTP, to the running server."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote, urlsplit

from django.db import connection
from hypothesis import strategies as st

from huying.serve import WEB, WITH_ITS_PARENT

from .asking import Answer
from .junk import Strategy

PATIENCE = 120
"""Seconds until a server that does not come up is given up."""
PAUSE = 0.5
"""Seconds after which the server is taken to wait for more of the request."""
SILENCE = 10
"""Seconds within which it must then say something, or hang up."""

LINES = [
    b"GET / HTTP/1.1", b"GET /healthz HTTP/1.0", b"GET /healthz HTTP/9.9", b"GET /healthz", b"GET  /  HTTP/1.1", b"get / HTTP/1.1",
    b"POST /track/ HTTP/1.1", b"POST /report/ HTTP/1.1", b"POST /api/v1/cases HTTP/1.1", b"GET http://127.0.0.1/track/ HTTP/1.1",
    b"GET //track/ HTTP/1.1", b"OPTIONS * HTTP/1.1", b"CONNECT 127.0.0.1:22 HTTP/1.1", b"TRACE / HTTP/1.1", b"GET /\x00 HTTP/1.1",
    b"GET /\xff\xfe HTTP/1.1", b"GET /%ED%A0%80 HTTP/1.1", b"GET /%00 HTTP/1.1", b"GET /" + b"a" * 9000 + b" HTTP/1.1",
    b"GET /?" + b"a=1&" * 3000 + b" HTTP/1.1", b"GET /track/?number=%ff HTTP/1.1", b"PRI * HTTP/2.0", b"\x16\x03\x01\x02\x00",
    b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\nGET /healthz HTTP/1.1", b"", b"\r\n\r\n", b"HEAD /track/ HTTP/1.1",
    b"PUT /report/ HTTP/1.1",
]  # fmt: skip
HEADERS = [
    b"Host: 127.0.0.1", b"Host:", b"Host: evil.example", b"Host: 127.0.0.1\r\nHost: evil.example", b"Host: \x00",
    b"Host: 127.0.0.1:99999", b"Content-Length: 5", b"Content-Length: -1", b"Content-Length: 1e3",
    b"Content-Length: 99999999999999999999", b"Content-Length: 5\r\nContent-Length: 50", b"Content-Length: 5, 5",
    b"Content-Length: 5\r\nTransfer-Encoding: chunked", b"Transfer-Encoding: chunked", b"Transfer-Encoding: chunked, identity",
    b"Transfer-Encoding:\x0bchunked", b"Transfer-Encoding: gzip", b"Expect: 100-continue", b"Connection: close",
    b"Connection: upgrade\r\nUpgrade: h2c", b"Content-Type: application/json", b"Content-Type: application/x-www-form-urlencoded",
    b"Content-Type: multipart/form-data; boundary=x", b"Cookie: " + b"a=b; " * 800, b"Cookie: \xff=\xfe", b"X: " + b"y" * 70_000,
    b"X y: z", b": empty", b"X:\r\n folded", b"X\x00: y", b"X: y\x00z", b"Authorization: Bearer \xff",
    b"\r\n".join([b"X-%d: y" % n for n in range(150)]), b"Accept-Language: " + b"zh," * 2000, b"Range: bytes=0-0,1-1,2-2",
    b"X-Forwarded-For: \xff", b"Accept-Encoding: br;q=\xff",
]  # fmt: skip
BODIES = [
    b"", b"hello", b"5\r\nhello\r\n0\r\n\r\n", b"FFFFFFFFFFFFFFFF\r\nhello", b"-1\r\nhello\r\n",
    b"5;x=" + b"y" * 5000 + b"\r\nhello\r\n0\r\n\r\n", b"0\r\nX: y\r\n\r\n", b"zz\r\n", b'{"text": "\xed\xa0\x80"}', b'{"text": ',
    b"--x\r\nContent-Disposition: form-data; name=text\r\n\r\n", b"\x00" * 500, b"number=%00&code=" + b"A" * 5000,
]  # fmt: skip


def _whole(line: bytes, headers: list[bytes], body: bytes) -> bytes:
    return b"\r\n".join([line, *headers, b"", body])


def requests() -> Strategy:
    """A line, some headers, a body; each from the list, now and then bitten."""
    lines = st.lists(st.sampled_from(HEADERS), max_size=4)
    headers = st.one_of(lines.map(lambda odd: [b"Host: 127.0.0.1", *odd]), lines)
    whole = st.builds(_whole, st.sampled_from(LINES), headers, st.sampled_from(BODIES))
    bitten = st.tuples(whole, st.integers(0, 400), st.binary(max_size=4)).map(
        lambda cut: cut[0][: cut[1]] + cut[2] + cut[0][cut[1] + 1 :]
    )
    return st.one_of(whole, whole, bitten, st.binary(max_size=60))


def talk(port: int, said: bytes, pause: float = PAUSE) -> Answer:
    """Say it, and hear the beginning of the answer; stop talking when none comes. Status 0: it hung up without a word."""
    heard = b""
    with closing(socket.create_connection(("127.0.0.1", port), timeout=pause)) as line, suppress(ConnectionError):
        line.sendall(said)
        try:
            heard = line.recv(65536)
        except TimeoutError:
            line.shutdown(socket.SHUT_WR)
            line.settimeout(SILENCE)
            heard = line.recv(65536)
    first = heard.split(b"\r\n", 1)[0].split(b" ")
    known = len(first) > 1 and first[0].startswith(b"HTTP/") and first[1].isdigit()
    return Answer(status=int(first[1]) if known else 0, body=heard)


@contextmanager
def server(folder: Path) -> Iterator[int]:
    """granian as `huying serve` runs it, on the database of the tests; its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    name = quote(str(connection.settings_dict["NAME"]))
    there = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    command = [*WITH_ITS_PARENT, *WEB, "--host", "127.0.0.1", "--port", str(port)]
    environment = os.environ | {"DATABASE_URL": there, "HUYING_DATA": str(folder)}
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as program:
        try:
            _wait_for(port)
            yield port
        finally:
            program.terminate()


def answers(port: int) -> bool:
    """Whether the server is there and well."""
    try:
        return talk(port, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", pause=SILENCE).status == 200
    except OSError:
        return False


def _wait_for(port: int) -> None:
    end = time.monotonic() + PATIENCE
    while not answers(port):
        assert time.monotonic() < end, "the server did not come up"
        time.sleep(0.1)
