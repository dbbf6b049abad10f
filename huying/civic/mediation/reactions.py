"""What Huying itself does after a step. Each runs at least once, so each first looks whether there is still something to do."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from huying.base.journal.memory import Event
from huying.base.units import register as units
from huying.base.units.roles import SYSTEM
from huying.cases import beside as case_steps
from huying.cases.models import Case, Contact

from . import candidates, opening
from .models import Dispute
from .sides import Person
from .states import LIFE
from .words import Origin, State

FROM_CASE = "case"
"""The source of a dispute that was a call; `external` is the number of the call."""
BY_NOBODY_OF_OURS = ("party:", "resident", "key:", "system")
"""Who opened it without a committee in mind, as the journal writes them."""


def open_dispute(thing: int, seq: int) -> None:
    """A call was handed to mediation: a dispute opens with its words and place, and, where the caller agreed, how to reach them."""
    case = Case.objects.select_related("text", "area").get(pk=thing)
    if Dispute.objects.filter(source=FROM_CASE, external=case.number).exists():
        return
    contact = Contact.objects.filter(case=case).first() if _with_contact(thing, seq) else None
    caller = [Person(contact.name or _("the caller"), phone=contact.phone, email=contact.email)] if contact else []
    matter = opening.Matter(
        text=case.text.body, origin=Origin.HOTLINE, sides=[caller], area=case.area, address=case.address, case=case,
        source=FROM_CASE, external=case.number, language=case.language,
    )  # fmt: skip
    try:
        with transaction.atomic():
            opening.open(matter, by=SYSTEM)
    except IntegrityError:  # another worker opened it meanwhile
        return


def assign_committee(thing: int, seq: int) -> None:
    """It came in without a committee: the one that is set up for its type at its place has it; else a person decides."""
    dispute = Dispute.objects.select_related("type", "unit", "area").get(pk=thing)
    came = Event.objects.get(life=Dispute.life, thing=thing, seq=seq)
    if dispute.unit_id or dispute.type_id is None or not came.by.startswith(BY_NOBODY_OF_OURS):
        return
    proposed = candidates.committees(dispute)
    if proposed and not LIFE.why_not(dispute, "assign", by=SYSTEM):
        unit = units.current().by_id[proposed[0].key]
        opening.assign(dispute, by=SYSTEM, to=unit, basis="proposed", reasons=[str(why) for why in proposed[0].reasons])


def tell_case(thing: int, seq: int) -> None:
    """A dispute that was a call has ended: the call knows how, and no more."""
    dispute = Dispute.objects.select_related("case").get(pk=thing)
    if dispute.case is None or dispute.state != State.CLOSED:
        return
    told = Event.objects.filter(
        life=Case.life, thing=dispute.case.pk, verb="end_mediation", facts__dispute=dispute.number
    )
    if not told.exists():
        case_steps.end_mediation(dispute.case, by=SYSTEM, dispute=dispute.number, outcome=dispute.outcome)


def _with_contact(thing: int, seq: int) -> bool:
    return bool(Event.objects.get(life=Case.life, thing=thing, seq=seq).facts.get("contact"))
