"""The dispute: one matter between sides, at one place."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from huying.base.journal.models import Moving
from huying.base.places.models import Area
from huying.base.units.models import Unit
from huying.cases.models import Case
from huying.civic.mediation.words import (
    ClockKind,
    Confirmation,
    CourtStage,
    EndReason,
    Origin,
    Outcome,
    Performance,
    State,
)

from .register import DisputeType

if TYPE_CHECKING:
    from .papers import Papers

AREA_COLUMNS = ("area_1", "area_2", "area_3", "area_4")
"""The ancestors of a dispute's area from the level below the city down; dockets are read along them."""
UNIT_COLUMNS = ("unit_1", "unit_2", "unit_3")
COUNTED_BY = ("type", "origin", "unit", *UNIT_COLUMNS, *AREA_COLUMNS)
"""By what figures are told: it stands in their indexes, so that counting reads no row."""
OF_AN_END = ("effective_at", "closed_at", "accepted_at", "outcome", "end_reason", "confirmation", "id")
OPEN = ~Q(state=State.CLOSED)


def _open_by(column: str) -> models.Index:
    return models.Index(fields=[column, "due_at", "id"], condition=OPEN, name=f"open_dispute_by_{column}")


class Dispute(Moving):
    """The present of one dispute; its past is in the journal. Amounts in yuan."""

    life: ClassVar[str] = "dispute"

    number = models.CharField(max_length=20, unique=True)
    origin = models.CharField(max_length=20, choices=Origin)
    reference = models.CharField(max_length=80, blank=True)
    """The number that whoever handed it over gave it."""
    court_stage = models.CharField(max_length=20, choices=CourtStage, blank=True)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="disputes")
    """The call it came from."""
    sender = models.ForeignKey(Unit, models.PROTECT, null=True, db_index=False, related_name="+")
    """The office that handed it over by its own system (court, police, petition office), and gets it back."""
    window = models.ForeignKey(Unit, models.PROTECT, null=True, db_index=False, related_name="+")
    """Whose mediators took it in at their window; they see it until the committee that it went to accepts it."""
    source = models.CharField(max_length=40, blank=True)
    """The system it was taken in from, with its number there: an import run twice adds nothing."""
    external = models.CharField(max_length=80, blank=True)
    type = models.ForeignKey(DisputeType, models.PROTECT, null=True, related_name="disputes")
    title = models.CharField(max_length=120, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    urgent = models.BooleanField(default=False)
    danger = models.BooleanField(default=False)
    """It may turn violent; the police were told."""
    public = models.BooleanField(default=False)
    """The sides want their sessions open to everybody (Art 23)."""
    language = models.CharField(max_length=10, default="zh-hans")

    address = models.CharField(max_length=300, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, null=True, db_index=False)
    area_1 = models.BigIntegerField(null=True)
    area_2 = models.BigIntegerField(null=True)
    area_3 = models.BigIntegerField(null=True)
    area_4 = models.BigIntegerField(null=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, db_index=False, related_name="disputes")
    """The committee."""
    unit_1 = models.BigIntegerField(null=True)
    unit_2 = models.BigIntegerField(null=True)
    unit_3 = models.BigIntegerField(null=True)
    level = models.SmallIntegerField(default=0)
    """How often it was raised."""

    opened_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    """Until when what waits now is to be done: asking, mediating, performing."""
    effective_at = models.DateTimeField(null=True)
    """When the agreement took effect (Arts 29, 30)."""
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    end_reason = models.CharField(max_length=20, choices=EndReason, blank=True)
    partial = models.BooleanField(default=False)
    """The agreement leaves something open."""
    performance = models.CharField(max_length=20, choices=Performance, blank=True)
    confirmation = models.CharField(max_length=20, choices=Confirmation, blank=True)
    earlier = models.ForeignKey("self", models.PROTECT, null=True, related_name="later", db_index=False)
    """The same dispute before, named by whoever brought it again; nothing else joins the two."""
    held_until = models.DateField(null=True)
    """Kept from erasure until this day."""
    erased = models.CharField(max_length=10, blank=True)
    """How much of it is gone, as the last code of `Erasable` that went; "" nothing."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external"], condition=~Q(external=""), name="dispute_once_per_source"
            )
        ]
        indexes = [
            *(_open_by(name) for name in (*AREA_COLUMNS, *UNIT_COLUMNS, "unit")),
            models.Index(fields=["due_at", "id"], condition=OPEN, name="open_dispute_by_due"),
            models.Index(fields=["unit", "-opened_at", "-id"], name="all_disputes_by_unit"),
            models.Index(fields=["-opened_at", "-id"], name="all_disputes_by_age"),
            models.Index(fields=["earlier"], condition=Q(earlier__isnull=False), name="later_disputes"),
            models.Index(fields=["sender", "-opened_at", "-id"], condition=Q(sender__isnull=False), name="disputes_of_sender"),
            models.Index(fields=["window", "id"], condition=Q(state=State.APPLIED, window__isnull=False), name="disputes_of_window"),
            models.Index(fields=["erased", "closed_at", "id"], condition=Q(state=State.CLOSED), name="disputes_to_erase"),
            models.Index(fields=["opened_at"], include=COUNTED_BY, name="disputes_applied_by_day"),
            models.Index(
                fields=["accepted_at"], include=["opened_at", *COUNTED_BY], condition=Q(accepted_at__isnull=False),
                name="disputes_accepted_by_day",
            ),
            models.Index(
                Coalesce("effective_at", "closed_at"), include=[*OF_AN_END, *COUNTED_BY], name="disputes_ended_by_day",
            ),
            models.Index(
                fields=["closed_at"], include=["performance", "effective_at", *COUNTED_BY],
                condition=Q(effective_at__isnull=False), name="agreements_closed_by_day",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    @cached_property
    def papers(self) -> Papers:
        """What lies beside the dispute, read once and changed in memory."""
        from .papers import Papers  # noqa: PLC0415 (its rows point at Dispute)

        return Papers(self)

    def forget(self) -> None:
        self.__dict__.pop("papers", None)

    @property
    def is_open(self) -> bool:
        return self.state != State.CLOSED


class DisputeText(models.Model):
    """What was told when it was brought, beside the dispute so that a move never rewrites its search index."""

    dispute = models.OneToOneField(Dispute, models.CASCADE, primary_key=True, related_name="text")
    body = models.TextField()
    issues = models.TextField(blank=True)
    """What is in dispute, and what the applicant asks for."""
    words = models.TextField()
    """Body and issues folded, for comparing with what is looked for (`base/bigrams.py`)."""
    search = SearchVectorField()

    class Meta:
        indexes = [GinIndex(fields=["search"], name="dispute_text_by_bigrams")]


class DisputeClock(models.Model):
    """A promise with a time. Kept for ever; nothing resets it."""

    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="clocks")
    kind = models.CharField(max_length=20, choices=ClockKind)
    side = models.ForeignKey("mediation.Side", models.CASCADE, null=True, db_index=False, related_name="clocks")
    """Whose answer it waits for."""
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, db_index=False, related_name="+")
    period = models.JSONField(null=True)
    """As `worktime.periods.Period` writes it."""
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    extended_from = models.DateTimeField(null=True)
    """When it was due before every side wanted more time."""
    stopped_at = models.DateTimeField(null=True)
    on_time = models.BooleanField(null=True)
    noted_at = models.DateTimeField(null=True)
    """When the watch noted that its time was up."""

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=Q(stopped_at=None), name="running_dispute_clocks"),
            models.Index(
                fields=["due_at"], include=["kind", "dispute", "on_time", "stopped_at"], name="dispute_clocks_by_due"
            ),
        ]


class DisputeFile(models.Model):
    """A file of a dispute, kept under the hash of its content. `side`: only that side and the mediators see it."""

    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="files")
    side = models.ForeignKey("mediation.Side", models.CASCADE, null=True, related_name="files")
    kind = models.CharField(max_length=20)
    """evidence, pack, agreement, application, notice, signed."""
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=100)
    size = models.IntegerField()
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=40)
