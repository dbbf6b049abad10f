"""The first page, and the borders that its maps show."""

from functools import lru_cache
from pathlib import Path
from string import Template
from typing import Any

import orjson
import shapely
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from markdown_it import MarkdownIt

from huying.base.places import geometry
from huying.base.places import register as places
from huying.base.places.models import Area

EMERGENCY = [
    ("110", _("Police")),
    ("119", _("Fire and rescue")),
    ("120", _("Ambulance")),
    ("122", _("Traffic accident")),
]
CHARTER = Path(__file__).parent / "charter"
SHOWN_LEVELS = 2
"""Districts and streets; what lies below is too fine for finding one's way."""
FINE_ENOUGH = 0.0002
"""Degrees, about 20 m: a border on a small map needs no more."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What one can do here, and whom to call when it cannot wait."""
    return render(request, "portal/home.html", {"emergency": EMERGENCY})


@require_safe
def charter(request: HttpRequest) -> HttpResponse:
    """What Huying keeps, for how long, who may look, and what it refuses to do."""
    return render(request, "portal/charter.html", {"charter": _html(charter_text(get_language() or "zh-hans"))})


@require_safe
@cache_control(public=True, max_age=3600)
def areas(request: HttpRequest) -> HttpResponse:
    """The borders of districts and streets, GeoJSON, WGS84."""
    collection, _bounds = _drawn(places.current())
    return HttpResponse(collection, content_type="application/geo+json")


def bounds() -> str:
    """ "west,south,east,north" around the whole city, degrees; "" without borders."""
    return _drawn(places.current())[1]


def charter_text(language: str) -> str:
    """The charter as Markdown, with this installation's retention."""
    text = Template((CHARTER / f"{language}.md").read_text(encoding="utf-8"))
    return text.substitute(days=settings.RETENTION_DAYS)


@lru_cache
def _html(markdown: str) -> SafeString:
    return mark_safe(MarkdownIt("js-default").render(markdown))  # noqa: S308 - our own text


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
