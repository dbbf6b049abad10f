"""The versions of models in the data folder, and which of them is used.

    models/<version>/weights.npz, card.json     never changed once written
    models/roles.json                           which version is live, which in shadow, which were live before

A version is named by its day and the hash of what it learned: the same lessons make the same version. What is read back is
checked against the hash. Arrays and JSON only: nothing that is read from here can run.
"""

import hashlib
import io
import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from huying import embedded

from .model import Model

WEIGHTS, CARD, ROLES = "weights.npz", "card.json", "roles.json"
LAYOUT = 1
"""Changes whenever a model of before would read a message differently (`signs.py`)."""


class Damaged(ValueError):
    """A model does not have the hash that its card says, or was made for another Huying."""


@dataclass(frozen=True)
class Roles:
    """Which version does what ("" for none)."""

    live: str = ""
    shadow: str = ""
    before: tuple[str, ...] = ()
    """What was live before, the last one last."""
    automatic_above: float | None = None
    """From which share on a case that came without a category is given the suggested one; none: never."""


def folder() -> Path:
    return embedded.data_folder() / "models"


def keep(model: Model, card: Mapping[str, Any], *, at: datetime) -> str:
    """Write a new version with its card; give its name. The same model on the same day is the same version."""
    written = io.BytesIO()
    np.savez(
        written, labels=np.array(model.labels), known=model.known.astype(np.int32), worth=model.worth,
        weights=model.weights, bias=model.bias, temperature=np.float32(model.temperature),
    )  # fmt: skip
    digest = hashlib.sha256(written.getvalue()).hexdigest()
    learned = json.dumps(card.get("units", []), sort_keys=True).encode()
    version = f"{at:%Y%m%d}-{hashlib.sha256(written.getvalue() + learned).hexdigest()[:8]}"
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    said = {"version": version, "made_at": at.isoformat(), "layout": LAYOUT, "sha256": digest, **card}
    with tempfile.TemporaryDirectory(dir=folder(), prefix=".") as half:
        (Path(half) / WEIGHTS).write_bytes(written.getvalue())
        (Path(half) / CARD).write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        place = folder() / version
        if not place.exists():
            place.mkdir(mode=0o700)
        for name in (WEIGHTS, CARD):
            os.replace(Path(half) / name, place / name)
    return version


def versions() -> list[dict[str, Any]]:
    """The cards of all versions, the newest last."""
    cards = [json.loads(file.read_text(encoding="utf-8")) for file in folder().glob(f"[0-9]*/{CARD}")]
    return sorted(cards, key=lambda card: (card["made_at"], card["version"]))


def card(version: str) -> dict[str, Any]:
    """Raises FileNotFoundError."""
    return json.loads((folder() / version / CARD).read_text(encoding="utf-8"))


def load(version: str) -> Model:
    """Raises FileNotFoundError, Damaged."""
    written, said = (folder() / version / WEIGHTS).read_bytes(), card(version)
    if hashlib.sha256(written).hexdigest() != said["sha256"] or said["layout"] != LAYOUT:
        raise Damaged(version)
    with np.load(io.BytesIO(written), allow_pickle=False) as kept:
        return Model(
            tuple(kept["labels"].tolist()), kept["known"].astype(np.int64), kept["worth"],
            kept["weights"], kept["bias"], float(kept["temperature"]),
        )  # fmt: skip


def roles() -> Roles:
    try:
        said = json.loads((folder() / ROLES).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Roles()
    return Roles(**(said | {"before": tuple(said["before"])}))


def stamp() -> int:
    """Changes whenever the roles do: what every process looks at before it uses what it holds."""
    try:
        return (folder() / ROLES).stat().st_mtime_ns
    except FileNotFoundError:
        return 0


def go_live(version: str) -> Roles:
    """Use this version from now on, in every process."""
    known = roles()
    before = (*known.before, known.live) if known.live and known.live != version else known.before
    return _assign(replace(known, live=version, before=before, shadow="" if known.shadow == version else known.shadow))


def shadow(version: str) -> Roles:
    """Let this version be examined beside the live one; it suggests nothing."""
    return _assign(replace(roles(), shadow=version))


def roll_back() -> Roles:
    """The version that was live before is live again; before the first one there were keywords only."""
    known = roles()
    last = known.before[-1] if known.before else ""
    return _assign(replace(known, live=last, before=known.before[:-1]))


def automatic(above: float | None) -> Roles:
    """From which share on the suggested category is taken without a person; none: never."""
    return _assign(replace(roles(), automatic_above=above))


def _assign(new: Roles) -> Roles:
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    half = folder() / f".{ROLES}.{os.getpid()}"
    half.write_text(json.dumps(asdict(new), indent=1) + "\n", encoding="utf-8")
    os.replace(half, folder() / ROLES)
    return new


def named(asked: str, known: Sequence[Mapping[str, Any]]) -> str:
    """The version that `asked` names: "live", "shadow", "newest", a version or an unmistakable beginning of one; else ""."""
    if asked in ("live", "shadow"):
        return roles().live if asked == "live" else roles().shadow
    if asked == "newest":
        return str(known[-1]["version"]) if known else ""
    found = [str(one["version"]) for one in known if str(one["version"]).startswith(asked)]
    return found[0] if len(found) == 1 else ""
