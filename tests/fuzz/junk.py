"""What nobody types and attackers send: words, names, encodings, bodies."""

import io
import struct
import zlib
from functools import cache
from typing import Any
from urllib.parse import quote_from_bytes

from hypothesis import strategies as st
from PIL import Image

Strategy = st.SearchStrategy[Any]

NASTY = [
    "", " ", "\x00", "a\x00b", "\ud800", "a\udfffb", "\ufeff", "\u202e", "\x1b[31m", "\r\nSet-Cookie: a=b", "%00", "%ED%A0%80", "%%",
    "%2F..%2F", "../../etc/passwd", "..\\..\\", "null", "None", "true", "-1", "0", "1e999", "nan", "inf", "-0.0", "9" * 25,
    "99999999999999999999", "٣", "①", "' OR 1=1 --", "\" onload=alert(1)", "<script>alert(1)</script>", "{{7*7}}", "{% debug %}",
    "${jndi:ldap://127.0.0.1/a}", "`id`", "=1+1", "A" * 10_001, "长" * 4000, "😀" * 600, "é" * 300, "\n" * 500, "a,b;c=d&e", "[]", "{}",
    "[object Object]", "2026-02-30", "0000-00-00T99:99",
]  # fmt: skip


@cache
def text(longest: int = 24) -> Strategy:
    """Anything a field may hold, lone surrogates and NUL too."""
    signs = st.characters(exclude_categories=())
    return st.one_of(st.sampled_from(NASTY), st.text(alphabet=signs, max_size=longest))


NAMES = [
    "Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language", "Authorization", "Content-Encoding", "Content-Type",
    "Cookie", "Date", "Expect", "Forwarded", "Host", "HX-Boosted", "HX-Current-URL", "HX-Request", "HX-Target", "Idempotency-Key",
    "If-Match", "If-Modified-Since", "If-None-Match", "If-Range", "Origin", "Range", "Referer", "TE", "Transfer-Encoding",
    "Upgrade", "User-Agent", "X-CSRFToken", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-HTTP-Method-Override",
    "X-Original-URL", "X-Tracking-Code",
]  # fmt: skip
VALUES = [
    "*/*", "application/json", "application/json; charset=utf-16", "application/x-www-form-urlencoded; charset=utf-7",
    "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\"",
    "multipart/form-data; boundary=" + "b" * 300, "text/plain; charset=nonsense", "multipart/mixed; boundary=x", "Bearer", "Bearer ",
    "Bearer hy_x", "Bearer \x00", "Basic YTpi", "Negotiate", "bytes=0-", "bytes=5-2,,", "bytes=-0", "Mon, 99 Foo 0000 99:99:99 GMT",
    "W/\"", "en" + ",en" * 3000, "zh-Hant;q=nan", "zh;q=1e9", "gzip;q=0,br", "chunked", "100-continue", "127.0.0.1, unknown, ::1",
    "for=\"[::1\"", "evil.example", "127.0.0.1:99999", "http://", "http://[::1", "https://127.0.0.1/%ff", "null", "PUT", "-1", "1e3",
    "١٢", "0x10", "+5", "5, 5", "A" * 9000,
]  # fmt: skip


SIZES = ["0", "1", "7", "00012", "1000000", "1" + "0" * 12, "9" * 30]
"""Wrong lengths that get past the server, which refuses what is no number itself."""


@cache
def headers() -> Strategy:
    """A few headers that do not belong here, or hold what they should not."""
    value = st.one_of(st.sampled_from(VALUES), text(12))
    odd = st.tuples(st.sampled_from(NAMES), value)
    size = st.tuples(st.just("Content-Length"), st.sampled_from(SIZES))
    return st.lists(st.one_of(odd, odd, odd, odd, size), max_size=3).map(tuple)


COOKIES = ["sessionid", "csrftoken", "messages", "django_language", "huying_cases", "__proto__", ""]


@cache
def cookie() -> Strategy:
    """One crumb of a cookie header."""
    return st.tuples(st.sampled_from(COOKIES), text(16)).map("=".join)


# -- bodies of forms

Fields = list[tuple[str, str]]


def raw(value: str) -> bytes:
    """As bytes, lone surrogates too."""
    return value.encode("utf-8", "surrogatepass")


def urlencoded(fields: Fields) -> bytes:
    """The body of a plain form."""
    return "&".join(f"{quote_from_bytes(raw(name))}={quote_from_bytes(raw(value))}" for name, value in fields).encode()


