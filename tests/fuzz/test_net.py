"""The net has no holes: what breaks, what writes and what leaves a file behind is caught."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from huying.base.catalogue.models import Kind
from huying.cases import queries

from .ground import Ground, prepared
from .trial import World, trial


@pytest.fixture
def ground(db: None, tmp_path: Path) -> Iterator[Ground]:
    with prepared(tmp_path) as made:
        yield made


def breaks(*_given: Any) -> Any:
    raise ZeroDivisionError


def writes(*_given: Any) -> Any:
    Kind.objects.create(code="x", zh="x", en="x")


def leaves_a_file(*_given: Any) -> Any:
    (Path(settings.MEDIA_ROOT) / "left").write_text("behind")


@pytest.mark.parametrize(
    ("fault", "said"), [(breaks, "it broke: 500"), (writes, "written: {'Kind': 1}"), (leaves_a_file, "stored: 1")]
)
def test_a_fault_behind_a_door_is_found(ground: Ground, monkeypatch: pytest.MonkeyPatch, fault: Any, said: str) -> None:
    monkeypatch.setattr(queries, "tracked", fault)
    with pytest.raises(AssertionError, match=said):
        trial(World(ground), "track", 100, 0)
