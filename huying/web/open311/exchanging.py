"""One round with every unit that works in another Open311 system: send, tell, fetch, apply."""

import logging

from huying.base.journal import clock
from huying.cases.models import Peer

from .peers import Away, Declined
from .pulling import pull
from .pushing import push

log = logging.getLogger(__name__)


def exchange() -> None:
    """A round. Who is away is left for the next one; the others go on."""
    for peer in Peer.objects.filter(paused=False).order_by("pk"):
        _with(peer)


def _with(peer: Peer) -> None:
    try:
        push(peer)
        pull(peer)
    except (Away, Declined) as trouble:
        peer.trouble = f"{type(trouble).__name__}: {trouble}"[:300]
        log.warning("Open311 of unit %s: %s", peer.pk, peer.trouble)
    else:
        peer.trouble, peer.answered_at = "", clock.now()
    peer.save(update_fields=["trouble", "answered_at"])
