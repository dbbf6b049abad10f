"""A letter as it came, in words: whatever its charset, however it was broken, with its files beside it."""

import email
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import getaddresses

from inscriptis import get_text
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.model.config import ParserConfig

LARGEST = 40 * 1024 * 1024
"""Bytes of one letter, with its files as they travel."""
MOST_HTML = 500_000
MOST_TEXT = 50_000
"""Characters that are looked at; of those, a case takes what it takes."""
WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "us-ascii": "utf-8", "ascii": "utf-8"}
"""What senders call it → what they mean by it."""
SIGNATURES = ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature")
SHOWN_AS_TEXT = ("text/plain", "text/html")
PLAIN = ParserConfig(display_links=False, display_images=False, css=CSS_PROFILES["strict"])


class Unreadable(Exception):
    """No letter that anybody could have meant: too large, or without a sender."""


@dataclass(frozen=True)
class File:
    """Something that came with a letter."""

    name: str
    content: bytes
    is_decoration: bool = False
    """A picture of the page itself, or a signature by a machine: nobody misses it."""


@dataclass(frozen=True)
class Letter:
    """What counts of an e-mail. `subject` and `text` as they were written, the text plain."""

    headers: EmailMessage = field(repr=False)
    identity: str
    """Its Message-ID, or a hash where it has none."""
    name: str
    address: str
    """Of its sender, as they gave it."""
    subject: str
    text: str
    files: tuple[File, ...]

    def said(self, name: str) -> str:
        """A header in words; "" where there is none. Several of them with a space between."""
        return " ".join(_header(self.headers, name))


def read(raw: bytes) -> Letter:
    """Read a letter as a mail server hands it over. Raises `Unreadable`."""
    if len(raw) > LARGEST:
        raise Unreadable("too large")
    message = email.message_from_bytes(raw, policy=policy.default)
    senders = getaddresses(_header(message, "From"))
    name, address = next(((name, where) for name, where in senders if "@" in where), ("", ""))
    if not address:
        raise Unreadable("no sender")
    parts = [*_leaves(message)]
    identity = " ".join(_header(message, "Message-ID")).strip() or hashlib.sha256(raw).hexdigest()
    return Letter(
        message,
        identity,
        _line(name),
        address,
        _line(" ".join(_header(message, "Subject"))),
        _text(parts),
        _files(parts),
    )


def _header(message: EmailMessage, name: str) -> list[str]:
    """Every header of this name, decoded; as it stands where that fails."""
    return [_decoded(str(value)) for key, value in message.raw_items() if key.lower() == name.lower()]


def _decoded(value: str) -> str:
    """Encoded words and raw bytes in words: senders write both, in charsets they do not always name."""
    unfolded = re.sub(r"\r?\n[ \t]+", " ", value)
    if any("\udc80" <= sign <= "\udcff" for sign in unfolded):
        return _guessed(unfolded.encode("utf-8", "surrogateescape"))
    try:
        chunks = [(part, _charset(charset)) for part, charset in decode_header(unfolded)]
        return str(make_header(chunks))
    except (ValueError, LookupError):
        return unfolded


def _charset(named: str | None) -> str | None:
    return WIDER.get(named.lower(), named) if named else None


def _guessed(raw: bytes) -> str:
    """UTF-8 is hardly ever anything else by chance; then what Chinese systems write."""
    for charset in ("utf-8", "gb18030"):
        try:
            return raw.decode(charset)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")


def _line(said: str) -> str:
    return re.sub(r"\s+", " ", said.replace("\x00", "")).strip()


# -- the body


@dataclass(frozen=True)
class _Leaf:
    media_type: str
    name: str
    attached: bool
    shown: bool
    """Within the page that was written."""
    charset: str
    content: bytes

    @property
    def is_text(self) -> bool:
        return self.media_type in SHOWN_AS_TEXT and not self.attached and not self.name

    @property
    def words(self) -> str:
        try:
            said = self.content.decode(WIDER.get(self.charset, self.charset))
        except (LookupError, UnicodeDecodeError):
            said = _guessed(self.content)
        return _plain(said) if self.media_type == "text/html" else said


def _leaves(message: EmailMessage) -> Iterator[_Leaf]:
    """Every part that holds something; a letter in a letter comes as the parts that it has."""
    for part in message.walk():
        if part.is_multipart():
            continue
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes):
            continue
        said = str(part.get_content_disposition() or "")
        charset = str(part.get_param("charset", "utf-8") or "utf-8").lower()
        yield _Leaf(part.get_content_type(), _name(part), said == "attachment", "Content-ID" in part, charset, content)


def _name(part: EmailMessage) -> str:
    try:
        return _line(_decoded(part.get_filename() or ""))
    except (ValueError, LookupError, TypeError):
        return "?"


def _text(parts: list[_Leaf]) -> str:
    """What was written: plain, else of the page that was sent in its place."""
    shown = [part for part in parts if part.is_text]
    plain = "\n".join(part.words for part in shown if part.media_type == "text/plain")
    said = plain if plain.strip() else "\n".join(part.words for part in shown)
    return re.sub(r"\n{3,}", "\n\n", said.replace("\x00", "").replace("\r\n", "\n")[:MOST_TEXT]).strip()


def _plain(html: str) -> str:
    try:
        return get_text(html[:MOST_HTML], PLAIN) if html.strip() else ""
    except (ValueError, RecursionError):
        return re.sub(r"<[^>]{0,1000}>", " ", html[:MOST_HTML])


def _files(parts: list[_Leaf]) -> tuple[File, ...]:
    return tuple(
        File(part.name or part.media_type, part.content, part.shown or part.media_type in SIGNATURES)
        for part in parts
        if not part.is_text and part.content
    )
