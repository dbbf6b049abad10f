"""What the record suggests to do before anybody complains again. Places and categories; no row here has room for a person."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from huying.base.catalogue.models import Category
from huying.base.journal.models import Moving
from huying.base.places.models import Area
from huying.base.units.models import Unit
from huying.cases.models import Case


class Sign(models.TextChoices):
    """By what a proposal was found."""

    SURGE = "surge", _("surge")
    RECURRING = "recurring", _("recurring")
    ALIKE = "alike", _("same trouble")


class Choice(models.TextChoices):
    """Where a proposal stands: what a person chose, if anybody did."""

    PROPOSED = "proposed", _("to decide")
    JOINED = "joined", _("joint case opened")
    NOTED = "noted", _("noted for a project")
    DISMISSED = "dismissed", _("dismissed")


class Proposal(Moving):
    """A cell (a place and a category) that surges or comes again and again. Its past is in the journal."""

    life: ClassVar[str] = "proposal"

    sign = models.CharField(max_length=10, choices=Sign)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    address = models.CharField(max_length=300, blank=True)
    """Of a recurring one, where its cases say so; never somebody's home (`private_place` keeps those out)."""
    category = models.ForeignKey(Category, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    """That leads most of its cases."""
    since = models.DateField()
    until = models.DateField()
    """The last day that belongs to it; a surge that goes on moves it."""
    seen = models.IntegerField()
    """How many reports from `since` to `until`."""
    expected = models.FloatField()
    why = models.JSONField(default=dict)
    """The figures it was found by: of a surge `days`, `score`, `bar`, `rate` and `cells`; of a recurring one `weeks` and `closed`;
    of the same trouble `weeks`, `of` how many reports, and the keys of its `cases`."""
    found_at = models.DateTimeField()
    case = models.OneToOneField(Case, models.PROTECT, null=True, related_name="proposal")
    """The joint case that a person opened."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sign", "area", "address", "category", "since"], name="proposal_once_per_cell_and_day"
            )
        ]
        indexes = [models.Index(fields=["state", "-found_at", "-id"], name="proposals_by_state")]


class Scoring(models.Model):
    """A version of the ways of scoring units: periods whose last day is its first or a later one are scored by it."""

    since = models.DateField(unique=True)
    profiles = models.JSONField()
    """As `profiles.yaml` lists them; the first is the usual one."""
    bands = models.JSONField()
    at = models.DateTimeField()
    """When somebody put it in force; who, the audit log says."""

    class Meta:
        ordering = ["-since"]
