"""What the public may read of a case: words that a person wrote for it, and a place no more exact than it may be."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from .case import Case


class Publication(models.Model):
    """The summary of one case that somebody released. It goes when it is taken back; the journal keeps what it said."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="publication")
    summary = models.CharField(max_length=200)
    summary_en = models.CharField(max_length=200, blank=True)
    answer = models.TextField(blank=True)
    """What was answered, where that helps others too; released with the summary, and found by whoever asks the same."""
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    """Where it is shown, WGS84: the place itself, or the middle of its area."""
    coarse = models.BooleanField(default=False)
    """It is shown at its area only."""
    x = models.IntegerField(null=True)
    y = models.IntegerField(null=True)
    """The same point in Web Mercator, the world 2^30 wide (`cases/grid.py`): what maps are binned by."""
    words = models.TextField()
    """Summary and answer folded, for comparing with what is looked for (`base/bigrams.py`)."""
    search = SearchVectorField()
    at = models.DateTimeField()
    answered = models.BooleanField(default=False)
    gone = models.BooleanField(default=False)
    """It was merged or withdrawn. Both follow from the case: the database keeps them in step, whoever writes either row."""

    class Meta:
        indexes = [
            models.Index(
                fields=["x", "y"], condition=Q(gone=False), name="public_by_place", include=["case", "answered"]
            ),
            models.Index(fields=["-at", "-case"], name="public_by_age"),
            GinIndex(fields=["search"], name="public_by_bigrams"),
        ]
