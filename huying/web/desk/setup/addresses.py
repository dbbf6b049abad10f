"""Addresses: searched as the call screen searches them, or an area's own, a page at a time. They are too many to be read whole."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render

from huying.base.places import addresses
from huying.base.places import register as places
from huying.base.places.models import Address
from huying.web.desk.access import StaffRequest

from .lists import Row, address, page_of, turned
from .registers import Register

MOST = 200
"""Found by words; whoever wants more of them says more words."""


def listed(request: StaffRequest, register: Register) -> HttpResponse:
    """`?q=` words of a name, `?area=` a code: only what lies in it; without words by code, `?page=`."""
    asked = request.GET
    area = places.by_code(asked.get("area", ""))
    words, page = asked.get("q", "").strip(), page_of(asked)
    start = 0 if words else MOST * (page - 1)
    found = addresses.search(words, MOST, area) if words else list(_in(area)[start : start + MOST + 1])
    context = {
        "register": register, "asked": asked, "n": len(found),
        "columns": [register.label(name) for name in register.shown],
        "groups": [("", [_row(register, place) for place in found[:MOST]])],
        "narrowing": [("area", register.label("area"), area)] if area else [],
        "newer_url": start and turned(asked, page - 1),
        "older_url": len(found) > MOST and turned(asked, page + 1),
    }  # fmt: skip
    return render(request, "desk/setup/entries.html", context)


def _in(area: Any) -> QuerySet[Address]:
    within = {"area_id__in": places.ids_below(area)} if area else {}
    return Address.objects.filter(**within).defer("words", "search").order_by("source", "code")


def _row(register: Register, place: Address) -> Row:
    cells = (str(place), place.code, str(places.by_id(place.area_id) or "–"), place.other_names or "–")
    labels = (str(register.label(name)) for name in register.shown)
    url = address(register, (place.source, place.code))
    return Row(url, 0, False, list(zip(labels, cells, strict=True)))
