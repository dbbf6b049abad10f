"""What programs get after a step: a receipt, where the case stands now, a contact. Times are UTC."""

from datetime import datetime
from typing import Any

from ninja import Field, Schema

from huying.cases.intake import Receipt
from huying.cases.models import Case

from .names import Named, columns, unit
from .shapes import Place, listed


class Filed(Schema):
    """受理回执 · What a caller takes away. The code opens the tracking page; it is told once and kept nowhere."""

    number: str
    code: str
    version: int
    state: str
    status: Named
    category: Named | None
    place: Place
    unit: Named | None
    received_at: datetime
    due_at: datetime | None
    """Set once a unit is found, seconds later."""


def filed(receipt: Receipt) -> dict[str, Any]:
    """`Filed`."""
    receipt.case.__dict__["open_requests"] = []  # of a new case nothing is asked yet
    shown = listed(receipt.case) | {"code": receipt.code}
    return {name: shown[name] for name in Filed.model_fields}


class Moved(Schema):
    """办理结果 · Where a case stands after a step."""

    number: str
    version: int
    state: str
    outcome: str
    unit: Named | None
    due_at: datetime | None


class Contact(Schema):
    """联系方式 · How to reach the reporter."""

    name: str
    phone: str
    email: str
    address: str = Field(description="住址 · The exact place, where it is their home")
    mentioned: str = Field(description="文字中发现的号码,每行一个 · Numbers found in texts of the case, one a line")


class Revealed(Moved):
    """联系方式(已留痕) · The contact; that it was opened stands in the record, where the reporter sees it."""

    contact: Contact | None


def moved(case: Case) -> dict[str, Any]:
    """`Moved`."""
    return columns(case, ("number", "version", "state", "outcome", "due_at")) | {"unit": unit(case.unit_id)}


def revealed(case: Case, contact: Any) -> dict[str, Any]:
    """`Revealed`."""
    return moved(case) | {"contact": columns(contact, tuple(Contact.model_fields)) if contact else None}
