"""A round of the connector `water`, a few records at a time; it stops at each gate until it is told to go on, or is killed there.

    python -m tests.faults.exchange_round

The gates lie between the transactions of a round, and inside each, when records were applied and are not accounted for yet.
"""

import sys
from collections.abc import Iterable
from typing import Any

import django

django.setup()

from huying.cases.models import Connector  # noqa: E402 (settings first)
from huying.web.exchange.connectors import rounds  # noqa: E402

_copy = rounds.rows.copy


def gate(name: str) -> None:
    sys.stdout.write(f"{name}\n")
    sys.stdout.flush()
    sys.stdin.readline()


def copied(made: Iterable[Any]) -> None:
    if made and isinstance(next(iter(made)), rounds.Exchanged):
        gate("inside")
    _copy(made)


rounds.BATCH = 4
rounds.rows.copy = copied
rounds.run(Connector.objects.get(slug="water"), lambda n: gate("between"))
sys.stdout.write("done\n")
