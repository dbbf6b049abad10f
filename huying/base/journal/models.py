"""The append-only record: events chained by hash, the words people typed, and the seals over both."""

from typing import ClassVar

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KeyTransform

LOOK = Q(life="case", verb="reveal")
"""Somebody opened the contact of a case."""
AUDITED = Q(life="audit")
"""An entry of the audit log."""


class Moving(models.Model):
    """A row that moves through states. Only the machine writes these four columns.

    `version` counts moves and is what pages carry; `n_events` and `head` (hash of the newest event) count every event,
    so that a look at a phone number does not make a handler's form stale.
    """

    life: ClassVar[str]
    """The name of its life in the journal."""
    allowed: tuple[str, int, str] | None = None
    """The step that was just checked and may be taken: verb, version, by whom."""

    state = models.CharField(max_length=20)
    version = models.IntegerField(default=0)
    n_events = models.IntegerField(default=0)
    head = models.BinaryField(default=b"")

    class Meta:
        abstract = True

    def forget(self) -> None:
        """Drop what was read beside the row; it has moved."""


class Event(models.Model):
    """One thing that happened, with the area and unit as they were then. Codes and ids only, no words of people."""

    life = models.CharField(max_length=20)
    thing = models.BigIntegerField()
    seq = models.IntegerField()
    verb = models.CharField(max_length=30)
    source = models.CharField(max_length=20)
    target = models.CharField(max_length=20)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()
    area = models.BigIntegerField(null=True)
    unit = models.BigIntegerField(null=True)
    facts = models.JSONField(default=dict)
    hash = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["life", "thing", "seq"], name="event_once_per_step")]
        indexes = [
            BrinIndex(fields=["at"], name="what_happened_when", pages_per_range=32, autosummarize=True),
            models.Index(fields=["at", "id"], name="who_looked_when", condition=LOOK),
            models.Index(KeyTransform("unit", "facts"), "at", "id", name="which_unit_looked", condition=LOOK),
            models.Index(KeyTransform("purpose", "facts"), "at", "id", name="what_was_looked_for", condition=LOOK),
            models.Index(fields=["at", "id"], name="what_was_done_when", condition=AUDITED),
            models.Index(fields=["verb", "at", "id"], name="when_was_it_done", condition=AUDITED),
            models.Index(fields=["unit", "at", "id"], name="what_did_a_unit_do", condition=AUDITED),
        ]

    def __str__(self) -> str:
        return f"{self.life}:{self.thing}#{self.seq} {self.verb}"


class Words(models.Model):
    """What somebody typed at an event. The chain holds only a salted hash, so words can be erased and it still verifies."""

    life = models.CharField(max_length=20)
    thing = models.BigIntegerField()
    seq = models.IntegerField()
    name = models.CharField(max_length=30)
    text = models.TextField()
    salt = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["life", "thing", "seq", "name"], name="words_once_per_step")]


class Unsealed(models.Model):
    """An event that no seal covers yet; written with the event, taken by the seal."""

    life = models.CharField(max_length=20)
    thing = models.BigIntegerField()
    seq = models.IntegerField()
    hash = models.BinaryField()


class Seal(models.Model):
    """One root over every chain that grew since the seal before, chained to that seal."""

    at = models.DateTimeField()
    root = models.BinaryField()
    n_events = models.IntegerField()


class Leaf(models.Model):
    """The head of one chain as a seal found it."""

    seal = models.ForeignKey(Seal, models.PROTECT, related_name="leaves")
    life = models.CharField(max_length=20)
    thing = models.BigIntegerField()
    seq = models.IntegerField()
    hash = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["life", "thing"], name="leaf_of_thing")]


class Edition(models.Model):
    """Changes with a register, so that every process knows when its copy is old."""

    name = models.CharField(max_length=20, primary_key=True)
    number = models.BigIntegerField()


class AuditDay(Moving):
    """The audit log of one calendar day of the city; its key is the day, as in 20260801. What happened are its events."""

    life = "audit"
    unit_id: int | None = None
    """The unit of whoever acts, for the event that is being written; the day itself has none."""

    id = models.IntegerField(primary_key=True)
