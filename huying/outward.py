"""What the pages take from elsewhere, and where else they may stand: what is wrong with these settings (docs/guides/map.md)."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings

PLACES = ("{z}", "{x}", "{y}")


def map_faults() -> Iterator[tuple[str, str]]:
    """What is wrong with the base map, each in Chinese and in English."""
    for url in settings.MAP_TILES:
        if missing := [place for place in PLACES if place not in url]:
            yield (
                f"HUYING_MAP_TILES 缺少 {' '.join(missing)}：{url}",
                f"HUYING_MAP_TILES lacks {' '.join(missing)}: {url}",
            )
        if _is_open(url):
            yield f"底图地址须用 https：{url}", f"Tiles are fetched by https: {url}"
        if "{key}" in url and not settings.MAP_KEY:
            yield f"请设置 HUYING_MAP_KEY：{url}", f"Set HUYING_MAP_KEY: {url}"
    if settings.MAP_TILES and not settings.MAP_CREDIT:
        yield "请以 HUYING_MAP_CREDIT 注明底图来源", "Name whose map it is: HUYING_MAP_CREDIT."
    if settings.MAP_KEY and not any("{key}" in url for url in settings.MAP_TILES):
        yield "HUYING_MAP_KEY 未被任何底图地址使用", "HUYING_MAP_KEY stands in none of the addresses."


def embed_faults() -> Iterator[tuple[str, str]]:
    """What is wrong with the sites that may show the widget, each in Chinese and in English."""
    for site in settings.EMBED_ON:
        if not re.fullmatch(r"https?://[^/\s;,]+", site):
            yield (
                f"HUYING_EMBED_ON 应为不带路径的网站地址，如 https://www.example.org：{site}",
                f"HUYING_EMBED_ON names sites without a path, such as https://www.example.org: {site}",
            )
        elif _is_open(site):
            yield f"可嵌入的网站须用 https：{site}", f"A site that shows the widget is served by https: {site}"


def _is_open(url: str) -> bool:
    """Whether others on the way can read and change what is fetched there; on this machine nobody is on the way."""
    return urlsplit(url).scheme != "https" and urlsplit(url).hostname not in settings.LOOPBACK
