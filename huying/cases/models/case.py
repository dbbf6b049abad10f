"""The case: one matter at one place."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from huying.base.catalogue.models import Category, Kind, Tier
from huying.base.journal.models import Moving
from huying.base.places.models import Area
from huying.base.units.models import Unit
from huying.cases.words import Channel, Confidentiality, Outcome, State, Urgency

if TYPE_CHECKING:
    from .papers import Papers

AREA_COLUMNS = ("area_1", "area_2", "area_3", "area_4")
"""The ancestors of a case's area from the level below the city down; work lists are read along them."""
UNIT_COLUMNS = ("unit_1", "unit_2", "unit_3")

READ_ALONG = ("merged_about", "has_contact", "is_announced")
"""What `whole.read` reads in the same statement: whom merged ones are about, whether somebody left a contact, whether a trouble is
announced."""

COUNTED_BY = (
    "state", "category", "area_2", *UNIT_COLUMNS, "unit", "paused_until", "review_on", "supervision", "accused",
)  # fmt: skip
"""What the supervisor's numbers (`cases/oversight.py`) are counted by: read from the index alone, however many cases are open."""
OPEN = Q(state__in=[State.RECEIVED, State.DISPATCHED, State.IN_PROGRESS, State.REPLIED])


def _open_by(column: str) -> models.Index:
    """Open cases of one area or unit, in the order in which they are due."""
    return models.Index(fields=[column, "due_at", "id"], condition=OPEN, name=f"open_by_{column}")


