"""What the pages take from elsewhere, and where else they may stand: what is wrong with these settings (docs/guides/map.md)."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings

from huying.findings import Finding, Said

PLACES = ("{z}", "{x}", "{y}")


def base_map() -> Finding:
    """The base map of `HUYING_MAP_…`."""
    n = len(settings.MAP_TILES)
    found = (
        Said(f"底图 {n} 层", f"{n} layers of the base map")
        if n
        else Said("未设底图,用素底", "no base map, plain paper")
    )
    return _finding("map", found, list(_of_map()))


def frames() -> Finding:
    """The sites of `HUYING_EMBED_ON`, which may show the widget."""
    n = len(settings.EMBED_ON)
    return _finding("embed", Said(f"可嵌入小组件的网站 {n} 个", f"{n} sites may show the widget"), list(_of_frames()))


def _finding(check: str, found: Said, faults: list[Said]) -> Finding:
    mend = Said(";".join(said.zh for said in faults), " ".join(said.en for said in faults))
    return Finding(check, not faults, found, mend)


def _of_map() -> Iterator[Said]:
    for url in settings.MAP_TILES:
        if missing := [place for place in PLACES if place not in url]:
            yield Said(
                f"HUYING_MAP_TILES 缺少 {' '.join(missing)}：{url}",
                f"HUYING_MAP_TILES lacks {' '.join(missing)}: {url}",
            )
        if _is_open(url):
            yield Said(f"底图地址须用 https：{url}", f"Tiles are fetched by https: {url}")
        if "{key}" in url and not settings.MAP_KEY:
            yield Said(f"请设置 HUYING_MAP_KEY：{url}", f"Set HUYING_MAP_KEY: {url}")
    if settings.MAP_TILES and not settings.MAP_CREDIT:
        yield Said("请以 HUYING_MAP_CREDIT 注明底图来源", "Name whose map it is: HUYING_MAP_CREDIT.")
    if settings.MAP_KEY and not any("{key}" in url for url in settings.MAP_TILES):
        yield Said("HUYING_MAP_KEY 未被任何底图地址使用", "HUYING_MAP_KEY stands in none of the addresses.")


def _of_frames() -> Iterator[Said]:
    for site in settings.EMBED_ON:
        if not re.fullmatch(r"https?://[^/\s;,]+", site):
            yield Said(
                f"HUYING_EMBED_ON 应为不带路径的网站地址，如 https://www.example.org：{site}",
                f"HUYING_EMBED_ON names sites without a path, such as https://www.example.org: {site}",
            )
        elif _is_open(site):
            yield Said(f"可嵌入的网站须用 https：{site}", f"A site that shows the widget is served by https: {site}")


def _is_open(url: str) -> bool:
    """Whether others on the way can read and change what is fetched there; on this machine nobody is on the way."""
    return urlsplit(url).scheme != "https" and urlsplit(url).hostname not in settings.LOOPBACK
