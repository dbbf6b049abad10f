"""Why a committee or somebody is proposed, in words."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huying.civic.mediation.proposing import Why

WORDS = {
    Why.OF_TYPE: lazy("set up for disputes of this type"),
    Why.ALL_TYPES: lazy("open to all types"),
    Why.NEAREST: lazy("nearest to the place"),
    Why.ABOVE: lazy("of a higher level"),
    Why.KNOWS_TYPE: lazy("knows this type well"),
    Why.SPEAKS: lazy("speaks what the sides speak"),
    Why.FEWER: lazy("sits at fewest open tables"),
}


def reasons(codes: Iterable[str]) -> str:
    """The reasons in a row."""
    return _(", ").join(str(WORDS[Why(code)]) for code in codes)
