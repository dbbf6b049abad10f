"""What may be mediated, and who mediates: types of dispute, committees, mediators and rooms."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from huying.base.catalogue.models import Named
from huying.base.units.models import Staff, Unit
from huying.civic.mediation.words import CommitteeKind


class DisputeType(Named):
    """A type of dispute (statistics of people's mediation), with what may be done about it and how long it may take."""

    class Mediable(models.TextChoices):
        YES = "yes", _("may be mediated")
        LIMITED = "limited", _("may be mediated in part")
        NO = "no", _("not for mediation")

    words = models.TextField(blank=True)
    """Words by which it is recognised in what somebody says, one a line."""
    mediable = models.CharField(max_length=10, choices=Mediable, default=Mediable.YES)
    confirmable = models.CharField(max_length=10, choices=Mediable, default=Mediable.YES)
    """Whether a court may confirm an agreement (2011 rules Art 4)."""
    remedies_zh = models.TextField(blank=True)
    """Where somebody turns who does not want mediation, or gets nowhere with it: arbitration, administration, court (Art 26)."""
    remedies_en = models.TextField(blank=True)
    reviewed_by_arbitration = models.BooleanField(default=False)
    """A labour agreement: labour arbitration may review it, asked jointly within 15 days."""
    period_days = models.PositiveSmallIntegerField(default=30)
    extension_days = models.PositiveSmallIntegerField(default=30)
    parts = models.JSONField(default=list)
    """Which parts a joint panel of this type has, as codes of `Part`; empty: one people's mediator."""
    note_zh = models.CharField(max_length=300, blank=True)
    note_en = models.CharField(max_length=300, blank=True)


class Committee(models.Model):
    """A unit that mediates: for which types; its area, hours and the unit above it are those of the unit."""

    unit = models.OneToOneField(Unit, models.CASCADE, primary_key=True, related_name="committee")
    kind = models.CharField(max_length=20, choices=CommitteeKind, default=CommitteeKind.PEOPLE)
    level = models.PositiveSmallIntegerField()
    """1 village or community, 2 street, 3 district, 4 city (提级)."""
    types = models.ManyToManyField(DisputeType, blank=True, related_name="committees")
    """What a specialised one is for; none: every type."""
    short = models.CharField(max_length=20)
    """Its short name, as the numbers of its agreements bear it."""
    seal = models.CharField(max_length=60, blank=True)
    """What stands in its seal."""

    def __str__(self) -> str:
        return str(self.unit)


class Mediator(models.Model):
    """An account that mediates for its unit: what one needs to know to propose it for a dispute, and nothing that measures it."""

    staff = models.OneToOneField(Staff, models.CASCADE, primary_key=True, related_name="mediator")
    part = models.CharField(max_length=20, default="people")
    """In which part it sits, as a code of `Part`."""
    languages = models.JSONField(default=list)
    """Languages and dialects it mediates in, as BCP 47 tags."""
    types = models.ManyToManyField(DisputeType, blank=True, related_name="+")
    """What it knows well."""
    away_until = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.staff.get_full_name()


class Room(models.Model):
    """Where sessions are held."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="rooms")
    zh = models.CharField(max_length=80)
    en = models.CharField(max_length=80)
    retired = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.en if get_language() == "en" and self.en else self.zh


class Training(models.Model):
    """What a committee's mediators were trained in: how many of them, never who."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="trainings")
    day = models.DateField()
    subject = models.CharField(max_length=120)
    hours = models.DecimalField(max_digits=5, decimal_places=1)
    mediators = models.PositiveSmallIntegerField()
