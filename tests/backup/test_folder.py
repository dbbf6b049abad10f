"""What of a folder of backups is needed, and what is old enough to go."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from huying.backup.folder import Base, Folder

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """With a base backup of each of the last five days, and a segment of each."""
    folder = Folder(tmp_path).made()
    (tmp_path / "wal" / "run").mkdir()
    for back in range(5):
        at = NOON - back * DAY
        half = folder.begin(at)
        half.mkdir()
        (half / "base.tar.gz").write_text("packed")
        told = {
            "name": f"{back} back",
            "begun": at - timedelta(hours=2),
            "finished": at,
            "release": "",
            "server_version": 18,
        }
        folder.finish(half, Base(**told, system=1, keys=[], counts={}))  # type: ignore[arg-type]
        segment = tmp_path / "wal" / "run" / f"{back} back"
        segment.touch()
        os.utime(segment, (at.timestamp(), at.timestamp()))
    return folder


def names(folder: Folder) -> list[str]:
    return [base.name for base in folder.bases()]


def test_one_goes_back_to_a_moment_from_the_last_backup_that_was_finished_by_then(folder: Folder) -> None:
    moments = (None, NOON, NOON - timedelta(hours=1), NOON - 4 * DAY - timedelta(seconds=1))
    found = [folder.base_of(moment) for moment in moments]
    assert [base and base.name for base in found] == ["0 back", "0 back", "1 back", None]


def test_every_minute_of_the_time_that_is_kept_can_be_reached(folder: Folder) -> None:
    assert folder.clear(NOON, kept=timedelta(days=1, hours=12)) == ["4 back", "3 back"]
    assert names(folder) == ["2 back", "1 back", "0 back"]
    assert folder.base_of(NOON - timedelta(days=1, hours=12)) is not None
    assert sorted(path.name for path in folder.path.glob("wal/run/*")) == ["0 back", "1 back", "2 back"]


def test_the_newest_backup_is_kept_however_old_it_is(folder: Folder) -> None:
    folder.clear(NOON + 365 * DAY, kept=DAY)
    assert names(folder) == ["0 back"]


def test_a_backup_that_was_cut_off_counts_for_nothing_and_goes_with_the_next(folder: Folder) -> None:
    folder.begin(NOON + DAY).mkdir()
    assert names(folder)[-1] == "0 back"
    folder.begin(NOON + 2 * DAY)
    assert [*folder.path.glob("base/*.part")] == []


def test_a_changed_file_of_a_backup_is_found(folder: Folder) -> None:
    half = folder.begin(NOON)
    half.mkdir()
    (half / "base.tar.gz").write_text("packed")
    base = Base("new", NOON, NOON, "", 18, 1, [], {}, {"base.tar.gz": {"bytes": 6, "sha256": "0" * 64}, "gone": {}})
    folder.finish(half, base)
    assert folder.changed(base) == ["base.tar.gz", "gone"]
