"""The life of a proposal on one screen. It moves as a case does, on the same machine: found by Huying, decided by a person, once."""

from django.utils.translation import gettext_lazy as _

from huying.base.journal.machine import BESIDE, NEW, Brought, Machine, Step
from huying.base.sealed import spotting
from huying.cases import parties as p
from huying.cases.masking import PUBLISHED

from .models import Choice, Proposal

PROPOSED, JOINED, NOTED, DISMISSED = Choice


def _keep_out(_proposal: Proposal, brought: Brought) -> None:
    """No number that reaches a person stands in a plan or a reason."""
    brought.words = {name: spotting.masked(text, known=PUBLISHED)[0] for name, text in brought.words.items()}


LIFE = Machine("proposal", {
    #              from         to         who              requires
    "propose": Step((NEW,),      PROPOSED,  (p.SYSTEM,),     ("seen",)),
    "go_on":   Step((*Choice,),  BESIDE,    (p.SYSTEM,),     ("seen",)),
    "join":    Step((PROPOSED,), JOINED,    (p.SUPERVISOR,), ("case", "cases")),
    "note":    Step((PROPOSED,), NOTED,     (p.SUPERVISOR,), ("plan",)),
    "dismiss": Step((PROPOSED,), DISMISSED, (p.SUPERVISOR,), ("reason",)),
}, states={NEW: "", **dict(Choice.choices)}, verbs={
    "propose": _("Propose"),
    "go_on": _("Goes on"),
    "join": _("Open a joint case"),
    "note": _("Note it for a project"),
    "dismiss": _("Dismiss"),
}, keep_out=_keep_out)  # fmt: skip
