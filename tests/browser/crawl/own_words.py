"""What people typed, and names: they stand on a page of either language as they are."""

from collections.abc import Iterator

from huying.base.journal.models import Words
from huying.base.places.models import Address
from huying.base.units.models import Staff, Unit
from huying.base.worktime.papers import CHINA
from huying.cases.models import Attachment, Case, CaseText, Connector, Contact, Exchanged
from huying.civic.mediation.models import Agreement, DisputeText, Note, Party
from huying.notices.models import Subscription


def collected() -> str:
    """All of it as one text to look into."""
    return "\n".join(_texts())


def _texts() -> Iterator[str]:
    yield CHINA  # the title of a paper
    yield from CaseText.objects.values_list("body", flat=True)
    yield from Words.objects.values_list("text", flat=True)
    for names in Address.objects.values_list("zh", "other_names"):
        yield from names
    yield from Unit.objects.values_list("code", flat=True)
    yield from Attachment.objects.values_list("name", flat=True)
    yield from Subscription.objects.values_list("name", flat=True)
    for said in Connector.objects.values_list("slug", "name", "content", "basis"):
        yield from said
    yield from Exchanged.objects.values_list("reason", flat=True)
    yield from DisputeText.objects.values_list("body", flat=True)
    yield from DisputeText.objects.values_list("issues", flat=True)
    for party in Party.objects.all():
        yield from (party.name, party.phone, party.address, party.particulars, party.representative)
    yield from (note.text for note in Note.objects.all())
    yield from (agreement.text for agreement in Agreement.objects.all())
    yield from Agreement.objects.values_list("number", flat=True)
    for case in Case.objects.all():
        yield from (case.title, case.address, case.number, *map(str, case.answers.values()))
    for contact in Contact.objects.all():
        yield from (contact.name, contact.phone, contact.email, contact.address)
    for staff in Staff.objects.all():
        yield from (staff.username, staff.email)
