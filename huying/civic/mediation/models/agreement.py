"""What was agreed: its text in versions, who signed which, and what is owed by when."""

from django.db import models

from huying.base.sealed.fields import SealedField
from huying.base.units.models import Staff
from huying.civic.mediation.words import Means

from .dispute import Dispute, DisputeFile
from .sides import Party, Side


class Agreement(models.Model):
    """One version of the text. Nobody changes a version: what is corrected is the next one."""

    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="agreements")
    version = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=60, blank=True)
    """Year, short name of the committee, serial; given when it is laid out for signature."""
    oral = models.BooleanField(default=False)
    partial = models.BooleanField(default=False)
    facts = SealedField(blank=True)
    """What happened, what is in dispute, who answers for what (Art 29)."""
    terms = SealedField()
    """What was agreed, how and by when it is performed (Art 29)."""
    text = SealedField()
    """The exact text as it is shown and printed (`exact.text`), as it was when it was drafted: what everybody signs."""
    hash = models.CharField(max_length=64)
    """SHA-256 of `text` as UTF-8."""
    drafted_at = models.DateTimeField()
    drafted_by = models.CharField(max_length=40)
    sealed_at = models.DateTimeField(null=True)
    sealed_by = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dispute", "version"], name="version_once")]
        ordering = ["version"]


class Obligation(models.Model):
    """One step of what was agreed: which side does what by when."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="obligations")
    number = models.PositiveSmallIntegerField()
    side = models.ForeignKey(Side, models.CASCADE, related_name="obligations")
    what = SealedField()
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    """Yuan."""
    due_on = models.DateField()
    performed_on = models.DateField(null=True)
    defaulted_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["due_on"], name="obligations_by_day")]
        ordering = ["number"]


class Signature(models.Model):
    """Somebody accepted the exact text with this hash: a party, or a mediator."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="signatures")
    party = models.ForeignKey(Party, models.CASCADE, null=True, related_name="signatures")
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    hash = models.CharField(max_length=64)
    means = models.CharField(max_length=20, choices=Means)
    """On paper (with the file), on the page (a recorded acceptance), or, orally, in a session."""
    reliable = models.BooleanField(default=False)
    """By a provider of reliable electronic signatures that the city set up (电子签名法 Art 13)."""
    file = models.ForeignKey(DisputeFile, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "party"], name="party_signs_once"),
            models.UniqueConstraint(fields=["agreement", "staff"], name="mediator_signs_once"),
        ]