QUIRKS = [
    b"", b"Content-Transfer-Encoding: base64\r\n", b"Content-Type: text/plain; charset=utf-16\r\n", b"Content-Length: -5\r\n",
    b"Content-Type: multipart/mixed; boundary=in\r\n", b"X: " + b"y" * 2000 + b"\r\n", b"\x00: \xff\r\n", b"no colon\r\n",
]  # fmt: skip
FILE_NAMES = [
    '"a.jpg"', "a.jpg", '"../../a.jpg"', '"a\\"b.jpg"', "\"a\x00.png\"", '""', '"' + "长" * 300 + '.jpg"', "\"a\r\nb.jpg\"",
    '"C:\\\\a.jpg"', '"a.jpg', "\"a.jpg\"; filename*=UTF-8''%FF%00.jpg", "\"x\"; filename*=nonsense'%zz", '"\u202egpj.exe"', '"a.svg"',
    '".jpg"',
]  # fmt: skip
BOUNDARY = b"----boundary"


def part(name: str, content: bytes, file_name: str = "", quirk: bytes = b"") -> bytes:
    """One part of a multipart body."""
    named = (
        b'Content-Disposition: form-data; name="'
        + raw(name)
        + b'"'
        + (b"; filename=" + raw(file_name) if file_name else b"")
    )
    return b"--" + BOUNDARY + b"\r\n" + named + b"\r\n" + quirk + b"\r\n" + content + b"\r\n"


def multipart(parts: list[bytes]) -> bytes:
    """A whole multipart body."""
    return b"".join(parts) + b"--" + BOUNDARY + b"--\r\n"


@cache
def broken(body: bytes) -> Strategy:
    """The body cut, bitten or doubled somewhere."""
    places = st.integers(0, len(body))
    return st.one_of(
        places.map(lambda at: body[:at]),
        st.tuples(places, st.binary(max_size=6)).map(lambda cut: body[: cut[0]] + cut[1] + body[cut[0] + 1 :]),
        places.map(lambda at: body[at:] + body[:at]),
        st.just(body + body),
    )


@cache
def pictures() -> dict[str, bytes]:
    """Files as they should be, and as they should not."""
    found = {kind: _picture(kind) for kind in ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP")}
    found |= {f"half a {kind}": data[: len(data) // 2] for kind, data in found.items()}
    found["huge PNG"] = _png(60_000, 60_000)
    found["PNG of nothing"] = _png(0, 0)
    found["JPEG with broken EXIF"] = (
        found["JPEG"][:2] + b"\xff\xe1\x00\x10Exif\x00\x00II*\x00\xff\xff\xff\xff" + found["JPEG"][2:]
    )
    found["PDF"] = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
    found["half a PDF"] = b"%PDF-1.4\n1 0 obj"
    found["SVG"] = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    found["XML bomb"] = (
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]><svg>&c;</svg>'
    )
    found["nothing"], found["PHP"], found["ZIP"] = b"", b"<?php system('id'); ?>", b"PK\x03\x04" + b"\x00" * 40
    return found


def _picture(kind: str) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (4, 3), "red").save(written, kind)
    return written.getvalue()


def _png(width: int, height: int) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"IDAT", zlib.compress(b"\x00" * 9))
        + _chunk(b"IEND", b"")
    )


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


# -- JSON


def deep(levels: int) -> bytes:
    """Arrays in arrays."""
    return b"[" * levels + b"]" * levels


BODIES = [
    b"", b"{", b"[]", b"null", b"1", b'"text"', b"\xef\xbb\xbf{}", b"\xff\xfe{\x00}\x00", b"{}garbage", b"NaN", b'{"text": NaN}',
    b'{"text": "\\ud800"}', b'{"text": "\\u0000"}', b'{"text": 1e400}', b'{"text": "a", "text": "b"}', b'{"__proto__": {}, "text": "a"}',
    b'{"text": "' + b"a" * 20_000 + b'"}', b'{"text": "a", "answers": ' + deep(300) + b"}",
    b'{"text": "a", "place": {"lon": 1e308, "lat": -1e308}}', deep(20_000), b'{"a":' * 5000 + b"1" + b"}" * 5000,
    b'{"text": "a", "category": "\\u0000"}', b'{"text": ["a"]}', b'{"text": "a", "place": {"lon": "114.05", "lat": true}}',
    b"\x00" * 100, b'{"text": "a", "answers": {"' + b"k" * 500 + b'": 1}}', b'{"text": "a", "contact": {"phone": 13900001234}}',
    b'{"text": ' + b"9" * 5000 + b"}",
]  # fmt: skip
