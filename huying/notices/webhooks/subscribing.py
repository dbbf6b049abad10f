"""Subscriptions: made, changed, stopped, tried, told again from any moment of the record."""

import secrets
from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from huying.base import outbound
from huying.base.catalogue import register as catalogue
from huying.base.journal import audit, clock, seals
from huying.base.journal.machine import Doer
from huying.base.journal.refusals import Incomplete, Refused
from huying.base.units.models import Unit
from huying.notices.models import Delivery, Subscription

from . import queueing


def subscribe(
    *, name: str, unit: Unit, url: str, verbs: Sequence[str] = (), categories: Sequence[str] = (), by: Doer
) -> Subscription:
    """Tell the system at `url` of every step of the cases that `unit` sees, from now on; `secret` of the row signs it.

    Raises Incomplete with every reason at once.
    """
    _check(url, verbs, categories)
    newest = seals.latest()
    made = Subscription.objects.create(
        name=name, unit=unit, url=url, secret=_secret(), verbs=[*verbs], categories=[*categories],
        seal=newest.pk if newest else 0,
    )  # fmt: skip
    _record("made", made, by)
    return made


def outlook(*, unit: Unit, url: str, verbs: Sequence[str] = (), categories: Sequence[str] = ()) -> int:
    """How many cases that are open now such a system would be told of. Raises Incomplete as `subscribe` would; makes nothing."""
    _check(url, verbs, categories)
    return queueing.n_open(Subscription(unit=unit, categories=[*categories]))


def change(subscription: Subscription, *, by: Doer, **fields: Any) -> None:
    """Change `name`, `unit`, `url`, `verbs`, `categories` or `stopped`. Raises Incomplete with every reason at once.

    While it is stopped nothing is told; what happened meanwhile is told when it goes on.
    """
    for field, value in fields.items():
        setattr(subscription, field, value)
    _check(subscription.url, subscription.verbs, subscription.categories)
    subscription.next_at, subscription.refusals = None, 0
    subscription.save(update_fields=[*fields, "next_at", "refusals"])
    _record("changed", subscription, by, fields=sorted(fields))


def end(subscription: Subscription, *, by: Doer) -> None:
    """Tell it nothing any more, and forget it."""
    _record("ended", subscription, by)
    subscription.delete()


def going() -> list[int]:
    """Keys of the subscriptions that are not stopped."""
    return [*Subscription.objects.filter(stopped=False).order_by("pk").values_list("pk", flat=True)]


def tell_again(subscription: Subscription, *, since: datetime, by: Doer) -> None:
    """Tell everything again that was sealed since `since` (aware): a receiver knows repeats by their id."""
    Subscription.objects.filter(pk=subscription.pk).update(seal=seals.before(since), next_at=None, refusals=0)
    _record("told_again", subscription, by)


def revive(subscription: Subscription, *, by: Doer) -> int:
    """Try the dead letters again; return how many."""
    now = clock.now()
    n = subscription.deliveries.filter(dead=True).update(dead=False, attempts=0, next_at=now, failure="")
    Subscription.objects.filter(pk=subscription.pk).update(next_at=None, refusals=0)
    _record("revived", subscription, by)
    return n


def _secret() -> str:
    """24 random bytes as standardwebhooks.com writes them."""
    return f"whsec_{b64encode(secrets.token_bytes(24)).decode()}"


def forget() -> int:
    """Drop the dead letters that nobody had tried again for as long as notices are kept; return how many."""
    return Delivery.objects.filter(dead=True, next_at__lt=clock.now() - settings.NOTICES_KEPT).delete()[0]


def _check(url: str, verbs: Sequence[str], categories: Sequence[str]) -> None:
    wrong: dict[str, str] = {}
    try:
        outbound.public(url)
    except Refused as refusal:
        wrong["url"] = str(refusal)
    if unknown := [verb for verb in verbs if verb not in queueing.OFFERED]:
        wrong["verbs"] = _("There is no such step: %(unknown)s.") % {"unknown": ", ".join(unknown)}
    if unknown := [code for code in categories if code not in catalogue.current().by_code]:
        wrong["categories"] = _("There is no such category: %(unknown)s.") % {"unknown": ", ".join(unknown)}
    if wrong:
        raise Incomplete(wrong)


def _record(deed: str, subscription: Subscription, by: Doer, **more: Any) -> None:
    audit.record("setup_changed", by=by, what="webhook", deed=deed, subscription=subscription.pk, **more)
