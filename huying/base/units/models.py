"""Organisations, what they are responsible for, who sits there when, accounts and keys."""

import hashlib
import secrets
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from huying.base.catalogue.models import Category, Named
from huying.base.journal import clock, reading
from huying.base.places.models import Area

from .roles import Actor, Role


class Unit(Named):
    """An organisation of the city, at any level. Answers for its area through its duties."""

    class Level(models.TextChoices):
        CITY = "city", _("city government")
        HOTLINE = "hotline", _("hotline")
        DEPARTMENT = "department", _("department")
        UTILITY = "utility", _("utility company")
        DISTRICT = "district", _("district government")
        STREET = "street", _("street office")
        COMMUNITY = "community", _("community committee")
        COMMITTEE = "committee", _("mediation committee")

    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="units")
    level = models.CharField(max_length=20, choices=Level)
    hours = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=40, blank=True)


class Duty(models.Model):
    """An item of the duty list: this unit answers for this category subtree in this area subtree, by this clause."""

    class Prefer(models.TextChoices):
        """Which of several items that are equal in everything, and say the same here, gets a case."""

        OPEN = "open", _("whoever is open now")
        LOAD = "load", _("whoever has fewer open cases")
        OPEN_LOAD = "open+load", _("whoever is open now; of these, whoever has fewer open cases")

    item = models.CharField(max_length=40, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="duties")
    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True)
    priority = models.IntegerField(default=0)
    prefer = models.CharField(max_length=10, choices=Prefer, blank=True)
    clause = models.CharField(max_length=300, blank=True)
    version = models.CharField(max_length=40, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)


class Shift(models.Model):
    """Who sits at a unit when: a line of its duty roster. A desk, not a person."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="shifts")
    weekdays = models.JSONField()
    """ISO weekdays, 1 is Monday."""
    starts = models.TimeField()
    ends = models.TimeField()
    """Up to but not including; at or before `starts` means on the next day."""
    desk = models.CharField(max_length=80)
    phone = models.CharField(max_length=40, blank=True)


class Staff(AbstractUser):
    """An account of somebody who works here: one unit, one role, work contact only."""

    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="staff")
    role = models.CharField(max_length=20, choices=Role, default=Role.HANDLER)
    zh = models.CharField(max_length=60, blank=True)
    en = models.CharField(max_length=60, blank=True)
    demo = models.BooleanField(default=False)
    failed_sign_ins = models.PositiveSmallIntegerField(default=0)
    """Wrong passwords and codes since the last sign-in."""
    locked_until = models.DateTimeField(null=True, blank=True)
    password_changed_at = models.DateTimeField(null=True, blank=True)
    password_is_given = models.BooleanField(default=False)
    """Somebody else knows it: they choose one of their own before anything else."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(role__in=[Role.RESIDENT, Role.SYSTEM]), name="staff_has_a_staff_role")
        ]

    def get_full_name(self) -> str:
        name = self.zh if (get_language() or "zh").startswith("zh") else self.en
        return name or self.username

    @property
    def is_locked(self) -> bool:
        return self.locked_until is not None and self.locked_until > clock.now()

    @property
    def actor(self) -> Actor:
        return Actor(Role(self.role), f"staff:{self.pk}", unit_id=self.unit_id, staff_id=self.pk)


class Key(models.Model):
    """A key for a connected system, scoped by role, unit and purpose. Only its hash is kept."""

    class Purpose(models.TextChoices):
        """Which door it opens."""

        API = "api"  # all that its role may
        API_READ = "api_read"  # of that, what only reads
        API_FILE = "api_file"  # files cases, and reads what everybody may
        OPEN311 = "open311"  # what is filed with it, everybody may read
        OPEN311_PRIVATE = "open311_private"  # only whoever filed it

    digest = models.CharField(max_length=64, unique=True)
    role = models.CharField(max_length=20, choices=Role)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True)
    purpose = models.CharField(max_length=20, choices=Purpose, default=Purpose.API)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    @staticmethod
    def hashed(secret: str) -> str:
        return hashlib.sha256(secret.encode()).hexdigest()

    @classmethod
    def make(cls, role: str, unit: Unit | None, purpose: str = Purpose.API) -> str:
        """Create a key; return the secret, which is shown once and kept nowhere."""
        secret = "hy_" + secrets.token_urlsafe(32)
        cls.objects.create(digest=cls.hashed(secret), role=Role(role), unit=unit, purpose=cls.Purpose(purpose))
        return secret

    @classmethod
    def bearer(cls, secret: str) -> Any:
        """The key that `secret` opens, or None."""
        return reading.first(cls, digest=cls.hashed(secret), revoked_at=None)

    @property
    def actor(self) -> Actor:
        return Actor(Role(self.role), f"key:{self.pk}", unit_id=self.unit_id)
