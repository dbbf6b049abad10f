"""What the doors remember: answers already given, how often somebody knocked, what came twice. Of nobody by name."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from huying.base.sealed.fields import SealedField

from .case import Case


class Answered(models.Model):
    """The first answer to a request with an Idempotency-Key; the row is the lock that its twin waits at."""

    key = models.CharField(max_length=64, primary_key=True)
    """Hash of who asked and of the key that came with it."""
    digest = models.BinaryField()
    """Hash of what was asked."""
    status = models.SmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = SealedField()
    """Sealed, for it may hold a tracking code."""
    at = models.DateTimeField(auto_now_add=True)


class Tally(models.Model):
    """How often one caller used one door since its window began (`web/limits.py`). Past its window the row says nothing."""

    key = models.CharField(max_length=64, primary_key=True)
    """Keyed hash of the door and of the caller; no address is kept."""
    n = models.IntegerField()
    until = models.DateTimeField(db_index=True)


class Incoming(models.Model):
    """An e-mail that came: by a keyed hash, so that the same one again does nothing; of no case, from nobody by name."""

    class End(models.TextChoices):
        """What became of it."""

        FILED = "filed", _("filed as a new report")
        ADDED = "added", _("added to its report")
        NOT_TAKEN = "not_taken", _("not added: the report was closed")
        REPEATED = "repeated", _("came again")
        AUTOMATIC = "automatic", _("written by a machine")
        LISTED = "listed", _("from a mailing list")
        OWN = "own", _("our own")
        EMPTY = "empty", _("without words and files")

    key = models.CharField(max_length=64, primary_key=True)
    end = models.CharField(max_length=20, choices=End)
    at = models.DateTimeField(auto_now_add=True, db_index=True)


class Linked(models.Model):
    """A photo or document that came as an address, until a job has fetched it into its case."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    url = SealedField()
    at = models.DateTimeField(auto_now_add=True, db_index=True)
