"""What several steps ask for."""

from django.utils.translation import gettext_lazy as lazy

from huying.civic.mediation import remedies
from huying.web.desk.disputes import forms as choose
from huying.web.desk.disputes.forms import DisputeForm
from huying.web.desk.forms import fields


class WithRemedies(DisputeForm):
    """An end without agreement: the other ways are told in writing, in the words of the register unless somebody adds to them."""

    remedies_told = fields.words(
        lazy("Where they can turn now"), help_text=lazy("This is told in writing to every side (Art 26)."), rows=4
    )

    def settle(self) -> None:
        self.initial.setdefault("remedies_told", remedies.told(self.dispute))


class OfSide(DisputeForm):
    side = choose.side()
    means = choose.means()


class Reason(DisputeForm):
    reason = fields.words(lazy("Why"))
