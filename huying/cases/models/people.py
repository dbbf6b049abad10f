"""Of one case only: its reporter's contact, what they said afterwards, and the files."""

from django.db import models

from huying.base.sealed.fields import SealedField
from huying.cases.words import Solved

from .case import Case


class Contact(models.Model):
    """How to reach the reporter of one case. Encrypted, erasable, joined to nothing but its case."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="contact")
    name = SealedField()
    phone = SealedField()
    email = SealedField()
    address = SealedField(blank=True)
    """The exact place, where it is the reporter's home; the case itself then knows its area only."""
    recordings = SealedField(blank=True)
    """Where the exchange, or the platform of a chat, keeps what they said, one a line."""
    chat = SealedField(blank=True)
    """Where they wrote from, if they did: the platform, a colon, and its name for them. Nothing is looked up by it."""
    mentioned = SealedField(blank=True)
    """Numbers and addresses of persons that somebody typed into a text of this case, one a line (`cases/masking.py`)."""

    unasked = models.BooleanField(default=False)
    """They want to hear no questions about this case, by message or by telephone."""


class Verdict(models.Model):
    """What the reporter said of one round: was I contacted, was it solved, am I satisfied.

    What they said when their time was up without an answer gives way to what they say after it; the journal keeps both.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="verdicts")
    round = models.SmallIntegerField(default=0)
    at = models.DateTimeField()
    channel = models.CharField(max_length=20)
    answered = models.BooleanField(default=True)
    """Whether they had an answer when they said it."""
    contacted = models.BooleanField(null=True)
    solved = models.CharField(max_length=20, choices=Solved, blank=True)
    satisfied = models.SmallIntegerField(null=True)
    """5 very satisfied … 1 very dissatisfied (GB/T 39734-2020)."""
    reason = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "round"], name="one_verdict_a_round")]


class Attachment(models.Model):
    """A file of a case, kept under the hash of its content."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="attachments")
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=60)
    size = models.IntegerField()
    of_reply = models.BooleanField(default=False)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=40)


class OneTimeCode(models.Model):
    """Somebody asked for a code to a case; once it was sent, its digest. Opens that one case, once, for minutes."""

    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="one_time_codes")
    """None where no case has the number that was typed: written all the same, so that an answer takes the same work."""
    typed = SealedField()
    """The address they say they left; "" once the code was sent."""
    digest = models.CharField(max_length=64, blank=True)
    tries = models.SmallIntegerField(default=0)
    until = models.DateTimeField()
