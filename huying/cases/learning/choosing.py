"""Which version suggests: compared on what neither has seen, put live only if it is not worse, and recorded."""

from typing import Any

from huying.base.catalogue import register as catalogue
from huying.base.journal import audit
from huying.base.journal.refusals import Refused

from . import examining, lessons, store
from .scoring import Card


def compared() -> dict[str, Any]:
    """The live and the shadow version on the cases held back."""
    known = store.roles()
    return {role: _brief(version) for role, version in (("live", known.live), ("shadow", known.shadow)) if version}


def go_live(version: str, *, even_if_worse: bool = False) -> dict[str, Any]:
    """Let it suggest from now on. Raises Refused where its labels are no categories, or where it is worse than the live one."""
    labels = store.load(version).labels
    known = {leaf.code for leaf in catalogue.current().leaves()}
    if strange := sorted(set(labels) - known):
        raise Refused(
            f"标签不是本市的类别：{'、'.join(strange[:5])}。 These labels are no categories of this city: {', '.join(strange[:5])}."
        )
    live = store.roles().live
    told: dict[str, Any] = {}
    if live and live != version and not even_if_worse:
        new, old = _examined(version), _examined(live)
        if new and old and examining.is_worse(new, old):
            raise Refused(
                f"劣于现用版本：{new.accuracy:.3f} 对 {old.accuracy:.3f}。 "
                f"It is worse than the live one: accuracy {new.accuracy:.3f} against {old.accuracy:.3f}, "
                f"macro-F1 {new.macro_f1:.3f} against {old.macro_f1:.3f}, on {new.examples} cases held back."
            )
        told = {"new": examining.brief(new), "old": examining.brief(old)} if new and old else {}
    roles = store.go_live(version)
    record(roles)
    return {"live": roles.live, "before": roles.before, **told}


def record(roles: store.Roles) -> None:
    """Keep in the audit log which version does what from now on."""
    audit.record("setup_changed", by=audit.console(), live=roles.live or "keywords", shadow=roles.shadow or "none")


def _examined(version: str) -> Card | None:
    asked = lessons.lessons().held_back
    return examining.examine(store.load(version), asked) if asked else None


def _brief(version: str) -> dict[str, Any] | None:
    card = _examined(version)
    return {"version": version, **examining.brief(card)} if card else None