class Case(Moving):
    """The present of one case; its past is in the journal. Only commands of `huying.cases` write it."""

    life: ClassVar[str] = "case"

    number = models.CharField(max_length=20, unique=True)
    channel = models.CharField(max_length=20, choices=Channel)
    source = models.CharField(max_length=40, blank=True)
    """The system it came from, with its number there: an import run twice adds nothing."""
    external = models.CharField(max_length=80, blank=True)
    code_digest = models.CharField(max_length=64, blank=True)
    """Hash of the tracking code."""

    kind = models.ForeignKey(Kind, models.PROTECT, null=True)
    category = models.ForeignKey(Category, models.PROTECT, null=True)
    tier = models.ForeignKey(Tier, models.PROTECT, null=True)
    urgency = models.CharField(max_length=20, choices=Urgency, default=Urgency.ORDINARY)
    confidentiality = models.CharField(max_length=20, choices=Confidentiality, default=Confidentiality.NORMAL)
    title = models.CharField(max_length=120, blank=True)
    answers = models.JSONField(default=dict, blank=True)
    reply_wanted = models.BooleanField(default=True)
    language = models.CharField(max_length=10, default="zh-hans")

    address = models.CharField(max_length=300, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    private_place = models.BooleanField(default=False)
    """It is the reporter's home: point and address are left out, the exact address stands in the sealed contact."""
    area = models.ForeignKey(Area, models.PROTECT, null=True, db_index=False)
    area_1 = models.BigIntegerField(null=True)
    area_2 = models.BigIntegerField(null=True)
    area_3 = models.BigIntegerField(null=True)
    area_4 = models.BigIntegerField(null=True)

    unit = models.ForeignKey(Unit, models.PROTECT, null=True, db_index=False, related_name="cases")
    """The lead unit: answerable, also for what it handed down."""
    unit_1 = models.BigIntegerField(null=True)
    unit_2 = models.BigIntegerField(null=True)
    unit_3 = models.BigIntegerField(null=True)
    inner_unit = models.ForeignKey(Unit, models.PROTECT, null=True, db_index=False, related_name="+")
    colleague_id = models.BigIntegerField(null=True)
    """The account within the unit that has it in hand, if one was named."""
    accused = models.ForeignKey(Unit, models.PROTECT, null=True, db_index=False, related_name="+")
    """The unit the case is about; it never leads it."""

    received_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    """Until when the resident is promised an answer; empty once they have it. The clocks keep what was promised."""
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=30, choices=Outcome, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged", db_index=False)
    earlier = models.ForeignKey("self", models.PROTECT, null=True, related_name="later", db_index=False)
    """The case that the reporter named as told before; how repeats are joined, as no contact joins them."""
    returns = models.SmallIntegerField(default=0)
    """How many dispatches were returned."""
    rounds = models.SmallIntegerField(default=0)
    """How often it was reworked."""
    designated = models.BooleanField(default=False)
    """The panel's choice of unit is final."""
    urged_at = models.DateTimeField(null=True)
    """When its reporter urged last."""
    paused_until = models.DateTimeField(null=True)
    review_on = models.DateField(null=True)
    """Long-term (挂账): looked at again on this day."""
    level = models.SmallIntegerField(default=0)
    """How often it was raised to a level above (提级)."""
    supervision = models.CharField(max_length=20, blank=True)
    excluded = models.CharField(max_length=40, blank=True)
    """The reason code by which it does not count in scoring."""
    referred = models.BooleanField(default=False)
    """In mediation, with every side's yes."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external"], condition=~Q(external=""), name="case_once_per_source"
            )
        ]
        indexes = [
            *(_open_by(name) for name in (*AREA_COLUMNS, *UNIT_COLUMNS, "area", "unit")),
            models.Index(fields=["inner_unit", "due_at", "id"], condition=OPEN & Q(inner_unit__isnull=False), name="open_by_inner_unit"),
            models.Index(fields=["due_at", "id"], condition=OPEN, name="open_by_due", include=COUNTED_BY),
            models.Index(fields=["received_at", "id"], condition=Q(state=State.RECEIVED), name="undispatched_by_age"),
            models.Index(fields=["parent"], condition=Q(parent__isnull=False), name="merged_by_parent"),
            models.Index(fields=["earlier"], condition=Q(earlier__isnull=False), name="later_by_earlier"),
            models.Index(fields=["accused"], condition=Q(accused__isnull=False), name="by_accused"),
            models.Index(fields=["area", "address", "id"], condition=~Q(address=""), name="all_by_address"),
            models.Index(fields=["unit", "-received_at", "-id"], name="all_by_unit"),
            models.Index(fields=["inner_unit"], condition=Q(inner_unit__isnull=False), name="all_by_inner_unit"),
            models.Index(fields=["-received_at", "-id"], name="all_by_age"),
            models.Index(fields=["lat", "lon"], condition=OPEN & Q(lat__isnull=False), name="open_by_point"),
        ]  # fmt: skip

    has_contact: bool
    """Read along (`READ_ALONG`)."""

    def __str__(self) -> str:
        return self.number

    @cached_property
    def papers(self) -> Papers:
        """Clocks, assignments and requests that lie beside the case, read once and changed in memory."""
        from .papers import Papers  # noqa: PLC0415 (app ready: Papers' rows point at Case)

        return Papers(self)

    def forget(self) -> None:
        for name in ("papers", *READ_ALONG):
            self.__dict__.pop(name, None)

    @property
    def is_open(self) -> bool:
        return self.state != State.CLOSED

    def was_closed(self, at: datetime) -> bool:
        """Whether it was closed at that moment; what is taken in later than it happened asks about a past one."""
        return self.closed_at is not None and self.closed_at <= at


class CaseText(models.Model):
    """What was said, as it reads now, beside the case so that a move never rewrites its search index."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="text")
    body = models.TextField()
    words = models.TextField()
    """The body folded, for comparing with what is looked for (`base/bigrams.py`)."""
    search = SearchVectorField()

    class Meta:
        indexes = [GinIndex(fields=["search"], name="text_by_bigrams")]


class Saying(models.Model):
    """What an open case of late says, as far as it is compared with new ones (`cases/sayings.py`): few rows, however old the city."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="saying")
    pieces = SearchVectorField()

    class Meta:
        indexes = [GinIndex(fields=["pieces"], name="saying_by_pieces", fastupdate=False)]
