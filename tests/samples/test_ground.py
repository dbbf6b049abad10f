"""The ground of 云溪市 is drawn the same every time, without gap or overlap."""

import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import shapely
from shapely.geometry import shape

YUNXI = Path(__file__).parents[2] / "samples" / "yunxi"


def test_it_comes_out_the_same_every_time(tmp_path):
    subprocess.run([sys.executable, YUNXI / "build_ground.py", tmp_path], check=True)
    names = ["addresses.csv", "areas.csv", "areas.geojson"]
    assert [(tmp_path / name).read_bytes() for name in names] == [(YUNXI / name).read_bytes() for name in names]


def test_the_parts_of_every_area_fill_it_exactly():
    borders = {
        feature["properties"]["code"]: shape(feature["geometry"])
        for feature in json.loads((YUNXI / "areas.geojson").read_text())["features"]
    }
    parents = {}
    for line in (YUNXI / "areas.csv").read_text().splitlines()[1:]:
        code, _level, parent, *_rest = line.split(",")
        parents[code] = parent
    parts = defaultdict(list)
    for code, parent in parents.items():
        if parent:
            parts[parent].append(borders[code])
    assert len(parts) == 1 + 3 + 12 + 60
    assert all(shapely.coverage_is_valid(below) for below in parts.values())
    unlike = [code for code, below in parts.items() if not shapely.coverage_union_all(below).equals(borders[code])]
    assert unlike == []
