"""The table: who sits at it, what every side must want together, when one meets, and what is said there."""

from django.db import models
from django.db.models import Q

from huying.base.sealed.fields import SealedField
from huying.base.units.models import Staff, Unit
from huying.civic.mediation.words import Joint, Means, NoteKind, Part

from .dispute import Dispute
from .register import Room
from .sides import Party, Side


class Seat(models.Model):
    """Somebody who mediates this dispute, or was invited to it. `staff` has none who has no account here; then `name` says who."""

    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="seats")
    part = models.CharField(max_length=20, choices=Part)
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="seats")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, db_index=False, related_name="+")
    name = SealedField(blank=True)
    reasons = models.JSONField(default=list)
    """Why they were proposed, as codes."""
    proposed_at = models.DateTimeField()
    disclosed_at = models.DateTimeField(null=True)
    """When they said which interests they have in it, or that they have none."""
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["staff"], condition=Q(ended_at=None, staff__isnull=False), name="open_seats_by_staff")
        ]


class Choice(models.Model):
    """What a side says of a seat."""

    seat = models.ForeignKey(Seat, models.CASCADE, related_name="choices")
    side = models.ForeignKey(Side, models.CASCADE, related_name="+")
    accepted = models.BooleanField()
    means = models.CharField(max_length=20, choices=Means)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seat", "side"], name="side_chooses_once")]


class Request(models.Model):
    """What only every side together can want. Granted once each said yes; one no ends it."""

    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="requests")
    kind = models.CharField(max_length=20, choices=Joint)
    asked_by = models.CharField(max_length=40)
    asked_at = models.DateTimeField()
    facts = models.JSONField(default=dict)
    """Of an extension, until when; of an invitation, the part and the account."""
    name = SealedField(blank=True)
    """Who is invited, where they have no account here."""
    decision = models.CharField(max_length=10, blank=True)
    """granted, refused, dropped, done; "" while it waits."""
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dispute"], condition=Q(decision=""), name="one_request_waits_in_a_dispute")
        ]


class RequestAnswer(models.Model):
    """What one side said to a request."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="answers")
    side = models.ForeignKey(Side, models.CASCADE, related_name="+")
    wants = models.BooleanField()
    means = models.CharField(max_length=20, choices=Means)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "side"], name="side_answers_once")]


class Meeting(models.Model):
    """A session: when, and in which room or by which video link."""

    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="meetings")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    room = models.ForeignKey(Room, models.PROTECT, null=True, related_name="meetings")
    link = models.URLField(blank=True)
    where = models.CharField(max_length=120, blank=True)
    """Where it is neither a room of ours nor a link: the counter, the place of the dispute."""
    held_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)


class Note(models.Model):
    """What was said in mediation. It is in no answer, export or pack outside it; `side`: only that side and the mediators see it.

    Not in the journal's words, which auditors read: the event holds a salted hash alone.
    """

    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=20, choices=NoteKind)
    side = models.ForeignKey(Side, models.CASCADE, null=True, related_name="notes")
    """Of a private talk, the side that is kept from the others."""
    of_side = models.ForeignKey(Side, models.CASCADE, null=True, related_name="+")
    """Of an offer or a statement, the side that made it; none: the mediators."""
    party = models.ForeignKey(Party, models.SET_NULL, null=True, related_name="+")
    meeting = models.ForeignKey(Meeting, models.SET_NULL, null=True, related_name="notes")
    text = SealedField()
    salt = models.BinaryField()
    by = models.CharField(max_length=40)
    at = models.DateTimeField()
    answers = models.JSONField(default=dict)
    """Of an offer or of undisputed facts: number of the side → yes or no."""

    class Meta:
        indexes = [models.Index(fields=["dispute", "id"], name="notes_of_dispute")]
