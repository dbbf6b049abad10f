"""`{% asset "portal" %}`: the built styles and scripts of one entry of `frontend/`."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
MANIFEST = Path(__file__).parent.parent / "static" / "built" / "manifest.json"

STYLE = '<link rel="stylesheet" href="{}">'
SCRIPT = '<script type="module" src="{}"></script>'
PRELOAD = '<link rel="modulepreload" href="{}">'


@register.simple_tag
def asset(entry: str) -> SafeString:
    """Tags for `frontend/src/<entry>.ts` and all it imports: styles first, then the script, then what it will ask for."""
    script, *imported = chunks(f"src/{entry}.ts")
    styles = [css for chunk in (script, *imported) for css in chunk.get("css", ())]
    tags = [(STYLE, css) for css in styles]
    tags += [(SCRIPT, script["file"])]
    tags += [(PRELOAD, chunk["file"]) for chunk in imported]
    return mark_safe("\n".join(format_html(tag, static(f"built/{file}")) for tag, file in tags))  # noqa: S308 - each is escaped


def chunks(name: str) -> list[dict[str, Any]]:
    """The chunk of this name in Vite's manifest and, each once, those it imports statically, near ones first."""
    names = [name]
    for known in names:
        names += [other for other in manifest()[known].get("imports", ()) if other not in names]
    return [manifest()[known] for known in names]


@cache
def manifest() -> dict[str, dict[str, Any]]:
    """Vite's manifest, read once. Raises ImproperlyConfigured when the pages' assets were not built."""
    try:
        return json.loads(MANIFEST.read_text())
    except FileNotFoundError:
        raise ImproperlyConfigured(
            f"页面资源尚未构建，请运行 make build · {MANIFEST} is missing: run make build"
        ) from None
