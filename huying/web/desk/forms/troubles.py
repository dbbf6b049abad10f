"""Known troubles: what everybody is told, where, until when."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as lazy

from huying.base.catalogue import register as catalogue
from huying.base.places import register as places
from huying.cases.models import Trouble
from huying.cases.troubles import LONGEST

from . import fields
from .base import ActForm


def _words(name: Any, **more: Any) -> forms.CharField:
    return forms.CharField(label=name, max_length=LONGEST, widget=forms.Textarea({"rows": 2}), **more)


class TroubleFields(forms.Form):
    """What an announcement says; read out to callers and shown to residents as it stands."""

    text = _words(lazy("What everybody reads, Chinese"))
    text_en = _words(lazy("What everybody reads, English"))
    areas = fields.ChosenMany(fields.areas, label=lazy("Where"))
    until = fields.moment(lazy("Expected to be over"))


class Announce(ActForm, TroubleFields):
    """On a case: prefilled with its place, or with what is announced already."""

    categories = fields.ChosenMany(fields.leaves, label=lazy("Calls of the category"), required=False)
    field_order = ("text", "text_en", "areas", "until", "categories")

    def settle(self) -> None:
        known = Trouble.objects.filter(case=self.case, ended_at=None).first()
        areas, book = places.current().by_code, catalogue.current().by_code
        if known:
            self.initial.update({
                "text": known.zh, "text_en": known.en, "until": timezone.localtime(known.until),
                "areas": [areas[code] for code in known.areas if code in areas],
                "categories": [book[code] for code in known.categories if code in book],
            })  # fmt: skip
            return
        self.initial["areas"] = [self.case.area] if self.case.area else []
        self.initial["categories"] = [self.case.category] if self.case.category else []


class AllClear(ActForm):
    text = fields.words(
        lazy("What those who called about it are told"),
        required=False,
        rows=2,
        help_text=lazy("They read it with the case."),
    )
