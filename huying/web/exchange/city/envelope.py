"""What opens something, in a file of its own under a key that travels another way: sealing keys, signing keys, password hashes.

Without it the rows are all there, and what is sealed in them stays shut.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from huying import secrets
from huying.base.journal.refusals import Refused
from huying.base.sealed import keys

from . import safe
from .manifest import Written

NAME = "keys.sealed"


@dataclass(frozen=True)
class Envelope:
    """`passwords`: account → hash of its password."""

    sealing_keys: Sequence[str]
    signing_keys: Sequence[str]
    passwords: dict[str, str]


def key_in(file: Path) -> str:
    """The key that stands in `file`; a new one is made, readable by its owner only, where there is none."""
    return secrets.kept(file, secrets.sealing_key)


def close(folder: Path, key: str) -> Written:
    """Write the envelope. Only what is read inside a moment is of that moment: the passwords are rows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, password FROM units_staff")
        passwords = {str(account): password for account, password in cursor.fetchall()}
    signing = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    told = {"sealing_keys": keys.current(), "signing_keys": signing, "passwords": passwords}
    with safe.written(folder / NAME) as file:
        file.write(Fernet(key).encrypt(json.dumps(told).encode()))
    return Written(file=NAME, bytes=file.size, sha256=file.sha256.hexdigest())


def opened(folder: Path, key_file: Path) -> Envelope:
    """What is in it. Raises `Refused` where this is not its key."""
    try:
        return Envelope(**json.loads(Fernet(key_file.read_text().strip()).decrypt((folder / NAME).read_bytes())))
    except (InvalidToken, ValueError):
        raise Refused(_("%(file)s is not the key of this export.") % {"file": key_file}) from None


def missing(fingerprints: Sequence[str], envelope: Envelope | None) -> list[str]:
    """Which of the keys that opened what is sealed are neither here nor in the envelope."""
    known = {keys.fingerprint(key) for key in (*keys.current(), *(envelope.sealing_keys if envelope else ()))}
    return [fingerprint for fingerprint in fingerprints if fingerprint not in known]


def stand_in_the_environment(envelope: Envelope) -> bool:
    """Whether the keys here are not ours to change, and not all of these are among them."""
    return bool(settings.SEALING_KEYS) and not set(envelope.sealing_keys) <= set(keys.current())


def unpack(envelope: Envelope) -> None:
    """Have the keys of the other installation open here, behind the own ones, and give the accounts their passwords."""
    keys.bring(envelope.sealing_keys)
    secrets.bring(settings.OLD_SECRET_KEYS_FILE, [key for key in envelope.signing_keys if key != settings.SECRET_KEY])
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE units_staff SET password = %s WHERE id = %s",
            [(password, int(account)) for account, password in envelope.passwords.items()],
        )
