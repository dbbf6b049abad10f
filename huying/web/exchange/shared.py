"""The data catalogue: what is offered to whom, on which basis, how; and what is never shared. Everybody can read it.

Its classes (unconditional, conditional, not shared) are those of the Regulations on Government Data Sharing (政务数据共享条例,
in force since 2025-08-01), which ask every office for such a catalogue.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from huying.base.journal.refusals import Refused
from huying.base.units.models import Key, Unit
from huying.cases.models import Connector, Peer
from huying.notices.models import Subscription

from .cases.mapping import Mapping
from .connectors import applying

LAW = lazy("Regulations on Government Data Sharing")
OPEN = lazy("Regulations on the Disclosure of Government Information")
NEVER = (
    lazy(
        "Names, telephone numbers and addresses of reporters: sealed in their case, opened one by one, with a record they can read"
    ),
    lazy("Confidential cases, and disputes more exactly than their street"),
    lazy("Any list, score, mark or track of residents: there is none"),
    lazy("Accounts, sign-ins and what single members of staff do"),
)
"""What no page, no interface and no connector gives out."""


@dataclass(frozen=True)
class Item:
    """Something that is offered. Texts are for everybody; addresses within the city's network are not among them."""

    title: str
    content: str
    to: str
    basis: str
    way: str
    address: str = ""
    columns: str = ""
    """Those that are read or given, as the other system names them; `sealed`: with the contact."""
    sealed: str = ""


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """The catalogue for people."""
    return render(
        request,
        "exchange/catalogue.html",
        {"open": [*_open()], "shared": [*_shared()], "taken": [*_taken()], "never": NEVER},
    )


@require_safe
def as_json(_request: HttpRequest) -> HttpResponse:
    """The catalogue for programs."""
    told: dict[str, Any] = {
        "unconditional": [asdict(item) for item in _open()],
        "conditional": [asdict(item) for item in _shared()],
        "taken": [asdict(item) for item in _taken()],
        "never": [*map(str, NEVER)],
    }
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 1})


def _open() -> Iterator[Item]:
    """Offered to everybody, without a condition."""
    everybody, open311 = _("everybody"), reverse("open311:discovery", args=["json"])
    yield Item(
        _("Public cases"), _("What staff released: summary, category, street or area, state, times, the answer in short"),
        everybody, str(OPEN), _("pages, Atom and RSS"), reverse("portal:city"),
    )  # fmt: skip
    yield Item(
        _("Figures"), _("Rates and counts by area, category and unit, with numerator, denominator and interval; fewer than 5 withheld"),
        everybody, str(OPEN), _("pages and CSV"), reverse("portal:figures"),
    )  # fmt: skip
    yield Item(
        _("Open311"), _("Services, and requests whose senders or the city made them public"), everybody, str(OPEN),
        "GeoReport v2, JSON, XML", open311,
    )  # fmt: skip
    yield Item(
        _("Registers"), _("Areas, units, categories, kinds and reasons"), everybody, str(OPEN), _("API"),
        reverse("api:list_categories"),
    )  # fmt: skip


def _shared() -> Iterator[Item]:
    """Offered to one office, on a basis of its own."""
    given = [each for each in Connector.objects.select_related("unit") if each.outward and each.on]
    for each in given:
        yield _by_connector(each)
    keys = Key.objects.filter(revoked_at=None, purpose=Key.Purpose.API, unit__isnull=False)
    named = Unit.objects.in_bulk({*keys.values_list("unit", flat=True)})
    for unit, n in sorted(Counter(keys.values_list("unit", flat=True)).items()):
        keyed = ngettext("API, %(n)d key", "API, %(n)d keys", n) % {"n": n}
        yield Item(
            _("Cases of its own"),
            _("The cases that the unit sees, and the steps that it may take"),
            str(named[unit]),
            str(LAW),
            keyed,
        )
    for subscription in Subscription.objects.filter(stopped=False).select_related("unit"):
        yield Item(
            _("Steps of its cases"),
            _("Which step, when, in codes: no words, no contacts"),
            str(subscription.unit),
            str(LAW),
            _("webhook"),
        )
    for peer in Peer.objects.filter(paused=False).select_related("unit"):
        yield Item(
            _("Cases that lie with it"),
            _("Text, place, photos and answers; no contacts, nothing confidential"),
            str(peer.unit),
            str(LAW),
            "Open311",
        )


def _taken() -> Iterator[Item]:
    """Taken in from one office."""
    for each in Connector.objects.select_related("unit"):
        if each.on and not each.outward:
            yield _by_connector(each)


def _by_connector(connector: Connector) -> Item:
    item = Item(
        connector.name, connector.content, str(connector.unit), connector.basis, connector.get_transport_display()
    )
    try:
        known = applying.understood(connector.takes, connector.mapping)
    except Refused:
        return item
    sealed = [column for _name, column in known.contact if column] if isinstance(known, Mapping) else []
    clear = [column for column in applying.columns(known) if column not in sealed]
    return replace(item, columns=_(", ").join(clear), sealed=_(", ").join(sealed))
