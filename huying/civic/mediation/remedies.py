"""Where somebody can turn who does not want mediation, or gets nowhere with it: told in writing at every such end (Art 26)."""

from django.utils import translation
from django.utils.translation import gettext as _

from .models import Dispute


def told(dispute: Dispute) -> str:
    """The ways that are open, as the register has them for the type, in the dispute's language."""
    with translation.override(dispute.language):
        chinese = dispute.language.startswith("zh")
        own = (dispute.type.remedies_zh if chinese else dispute.type.remedies_en) if dispute.type else ""
        return own or _(
            "You can still turn to arbitration, to the authority in charge, or to the court. "
            "That mediation ended stands against nobody, and it cost nothing."
        )
