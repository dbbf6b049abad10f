"""Nothing that is killed, swept away or left half-written stops the next start of the embedded database."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from huying import embedded
from tests.faults.processes import ended, holder, kill, line, postmaster, start


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Deep, so that a socket inside it would have too long a path; whatever a test leaves running ends with it."""
    deep = tmp_path / ("deep" * 25) / "db"
    yield deep
    with embedded.server(deep):
        pass


def remember(url: str, word: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("create table if not exists memory (word text)")
        connection.execute("insert into memory values (%s)", [word])


def remembered(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        return [word for (word,) in connection.execute("select word from memory order by word")]


def test_a_second_start_finds_the_data_again(folder: Path) -> None:
    with embedded.server(folder) as url:
        remember(url, "first")
    assert not embedded.answers(folder)
    with embedded.server(folder) as url:
        assert remembered(url) == ["first"]


def test_the_server_runs_until_the_last_program_leaves(folder: Path) -> None:
    with ended(holder(folder)) as other:
        url = line(other)
        with embedded.server(folder) as same:
            assert same == url
        assert embedded.answers(folder)
        other.communicate("")
    assert not embedded.answers(folder)


def test_a_killed_program_does_not_keep_the_server_running(folder: Path) -> None:
    with ended(holder(folder)) as other:
        line(other)
        with embedded.server(folder):
            other.kill()
            other.wait()
            assert embedded.answers(folder)
    assert not embedded.answers(folder)


def test_a_server_whose_only_program_was_killed_is_found_and_stopped_by_the_next(folder: Path) -> None:
    with ended(holder(folder)) as only:
        remember(line(only), "kept")
        only.kill()
        only.wait()
    assert embedded.answers(folder)
    with embedded.server(folder) as url:
        assert remembered(url) == ["kept"]
    assert not embedded.answers(folder)


def test_a_killed_server_starts_again_with_all_that_was_committed(folder: Path) -> None:
    with embedded.server(folder) as url:
        remember(url, "committed")
        kill(postmaster(folder))
        assert not embedded.answers(folder)
        embedded.restart(folder)
        assert remembered(url) == ["committed"]


def test_the_number_of_a_killed_server_in_use_by_somebody_else_stops_nothing(folder: Path) -> None:
    with embedded.server(folder), ended(start(["-c", "input()"])) as bystander:
        kill(postmaster(folder))
        note = (folder / "postmaster.pid").read_text().splitlines()
        (folder / "postmaster.pid").write_text("\n".join([str(bystander.pid), *note[1:]]) + "\n")
        embedded.restart(folder)
        assert embedded.answers(folder)
        assert bystander.poll() is None


@pytest.mark.parametrize("note", ["", "12", "rubbish\n"])
def test_a_half_written_note_of_the_server_is_no_obstacle(folder: Path, note: str) -> None:
    with embedded.server(folder):
        pass
    (folder / "postmaster.pid").write_text(note)
    with embedded.server(folder):
        assert embedded.answers(folder)


def test_a_swept_socket_folder_comes_back(folder: Path) -> None:
    with embedded.server(folder) as url:
        remember(url, "before")
        shutil.rmtree(url.partition("host=")[2])
        assert not embedded.answers(folder)
        embedded.restart(folder)
        assert remembered(url) == ["before"]


def test_half_of_a_new_cluster_is_made_anew(folder: Path) -> None:
    half = folder.with_name("db.new")
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    with embedded.server(folder):
        assert embedded.answers(folder)


def test_two_that_start_at_once_share_one_server(folder: Path) -> None:
    with ended(holder(folder)) as one, ended(holder(folder)) as two:
        urls = {line(one), line(two)}
        assert urls == {embedded.url(folder)}
        assert embedded.answers(folder)
        one.communicate("")
        assert embedded.answers(folder)


def test_a_socket_folder_of_somebody_else_is_refused(folder: Path) -> None:
    if os.geteuid():
        pytest.skip("only root can make a folder that belongs to somebody else")
    sockets = Path(embedded.url(folder).partition("host=")[2])
    sockets.mkdir()
    os.chown(sockets, 1234, 1234)
    try:
        with pytest.raises(PermissionError, match="belongs to somebody else"), embedded.server(folder):
            pass
    finally:
        sockets.rmdir()


def test_with_a_database_of_the_city_the_embedded_one_is_never_touched(folder: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    with embedded.server(folder) as city:
        for command in (["db", "url"], ["manage", "showmigrations"], ["doctor"]):
            with ended(start(["-m", "huying.cli", *command], DATABASE_URL=city, HUYING_DATA=str(data))) as program:
                said = program.communicate()[0]
            if command == ["db", "url"]:
                assert said == f"{city}\n"
    assert [path.name for path in data.glob("db*")] == []
