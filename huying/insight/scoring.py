"""Another way of scoring is put in force from a day on; what was scored before keeps the way that held then."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from huying.base.journal import audit, clock, editions
from huying.base.journal.machine import Doer
from huying.base.journal.refusals import Incomplete

from . import rates
from .models import Scoring
from .rates import Profile

WEIGHED = ("response", "resolution", "satisfaction", "accepted_in_time", "contacted_in_time", "on_time", "unit_on_time")
"""What a score may be made of: shares of which more is better."""


def faults(profile: Profile, since: date, *, is_new: bool = False) -> Mapping[str, str]:
    """Field → what is wrong with it. `is_new`: it is to stand beside those that hold, in place of none."""
    wrong: dict[str, str] = {}
    if is_new and profile.code in rates.profiles(since):
        wrong["code"] = _("There is one with this code already.")
    if not profile.weights or round(sum(profile.weights.values()), 6) != 1:
        wrong["weights"] = _("The weights add up to 100 per cent.")
    if since < audit.today():
        wrong["since"] = _("It begins today or later: the past keeps the way that held then.")
    if any(begins > since for begins, _known in rates.versions()):
        wrong["since"] = _("There is a version already that begins later.")
    return wrong


def put_in_force(profile: Profile, *, since: date, by: Doer) -> None:
    """This way of scoring holds from `since` on, in place of the one with its code or beside the others. Raises `Incomplete`."""
    if wrong := faults(profile, since):
        raise Incomplete(wrong)
    held = {**rates.profiles(since), profile.code: profile}
    bands = [{"code": code, "from": least} for code, least in rates.bands(since).items()]
    with transaction.atomic():
        Scoring.objects.update_or_create(
            since=since, defaults={"profiles": [*map(_written, held.values())], "bands": bands, "at": clock.now()}
        )
        editions.changed(rates.NAME)
        audit.record("setup_changed", by=by, what="scoring", code=profile.code, since=since.isoformat())
    rates.versions.forget()


def _written(profile: Profile) -> dict[str, Any]:
    return {name: value for name, value in asdict(profile).items() if name != "bands"}
