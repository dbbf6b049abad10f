"""The base map that the city chose, and the coordinates that it wants."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from huying.base.places import coordinates
from huying.web import maps
from huying.web.headers import CONTENT, with_tiles

ROOT = Path(__file__).parents[2]
TIANDITU = "https://t0.tianditu.gov.cn/vec_w/wmts?TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk={key}"
POINTS = [(114.3, 30.6), (87.6, 43.8), (121.47, 31.23), (2.35, 48.86), (109.5, 18.2)]

SHIFT = """
import { toGcj02, fromGcj02 } from "./frontend/src/map/gcj02.ts";
const points = JSON.parse(process.argv[1]).map(([lon, lat]) => ({ lon, lat }));
console.log(JSON.stringify(points.map((point) => {
  const [there, back] = [toGcj02(point), fromGcj02(toGcj02(point))];
  return [there.lon, there.lat, back.lon, back.lat];
})));
"""


def test_the_page_shifts_to_gcj_02_as_the_server_does_and_back() -> None:
    node = Path(sys.executable).parent / "node"
    program = [str(node), "--no-warnings", "--input-type=module", "--eval", SHIFT, json.dumps(POINTS)]
    ran = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=True)
    there = [[*coordinates.wgs84_to_gcj02(*point), *point] for point in POINTS]
    assert json.loads(ran.stdout) == [pytest.approx(one, abs=1e-9) for one in there]


def test_without_a_base_map_nothing_is_fetched_from_elsewhere(settings: Any) -> None:
    assert (maps.base()["tiles"], maps.origins(), with_tiles(CONTENT, [])) == ("", [], CONTENT)


@pytest.mark.django_db
def test_the_policy_follows_the_base_map_and_its_key_stands_in_its_address(client: Client, settings: Any) -> None:
    settings.MAP_TILES, settings.MAP_KEY = [TIANDITU, TIANDITU.replace("vec_w", "cva_w")], "k1"
    assert maps.base()["tiles"].split() == [url.replace("{key}", "k1") for url in settings.MAP_TILES]
    policy = client.get("/charter/")["Content-Security-Policy"]
    assert "connect-src 'self' https://t0.tianditu.gov.cn;" in policy
    assert "img-src 'self' https://t0.tianditu.gov.cn data: blob:;" in policy
    assert "script-src 'self';" in policy
