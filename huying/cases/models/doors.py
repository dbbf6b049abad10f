"""What the doors remember: answers already given, and how often somebody knocked. Of no case, and of nobody by name."""

from django.db import models

from huying.base.sealed.fields import SealedField


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
