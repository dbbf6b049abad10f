"""A round of the connector `water`, a few records at a time; it stops at each gate until it is told to go on, or is killed there.

    python -m tests.faults.exchange_round

The gates lie between the transactions of a round, and inside each, when records were applied and are not accounted for yet.
"""

import sys
from collections.abc import Iterable

import django

django.setup()

from django.db.models import Model  # noqa: E402 (settings first)

from huying.cases.models import Connector, Exchanged  # noqa: E402 (settings first)
from huying.web.exchange.connectors import rounds  # noqa: E402

_copy = rounds.rows.copy


def gate(name: str) -> None:
    sys.stdout.write(f"{name}\n")
    sys.stdout.flush()
    sys.stdin.readline()


def copied(rows: Iterable[Model]) -> None:
    if rows and isinstance(next(iter(rows)), Exchanged):
        gate("inside")
    _copy(rows)


rounds.BATCH = 4
rounds.rows.copy = copied
rounds.run(Connector.objects.get(slug="water"), lambda n: gate("between"))
sys.stdout.write("done\n")
