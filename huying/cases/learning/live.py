"""The model that this process suggests with, exchanged within one look after another one went live."""

import logging
from collections.abc import Mapping

from . import store
from .duties import Rule
from .model import Model

log = logging.getLogger(__name__)

Units = Mapping[tuple[str, str], Rule]
"""(category, area) → which unit had such cases."""

_held: list[tuple[tuple[str, int], Model | None, Units]] = []


def model() -> Model | None:
    """The live model; none: there is none, or it cannot be read, and keywords must do."""
    return _looked()[0]


def units() -> Units:
    """What the live version learned of units; nothing where none is live."""
    return _looked()[1]


def version() -> str:
    """The live version, "" where there is none."""
    return store.roles().live if model() else ""


def automatic_above() -> float | None:
    """From which share on a case that came without a category is given the one that the live model reads; none: never."""
    return store.roles().automatic_above


def _looked() -> tuple[Model | None, Units]:
    key = (str(store.folder()), store.stamp())
    if not _held or _held[0][0] != key:
        _held[:] = [(key, *_loaded(store.roles().live))]
    return _held[0][1:]


def _loaded(version: str) -> tuple[Model | None, Units]:
    if not version:
        return None, {}
    try:
        learned = [Rule(*one) for one in store.card(version).get("units", ())]
        return store.load(version), {(rule.category, rule.area): rule for rule in learned}
    except (OSError, ValueError):
        log.exception("The live model %s cannot be read; categories are suggested by keywords.", version)
        return None, {}
