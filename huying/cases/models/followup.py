"""What is asked after the answer: of its reporter, whether it was solved; of somebody outside the unit, what they find."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huying.base.units.models import Staff
from huying.cases.words import Means

from .case import Case


class Ended(models.TextChoices):
    """How asking ended."""

    ANSWERED = "answered", pgettext_lazy("asking", "answered")
    NO_ANSWER = "no_answer", _("no answer")
    OVERTAKEN = "overtaken", _("the answer came, so they are asked about that")


class Asking(models.Model):
    """One reporter and one round: whether they were drawn to be asked, by which means, how often it was tried, how it ended."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="askings")
    round = models.SmallIntegerField()
    answered = models.BooleanField()
    """Whether they had an answer when it was drawn; else their time was up without one."""
    seed = models.CharField(max_length=64)
    """The hash of an earlier event of the case, from which follows whether they were drawn (`lots.py`)."""
    share = models.SmallIntegerField()
    """Per cent that were drawn."""
    means = models.CharField(max_length=10, choices=Means)
    drawn_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    """From when on somebody telephones; none for what is not asked by telephone."""
    ends_at = models.DateTimeField()
    """Without an answer by then it ends as "no answer"."""
    tries = models.SmallIntegerField(default=0)
    caller = models.ForeignKey(Staff, models.SET_NULL, null=True, db_index=False, related_name="+")
    """Who is calling right now, so that nobody else does."""
    called_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_as = models.CharField(max_length=10, choices=Ended, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "round", "answered"], name="asked_once_a_round")]
        indexes = [
            models.Index(fields=["next_at", "id"], condition=Q(ended_at=None, next_at__isnull=False), name="asked_by_telephone"),
            models.Index(fields=["ends_at", "id"], condition=Q(ended_at=None), name="asked_until"),
        ]  # fmt: skip

    @property
    def is_open(self) -> bool:
        return self.ended_at is None


class Reading(models.Model):
    """A closed case that was drawn to be read by somebody outside the unit, what they found, and when the unit answered."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="readings")
    round = models.SmallIntegerField()
    seed = models.CharField(max_length=64)
    share = models.SmallIntegerField()
    drawn_at = models.DateTimeField()
    solved = models.BooleanField(null=True)
    duty = models.BooleanField(null=True)
    """Whether the unit did its duty."""
    read_by = models.CharField(max_length=40, blank=True)
    read_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "round"], name="drawn_to_be_read_once")]
        indexes = [
            models.Index(fields=["drawn_at", "id"], condition=Q(read_at=None), name="waits_to_be_read"),
            models.Index(fields=["read_at", "id"], condition=Q(read_at__isnull=False, answered_at=None), name="waits_for_its_unit"),
        ]  # fmt: skip
