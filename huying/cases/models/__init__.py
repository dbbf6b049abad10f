"""The tables of a case: its row, what lies beside it, and what belongs to its reporter."""

from .beside import Assignment, Clock, Hold, Reach, Recusal, Request, WatchDay
from .calling import PhoneCall, Stage, Trouble
from .case import AREA_COLUMNS, OPEN, UNIT_COLUMNS, Case, CaseText, Saying
from .doors import Answered, Incoming, Linked, Tally
from .exchange import Connector, Exchanged, Parcel, Reconciliation
from .followup import Asking, Ended, Reading
from .open311 import OpenReport, OpenUpdate, Peer, Pulled, Pushed
from .papers import Papers
from .people import Attachment, Contact, OneTimeCode, Verdict
from .public import Publication
from .work import Order, OrderLine, View

__all__ = [
    "AREA_COLUMNS", "OPEN", "UNIT_COLUMNS", "Answered", "Asking", "Assignment", "Attachment", "Case", "CaseText",
    "Clock", "Connector", "Contact", "Ended", "Exchanged", "Hold", "Incoming", "Linked", "OneTimeCode", "OpenReport",
    "OpenUpdate", "Order", "OrderLine", "Papers", "Parcel", "Peer", "PhoneCall", "Publication", "Pulled", "Pushed",
    "Reach", "Reading", "Reconciliation", "Recusal", "Request", "Saying", "Stage", "Tally", "Trouble", "Verdict", "View", "WatchDay",
]  # fmt: skip
