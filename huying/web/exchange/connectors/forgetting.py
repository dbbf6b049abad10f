"""What is kept of exchanged records: each of them for `settings.EXCHANGED_KEPT`, the counts and the hash of its day for good."""

from datetime import date

from huying.cases.models import Connector

from .reconciling import kept_since, reconcile


def forget() -> int:
    """Drop the records of days that are over for so long; return how many. What was never counted of them is counted first."""
    gone = 0
    for connector in Connector.objects.all():
        old = connector.records.filter(day__lt=kept_since()).order_by("day").values_list("day", flat=True)
        gone += sum(_forgotten(connector, day) for day in old.distinct())
        connector.parcels.filter(began_at__date__lt=kept_since(), ended_at__isnull=False, records=None).delete()
    return gone


def _forgotten(connector: Connector, day: date) -> int:
    if not connector.reconciliations.filter(day=day).exists():
        reconcile(connector, day)
    return connector.records.filter(day=day).delete()[0]
