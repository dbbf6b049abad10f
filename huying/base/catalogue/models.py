"""What may be asked for: kinds, categories with their questions and warnings, tiers, reply templates, reason codes."""

import json
from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

from . import boundaries


class OrderedJSONField(models.TextField):  # type: ignore[type-arg]
    """JSON that keeps the order of its members, which jsonb does not: questions are asked in the order they are written."""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        return self.to_python(value)

    def to_python(self, value: Any) -> Any:
        return json.loads(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> Any:
        return value if value is None or hasattr(value, "resolve_expression") else json.dumps(value, ensure_ascii=False)


class QuestionsField(OrderedJSONField):
    """Extra questions as a JSON Schema. What no form asks for cannot be stored, by whatever way it comes."""

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, dict) and (faults := [reason for _path, reason in boundaries.faults(value)]):
            raise ValidationError(faults)
        return super().get_prep_value(value)


class Named(models.Model):
    """A row of a register: a stable code and its name in both languages. `str` gives the reader's language."""

    code = models.CharField(max_length=40, unique=True)
    zh = models.CharField(max_length=120)
    en = models.CharField(max_length=120)
    retired = models.BooleanField(default=False)
    """No longer offered. Nothing is deleted: what was filed under it keeps its name."""

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.zh if (get_language() or "zh").startswith("zh") else self.en


class Kind(Named):
    """What the resident wants: enquiry, help, complaint, report of a violation, suggestion, compliment (北京条例 Art. 2)."""

    retention_days = models.PositiveSmallIntegerField(null=True, blank=True)
    """How long a contact is kept after closing; None: as everywhere (`settings.RETENTION_DAYS`)."""


class Tier(Named):
    """How soon: acceptance, first contact, answer. Periods as `worktime.periods.Period` writes them; no limit: the statute says."""

    receipt = models.JSONField(null=True, blank=True)
    first_contact = models.JSONField(null=True, blank=True)
    limit = models.JSONField(null=True, blank=True)
    interim = models.JSONField(null=True, blank=True)
    """Until when the resident hears how it stands, where the answer takes longer."""
    make_safe = models.JSONField(null=True, blank=True)
    """Until when the danger is fenced off, whatever the repair takes."""
    extendable = models.BooleanField(default=True)
    urgent = models.BooleanField(default=False)
    """Never waits for the morning: goes to whoever is on duty now."""


class Category(Named):
    """A node of the tree of what may be asked for. Leaves take cases; a code is never reused."""

    class Confidentiality(models.TextChoices):
        NORMAL = "normal"
        CONFIDENTIAL = "confidential"

    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    kind = models.ForeignKey(Kind, models.PROTECT, null=True, blank=True)
    tier = models.ForeignKey(Tier, models.PROTECT, null=True, blank=True)
    department = models.CharField(max_length=60, blank=True)
    keywords = models.CharField(max_length=600, blank=True)
    """What people say who mean this, with “、” or a comma between; by these it is suggested while somebody types."""
    keywords_en = models.CharField(max_length=600, blank=True)
    questions = QuestionsField(default=dict, blank=True)
    """JSON Schema (2020-12, type object) of the extra questions; titles in both languages as `title` and `title_en`."""
    confidentiality = models.CharField(max_length=20, choices=Confidentiality, default=Confidentiality.NORMAL)
    anonymous = models.BooleanField(default=False)
    emergency_number = models.CharField(max_length=20, blank=True)
    emergency_zh = models.CharField(max_length=120, blank=True)
    emergency_en = models.CharField(max_length=120, blank=True)
    open311 = models.CharField(max_length=60, blank=True)
    open311_batch = models.BooleanField(default=False)
    """Open311 answers with a token first, and tells the number when it is asked with that."""
    evidence = models.JSONField(default=list, blank=True)
    """What a reply must carry: any of "photo", "document", "basis"."""
    answered_on_call = models.BooleanField(default=False)
    mediable = models.BooleanField(default=False)
    statutory = models.JSONField(null=True, blank=True)
    """The period that a law sets for the answer; it holds where the tier has no limit, and runs beside it where it has."""
    statutory_zh = models.CharField(max_length=200, blank=True)
    statutory_en = models.CharField(max_length=200, blank=True)
    """The law and its article."""
    complex = models.BooleanField(default=False)
    """Takes longer to see whose duty it is."""
    spares_accused = models.BooleanField(default=False)
    """Never goes to the unit it is about."""
    retention_days = models.PositiveSmallIntegerField(null=True, blank=True)
    """How long a contact is kept after closing; None: as the category above says, or else the kind."""
    follow_up_share = models.PositiveSmallIntegerField(null=True, blank=True)
    """Per cent of its reporters who are asked whether it was solved; None: as the category above says, or else the city."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["open311"], condition=~Q(open311=""), name="category_once_per_open311_code")
        ]

    @property
    def emergency(self) -> str:
        """The test that stops the form, in the reader's language, or ""."""
        return self.emergency_zh if (get_language() or "zh").startswith("zh") else self.emergency_en


