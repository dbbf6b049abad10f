"""A city on a server of its own, backed up while it writes, with everything killed on the way, and brought back to a chosen minute."""

from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from huying import embedded
from huying.backup import server, wal
from huying.backup.folder import Folder
from tests.faults.cities import City, served
from tests.faults.installed import Shelf
from tests.faults.processes import ended, kill, postmaster, until


@pytest.fixture
def city(tmp_path: Path, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> Iterator[City]:
    with served(tmp_path / "data", shelf) as city:
        monkeypatch.setenv("DATABASE_URL", city.url)
        yield city


def test_what_was_committed_by_a_chosen_minute_is_back_and_nothing_later_whatever_was_killed(
    city: City, tmp_path: Path
) -> None:
    backups = Folder(tmp_path / "backups")
    city.write("1 before the backup")
    with ended(city.huying("backup", str(backups.path), "--follow")) as cut_off:
        until(lambda: [*backups.path.glob("base/*.part")])
        kill(psutil.Process(cut_off.pid))
    assert backups.bases() == []
    with ended(city.huying("backup", str(backups.path), "--follow", "--keys", str(tmp_path / "keys"))) as follower:
        until(backups.bases)
        city.write("2 after the backup")
        kill(postmaster(city.db))
        embedded.restart(city.db)
        city.write("3 after the database was killed")
        _arrived(backups)
        kill(psutil.Process(follower.pid))
    with ended(city.huying("backup", str(backups.path), "--follow")) as follower:
        city.write("4 while nobody followed")
        minute = city.now()
        city.write("5 after the minute")
        _arrived(backups)
        follower.terminate()
        follower.communicate()
    assert [path.name for path in backups.path.glob("base/*.part")] == []

    again = City(tmp_path / "again")
    command = ("restore", str(backups.path), "--to", minute, "--keys", str(tmp_path / "keys"))
    with ended(again.huying(*command)) as cut_off:
        until((again.data / "db.restoring").exists)
        kill(psutil.Process(cut_off.pid))
    told = again.done(*command)
    assert (told["reached"], told["refused"]) == (True, 0)
    with embedded.server(again.db):
        assert again.diary == [
            "1 before the backup",
            "2 after the backup",
            "3 after the database was killed",
            "4 while nobody followed",
        ]

    whole = City(tmp_path / "whole")
    told = whole.done("restore", str(backups.path), "--keys", str(tmp_path / "keys"))
    with embedded.server(whole.db):
        assert whole.diary == city.diary


def _arrived(backups: Folder) -> None:
    """All that was committed until now lies in the folder."""
    place = server.mark()
    until(lambda: server.has_fetched(wal.slot(backups), place))
