"""Several units that answer alike: which of them gets a case, by the rule that their items of the duty list share. Pure.

Equal are items of the same category, area and priority; those that say the same under `prefer` share. A case is given once: what
becomes of hours or loads afterwards moves nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from huying.base.units.models import Duty

BY_HOURS = frozenset({Duty.Prefer.OPEN, Duty.Prefer.OPEN_LOAD})
BY_LOAD = frozenset({Duty.Prefer.LOAD, Duty.Prefer.OPEN_LOAD})


@dataclass(frozen=True)
class Standing:
    """How a unit stands at the moment, as far as the rule asks: whether it is open, how many open cases it has."""

    open: bool | None = None
    cases: int | None = None

    @property
    def rank(self) -> tuple[bool, int]:
        """The least comes first."""
        return self.open is False, self.cases or 0


Ask = Callable[[str, Sequence[int]], Mapping[int, Standing]]
"""(rule of `Duty.Prefer`, keys of units) → how each stands."""


@dataclass(frozen=True)
class Choice:
    """Between which items the moment decides, in the order of the list; without `standings` nobody knows how it would."""

    rule: str
    duties: Sequence[Duty]
    standings: Mapping[int, Standing] = field(default_factory=dict)

    @property
    def duty(self) -> Duty:
        """The one that is preferred; of those that stand alike, and where nobody knows, the first of the list."""
        return min(self.duties, key=lambda duty: self._of(duty).rank)

    @property
    def reason(self) -> str:
        """Why this one, in the reader's language."""
        n, chosen = {"n": len(self.duties)}, self._of(self.duty)
        others = [self._of(duty) for duty in self.duties if duty is not self.duty]
        if not self.standings:
            return _("Which of %(n)d equally responsible units gets it is decided by how they stand at the moment.") % n
        opener = any(other.open is False for other in others) and bool(chosen.open)
        rivals = [other for other in others if other.rank[0] == chosen.rank[0]]
        fewer = self.rule in BY_LOAD and any(other.rank > chosen.rank for other in rivals)
        said = {**n, "cases": chosen.cases or 0}
        if opener and fewer:
            return (
                _(
                    "Of %(n)d equally responsible units this one is open, and of those the one with fewer open cases (%(cases)d)."
                )
                % said
            )
        if opener:
            return _("Of %(n)d equally responsible units this one is open.") % said
        if fewer:
            return _("Of %(n)d equally responsible units this one has fewer open cases (%(cases)d).") % said
        return _("Of %(n)d equally responsible units none is ahead; the first item of the list decides.") % said

    @property
    def facts(self) -> dict[str, Any]:
        """What the record keeps: the rule, and how each unit stood."""
        stood = {duty.unit.code: _known(self._of(duty)) for duty in self.duties}
        return {"preferred": {"by": str(self.rule), "of": stood}} if self.standings else {}

    def _of(self, duty: Duty) -> Standing:
        return self.standings.get(duty.unit_id, Standing())


def choice(fit: Sequence[Duty], ask: Ask | None) -> Choice | None:
    """Between which of these equal items the moment decides; None where the first of them is alone, or says nothing of others."""
    first = fit[0]
    alike = {duty.unit_id: duty for duty in reversed(fit) if duty.prefer == first.prefer}  # of one unit the first item
    if not first.prefer or len(alike) < 2:
        return None
    duties = [duty for duty in fit if alike.get(duty.unit_id) is duty]
    return Choice(first.prefer, duties, ask(first.prefer, list(alike)) if ask else {})


def _known(standing: Standing) -> dict[str, Any]:
    return {name: value for name, value in vars(standing).items() if value is not None}
