"""What every map needs: the base map that the city chose, its borders, the window that a map asks for, and the answer."""

from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import orjson
import shapely
from django.conf import settings
from django.http import Http404, HttpResponse, QueryDict

from huying.base.places import geometry
from huying.base.places import register as places
from huying.base.places.models import Area
from huying.cases import bins

SHOWN_LEVELS = 2
"""Districts and streets; what lies below is too fine for finding one's way."""
FINE_ENOUGH = 0.0002
"""Degrees, about 20 m: a border on a small map needs no more."""


def base() -> dict[str, str]:
    """The base map of the settings as `components/map.html` takes it: addresses with spaces between, its credit, its coordinates."""
    filled = [url.replace("{key}", settings.MAP_KEY) for url in settings.MAP_TILES]
    return {"tiles": " ".join(filled), "credit": settings.MAP_CREDIT, "crs": settings.MAP_CRS}


def origins() -> list[str]:
    """From where browsers fetch the base map; nothing else of ours comes from elsewhere."""
    found = (urlsplit(url) for url in settings.MAP_TILES)
    return list(dict.fromkeys(f"{url.scheme}://{url.netloc}" for url in found if url.netloc))


def window(asked: QueryDict) -> bins.Window:
    """What a map asks for. Raises Http404 for anything that no map of ours asks."""
    try:
        found = bins.Window(*(int(asked.get(name, "")) for name in ("zoom", "west", "north", "east", "south")))
    except (KeyError, ValueError):
        raise Http404 from None
    if not 0 <= found.zoom <= 20 or not found.fits:
        raise Http404
    return found


def answered(cells: list[bins.Cell]) -> HttpResponse:
    """Cells for a map, as short as JSON is."""
    return HttpResponse(orjson.dumps(bins.as_json(cells)), content_type="application/json")


def borders() -> bytes:
    """Of districts and streets, GeoJSON, WGS84; each with its names as `zh` and `en`."""
    return _drawn(places.current())[0]


def bounds() -> str:
    """ "west,south,east,north" around the whole city, degrees; "" without borders."""
    return _drawn(places.current())[1]


@lru_cache(maxsize=1)
def _drawn(register: places.Register) -> tuple[bytes, str]:
    held = {area.pk: area for area in places.tree() if 0 < area.level <= SHOWN_LEVELS}
    rows = Area.objects.filter(pk__in=held, border__isnull=False).order_by("level", "code").values_list("pk", "border")
    borders = {pk: geometry.from_wkb(wkb).simplify(FINE_ENOUGH) for pk, wkb in rows if wkb is not None}
    features = [_feature(held[pk], border) for pk, border in borders.items()]
    box = shapely.total_bounds(list(borders.values())).tolist() if borders else []
    collection = orjson.dumps({"type": "FeatureCollection", "features": features})
    return collection, ",".join(f"{side:.4f}" for side in box)


def _feature(area: Area, border: Any) -> dict[str, Any]:
    outline = orjson.loads(shapely.to_geojson(shapely.set_precision(border, 0.00001)))
    return {"type": "Feature", "properties": {"zh": area.zh, "en": area.en}, "geometry": outline}
