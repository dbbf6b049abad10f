"""The set-up as the files that `huying setup` reads: taken out as one archive, and taken in again, shown before it is put in force."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST

from huying.base.journal import audit
from huying.base.places import register as places
from huying.web import setup
from huying.web.desk.access import StaffRequest
from huying.web.setup import archives, changing
from huying.web.setup.archives import Shown
from huying.web.setup.differing import Difference, Differences
from huying.web.setup.sheets import ARTICLES, BORDERS, CHATS, HOLIDAYS, NOTICES, STAFF

from .forms import spoken
from .lists import in_force
from .registers import REGISTERS, Register

MOST = 100
"""Entries of one kind shown of one file; how many more there are is said."""
TITLES = {
    BORDERS: lazy("Borders"), HOLIDAYS: lazy("Holidays"), ARTICLES.file: lazy("Knowledge base"), NOTICES.file: lazy("Notices"),
    CHATS.file: lazy("Group chats"),
}  # fmt: skip
"""Files that have no register of their own among these pages."""
OF_SHEET = {register.sheet.file: register for register in REGISTERS.values()}


@require_POST
def export(request: StaffRequest) -> HttpResponse:
    """All files in one archive. Not the accounts: who has which role, the security officer alone sees."""
    with tempfile.TemporaryDirectory() as folder:
        written = setup.write(Path(folder), leave_out=(STAFF,))
        archive = archives.pack(Path(folder))
    audit.record("exported", by=request.user.actor, list="setup", rows=written.written)
    response = HttpResponse(archive, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="setup-{places.today():%Y%m%d}.zip"'
    return response


class ArchiveForm(forms.Form):
    """The archive, chosen."""

    use_required_attribute = False

    archive = forms.FileField(
        label=lazy("The set-up folder as a ZIP archive"), widget=forms.FileInput({"accept": ".zip,application/zip"}),
        help_text=lazy("A file that is not in it changes nothing; what a file leaves out ends."),
    )  # fmt: skip


@dataclass(frozen=True)
class File:
    """What one file would change, in words: (name, code, (field, before, after) …) of each entry, and how many more there are."""

    title: Any
    file: str
    kinds: list[tuple[str, int, list[Any], int]]


@require_http_methods(["GET", "POST"])
def take_in(request: StaffRequest) -> HttpResponse:
    """POST a file: what it would change, kept for a day under `kept`. POST `deed` = save with `kept` and `seen`: in force."""
    if request.method == "POST" and request.POST.get("deed") == "save":
        return _saved(request)
    form = ArchiveForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, PAGE, {"form": form}, status=422 if form.errors else 200)
    return _previewed(request, form, form.cleaned_data["archive"].read())


PAGE = "desk/setup/take_in.html"


def _previewed(request: StaffRequest, form: ArchiveForm, archive: bytes, *, somebody: bool = False) -> HttpResponse:
    try:
        shown = archives.preview(archive)
    except archives.Refused as refusal:
        form.add_error("archive", str(refusal))
        return render(request, PAGE, {"form": form}, status=422)
    problems = shown.preview.problems
    context = {
        "form": form, "preview": shown.preview, "files": _files(shown), "somebody": somebody, "problems": problems[:MOST],
        "more": len(problems) - MOST, "kept": "" if problems else archives.keep(archive),
    }  # fmt: skip
    return render(request, PAGE, context, status=422 if problems else 409 if somebody else 200)


def _saved(request: StaffRequest) -> HttpResponse:
    given, form = request.POST, ArchiveForm()
    archive = archives.kept(given.get("kept", ""))
    if archive is None:
        form = ArchiveForm(request.POST)
        form.add_error(None, _("The archive was kept for a day, and that is over: please choose it again."))
        return render(request, PAGE, {"form": form}, status=422)
    try:
        done = archives.put_in_force(
            archive, seen=given.get("seen", ""), by=request.user.actor, move_open=given.get("move_open") == "on"
        )
    except changing.Changed:
        return _previewed(request, form, archive, somebody=True)
    messages.success(request, in_force(done.written + done.ended))
    return HttpResponseRedirect(reverse("desk:setup"))


# -- in words


def _files(shown: Shown) -> list[File]:
    return [_file(each) for each in shown.differences]


def _file(found: Differences) -> File:
    register = OF_SHEET.get(found.file)
    kinds = ((_("new"), found.new), (_("changed"), found.changed), (_("left out: ends"), found.ended))
    rows = [
        (name, len(entries), [_entry(entry, register) for entry in entries[:MOST]], len(entries) - MOST)
        for name, entries in kinds if entries
    ]  # fmt: skip
    return File(register.title if register else TITLES.get(found.file, found.file), found.file, rows)


def _entry(found: Difference, register: Register | None) -> tuple[str, str, list[tuple[str, str, str]]]:
    """Name, code, and the fields that differ where both sides are there."""
    values = found.after or found.before
    name = str(values.get("zh") or values.get("desk") or "")
    fields = list(_fields(found, register)) if found.before and found.after else []
    return name, " ".join(found.key), fields


def _fields(found: Difference, register: Register | None) -> Iterator[tuple[str, str, str]]:
    for name in found.fields:
        before, after = (side.get(name) for side in (found.before, found.after))
        if register:
            yield str(register.label(name)), spoken(register, name, before), spoken(register, name, after)
        else:
            yield name, _short(before), _short(after)


def _short(value: Any) -> str:
    return "–" if value in (None, "", [], {}) else str(value)
