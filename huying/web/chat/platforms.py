"""The platforms, each in its own tongue: whether a request is theirs and of now, what it says, and how it is answered."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from time import time
from typing import Any, Protocol
from xml.etree import ElementTree as ET

import orjson
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare

from huying.base.places import coordinates

from .envelopes import Envelope, Forged

WITHIN = 300
"""Seconds that the clock of a platform may differ from ours, and a request may be on its way."""
IMAGE, VOICE, PLACE, ARRIVED, OTHER = "image", "voice", "place", "arrived", ""
"""What a message without words is; `ARRIVED`: somebody opens the chat."""


class Unreadable(Exception):
    """Signed, and still nothing that the platform would send."""


@dataclass(frozen=True)
class Message:
    """What somebody sent. Coordinates are WGS84 degrees."""

    id: str
    """The platform's own; the same when it is sent again."""
    user: str
    text: str = ""
    kind: str = ""
    picture: str = ""
    """The address of a photo."""
    reference: str = ""
    """Where the platform keeps a voice message or a photo that has no address."""
    address: str = ""
    lon: float | None = None
    lat: float | None = None
    in_company: bool = False
    """Others read along."""


class Platform(Protocol):
    """One platform. Each method but `answer` raises `Forged` for what it did not send now, `Unreadable` for what makes no sense."""

    def greeted(self, request: HttpRequest) -> str:
        """What it wants to read when its console tries the address."""

    def read(self, request: HttpRequest) -> Message: ...

    def answer(self, message: Message, text: str) -> HttpResponse: ...


def by_name(name: str) -> Platform | None:
    """None for one that is not set up."""
    match name:
        case "wecom" if settings.WECOM:
            return WeCom(Envelope(*settings.WECOM))
        case "wechat" if settings.WECHAT:
            return WeChat(Envelope(*settings.WECHAT))
        case "dingtalk" if settings.DINGTALK_SECRETS:
            return DingTalk(settings.DINGTALK_SECRETS)
    return None


def _must_be_now(said: str, *, per_second: int = 1) -> None:
    if not said.isdecimal() or abs(time() - int(said) / per_second) > WITHIN:
        raise Forged


class WeCom:
    """An application of the city at WeCom (企业微信自建应用)."""

    def __init__(self, envelope: Envelope) -> None:
        self.envelope = envelope

    def greeted(self, request: HttpRequest) -> str:
        return self._opened(request, request.GET.get("echostr", ""))

    def read(self, request: HttpRequest) -> Message:
        sealed = _xml(request.body).findtext("Encrypt") or ""
        return _message(_xml(self._opened(request, sealed).encode()))

    def _opened(self, request: HttpRequest, sealed: str) -> str:
        at, nonce = request.GET.get("timestamp", ""), request.GET.get("nonce", "")
        if not self.envelope.is_signed(request.GET.get("msg_signature", ""), at, nonce, sealed):
            raise Forged
        _must_be_now(at)
        return self.envelope.open(sealed)

    def answer(self, message: Message, text: str) -> HttpResponse:
        """Sealed as it was asked. Nothing to say is an empty body, so that it is not asked again."""
        if not text:
            return HttpResponse(b"", content_type="text/plain")
        at, nonce = str(int(time())), secrets.token_hex(8)
        said = {
            "ToUserName": message.user,
            "FromUserName": self.envelope.owner,
            "CreateTime": at,
            "MsgType": "text",
            "Content": text,
        }
        sealed = self.envelope.seal(_written(said))
        around = {
            "Encrypt": sealed, "MsgSignature": self.envelope.signature(at, nonce, sealed), "TimeStamp": at, "Nonce": nonce,
        }  # fmt: skip
        return HttpResponse(_written(around), content_type="application/xml")


class WeChat(WeCom):
    """A service account of the city at WeChat (微信服务号) in safe mode: plain bodies are signed by nothing, so none is taken."""

    def greeted(self, request: HttpRequest) -> str:
        at, nonce = request.GET.get("timestamp", ""), request.GET.get("nonce", "")
        if not self.envelope.is_signed(request.GET.get("signature", ""), at, nonce):
            raise Forged
        _must_be_now(at)
        return request.GET.get("echostr", "")


