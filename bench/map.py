"""What a look at the city's map costs with many public cases: bytes and milliseconds a view, over HTTP.

    python bench/map.py [--cases 100000]

Starts a database and a server of its own in temporary folders, on the made-up city Yunxi. The rows of open cases at
random points of the city, and those that `publish` writes beside them, come in by COPY, without a journal. Then views of
a window of 1440 × 900 pixels are asked for at every zoom from the whole city to a street, panned over it, each once (no
cache answers). Prints JSON.
"""

# ruff: noqa: PLC0415 - Django is set up first

import gzip
import json
import os
import subprocess
import tempfile
import time
import urllib.request
from itertools import islice
from pathlib import Path
from random import Random
from typing import Annotated, Any

import typer
from result import percentiles, told
from serving import served

from huying.serve import HUYING
from huying.startup import ready

YUNXI = Path(__file__).parents[1] / "samples" / "yunxi"
WIDE, HIGH, TILE = 1440, 900, 512
VIEWS = 20
"""At each zoom."""
DIRECTLY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def main(cases: Annotated[int, typer.Option()] = 100_000) -> None:
    """Run the bench and print its figures as JSON."""
    with tempfile.TemporaryDirectory() as data:
        os.environ |= {"HUYING_DATA": data, "HUYING_TIME_ZONE": "Asia/Shanghai", "HUYING_LIMITS": "1000"}
        os.environ.pop("DATABASE_URL", None)
        with ready(migrated=True):
            subprocess.run([*HUYING, "setup", str(YUNXI)], check=True, stdout=subprocess.DEVNULL)
            box = fill(cases)
            with served() as (_server, port):
                told(
                    "map",
                    "a look at the public map, packed by gzip, none from a cache",
                    lambda: {"cases": cases, "calls": measured(f"http://127.0.0.1:{port}", box)},
                )


def fill(n: int) -> tuple[float, float, float, float]:
    """Write `n` public cases at random points; the box they lie in."""
    from django.db import connection
    from django.utils import timezone

    from huying.base import bigrams
    from huying.base.catalogue import register as catalogue
    from huying.base.journal import rows
    from huying.base.places import register as places
    from huying.cases import ancestry, grid
    from huying.cases.models import Case, Publication
    from huying.web import maps

    west, south, east, north = map(float, maps.bounds().split(","))
    random, leaves = Random(7), [leaf for leaf in catalogue.current().leaves() if not leaf.questions]
    summary = "路面破损，已安排查看"
    words, search = bigrams.folded(summary), bigrams.vector(summary)
    street, now = next(area for area in places.tree() if area.level == 2), timezone.now()
    for keys in _by(5000, rows.reserve(Case, n)):
        cases, public = [], []
        for key in keys:
            lon, lat = random.uniform(west, east), random.uniform(south, north)
            where = {"lon": lon, "lat": lat, **ancestry.of_area(street)}
            cases.append(
                rows.new(
                    Case, id=key, number=f"b-{key}", channel="web", category=random.choice(leaves), received_at=now,
                    state=random.choice(("in_progress", "replied")),
                    head=b"", **where,
                )
            )  # fmt: skip
            x, y = grid.place(lon, lat)
            public.append(
                Publication(
                    case_id=key, summary=summary, words=words, search=search, lon=lon, lat=lat, x=x, y=y, at=now
                )
            )
        rows.copy([*cases, *public])
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return west, south, east, north


def _by(size: int, keys: list[int]) -> Any:
    left = iter(keys)
    while some := list(islice(left, size)):
        yield some


def measured(server: str, box: tuple[float, float, float, float]) -> dict[str, Any]:
    """By zoom: cells, bytes as they travel, and milliseconds; and the list beside it."""
    from huying.base.places import register as places

    found: dict[str, Any] = {"list page": figures([ask(f"{server}/city/") for _view in range(VIEWS)])}
    random = Random(11)
    for zoom in (9, 11, 13, 15, 17):
        views = [ask(f"{server}/city/points.json?{window(zoom, box, random)}") for _view in range(VIEWS)]
        found[f"zoom {zoom}"] = figures(views) | {"cells": max(len(json.loads(body)) for body, *_rest in views)}
    street = next(area.code for area in places.tree() if area.level == 2)
    for name, asked in {"one street": f"area={street}", "not answered": "state=open", "answered": "state=done"}.items():
        views = [ask(f"{server}/city/points.json?{window(11, box, random)}&{asked}") for _view in range(VIEWS)]
        found[f"zoom 11, {name}"] = figures(views)
    return found


def window(zoom: int, box: tuple[float, float, float, float], random: Random) -> str:
    """The tiles under a window somewhere in the city, as the map asks for them."""
    from huying.cases import grid

    west, south, east, north = box
    x, y = grid.place(random.uniform(west, east), random.uniform(south, north))
    tile = grid.WORLD >> zoom
    across, down = WIDE / TILE * tile / 2, HIGH / TILE * tile / 2
    sides = {"west": x - across, "east": x + across, "north": y - down, "south": y + down}
    most = (1 << zoom) - 1
    tiles = {name: min(most, max(0, int(side // tile))) for name, side in sides.items()}
    return "&".join([f"zoom={zoom}", *(f"{name}={at}" for name, at in tiles.items())])


def ask(url: str) -> tuple[bytes, int, float]:
    """The answer, how many bytes of it travelled, and how many milliseconds that took."""
    began = time.perf_counter()
    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})  # noqa: S310 - our own server
    with DIRECTLY.open(request, timeout=60) as answer:
        body, packed = answer.read(), answer.headers.get("Content-Encoding") == "gzip"
    took = (time.perf_counter() - began) * 1000
    return gzip.decompress(body) if packed else body, len(body), took


def figures(views: list[tuple[bytes, int, float]]) -> dict[str, Any]:
    return percentiles([took for _body, _size, took in views]) | {"bytes": max(size for _body, size, _took in views)}


if __name__ == "__main__":
    typer.run(main)
