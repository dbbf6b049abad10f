"""Sealing: every few minutes all new events come under one root, chained from seal to seal."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import connection, transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from . import chain, clock, rows
from .models import Event, Leaf, Seal, Unsealed


@transaction.atomic
def seal() -> int:
    """Seal everything committed and not sealed yet; return how many events that were.

    Taking the rows out of `unsealed` takes exactly what is committed; an id horizon would miss late commits.
    """
    _one_at_a_time()
    with connection.cursor() as cursor:
        cursor.execute(f'DELETE FROM "{Unsealed._meta.db_table}" RETURNING life, thing, seq, hash')  # noqa: S608 - names from our models; values are bound
        taken = sorted((life, thing, seq, bytes(digest)) for life, thing, seq, digest in cursor.fetchall())
    if not taken:
        return 0
    _write({(life, thing): (life, thing, seq, digest) for life, thing, seq, digest in taken}.values(), len(taken))
    return len(taken)


@transaction.atomic
def close(ends: Iterable[Event], *, n_events: int) -> None:
    """Seal chains that this transaction wrote from their beginning to `ends`; they were never in `unsealed`."""
    if n_events:
        _one_at_a_time()
        _write(sorted((event.life, event.thing, event.seq, bytes(event.hash)) for event in ends), n_events)


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f'LOCK TABLE "{Seal._meta.db_table}" IN SHARE ROW EXCLUSIVE MODE')


def _write(leaves: Collection[tuple[str, int, int, bytes]], n_events: int) -> None:
    last = Seal.objects.order_by("-pk").values_list("root", flat=True).first() or b""
    made = Seal.objects.create(at=clock.now(), root=chain.root(last, leaves), n_events=n_events)
    rows.copy([Leaf(seal=made, life=life, thing=thing, seq=seq, hash=digest) for life, thing, seq, digest in leaves])


def grown(life: str, after: int, until: int) -> set[int]:
    """The things of a life whose chains grew under the seals behind number `after` up to `until`. Seals commit one after the
    other, so nothing is missed that was written before and committed after."""
    found = Leaf.objects.filter(life=life, seal__gt=after, seal__lte=until)
    return set(found.values_list("thing", flat=True))


def sealed(life: str, things: Collection[int], after: int, until: int) -> QuerySet[Event]:
    """What happened to these things and came under the seals behind number `after` up to `until`."""
    leaves = Leaf.objects.filter(life=life, thing=OuterRef("thing")).order_by("-seq").values("seq")
    first, last = (Coalesce(Subquery(leaves.filter(seal__lte=seal)[:1]), -1) for seal in (after, until))
    return Event.objects.filter(life=life, thing__in=things, seq__gt=first, seq__lte=last)


def before(moment: datetime) -> int:
    """Number of the last seal made before `moment`; 0 where there is none."""
    return Seal.objects.filter(at__lt=moment).order_by("-pk").values_list("pk", flat=True).first() or 0


def by_number(number: int) -> Seal | None:
    """The seal with this number."""
    return Seal.objects.filter(pk=number).first()


def latest() -> Seal | None:
    """The newest seal: everything it covers, and all before it, is what its root was computed from."""
    return Seal.objects.order_by("-pk").first()
