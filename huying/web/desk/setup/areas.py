"""Areas: a list with a map, level by level, and borders drawn or pasted."""

from typing import Any

import orjson
import shapely
from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from shapely.geometry import mapping

from huying.base.places import coordinates, geometry
from huying.base.places import register as places
from huying.base.places.models import Area
from huying.web.desk.access import StaffRequest
from huying.web.setup import changing
from huying.web.setup.changing import Key, Values, Wish
from huying.web.setup.sheets import ADDRESSES, AREAS

from .forms import LEVELS, EntryForm
from .registers import Register

FINE_ENOUGH = 0.00002
"""Degrees, about 2 m: a border on this map needs no more."""
SYSTEMS = (coordinates.WGS84, coordinates.CGCS2000, coordinates.GCJ02, coordinates.BD09)


class AreaForm(EntryForm):
    """An area and its border."""

    def __init__(self, register: Register, *args: Any, **more: Any) -> None:
        super().__init__(register, *args, **more)
        self.fields["border"] = forms.CharField(
            label=_("Border"), required=False, widget=forms.Textarea({"rows": 4, "spellcheck": "false", "data-border": ""}),
            help_text=_("Drawn on the map, or pasted as GeoJSON or WKT. Empty: no point is found in it."),
        )  # fmt: skip
        self.fields["crs"] = forms.ChoiceField(
            label=_("Coordinates"), required=False, choices=[(name, name) for name in SYSTEMS],
            help_text=_("Of what was pasted. Most Chinese maps draw in GCJ-02."),
        )  # fmt: skip
        self.fields["carve"] = forms.BooleanField(
            label=_("Take its ground from its neighbours"), required=False,
            help_text=_("What it covers is cut out of them, and the areas below them that lie in it come along."),
        )  # fmt: skip
        code = self.initial.get("code", "")
        self.initial.setdefault("border", outline(code))
        if (
            "parent" in self.initial
            and "level" not in self.initial
            and (above := places.by_code(self.initial["parent"]))
        ):
            self.initial["level"] = str(above.level + 1)

    def wish(self, key: Key) -> Wish:
        given = self.cleaned_data
        wish = super().wish(key)
        code = str(given.get("code", ""))
        text = given.get("border", "").strip()
        if text == outline(code).strip():
            return wish
        try:
            border = geometry.one(text, given.get("crs") or coordinates.WGS84)[0] if text else None
        except (ValueError, coordinates.UnknownSystem) as fault:
            self.add_error("border", str(fault))
            return wish
        wish = Wish(wish.changes, {code: border})
        return changing.carved(wish, code) if given.get("carve") and border is not None else wish


def outline(code: str) -> str:
    """The border of an area as GeoJSON, "" without one."""
    wkb = Area.objects.filter(code=code).values_list("border", flat=True).first() if code else None
    return orjson.dumps(mapping(geometry.from_wkb(wkb))).decode() if wkb else ""


def listed(request: StaffRequest, register: Register) -> HttpResponse:
    """What lies right below one area, `?below=`, and how one got there; without, the cities. `?q=` names and codes everywhere."""
    above = places.by_code(request.GET.get("below", ""))
    wanted = request.GET.get("q", "").strip().lower()
    found = _named(wanted) if wanted else places.current().children.get(above.pk if above else None, [])
    ended = request.GET.get("ended") == "1"
    today = places.today()
    rows = [
        (area, LEVELS.get(str(area.level), area.level), len(places.children(area)), places.holds(area, today))
        for area in found
    ]
    with_border = set(
        Area.objects.filter(pk__in=[area.pk for area in found], border__isnull=False).values_list("pk", flat=True)
    )
    context = {
        "register": register, "above": above, "way": places.path(above) if above else [], "asked": request.GET,
        "rows": [row for row in rows if row[3] or ended], "with_border": with_border,
        "bounds": bounds(above), "shown": above or next(iter(places.children()), None),
    }  # fmt: skip
    return render(request, "desk/setup/areas.html", context)


MOST = 200


def _named(wanted: str) -> list[Area]:
    every = places.current().by_code.values()
    return [area for area in every if wanted in f"{area.code} {area.zh} {area.en}".lower()][:MOST]


@require_safe
def borders(request: StaffRequest) -> HttpResponse:
    """The border of one area, `?below=`, and of those right below it, GeoJSON, WGS84; without, of the city. `?but=` a code is left out."""
    below = request.GET.get("below", "")
    above = places.by_code(below) if below else next(iter(places.children()), None)
    if above is None:
        raise Http404
    held = {area.pk: area for area in [above, *places.children(above)] if area.code != request.GET.get("but")}
    rows = Area.objects.filter(pk__in=held, border__isnull=False).order_by("level", "code").values_list("pk", "border")
    features = [_feature(held[pk], geometry.from_wkb(wkb), above) for pk, wkb in rows if wkb is not None]
    collection = orjson.dumps({"type": "FeatureCollection", "features": features})
    return HttpResponse(collection, content_type="application/geo+json")


def _feature(area: Area, border: Any, above: Area) -> dict[str, Any]:
    drawn = shapely.set_precision(border.simplify(FINE_ENOUGH), 0.000001)
    names = {} if area.pk == above.pk else {"zh": area.zh, "en": area.en}
    return {"type": "Feature", "properties": {"code": area.code, **names}, "geometry": mapping(drawn)}


def bounds(area: Area | None) -> str:
    """ "west,south,east,north" around an area, or the first city, degrees; "" without a border."""
    shown = area or next(iter(places.children()), None)
    wkb = Area.objects.filter(pk=shown.pk).values_list("border", flat=True).first() if shown else None
    return ",".join(f"{side:.5f}" for side in geometry.from_wkb(wkb).bounds) if wkb else ""


def around(register: Register, now: Values, asked: Any) -> dict[str, Any]:
    """For the page of an area: the area whose parts are its neighbours, and where the map looks; of an address, the latter."""
    if register.sheet is ADDRESSES:
        lies_in = places.by_code(str(now.get("area") or asked.get("area") or ""))
        return {"bounds": bounds(lies_in) or bounds(None)}
    if register.sheet is not AREAS:
        return {}
    above = places.by_code(str(now.get("parent") or asked.get("parent") or ""))
    own = places.by_code(str(now.get("code", "")))
    return {"above": above, "bounds": (own and bounds(own)) or bounds(above), "but": now.get("code", "")}
