"""The keys, which lie apart from the backups: whoever finds one of the two cannot read a contact.

They are small and seldom change. Copy them by hand or by `--keys` to a place that other people look after.
"""

import hashlib
import os
import shutil
from pathlib import Path

from huying import embedded, secrets

SEALING, SIGNING, OLD = "sealing_keys", "secret_key", "old_secret_keys"


def _here() -> Path:
    return embedded.data_folder() / "secrets"


def _sealing() -> Path:
    return Path(os.environ.get("HUYING_SEALING_KEYS_FILE") or _here() / SEALING)


def is_apart(keys: Path, backups: Path) -> bool:
    """Whether neither lies in the other."""
    one, other = keys.resolve(), backups.resolve()
    return not one.is_relative_to(other) and not other.is_relative_to(one)


def copy(keys: Path) -> list[str]:
    """Copy the keys of this installation there, for its owner only; those in the environment are not ours to copy."""
    keys.mkdir(mode=0o700, parents=True, exist_ok=True)
    copied = []
    for source, name in ((_sealing(), SEALING), (_here() / SIGNING, SIGNING), (_here() / OLD, OLD)):
        if source.exists():
            draft = keys / f".{name}"
            draft.touch(0o600)
            shutil.copyfile(source, draft)
            draft.replace(keys / name)
            copied.append(name)
    return copied


def bring(keys: Path) -> None:
    """Have the keys here: in the place of none, or behind those that are here already."""
    _here().mkdir(mode=0o700, parents=True, exist_ok=True)
    secrets.bring(_sealing(), secrets.brought(keys / SEALING))
    others = secrets.brought(keys / SIGNING)
    if not (_here() / SIGNING).exists():
        secrets.bring(_here() / SIGNING, others)
        others = []
    known = secrets.brought(_here() / SIGNING)
    secrets.bring(_here() / OLD, [key for key in (*others, *secrets.brought(keys / OLD)) if key not in known])


def missing(fingerprints: list[str]) -> list[str]:
    """Those of the keys that are not here. Makes none."""
    given = os.environ.get("HUYING_SEALING_KEYS", "")
    here = given.split(",") if given else secrets.brought(_sealing())
    known = {hashlib.sha256(key.encode()).hexdigest()[:8] for key in here}
    return [fingerprint for fingerprint in fingerprints if fingerprint not in known]
