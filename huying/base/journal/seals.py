"""Sealing: every few minutes all new events come under one root, chained from seal to seal."""

from django.db import connection, transaction

from . import chain, clock, rows
from .models import Leaf, Seal, Unsealed


@transaction.atomic
def seal() -> int:
    """Seal everything committed and not sealed yet; return how many events that were.

    Taking the rows out of `unsealed` takes exactly what is committed; an id horizon would miss late commits.
    """
    with connection.cursor() as cursor:
        cursor.execute(f'LOCK TABLE "{Seal._meta.db_table}" IN SHARE ROW EXCLUSIVE MODE')
        cursor.execute(f'DELETE FROM "{Unsealed._meta.db_table}" RETURNING life, thing, seq, hash')
        taken = sorted((life, thing, seq, bytes(digest)) for life, thing, seq, digest in cursor.fetchall())
    if not taken:
        return 0
    heads = {(life, thing): (life, thing, seq, digest) for life, thing, seq, digest in taken}
    last = Seal.objects.order_by("-pk").values_list("root", flat=True).first() or b""
    made = Seal.objects.create(at=clock.now(), root=chain.root(last, heads.values()), n_events=len(taken))
    rows.copy(
        [Leaf(seal=made, life=life, thing=thing, seq=seq, hash=digest) for life, thing, seq, digest in heads.values()]
    )
    return len(taken)
