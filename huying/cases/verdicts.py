"""A bad verdict is looked into by somebody outside the unit, and answered by the unit. The verdict itself is never changed."""

from django.utils.translation import gettext as _

from huying.base.journal.refusals import Incomplete
from huying.base.units.roles import Actor

from . import deadlines
from .models import Case
from .states import LIFE
from .words import ClockKind, Finding


def verify(case: Case, *, by: Actor, finding: str, text: str = "") -> None:
    """What whoever looked into it found (`words.Finding`). Given by mistake, nobody has to answer it; it counts all the same."""
    LIFE.check(case, "verify", by=by)
    if finding not in Finding.values:
        raise Incomplete({"finding": _("This is not one of the choices.")})
    looked = deadlines.stop(case, ClockKind.VERIFY)
    spared = deadlines.lapse(case, ClockKind.REDRESS) if finding == Finding.MISTAKEN else []
    LIFE.take(case, "verify", by=by, facts={"finding": finding}, words={"text": text}, beside=[*looked, *spared])


def answer_verdict(case: Case, *, by: Actor, text: str) -> None:
    """What the unit tells the resident who was not satisfied. A new reply answers it, too."""
    LIFE.check(case, "answer_verdict", by=by)
    LIFE.take(case, "answer_verdict", by=by, words={"text": text}, beside=deadlines.stop(case, ClockKind.REDRESS))
