"""The model that this process suggests with, exchanged within one look after another one went live."""

import logging

from . import store
from .model import Model

log = logging.getLogger(__name__)

_held: list[tuple[tuple[str, int], Model | None]] = []


def model() -> Model | None:
    """The live model; none: there is none, or it cannot be read, and keywords must do."""
    key = (str(store.folder()), store.stamp())
    if not _held or _held[0][0] != key:
        _held[:] = [(key, _loaded(store.roles().live))]
    return _held[0][1]


def version() -> str:
    """The live version, "" where there is none."""
    return store.roles().live if model() else ""


def automatic_above() -> float | None:
    """From which share on a case that came without a category is given the one that the live model reads; none: never."""
    return store.roles().automatic_above


def _loaded(version: str) -> Model | None:
    if not version:
        return None
    try:
        return store.load(version)
    except (OSError, ValueError):
        log.exception("The live model %s cannot be read; categories are suggested by keywords.", version)
        return None
