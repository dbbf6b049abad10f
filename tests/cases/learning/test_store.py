"""Versions of models: kept, checked when they are read, put live and taken back."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from huying.cases.learning import live, store
from huying.cases.learning.model import Model

NOW = datetime(2026, 11, 22, tzinfo=UTC)
MODEL = Model(
    ("停水", "路灯"),
    np.array([3, 8]),
    np.ones(2, np.float32),
    np.array([[0.5, -0.5], [-1, 1]], np.float32),
    np.array([0.1, 0], np.float32),
    0.25,
)
OTHER = replace(MODEL, temperature=0.5)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HUYING_DATA", str(tmp_path))
    return tmp_path / "models"


def kept(model: Model = MODEL) -> str:
    return store.keep(model, {"source": "file"}, at=NOW)


def test_what_is_read_back_is_what_was_kept() -> None:
    read = store.load(kept())
    assert (read.labels, read.temperature) == (MODEL.labels, MODEL.temperature)
    assert all(
        np.array_equal(getattr(read, name), getattr(MODEL, name)) for name in ("known", "worth", "weights", "bias")
    )


def test_the_same_model_on_the_same_day_is_the_same_version() -> None:
    assert kept() == kept() != kept(OTHER)
    assert len(store.versions()) == 2


def test_a_model_that_was_changed_is_not_read(folder: Path) -> None:
    version = kept()
    weights = folder / version / store.WEIGHTS
    weights.write_bytes(weights.read_bytes().replace(b"\x00\x00\x80>", b"\x00\x00\x80?"))
    with pytest.raises(store.Damaged):
        store.load(version)


def test_nothing_of_a_version_is_in_a_form_that_could_run(folder: Path) -> None:
    assert sorted(path.name for path in (folder / kept()).iterdir()) == ["card.json", "weights.npz"]
    with np.load(folder / kept() / store.WEIGHTS, allow_pickle=False) as arrays:
        assert [arrays[name].dtype.kind for name in arrays] == ["U", "i", "f", "f", "f", "f"]


def test_every_version_that_was_live_is_live_again_when_it_is_rolled_back() -> None:
    one, other = kept(), kept(OTHER)
    store.go_live(one)
    store.go_live(other)
    assert [store.roll_back().live, store.roll_back().live, store.roll_back().live] == [one, "", ""]


def test_a_version_that_goes_live_twice_is_rolled_back_once() -> None:
    store.go_live(kept())
    store.go_live(kept())
    assert store.roll_back() == store.Roles()


def test_a_version_in_shadow_that_goes_live_is_no_longer_in_shadow() -> None:
    store.shadow(kept())
    assert store.go_live(kept()) == store.Roles(live=kept())


def test_a_process_exchanges_its_model_as_soon_as_another_one_is_live() -> None:
    one, other = kept(), kept(OTHER)
    temperatures = []
    for change in (lambda: store.go_live(one), lambda: store.go_live(other), store.roll_back):
        change()
        held = live.model()
        temperatures.append(held and held.temperature)
    assert temperatures == [0.25, 0.5, 0.25]


def test_a_live_model_that_cannot_be_read_is_none(folder: Path) -> None:
    store.go_live(kept())
    (folder / kept() / store.WEIGHTS).write_bytes(b"")
    assert live.model() is None


def test_a_version_is_named_by_a_role_or_by_its_beginning() -> None:
    one, other = kept(), kept(OTHER)
    store.go_live(one)
    known = store.versions()
    assert [store.named(asked, known) for asked in ("live", "shadow", one, other[:-1], "2026", "2025")] == [
        one, "", one, other, "", "",
    ]  # fmt: skip
