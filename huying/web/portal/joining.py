"""Is it one of these? Open cases close by, of which everybody may know, to join instead of telling the same again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.db import transaction
from django.db.models import QuerySet

from huying.base.journal.refusals import Refused
from huying.base.places import locator
from huying.base.places.models import Area
from huying.base.units.roles import Actor
from huying.cases import intake, nearby, public
from huying.cases.intake import Call
from huying.cases.models import Case, Trouble

from . import announced

FIELD = "join"
SALT = "portal.join"
HOLDS = timedelta(days=1)


@dataclass(frozen=True)
class Offer:
    """What a resident reads of a case that may be the same: no word that was sent, no exact place."""

    token: str
    pk: int
    category: Any
    street: str
    stage: public.Stage
    summary: str
    """As a person released it, or as a known trouble was announced; "" where nobody did."""
    reasons: tuple[str, ...]
    until: datetime | None = None
    """When a known trouble is expected to be over; None where it was not announced."""


def offers(call: Call) -> list[Offer]:
    """Known troubles that this call may be about, then open cases like it, the likeliest first: three statements at most."""
    known = [_known(trouble) for trouble in announced.about(call, _area(call)) if public.may_join(trouble.case)]
    told = {offer.pk for offer in known}
    return [*known, *(_offer(near) for near in alike(call) if near.case.pk not in told)]


def alike(call: Call) -> list[nearby.Near]:
    """Open cases like it that may be joined, the likeliest first; the record keeps how likely they were."""
    matter = nearby.Matter(category=call.category, area=_area(call), lon=call.lon, lat=call.lat)
    found = nearby.for_residents(_joinable().select_related("publication"), matter)
    return [near for near in found if near.case.category_id and public.may_join(near.case)]


def chosen(token: str) -> Case | None:
    """The case whose token was offered; None for none, and for anything that was not offered lately."""
    if not token:
        return None
    try:
        key = signing.loads(token, salt=SALT, max_age=HOLDS)
    except signing.BadSignature:
        return None
    return _joinable().select_related("category").filter(pk=key).first()


def join(case: Case, into: Case | None) -> bool:
    """Join, if that is still possible; otherwise the report goes its own way, and nothing is lost."""
    if into is None:
        return False
    try:
        with transaction.atomic():
            intake.join(case, into=into, by=Actor.resident(case.pk))
    except Refused:
        return False
    return True


def _area(call: Call) -> Area | None:
    located = locator.locate(call.lon, call.lat) if call.lon is not None and call.lat is not None else None
    return located or call.area


def _joinable() -> QuerySet[Case]:
    return public.joinable(Case.objects.all())


def _known(trouble: Trouble) -> Offer:
    case = trouble.case
    return Offer(
        signing.dumps(case.pk, salt=SALT), case.pk, case.category, announced.areas(trouble), public.stage(case),
        announced.words(trouble), (), trouble.until,
    )  # fmt: skip


def _offer(near: nearby.Near) -> Offer:
    case = near.case
    released = getattr(case, "publication", None)
    return Offer(
        signing.dumps(case.pk, salt=SALT), case.pk, case.category, public.street(case), public.stage(case),
        public.summary(released) if released else "", near.reasons,
    )  # fmt: skip
