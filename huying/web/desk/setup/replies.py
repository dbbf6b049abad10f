"""Reply templates: the fields that they may name, and how a text reads with them filled in."""

from typing import Any

from django.utils import translation

from huying.cases import reply_texts
from huying.web.setup.sheets import TEMPLATES

from .forms import EntryForm
from .registers import Register

LANGUAGES = {"text_zh": "zh-hans", "text_en": "en"}


def around(register: Register, form: EntryForm) -> dict[str, Any]:
    """For the page of a template: its fields with their names, and each of its texts (language, text) about a made-up case."""
    if register.sheet is not TEMPLATES:
        return {}
    fields = [(f"{{{name}}}", words) for name, words in reply_texts.FIELDS.items()]
    read = [(language, _example(form[name].value() or "", language)) for name, language in LANGUAGES.items()]
    return {"fields": fields, "read": [(language, text) for language, text in read if text]}


def _example(text: str, language: str) -> str:
    with translation.override(language):
        return reply_texts.example(text)
