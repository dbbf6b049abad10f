"""Three thousand malformed requests: no 5xx, nothing written that was not taken in. A hundred thousand: `make fuzz`."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from . import SHARES, raw
from .ground import Ground, prepared
from .trial import World, trial

REQUESTS = 3000
WANTED = {door: round(REQUESTS * share) for door, share in SHARES.items()}


@pytest.fixture
def ground(db: None, tmp_path: Path) -> Iterator[Ground]:
    with prepared(tmp_path) as made:
        yield made


@pytest.mark.parametrize("door", [door for door in WANTED if door != "raw"])
def test_nothing_breaks_and_nothing_is_written(ground: Ground, door: str) -> None:
    assert trial(World(ground), door, WANTED[door], 0).total() >= WANTED[door]


def test_the_running_server_hears_anything_and_goes_on(ground: Ground, tmp_path: Path) -> None:
    with raw.server(tmp_path / "data") as port:
        assert trial(World(ground, port), "raw", WANTED["raw"], 0).total() >= WANTED["raw"]
        assert raw.talk(port, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").status == 200
