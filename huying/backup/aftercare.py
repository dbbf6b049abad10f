"""What must be done with a database that was brought back, before anybody is served from it."""

from datetime import datetime
from typing import Any

from django.contrib.sessions.models import Session
from django.utils import timezone

from huying import flow
from huying.base.journal import audit, memory
from huying.base.journal.verify import verify
from huying.cases.models import Case, Contact

from . import beside
from .base import Begin
from .folder import Folder
from .restoring import Restore


def look_after(folder: Folder, restore: Restore, begin: Begin) -> dict[str, Any]:
    """Files come back, what was erased goes again, whoever was signed in signs in again, everything is verified.

    Returns the counts, and the findings as `findings`. Can be repeated.
    """
    copied = beside.bring_files(folder, begin("复制文件", "files", None))
    until = datetime.fromisoformat(restore.until) if restore.until else timezone.now()
    again = beside.erase_again(folder, until)
    before = Contact.objects.count()
    flow.erase(0)
    Session.objects.all().delete()
    audit.record("restored", by=audit.console(), base=restore.base, until=restore.until, erased_again=again)
    report = verify(begin("核对事件", "events", memory.Event.objects.count()))
    return {
        "cases": Case.objects.count(), "events": report.events, "files": copied.total, "missing": len(copied.missing),
        "erased_again": again, "erased": before - Contact.objects.count(), "sealed_until": report.sealed_until,
        "unsealed": report.unsealed, "refused": len(report.findings), "findings": [str(each) for each in report.findings],
    }  # fmt: skip
