"""What lies in the database about disputes. Only commands of `huying.civic.mediation` write it."""

from .agreement import Agreement, Obligation, Signature
from .dispute import AREA_COLUMNS, UNIT_COLUMNS, Dispute, DisputeClock, DisputeFile, DisputeText
from .register import Committee, DisputeType, Mediator, Room, Training
from .sides import Party, Side
from .table import Choice, Meeting, Note, Request, RequestAnswer, Seat

__all__ = [
    "AREA_COLUMNS", "UNIT_COLUMNS", "Agreement", "Choice", "Committee", "Dispute", "DisputeClock", "DisputeFile", "DisputeText",
    "DisputeType", "Mediator", "Meeting", "Note", "Obligation", "Party", "Request", "RequestAnswer", "Room", "Seat", "Side",
    "Signature", "Training",
]  # fmt: skip
