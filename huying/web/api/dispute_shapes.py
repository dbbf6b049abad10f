"""What programs get of a dispute: its header and how it ended, never what was said, who stands on a side, or how a side answered."""

from datetime import datetime
from typing import Any

from ninja import Field, Schema

from huying.base.journal import clock
from huying.civic.mediation.models import Dispute, DisputeType
from huying.civic.mediation.room import Sight

from .names import Named, area, columns, named, unit


class DisputeTypeOut(Named):
    """纠纷类型 · A type of dispute. `mediable`: yes, limited, no; `period_days`: how long mediation takes at most."""

    mediable: str
    period_days: int


class DisputePlace(Schema):
    """地点 · Where: the smallest known area, an address in words."""

    area: Named | None
    address: str


class DisputeListed(Schema):
    """纠纷(列表) · A dispute as lists show it."""

    number: str
    version: int
    state: str
    title: str
    type: Named | None
    origin: str
    reference: str
    source: str
    external: str
    place: DisputePlace
    committee: Named | None
    opened_at: datetime
    accepted_at: datetime | None
    due_at: datetime | None
    effective_at: datetime | None
    closed_at: datetime | None
    late: bool
    outcome: str = Field(description="结案方式,未结为空 · How it ended; empty while it is open")
    end_reason: str
    performance: str
    confirmation: str


class DisputeClockOut(Schema):
    """时限 · A clock: what was promised, and whether it was kept."""

    kind: str
    started_at: datetime
    due_at: datetime
    extended_from: datetime | None
    stopped_at: datetime | None
    on_time: bool | None


class PackOut(Schema):
    """移交材料 · A pack that was handed back to the office that sent the dispute: a ZIP."""

    id: int
    name: str
    size: int
    sha256: str
    handed_at: datetime


class DisputeWhole(DisputeListed):
    """纠纷 · A dispute with its clocks, and what was handed back of it."""

    court_stage: str
    amount: str | None = Field(description="元 · Yuan")
    partial: bool
    urgent: bool
    danger: bool
    clocks: list[DisputeClockOut]
    packs: list[PackOut]
    steps: dict[str, str]
    """Verb → why this key may not take the step now; "" where it may."""


class DisputeMoved(Schema):
    """办理结果 · Where a dispute stands after a step."""

    number: str
    version: int
    state: str
    type: Named | None
    committee: Named | None
    confirmation: str


OWN = tuple(
    name for name in DisputeListed.model_fields if name not in ("type", "place", "committee", "late")
)  # fmt: skip
BESIDE = ("court_stage", "partial", "urgent", "danger")


def type_out(row: DisputeType) -> dict[str, Any]:
    """`DisputeTypeOut`."""
    return columns(row, tuple(DisputeTypeOut.model_fields))


def listed(dispute: Dispute) -> dict[str, Any]:
    """`DisputeListed`."""
    return columns(dispute, OWN) | {
        "type": named(dispute.type),
        "place": {"area": area(dispute.area_id), "address": dispute.address},
        "committee": unit(dispute.unit_id),
        "late": dispute.is_open and dispute.due_at is not None and dispute.due_at < clock.now(),
    }


def whole(sight: Sight) -> dict[str, Any]:
    """`DisputeWhole`, of what whoever asks may see."""
    dispute = sight.dispute
    return listed(dispute) | columns(dispute, BESIDE) | {
        "amount": None if dispute.amount is None else str(dispute.amount),
        "clocks": [columns(row, tuple(DisputeClockOut.model_fields)) for row in sight.clocks],
        "packs": [_pack(row) for row in sight.files if row.kind == "pack"],
        "steps": sight.may,
    }  # fmt: skip


def _pack(row: Any) -> dict[str, Any]:
    return columns(row, ("name", "size", "sha256")) | {"id": row.pk, "handed_at": row.added_at}


def moved(dispute: Dispute) -> dict[str, Any]:
    """`DisputeMoved`."""
    own = columns(dispute, ("number", "version", "state", "confirmation"))
    return own | {"type": named(dispute.type), "committee": unit(dispute.unit_id)}
