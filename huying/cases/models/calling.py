"""What comes in by telephone: a trouble that many call about, and a call as the exchange tells of it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from huying.base.sealed.fields import SealedField
from huying.base.units.models import Staff

from .case import Case


class Trouble(models.Model):
    """What everybody hears about a case that many call about: where, what, until when. Its callers are merged into the case."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="trouble")
    areas = models.JSONField()
    """Codes of the areas it is about."""
    categories = models.JSONField()
    """Codes of the categories that calls about it have."""
    zh = models.CharField(max_length=300)
    en = models.CharField(max_length=300)
    until = models.DateTimeField()
    """When it is expected to be over."""
    announced_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["until"], condition=Q(ended_at=None), name="trouble_open")]

    def __str__(self) -> str:
        return self.zh if (get_language() or "zh").startswith("zh") else self.en


class Stage(models.TextChoices):
    """How far a telephone call has come."""

    RINGING = "ringing", _("ringing")
    TAKEN = "taken", _("taken")
    ENDED = "ended", _("ended")
    MISSED = "missed", _("missed")
    CALLED_BACK = "called_back", _("called back")


class PhoneCall(models.Model):
    """A telephone call while it lasts, and a missed one until somebody called back.

    Nothing is looked up by its number, it names no case, and the row is gone soon after (`calling.forget`): else it would join
    what one caller told on different matters.
    """

    external = models.CharField(max_length=80, unique=True)
    """The exchange's own number of the call."""
    number = SealedField(blank=True)
    """Who calls: copied into the sealed contact of what is filed from this call."""
    stage = models.CharField(max_length=20, choices=Stage)
    agent = models.ForeignKey(Staff, models.SET_NULL, null=True, related_name="+")
    """At whose desk it rings, or who took it."""
    began_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    three_way = models.BooleanField(default=False)
    recording = SealedField(blank=True)
    """Where the exchange keeps the recording: copied there too."""
    tries = models.SmallIntegerField(default=0)
    """How often somebody tried to call back."""

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["agent"], condition=Q(stage__in=["ringing", "taken"]), name="phone_at_desk"),
            models.Index(fields=["began_at"], condition=Q(stage="missed"), name="phone_missed"),
        ]
