"""What somebody at the desk keeps: lists they come back to, and what they ordered for several cases at once."""

from django.db import models
from django.db.models import Q

from huying.base.units.models import Staff

from .case import Case


class View(models.Model):
    """A name for the address of a list. Whoever else is given the address sees there what they may see."""

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="views")
    name = models.CharField(max_length=60)
    address = models.CharField(max_length=500, blank=True)
    """The query of the list: filters and columns, never a cursor and never what reaches a person."""
    opens_first = models.BooleanField(default=False)
    """What the account sees when it comes to its work."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["staff", "name"], name="view_once_by_name"),
            models.UniqueConstraint(fields=["staff"], condition=Q(opens_first=True), name="one_view_opens_first"),
        ]

    def __str__(self) -> str:
        return self.name


class Order(models.Model):
    """One verb for several cases. Nothing happens before `due_at`: until then it can be taken back."""

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="+")
    verb = models.CharField(max_length=30)
    given = models.JSONField(default=dict)
    """What its command is given, as codes and masked words."""
    language = models.CharField(max_length=10)
    """In which the answers are read."""
    ordered_at = models.DateTimeField()
    due_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)


class OrderLine(models.Model):
    """One case of an order, at the version that was looked at, and what became of it."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    version = models.IntegerField()
    answered_at = models.DateTimeField(null=True)
    why_not = models.TextField(blank=True)
    """The sentence of the rule that refused; "" where it was done."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "case"], name="case_once_per_order")]
