"""The set-up as the files that `huying setup` reads."""

import io
import tempfile
import zipfile
from pathlib import Path

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from huying.base.journal import audit
from huying.base.places import register as places
from huying.web import setup
from huying.web.desk.access import StaffRequest
from huying.web.setup.sheets import STAFF

FIRST = (1980, 1, 1, 0, 0, 0)
"""The time in every archive: the same set-up gives the same archive."""


@require_POST
def export(request: StaffRequest) -> HttpResponse:
    """All files in one archive. Not the accounts: who has which role, the security officer alone sees."""
    archive = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder:
        written = setup.write(Path(folder), leave_out=(STAFF,))
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as pack:
            for path in sorted(found for found in Path(folder).rglob("*") if found.is_file()):
                entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), FIRST)
                pack.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
    audit.record("exported", by=request.user.actor, list="setup", rows=written.written)
    response = HttpResponse(archive.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="setup-{places.today():%Y%m%d}.zip"'
    return response
