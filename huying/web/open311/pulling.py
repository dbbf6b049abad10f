"""From a unit's own system: what happened there to the cases that it was sent, as steps of the cases here."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.dateparse import parse_datetime

from huying.base.journal import clock
from huying.base.journal.refusals import Faster, Refused
from huying.base.units.roles import Actor, Role
from huying.cases import beside, open_reports
from huying.cases.models import Case, Peer, Pulled, Pushed

from . import peers, pushing, steps, updates
from .given import SPAN
from .peers import NOT_THERE, Declined, Row

OVERLAP = timedelta(hours=2)
"""What is asked for once more: their clock may differ, and an update may be written late."""
AT_ONCE = 100


def pull(peer: Peer) -> None:
    """Write down what happened there since the last time, then take the steps that it asks for. Raises `Away`, `Declined`."""
    if Pushed.objects.filter(peer=peer).exclude(external="").exists():
        _write_down(peer)
    for waiting in Pulled.objects.filter(pushed__peer=peer, settled_at=None, conflict="").order_by("at", "pk"):
        _apply(waiting.pk, peer)


def _write_down(peer: Peer) -> None:
    now = clock.now()
    since = (peer.pulled_until or now - SPAN + OVERLAP) - OVERLAP
    while since < now:  # they give 90 days at once, and may have been away for longer
        until = min(since + SPAN, now + OVERLAP)
        _keep(peer, _told(peer, since, until))
        since = until
    peer.pulled_until = now
    peer.save(update_fields=["pulled_until"])


def _told(peer: Peer, since: datetime, until: datetime) -> list[Row]:
    try:
        return peers.updates(peer, since, until)
    except Declined as refusal:
        if refusal.status not in NOT_THERE:
            raise
    return _compared(peer)


def _compared(peer: Peer) -> list[Row]:
    """Of a server that knows no updates: what it shows of each case that is open here, as an update when it changes."""
    known = Pushed.objects.filter(peer=peer).exclude(external="").exclude(case__state__in=open_reports.DONE)
    numbers = list(known.values_list("external", flat=True))
    found: list[Row] = []
    for first in range(0, len(numbers), AT_ONCE):
        for row in peers.shown(peer, numbers[first : first + AT_ONCE]):
            if row.get("status") == "closed":
                text = row.get("status_notes", "") or row["status"]
                at = row.get("updated_datetime", "")
                found.append(row | {"update_id": f"closed@{at}", "description": text, "status": "closed"})
    return found


def _keep(peer: Peer, rows: list[Row]) -> None:
    """Each update once, also when it is told again."""
    by_external = {
        pushed.external: pushed
        for pushed in Pushed.objects.filter(peer=peer, external__in={row.get("service_request_id", "") for row in rows})
        if pushed.external
    }
    Pulled.objects.bulk_create(
        [
            Pulled(
                pushed=by_external[row["service_request_id"]], update_id=row["update_id"][:120], at=_moment(row),
                status=row.get("status", "").lower()[:40], text=row.get("description", ""),
            )
            for row in rows if row.get("service_request_id") in by_external
        ],
        ignore_conflicts=True,
    )  # fmt: skip


def _moment(row: Row) -> datetime:
    found = parse_datetime(row.get("updated_datetime", ""))
    return found if found and found.tzinfo else clock.now()


def _apply(pk: int, peer: Peer) -> None:
    """Take one step, once; what a rule forbids is kept as a conflict, and noted at the case where that is theirs to do."""
    try:
        with transaction.atomic():
            waiting = Pulled.objects.select_for_update(of=("self",)).select_related("pushed").get(pk=pk)
            if waiting.settled_at:
                return
            case = Case.objects.get(pk=waiting.pushed.case_id)
            status = waiting.status if waiting.status in updates.WORDS else "unchanged"
            steps.of_unit(case, acting(peer), status, waiting.text or waiting.status)
            _settled(waiting)
    except Faster:
        return  # the next round looks again
    except Refused as refusal:
        _conflict(pk, peer, str(refusal))


def _settled(waiting: Pulled) -> None:
    waiting.settled_at, waiting.text = clock.now(), ""
    waiting.save(update_fields=["settled_at", "text"])


def _conflict(pk: int, peer: Peer, why: str) -> None:
    waiting = Pulled.objects.select_related("pushed__case").get(pk=pk)
    waiting.conflict = why[:300]
    waiting.save(update_fields=["conflict"])
    try:
        with transaction.atomic():
            text = f"Open311 · {waiting.status}: {waiting.text}\n→ {why}"
            beside.note(Case.objects.get(pk=waiting.pushed.case_id), by=acting(peer), text=text)
    except Refused:
        return  # it is not theirs any more; the list of conflicts has it


def acting(peer: Peer) -> Actor:
    """Whoever works in their system, as the unit."""
    return Actor(Role.INTEGRATOR, pushing.by(peer), unit_id=peer.pk)
