"""What is written into the record without moving the case."""

from django import forms
from django.utils import translation
from django.utils.translation import gettext_lazy as lazy

from huying.cases import public

from . import fields
from .base import ActForm


class Attach(ActForm):
    attached = fields.Files(label=lazy("Photos and documents"))


class Note(ActForm):
    text = fields.words(lazy("Note"), help_text=lazy("For those who work on the case; the resident does not read it."))


class Publish(ActForm):
    """Begins with what the registers say of it, in both languages: a summary that nobody has sent."""

    text = fields.words(
        lazy("Summary in Chinese"),
        rows=2,
        help_text=lazy("Everybody reads it. In your own words: no name, no number, nothing copied."),
    )
    text_en = fields.words(lazy("Summary in English"), rows=2, required=False)
    answer = fields.words(
        lazy("Answer that others may read"),
        required=False,
        help_text=lazy("Where it helps others with the same question. Leave it empty otherwise."),
    )

    def settle(self) -> None:
        known = getattr(self.case, "publication", None)
        if known:
            self.initial.update({"text": known.summary, "text_en": known.summary_en, "answer": known.answer})
            return
        for name, language in (("text", "zh-hans"), ("text_en", "en")):
            with translation.override(language):
                said = filter(None, (str(self.case.category or ""), public.street(self.case)))
                self.initial[name] = translation.pgettext("between facts", ", ").join(said)


class Unpublish(ActForm):
    reason = forms.CharField(label=lazy("Why"), max_length=300)
