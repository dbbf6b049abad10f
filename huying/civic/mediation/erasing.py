"""What an erasure takes away: rows emptied or gone, the words in the journal with their salts, files that nobody else has."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from huying.base.journal import clock, memory
from huying.cases import files

from .models import (
    Agreement,
    Dispute,
    DisputeFile,
    DisputeText,
    Meeting,
    Note,
    Obligation,
    Party,
    Request,
    Seat,
)
from .words import Erasable

ERASED = "已到期删除 · Erased"
"""What stands where a text stood, in both languages."""
REACHES = ("phone", "email", "address")
NAMES = ("name", "particulars", "representative", "code_digest")


def bare(what: Iterable[Erasable]) -> dict[str, Any]:
    """What is left on the row of the dispute itself: its type, area and figures."""
    return {"title": ERASED, "address": "", "reference": ""} if Erasable.FILE in what else {}


def remove(dispute: Dispute, what: Iterable[Erasable]) -> None:
    """Take it away; the event was written before, in the same transaction."""
    if Erasable.SAID in what:
        _said(dispute)
    if Erasable.FILE in what:
        _file(dispute)


def _said(dispute: Dispute) -> None:
    Party.objects.filter(side__dispute=dispute).update(**dict.fromkeys(REACHES, ""))
    Note.objects.filter(dispute=dispute).delete()
    _files(dispute, DisputeFile.objects.filter(dispute=dispute, side__isnull=False))
    spoken = [
        event.seq
        for event in memory.remembered(dispute.life, dispute.pk)
        if event.verb in ("follow_up", "disclose", "note")
    ]
    memory.unsay(dispute.life, dispute.pk, spoken)


def _file(dispute: Dispute) -> None:
    Party.objects.filter(side__dispute=dispute).update(**dict.fromkeys(NAMES, ""), erased_at=clock.now())
    Seat.objects.filter(dispute=dispute).update(name="")
    Request.objects.filter(dispute=dispute).update(name="")
    Meeting.objects.filter(dispute=dispute).update(link="", where="")
    Agreement.objects.filter(dispute=dispute).update(facts="", terms="", text="")
    Obligation.objects.filter(agreement__dispute=dispute).update(what="")
    DisputeText.objects.filter(dispute=dispute).update(body=ERASED, issues="", words="", search="")
    _files(dispute, DisputeFile.objects.filter(dispute=dispute))
    memory.unsay(dispute.life, dispute.pk, [event.seq for event in memory.remembered(dispute.life, dispute.pk)])


def _files(dispute: Dispute, going: Any) -> None:
    hashes = list(going.values_list("sha256", flat=True))
    going.delete()
    transaction.on_commit(lambda: files.forget(hashes))
