"""Which version suggests: compared on what neither has seen, put live only if it is not worse, and recorded."""

from typing import Any

from django.utils.translation import gettext as _

from huying.base.catalogue import register as catalogue
from huying.base.journal import audit
from huying.base.journal.machine import Doer
from huying.base.journal.refusals import Refused

from . import examining, lessons, store
from .scoring import Card


def compared() -> dict[str, Any]:
    """The live and the shadow version on the cases held back."""
    known = store.roles()
    return {role: _brief(version) for role, version in (("live", known.live), ("shadow", known.shadow)) if version}


def go_live(version: str, *, by: Doer, even_if_worse: bool = False) -> dict[str, Any]:
    """Let it suggest from now on. Raises Refused where its labels are no categories, or where it is worse than the live one."""
    _of_this_city(version)
    told = {} if even_if_worse else _not_worse(version, store.roles().live)
    roles = _recorded(store.go_live(version), by)
    return {"live": roles.live, "before": roles.before, **told}


def shadow(version: str, *, by: Doer) -> store.Roles:
    """Let it be compared with the live one; it suggests nothing."""
    return _recorded(store.shadow(version), by)


def roll_back(*, by: Doer) -> store.Roles:
    """Suggest with what was live before; before the first version that were keywords."""
    return _recorded(store.roll_back(), by)


def automatic(above: float | None, *, by: Doer) -> store.Roles:
    """From which share on a case that came without a category is given the suggested one; none: never."""
    return _recorded(store.automatic(above), by)


def _recorded(roles: store.Roles, by: Doer) -> store.Roles:
    """Keep in the audit log which version does what from now on."""
    above = round(100 * roles.automatic_above) if roles.automatic_above else 0
    audit.record("setup_changed", by=by, live=roles.live or "keywords", shadow=roles.shadow or "none", above=above)
    return roles


def _of_this_city(version: str) -> None:
    known = {leaf.code for leaf in catalogue.current().leaves()}
    if strange := sorted(set(store.load(version).labels) - known):
        said = _(", ").join(strange[:5])
        raise Refused(_("These labels are no categories of this city: %(labels)s.") % {"labels": said})


def _not_worse(version: str, live: str) -> dict[str, Any]:
    if not live or live == version:
        return {}
    new, old = _examined(version), _examined(live)
    if not (new and old):
        return {}
    if examining.is_worse(new, old):
        figures = {
            "new": f"{new.accuracy:.3f}", "old": f"{old.accuracy:.3f}", "new_f1": f"{new.macro_f1:.3f}",
            "old_f1": f"{old.macro_f1:.3f}", "n": new.examples,
        }  # fmt: skip
        raise Refused(
            _(
                "It is worse than the live one: accuracy %(new)s against %(old)s, macro-F1 %(new_f1)s against %(old_f1)s, "
                "on %(n)s cases held back."
            )
            % figures
        )
    return {"new": examining.brief(new), "old": examining.brief(old)}


def _examined(version: str) -> Card | None:
    asked = lessons.lessons().held_back
    return examining.examine(store.load(version), asked) if asked else None


def _brief(version: str) -> dict[str, Any] | None:
    card = _examined(version)
    return {"version": version, **examining.brief(card)} if card else None
