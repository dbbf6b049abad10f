"""The envelope in which WeChat and WeCom seal what they send and are answered.

Signature: SHA-1 over token, time, nonce and the sealed text, sorted. Sealed: AES-256-CBC under the key that the console
shows (43 signs of base64), its first sixteen bytes as the vector, padded to 32; inside stand sixteen random bytes, the length
of the text in four, the text, and whose it is (developers.weixin.qq.com, 消息加解密; developer.work.weixin.qq.com, 加解密方案).
"""

import base64
import binascii
import hashlib
import secrets
import struct

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7
from django.utils.crypto import constant_time_compare

BLOCK = 256  # bits that texts are padded to
RANDOM = 16
HEAD = RANDOM + 4


class Forged(Exception):
    """Not sealed by the platform for us."""


class Envelope:
    """`owner`: the CorpID of WeCom, the AppID of WeChat."""

    def __init__(self, owner: str, token: str, key: str) -> None:
        self.owner, self.token = owner, token
        self.key = base64.b64decode(key + "=")

    def signature(self, *parts: str) -> str:
        return hashlib.sha1("".join(sorted((self.token, *parts))).encode(), usedforsecurity=False).hexdigest()

    def is_signed(self, signature: str, *parts: str) -> bool:
        return constant_time_compare(signature, self.signature(*parts))

    def seal(self, text: str) -> str:
        """Sealed anew each time."""
        said, padder = text.encode(), PKCS7(BLOCK).padder()
        whole = secrets.token_bytes(RANDOM) + struct.pack(">I", len(said)) + said + self.owner.encode()
        coder = self._cipher().encryptor()
        return base64.b64encode(coder.update(padder.update(whole) + padder.finalize()) + coder.finalize()).decode()

    def open(self, sealed: str) -> str:
        """The text. Raises `Forged` for what was sealed with another key, or for somebody else."""
        try:
            reader, bare = self._cipher().decryptor(), PKCS7(BLOCK).unpadder()
            padded = reader.update(base64.b64decode(sealed, validate=True)) + reader.finalize()
            whole = bare.update(padded) + bare.finalize()
            ends = HEAD + struct.unpack(">I", whole[RANDOM:HEAD])[0]
            text, owner = whole[HEAD:ends].decode(), whole[ends:].decode()
        except (ValueError, binascii.Error, struct.error) as broken:
            raise Forged from broken
        if owner != self.owner:
            raise Forged
        return text

    def _cipher(self) -> Cipher[CBC]:
        return Cipher(AES(self.key), CBC(self.key[:RANDOM]))