class DingTalk:
    """A robot of the city at DingTalk (钉钉企业内部机器人): HMAC-SHA256 over time and secret, in base64."""

    def __init__(self, known: list[str]) -> None:
        self.secrets = known

    def greeted(self, request: HttpRequest) -> str:
        raise Forged  # it tries with a message

    def read(self, request: HttpRequest) -> Message:
        at = request.headers.get("timestamp", "")
        right = [self.signature(secret, at) for secret in self.secrets]
        if not any(constant_time_compare(request.headers.get("sign", ""), one) for one in right):
            raise Forged
        _must_be_now(at, per_second=1000)
        try:
            said = orjson.loads(request.body)
            return self._message(said)
        except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError) as wrong:
            raise Unreadable from wrong

    @staticmethod
    def signature(secret: str, at: str) -> str:
        signed = hmac.new(secret.encode(), f"{at}\n{secret}".encode(), hashlib.sha256).digest()
        return base64.b64encode(signed).decode()

    def _message(self, said: dict[str, Any]) -> Message:
        kind, content = said["msgtype"], said.get("content") or {}
        pieces = content.get("richText") or []
        text = said["text"]["content"] if kind == "text" else content.get("recognition", "")
        words = [text, *(piece.get("text") for piece in pieces)]
        codes = [content.get("downloadCode"), *(piece.get("downloadCode") for piece in pieces)]
        return Message(
            id=str(said["msgId"]), user=str(said.get("senderStaffId") or said["senderId"]),
            text="\n".join(filter(None, words)).strip(), kind={"picture": IMAGE, "richText": IMAGE, "audio": VOICE}.get(kind, OTHER),
            reference="\n".join(str(code) for code in codes if code), in_company=said.get("conversationType") == "2",
        )  # fmt: skip

    def answer(self, message: Message, text: str) -> HttpResponse:
        said = {"msgtype": "text", "text": {"content": text}} if text else {}
        return HttpResponse(orjson.dumps(said), content_type="application/json")


# -- what WeChat and WeCom say


def _xml(raw: bytes) -> ET.Element:
    try:
        found: ET.Element = fromstring(raw)
    except (ET.ParseError, DefusedXmlException, ValueError) as wrong:
        raise Unreadable from wrong
    return found


def _message(said: ET.Element) -> Message:
    cells = {cell.tag: (cell.text or "").strip() for cell in said}
    user, kind = cells.get("FromUserName", ""), cells.get("MsgType", "")
    if not user or not kind:
        raise Unreadable
    known = {"image": IMAGE, "voice": VOICE, "location": PLACE}
    if kind == "event":
        known["event"] = ARRIVED if cells.get("Event", "").lower() in ("subscribe", "enter_agent") else OTHER
    return Message(
        id=cells.get("MsgId") or f"{user}@{cells.get('CreateTime', '')}",
        user=user, kind=known.get(kind, OTHER), text=cells.get("Content", "") or cells.get("Recognition", ""),
        picture=cells.get("PicUrl", ""), reference=cells.get("MediaId", "") if kind == "voice" else "", **_place(cells),
    )  # fmt: skip


def _place(cells: dict[str, str]) -> dict[str, Any]:
    """X is the latitude here, and both are as Chinese maps have them (GCJ-02)."""
    try:
        lon, lat = coordinates.gcj02_to_wgs84(float(cells["Location_Y"]), float(cells["Location_X"]))
    except (KeyError, ValueError):
        return {}
    return {"lon": lon, "lat": lat, "address": cells.get("Label", "")[:300]}


def _written(cells: dict[str, str]) -> str:
    root = ET.Element("xml")
    for name, said in cells.items():
        ET.SubElement(root, name).text = said
    return ET.tostring(root, encoding="unicode")
