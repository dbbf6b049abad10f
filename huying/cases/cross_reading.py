"""Read by others: somebody outside the unit reads a closed case that was drawn, and the unit answers what they find."""

from huying.base.journal import clock
from huying.base.units.roles import Actor

from . import deadlines
from .models import Case, Reading
from .states import LIFE
from .words import ClockKind


def cross_read(case: Case, *, by: Actor, solved: bool, duty: bool, text: str = "") -> None:
    """Two findings: was it solved, and did the unit do its duty? Both count, neither changes how the case ended."""
    LIFE.check(case, "cross_read", by=by)
    reading = case.readings.filter(read_at=None).latest("pk")
    reading.solved, reading.duty, reading.read_by, reading.read_at = solved, duty, by.ref, clock.now()
    if solved and duty:
        reading.answered_at = clock.now()
    beside = [reading, *deadlines.stop(case, ClockKind.READING)]
    LIFE.take(case, "cross_read", by=by, facts={"solved": solved, "duty": duty}, words={"text": text}, beside=beside)


def answer_reading(case: Case, *, by: Actor, text: str) -> None:
    """What the unit says to the findings."""
    LIFE.check(case, "answer_reading", by=by)
    reading: Reading = case.readings.filter(read_at__isnull=False, answered_at=None).latest("pk")
    reading.answered_at = clock.now()
    LIFE.take(case, "answer_reading", by=by, words={"text": text}, beside=[reading])
