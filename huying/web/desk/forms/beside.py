"""What is written into the record without moving the case."""

from django.utils.translation import gettext_lazy as lazy

from . import fields
from .base import ActForm


class Attach(ActForm):
    attached = fields.Files(label=lazy("Photos and documents"))


class Note(ActForm):
    text = fields.words(lazy("Note"), help_text=lazy("For those who work on the case; the resident does not read it."))
