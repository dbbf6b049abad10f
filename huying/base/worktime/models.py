"""The years of a city's calendar, as they were published: which weekdays are free, which weekends are worked."""

from django.db import models


class Year(models.Model):
    """One publication of a year's holidays. An amended year is a new version; the highest is in force, the others stay."""

    year = models.SmallIntegerField()
    version = models.SmallIntegerField(default=1)
    source = models.CharField(max_length=300)
    """The paper that says so."""
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["year", "version"], name="year_once_per_version")]

    def __str__(self) -> str:
        return f"{self.year} ({self.version})"


class Hours(models.Model):
    """The city's office hours, for units that have none of their own. One row."""

    text = models.CharField(max_length=200)
    """As OpenStreetMap's `opening_hours` writes them."""


class SpecialDay(models.Model):
    """A day that is not what its weekday says."""

    year = models.ForeignKey(Year, models.CASCADE, related_name="days")
    day = models.DateField()
    works = models.BooleanField()
    zh = models.CharField(max_length=40, blank=True)
    en = models.CharField(max_length=60, blank=True)
    closes = models.TimeField(null=True, blank=True)
    """When a half day ends."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["year", "day"], name="special_day_once_a_version")]
