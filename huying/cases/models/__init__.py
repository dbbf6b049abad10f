"""The tables of a case: its row, what lies beside it, and what belongs to its reporter."""

from .case import AREA_COLUMNS, OPEN, UNIT_COLUMNS, Case, CaseText
from .doors import Answered, Tally
from .papers import Assignment, Clock, Hold, Papers, Reach, Recusal, Request
from .people import Attachment, Contact, OneTimeCode, Verdict

__all__ = [
    "AREA_COLUMNS", "OPEN", "UNIT_COLUMNS", "Answered", "Assignment", "Attachment", "Case", "CaseText", "Clock", "Contact",
    "Hold", "OneTimeCode", "Papers", "Reach", "Recusal", "Request", "Tally", "Verdict",
]  # fmt: skip