class Limit(models.Model):
    """A rule of the city about time, by the code that `limits.Limits` has for it."""

    code = models.CharField(max_length=40, unique=True)
    value = models.CharField(max_length=80)


class ReplyTemplate(Named):
    """A text to start a reply from; a category's own come first."""

    category = models.ForeignKey(Category, models.CASCADE, null=True, blank=True, related_name="reply_templates")
    text_zh = models.TextField()
    text_en = models.TextField(blank=True)


class Article(Named):
    """What the city knows, to be read out to a caller or found by a resident: title (`zh`, `en`), text, whose word it is, until when."""

    body_zh = models.TextField()
    body_en = models.TextField(blank=True)
    owner = models.CharField(max_length=40)
    """The code of the unit that answers for it; units come after the catalogue."""
    basis_zh = models.CharField(max_length=300, blank=True)
    """The law or rule that it rests on."""
    basis_en = models.CharField(max_length=300, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    """The last day on which residents read it; then its owner looks again."""
    public = models.BooleanField(default=False)
    categories = models.JSONField(default=list, blank=True)
    """Codes of the categories it is about."""
    version = models.PositiveIntegerField(default=0)
    words = models.TextField()
    """Titles, texts and laws, folded: what a search compares."""
    search = SearchVectorField()
    """The bigrams of `words`."""

    class Meta:
        indexes = [GinIndex(fields=["search"], name="article_search")]

    @property
    def body(self) -> str:
        """In the reader's language, or in Chinese where nobody translated it."""
        return self.body_zh if (get_language() or "zh").startswith("zh") else self.body_en or self.body_zh

    @property
    def basis(self) -> str:
        return self.basis_zh if (get_language() or "zh").startswith("zh") else self.basis_en or self.basis_zh


class Reason(models.Model):
    """A coded reason for a step."""

    class Purpose(models.TextChoices):
        RETURN = "return"
        REASSIGN = "reassign"
        EXTENSION = "extension"
        ESCALATION = "escalation"
        PAUSE = "pause"
        PARK = "park"
        EXCLUSION = "exclusion"
        NOT_SOLVED = "not_solved"
        END = "end"
        HOLD = "hold"

    purpose = models.CharField(max_length=20, choices=Purpose)
    code = models.CharField(max_length=40)
    zh = models.CharField(max_length=120)
    en = models.CharField(max_length=120)
    hint_zh = models.CharField(max_length=200, blank=True)
    """What is to be shown with it."""
    hint_en = models.CharField(max_length=200, blank=True)
    retired = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["purpose", "code"], name="reason_once_per_purpose")]

    def __str__(self) -> str:
        return self.zh if (get_language() or "zh").startswith("zh") else self.en

    @property
    def hint(self) -> str:
        """What is to be shown with it, in the reader's language."""
        return self.hint_zh if (get_language() or "zh").startswith("zh") else self.hint_en or self.hint_zh
