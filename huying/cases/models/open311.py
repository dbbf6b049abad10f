"""What is exchanged by Open311: reports that other systems filed here, and cases that a unit's own system was sent."""

from django.db import models
from django.db.models import Q

from huying.base.sealed.fields import SealedField
from huying.base.units.models import Key, Unit

from .case import Case


class OpenReport(models.Model):
    """A case that another system filed through Open311: by which key, and whether its sender told everybody."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="open_report")
    key = models.ForeignKey(Key, models.PROTECT, related_name="+")
    public = models.BooleanField()
    """Everybody may read it in the sender's words (docs/decisions/0024-open311.md)."""
    token = models.CharField(max_length=40, blank=True)
    """Of a batch service: what was answered in place of a number."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["token"], condition=~Q(token=""), name="open_report_once_per_token")
        ]
        indexes = [models.Index(fields=["case"], condition=Q(public=True), name="open_report_told_everybody")]


class OpenUpdate(models.Model):
    """An update that another system told of a case, once by its own number for it; what it said stands in the journal."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="open_updates")
    key = models.ForeignKey(Key, models.PROTECT, related_name="+")
    update_id = models.CharField(max_length=120)
    seq = models.IntegerField()
    """The event of the case that it became."""
    status = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "key", "update_id"], name="open_update_once"),
            models.UniqueConstraint(fields=["case", "seq"], name="open_update_once_per_event"),
        ]


class Peer(models.Model):
    """The Open311 server in which a unit works: where it is, and under which codes it takes our categories."""

    unit = models.OneToOneField(Unit, models.PROTECT, primary_key=True, related_name="+")
    endpoint = models.CharField(max_length=300)
    """The address before `services.json`, with a slash at its end."""
    jurisdiction = models.CharField(max_length=120, blank=True)
    key = SealedField()
    services = models.JSONField(default=dict)
    """Our category's code → their service code; "" stands for all others."""
    paused = models.BooleanField(default=False)
    pulled_until = models.DateTimeField(null=True)
    """Until when their updates were read."""
    answered_at = models.DateTimeField(null=True)
    """When it last answered as it should."""
    trouble = models.CharField(max_length=300, blank=True)
    """Why it did not, the last time; "" once it does."""


class Pushed(models.Model):
    """A case on its way to, or in, the system of its unit."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="pushed")
    peer = models.ForeignKey(Peer, models.CASCADE, related_name="pushed")
    external = models.CharField(max_length=120, blank=True)
    """Its number there; "" while it is on its way."""
    token = models.CharField(max_length=120, blank=True)
    told = models.IntegerField(default=0)
    """The newest event of the case that they were told, or that needs no telling."""
    tried = models.IntegerField(default=0)
    due_at = models.DateTimeField()
    """When it is tried again."""
    refused = models.CharField(max_length=300, blank=True)
    """Why they do not take it; a person looks at it."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "peer"], name="pushed_once_per_peer")]
        indexes = [
            models.Index(fields=["peer", "due_at"], condition=Q(external="", refused=""), name="pushed_on_its_way"),
            models.Index(fields=["peer", "external"], condition=~Q(external=""), name="pushed_by_external"),
        ]


class Pulled(models.Model):
    """An update of a pushed case that their system told, once by its number there. Applied, or a conflict that waits for a person."""

    pushed = models.ForeignKey(Pushed, models.CASCADE, related_name="pulled")
    update_id = models.CharField(max_length=120)
    status = models.CharField(max_length=40)
    at = models.DateTimeField()
    text = SealedField()
    """What they said, until it stands in the journal."""
    conflict = models.CharField(max_length=300, blank=True)
    """Why it could not be applied."""
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pushed", "update_id"], name="pulled_once")]
        indexes = [models.Index(fields=["at"], condition=Q(settled_at=None), name="pulled_unsettled")]
