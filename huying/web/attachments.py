"""Handing a file out, for every door that has looked whether its reader may see it."""

import mimetypes

from django.http import FileResponse, Http404

from huying.base.units.roles import Actor
from huying.cases import files, looks
from huying.cases.models import Attachment, Case
from huying.web.headers import FILE


def name_for(by: Actor, file: Attachment, case: Case) -> str:
    """What a file is called; where the unit sees the matter only, not as its reporter called it."""
    if file.of_reply or not looks.matter_only(case, by):
        return file.name
    return f"{case.number}-{file.pk}{mimetypes.guess_extension(file.media_type) or ''}"


def handed_out(attachment: Attachment) -> FileResponse:
    """Photos to look at, documents to save; never guessed at by the browser, never kept by a cache between. 404 when it was erased."""
    try:
        content = files.open_file(attachment)
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(
        content,
        as_attachment=not attachment.media_type.startswith("image/"),
        filename=attachment.name,
        content_type=attachment.media_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = FILE
    response["Cache-Control"] = "private, no-store"
    return response
