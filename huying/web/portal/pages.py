"""The first page, and the borders that its maps show."""

from functools import lru_cache
from pathlib import Path
from string import Template

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from markdown_it import MarkdownIt

from huying.web import maps

from . import announced

EMERGENCY = [
    ("110", _("Police")),
    ("119", _("Fire and rescue")),
    ("120", _("Ambulance")),
    ("122", _("Traffic accident")),
]
CHARTER = Path(__file__).parent / "charter"


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What one can do here, and whom to call when it cannot wait."""
    return render(request, "portal/home.html", {"emergency": EMERGENCY, "known": announced.everywhere()})


@require_safe
def charter(request: HttpRequest) -> HttpResponse:
    """What Huying keeps, for how long, who may look, and what it refuses to do."""
    return render(request, "portal/charter.html", {"charter": _html(charter_text(get_language() or "zh-hans"))})


@require_safe
@cache_control(public=True, max_age=3600)
def areas(request: HttpRequest) -> HttpResponse:
    """The borders of districts and streets, GeoJSON, WGS84."""
    return HttpResponse(maps.borders(), content_type="application/geo+json")


def charter_text(language: str) -> str:
    """The charter as Markdown, with this installation's retention."""
    text = Template((CHARTER / f"{language}.md").read_text(encoding="utf-8"))
    return text.substitute(days=settings.RETENTION_DAYS)


@lru_cache
def _html(markdown: str) -> SafeString:
    return mark_safe(MarkdownIt("js-default").render(markdown))  # noqa: S308 - our own text
