"""The sides of one dispute, and the people and organisations that stand on them. Sealed, and joined to nothing else."""

from django.db import models
from django.db.models import Q

from huying.base.sealed.fields import SealedField
from huying.civic.mediation.words import Means

from .dispute import Dispute


class Side(models.Model):
    """One side: what it answered when it was asked whether it wants mediation. No answer is neither yes nor no."""

    class Consent(models.TextChoices):
        NONE = ""
        YES = "yes"
        NO = "no"

    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="sides")
    number = models.PositiveSmallIntegerField()
    """1 is the side that applied, where one did."""
    asked_at = models.DateTimeField(null=True)
    consent = models.CharField(max_length=3, choices=Consent, default=Consent.NONE, blank=True)
    answered_at = models.DateTimeField(null=True)
    means = models.CharField(max_length=20, choices=Means, blank=True)
    """How it answered."""
    held = models.BooleanField(null=True)
    """Whether what was agreed held, as this side said afterwards."""
    satisfied = models.PositiveSmallIntegerField(null=True)
    """5 very satisfied … 1 very dissatisfied, as this side said afterwards."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dispute", "number"], name="side_once_by_number")]
        indexes = [
            models.Index(
                fields=["dispute"], include=["number", "held", "satisfied"], name="sides_that_answered",
                condition=Q(held__isnull=False) | Q(satisfied__isnull=False),
            )
        ]  # fmt: skip
        ordering = ["number"]


class Party(models.Model):
    """Somebody on a side of one dispute. Encrypted, erasable; no key joins a person across disputes."""

    class Kind(models.TextChoices):
        PERSON = "person"
        ORGANISATION = "organisation"

    side = models.ForeignKey(Side, models.CASCADE, related_name="parties")
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.PERSON)
    code_digest = models.CharField(max_length=64, blank=True)
    """Hash of the code with which this party opens the dispute on the page."""
    name = SealedField()
    phone = SealedField(blank=True)
    email = SealedField(blank=True)
    address = SealedField(blank=True)
    particulars = SealedField(blank=True)
    """What the agreement states of it: sex, nation, year of birth, work (Art 29); no number of an identity document."""
    representative = SealedField(blank=True)
    """Who speaks for it: name, telephone, and from whom the power is."""
    may_settle = models.BooleanField(default=False)
    """The representative may agree and sign for it."""
    consented_at = models.DateTimeField(null=True)
    """When it said that it wants mediation. Its side has said yes once all on it have."""
    consent_means = models.CharField(max_length=20, choices=Means, blank=True)
    language = models.CharField(max_length=10, default="zh-hans")
    added_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["side", "id"]
