"""The template of the monthly report: taken out, edited in Word, brought back."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from huying.base.journal import audit
from huying.base.journal.refusals import Incomplete
from huying.web import monthly
from huying.web.desk.access import StaffRequest
from huying.web.desk.cases import DOCX


class Edited(forms.Form):
    """A template that somebody edited in Word."""

    use_required_attribute = False

    language = forms.ChoiceField(label=lazy("Language"), choices=settings.LANGUAGES, widget=forms.RadioSelect)
    template = forms.FileField(
        label=lazy("Edited template"), help_text=lazy("A Word file (.docx) of at most 2 MB. It is tried before it is taken into use."),
        widget=forms.FileInput({"accept": ".docx"}),
    )  # fmt: skip

    def clean_template(self) -> "UploadedFile[Any]":
        given: UploadedFile[Any] = self.cleaned_data["template"]
        if (given.size or 0) > monthly.LARGEST:
            raise ValidationError(_("The file is larger than 2 MB."))
        return given


@require_http_methods(["GET", "POST"])
def template(request: StaffRequest) -> HttpResponse:
    """POST: an edited template is taken into use, or with `restore`, a language, the one that Huying came with."""
    if code := request.POST.get("restore", ""):
        monthly.restore(_language(code))
        return _saved(request, code)
    form = Edited(request.POST or None, request.FILES or None, initial={"language": settings.LANGUAGE_CODE})
    if request.method == "POST" and form.is_valid():
        code, given = form.cleaned_data["language"], form.cleaned_data["template"]
        try:
            monthly.replace(code, given.read())
        except Incomplete as refusal:
            form.add_error("template", " ".join(refusal.reasons))
        else:
            return _saved(request, code)
    context: dict[str, Any] = {
        "form": form,
        "languages": [(code, name, monthly.is_own(code)) for code, name in settings.LANGUAGES],
        "placeholders": monthly.PLACEHOLDERS,
        "columns": monthly.COLUMNS,
    }
    return render(request, "desk/setup/monthly.html", context, status=422 if form.errors else 200)


@require_safe
def taken(_request: StaffRequest, language: str) -> HttpResponse:
    """The template in use, as a Word file."""
    headers = {
        "Content-Type": DOCX,
        "Content-Disposition": f'attachment; filename="monthly.{_language(language)}.docx"',
    }
    return HttpResponse(monthly.source(language), headers=headers)


def _language(code: str) -> str:
    if code not in dict(settings.LANGUAGES):
        raise Http404(code)
    return code


def _saved(request: StaffRequest, code: str) -> HttpResponse:
    audit.record("setup_changed", by=request.user.actor, what="monthly_template", written={code: 1})
    messages.success(request, _("In force now."))
    return HttpResponseRedirect(reverse("desk:setup_monthly"))
