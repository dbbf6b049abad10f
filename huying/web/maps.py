"""What every map needs: the base map that the city chose, the window that a map asks for, and its answer."""

from urllib.parse import urlsplit

import orjson
from django.conf import settings
from django.http import Http404, HttpResponse, QueryDict

from huying.cases import bins


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
        found = bins.Window(*(int(asked[name]) for name in ("zoom", "west", "north", "east", "south")))
    except (KeyError, ValueError):
        raise Http404 from None
    if not 0 <= found.zoom <= 20 or not found.fits:
        raise Http404
    return found


def answered(cells: list[bins.Cell]) -> HttpResponse:
    """Cells for a map, as short as JSON is."""
    return HttpResponse(orjson.dumps(bins.as_json(cells)), content_type="application/json")
