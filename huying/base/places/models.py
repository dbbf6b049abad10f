"""Areas of a city with their borders, and its addresses. Places only: no row here has room for a person."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language


class Area(models.Model):
    """A city or a part of it, down to the grid cell. Never deleted: an area that is redrawn ends, old cases keep it."""

    code = models.CharField(max_length=40, unique=True)
    zh = models.CharField(max_length=120)
    en = models.CharField(max_length=120)
    level = models.PositiveSmallIntegerField()
    """0 for a city; greater than its parent's."""
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    """The first day on which it holds no longer."""
    border = models.BinaryField(null=True, blank=True)
    """Polygon or multipolygon, WKB, WGS84. An area may do without; then no point is found in it."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(level=0, parent=None) | Q(level__gt=0, parent__isnull=False), name="area_below_a_city"
            ),
            models.CheckConstraint(condition=Q(valid_until__gte=F("valid_from")), name="area_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return _in_reading_language(self.zh, self.en)


class Address(models.Model):
    """A place with a name or a number, from one of the city's registers."""

    source = models.CharField(max_length=40)
    code = models.CharField(max_length=60)
    zh = models.CharField(max_length=200)
    en = models.CharField(max_length=200, blank=True)
    road = models.CharField(max_length=120, blank=True)
    number = models.CharField(max_length=40, blank=True)
    estate = models.CharField(max_length=120, blank=True)
    building = models.CharField(max_length=80, blank=True)
    other_names = models.CharField(max_length=300, blank=True)
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    """WGS84."""
    area = models.ForeignKey(Area, models.PROTECT, related_name="addresses")
    words = models.TextField()
    """Everything it is called, folded, a line each: what a search compares."""
    search = SearchVectorField()
    """The bigrams of `words`."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "code"], name="address_once_per_source"),
            models.CheckConstraint(
                condition=Q(lon=None, lat=None) | Q(lon__range=(-180, 180), lat__range=(-90, 90)),
                name="address_on_the_globe",
            ),
        ]
        indexes = [GinIndex(fields=["search"], name="address_search")]

    def __str__(self) -> str:
        return _in_reading_language(self.zh, self.en)


def _in_reading_language(zh: str, en: str) -> str:
    return zh if (get_language() or "zh").startswith("zh") or not en else en
