"""The platforms as they are: each signs and seals by its own manual, with nothing of ours."""

import base64
import hashlib
import hmac
import json
import os
import struct
import time
from typing import Any
from urllib.parse import urlencode

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from defusedxml.ElementTree import fromstring
from django.test import Client

OWNER, TOKEN = "ww0123456789abcdef", "QDG6eK"
KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"  # of the manual
SECRET = "SEC-of-the-robot"


def cdata(**cells: Any) -> str:
    return "<xml>" + "".join(f"<{name}><![CDATA[{said}]]></{name}>" for name, said in cells.items()) + "</xml>"


class Tencent:
    """WeCom, and WeChat in safe mode. `late`: seconds that its clock is behind."""

    def __init__(
        self, name: str = "wecom", *, owner: str = OWNER, token: str = TOKEN, key: str = KEY, late: int = 0
    ) -> None:
        self.name, self.owner, self.token, self.late = name, owner, token, late
        self.key = base64.b64decode(key + "=")

    def sealed(self, text: str) -> str:
        said = text.encode()
        whole = os.urandom(16) + struct.pack(">I", len(said)) + said + self.owner.encode()
        n = 32 - len(whole) % 32
        coder = Cipher(algorithms.AES(self.key), modes.CBC(self.key[:16])).encryptor()
        return base64.b64encode(coder.update(whole + bytes([n]) * n) + coder.finalize()).decode()

    def opened(self, sealed: str) -> str:
        reader = Cipher(algorithms.AES(self.key), modes.CBC(self.key[:16])).decryptor()
        whole = reader.update(base64.b64decode(sealed)) + reader.finalize()
        whole = whole[: -whole[-1]]
        n = struct.unpack(">I", whole[16:20])[0]
        assert whole[20 + n :].decode() == self.owner
        return whole[20 : 20 + n].decode()

    def sign(self, *parts: str) -> str:
        return hashlib.sha1("".join(sorted([self.token, *parts])).encode(), usedforsecurity=False).hexdigest()

    def address(self, sealed: str = "", **more: str) -> str:
        at, nonce = str(int(time.time()) - self.late), os.urandom(5).hex()
        asked = {"timestamp": at, "nonce": nonce, "signature": self.sign(at, nonce), **more}
        if sealed:
            asked["msg_signature"] = self.sign(at, nonce, sealed)
        return f"/chat/{self.name}/?{urlencode(asked)}"

    def send(self, **cells: Any) -> Any:
        """A message of 王敏's, sealed anew each time; `MsgId` is 1 unless it is said."""
        said = {
            "ToUserName": self.owner,
            "FromUserName": "WangMin",
            "CreateTime": 1,
            "MsgType": "text",
            "MsgId": 1,
            "AgentID": 7,
        }
        sealed = self.sealed(cdata(**(said | cells)))
        body = cdata(ToUserName=self.owner, AgentID=7, Encrypt=sealed)
        return Client().post(self.address(sealed), body, content_type="text/xml")

    def told(self, answer: Any) -> str:
        """The words of an answer, checked as the platform checks them."""
        cells = {cell.tag: cell.text or "" for cell in fromstring(answer.content)}
        assert cells["MsgSignature"] == self.sign(cells["TimeStamp"], cells["Nonce"], cells["Encrypt"])
        inside = {cell.tag: cell.text or "" for cell in fromstring(self.opened(cells["Encrypt"]))}
        assert (inside["ToUserName"], inside["FromUserName"], inside["MsgType"]) == ("WangMin", self.owner, "text")
        return inside["Content"]

    def says(self, text: str, n: int = 1) -> str:
        return self.told(self.send(Content=text, MsgId=n))


class DingTalk:
    """A robot of DingTalk's."""

    name = "dingtalk"

    def __init__(self, *, secret: str = SECRET, late: int = 0) -> None:
        self.secret, self.late = secret, late

    def send(self, **said: Any) -> Any:
        at = str(int((time.time() - self.late) * 1000))
        signed = hmac.new(self.secret.encode(), f"{at}\n{self.secret}".encode(), hashlib.sha256).digest()
        body = {
            "msgId": "m1",
            "msgtype": "text",
            "senderStaffId": "WangMin",
            "conversationType": "1",
            "createAt": 1,
        } | said
        headers = {"timestamp": at, "sign": base64.b64encode(signed).decode()}
        return Client().post("/chat/dingtalk/", json.dumps(body), content_type="application/json", headers=headers)

    def told(self, answer: Any) -> str:
        said = answer.json()
        assert said["msgtype"] == "text"
        return str(said["text"]["content"])

    def says(self, text: str, n: int = 1) -> str:
        return self.told(self.send(text={"content": text}, msgId=f"m{n}"))
