"""Which dispute somebody may see at the desk."""

from django.http import Http404

from huying.civic.mediation import queries
from huying.civic.mediation.models import Dispute
from huying.web.desk.access import StaffRequest


def the_dispute(request: StaffRequest, number: str) -> Dispute:
    """The dispute with this number. Whoever may not see it reads that there is none."""
    if found := queries.one(request.user.actor, number):
        return found
    raise Http404(number)
