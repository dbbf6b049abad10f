"""What is exchanged with the systems of other offices: through which connector, record by record, and what both sides say of a day."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huying.base import wording
from huying.base.sealed.fields import SealedField
from huying.base.units.models import Unit

from .case import Case


class Explained(models.Model):
    """Something that may have been refused. `reason` is what the other side reads, in its language; `why` is what the sentences were
    made of, so that our own pages say them in the language of whoever reads."""

    reason = models.CharField(max_length=300, blank=True)
    why = models.JSONField(default=list)

    class Meta:
        abstract = True

    @property
    def told(self) -> str:
        """Why, in the language that is spoken now."""
        return " ".join(map(wording.said, self.why)) or self.reason


class Connector(models.Model):
    """A way on which records come in or go out, for one unit, on a basis that is told to everybody."""

    class Takes(models.TextChoices):
        """What a record is."""

        CALLS = "calls", _("calls, which become cases")
        HISTORY = "history", _("cases with their past, as they ended")
        STEPS = "steps", _("steps of cases: accepted, answered")
        CASES = "cases", _("cases of the unit, given out")

    class Transport(models.TextChoices):
        """How records travel."""

        FOLDER = "folder", _("drop folder")
        SFTP = "sftp", _("SFTP folder")
        HTTP = "http", _("HTTP and JSON")
        TABLE = "table", _("PostgreSQL table")

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    """It acts as this unit's own system."""
    takes = models.CharField(max_length=10, choices=Takes)
    transport = models.CharField(max_length=10, choices=Transport)
    address = models.JSONField(default=dict)
    """Where, as `exchange/places.py` describes it for each transport; no secret."""
    secret = SealedField()
    """Its password, key or token."""
    mapping = models.TextField()
    """What the columns mean, in YAML."""
    content = models.CharField(max_length=300)
    """What is exchanged, in words for everybody."""
    basis = models.CharField(max_length=300)
    """On which law or agreement."""
    every = models.PositiveSmallIntegerField(default=5)
    """Minutes between two rounds."""
    on = models.BooleanField(default=False)
    cursor = models.JSONField(default=dict)
    """How far it was read, or given."""
    ran_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, blank=True)
    """Why the last round came to nothing; "" once one does. `trouble_why`: what the sentences were made of."""
    trouble_why = models.JSONField(default=list)
    troubled_since = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name

    @property
    def troubled(self) -> str:
        """Why the last round came to nothing, in the language that is spoken now."""
        return " ".join(map(wording.said, self.trouble_why)) or self.trouble

    @property
    def outward(self) -> bool:
        return self.takes == self.Takes.CASES

    @property
    def ref(self) -> str:
        """How the journal names it."""
        return f"connector:{self.pk}"


class Parcel(Explained):
    """A file, or a page of an answer or of a table, that came or went. A round that was killed goes on with it."""

    connector = models.ForeignKey(Connector, models.CASCADE, related_name="parcels")
    name = models.CharField(max_length=200)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["connector", "-began_at"], name="parcel_by_age")]


class Exchanged(Explained):
    """What became of one record. What stood in it is not kept: only its number there and a hash; and these not for ever
    (`connectors/forgetting.py`), while the counts and the hash of its day are."""

    class State(models.TextChoices):
        APPLIED = "applied", _("applied")
        REFUSED = "refused", pgettext_lazy("record", "refused")
        DUPLICATE = "duplicate", _("duplicate")

    connector = models.ForeignKey(Connector, models.CASCADE, related_name="records", db_index=False)
    parcel = models.ForeignKey(Parcel, models.CASCADE, related_name="records", db_index=False)
    place = models.IntegerField()
    """Where it stands in its parcel: the line of a file, else counted from 1."""
    external = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    """SHA-256 of what stood in it (`exchange/digests.py`)."""
    day = models.DateField()
    """Of the city."""
    state = models.CharField(max_length=10, choices=State)
    case = models.ForeignKey(Case, models.SET_NULL, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["parcel", "place"], name="exchanged_once_per_place"),
            models.UniqueConstraint(
                fields=["connector", "external", "digest"], condition=Q(state="applied"), name="exchanged_applied_once"
            ),
        ]
        indexes = [models.Index(fields=["connector", "day", "state", "id"], name="exchanged_by_day")]


class Reconciliation(models.Model):
    """One day of one connector: what was counted here, what the other side counted, and whether that is the same."""

    connector = models.ForeignKey(Connector, models.CASCADE, related_name="reconciliations")
    day = models.DateField()
    received = models.IntegerField()
    applied = models.IntegerField()
    refused = models.IntegerField()
    duplicate = models.IntegerField()
    records = models.IntegerField()
    """Different ones: a record that came twice counts once here."""
    digest = models.CharField(max_length=64)
    """Over the hashes of these, sorted."""
    theirs = models.JSONField(null=True)
    """`records` and `digest` as the other side says."""
    at = models.DateTimeField()

    class Meta:
        ordering = ["-day"]
        constraints = [models.UniqueConstraint(fields=["connector", "day"], name="reconciled_once_per_day")]

    @property
    def agreed(self) -> bool | None:
        """Whether both sides say the same; None while they have not spoken."""
        if self.theirs is None:
            return None
        return (self.theirs.get("records"), self.theirs.get("digest")) == (self.records, self.digest)
