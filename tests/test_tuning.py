"""Settings of PostgreSQL by the size of a machine, and what of a running server is wrong."""

import re
from pathlib import Path

import pytest
from django.db import connection

from huying import doctor, tuning

GUIDE = Path(__file__).parents[1] / "docs" / "how-to" / "run.md"
NAMES = ("shared_buffers", "effective_cache_size", "work_mem", "maintenance_work_mem", "max_wal_size")
WELL = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "jit": "off",
    "shared_buffers": str(128 * 1024**2),
}


def test_the_table_in_the_guide_is_what_the_command_says() -> None:
    rows = re.findall(r"^\| (\d+) GB \|(.*)\|$", GUIDE.read_text(), re.MULTILINE)
    assert {int(memory): tuple(cells.replace("|", " ").split()) for memory, cells in rows} == {
        memory: tuple(tuning.settings(memory, 8)[name] for name in NAMES) for memory in (4, 8, 16, 32, 64)
    }


@pytest.mark.parametrize(("memory", "cpus"), [(1, 1), (8, 4), (1024, 256)])
@pytest.mark.django_db
def test_a_server_knows_every_setting_and_takes_its_value(memory: int, cpus: int) -> None:
    given = tuning.settings(memory, cpus)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, vartype, unit, min_val, max_val, enumvals FROM pg_settings WHERE name = ANY(%s)", [[*given]]
        )
        known = {name: more for name, *more in cursor.fetchall()}
        assert given.keys() - known.keys() == set()
        for name, (kind, unit, least, most, words) in known.items():
            if kind == "enum":
                assert given[name] in words
            elif kind in ("integer", "real") and unit not in ("ms", "s"):
                cursor.execute(
                    "SELECT pg_size_bytes(%s) / pg_size_bytes('1' || %s)", [given[name], unit]
                ) if unit else None
                number = float(cursor.fetchone()[0]) if unit else float(given[name])
                assert float(least) <= number <= float(most)


def test_memory_is_never_promised_twice() -> None:
    for memory in (1, 4, 16, 64, 512):
        given = tuning.settings(memory, 8)
        megabytes = {name: int(given[name].removesuffix("MB")) for name in ("shared_buffers", "work_mem")}
        assert megabytes["shared_buffers"] + 200 * megabytes["work_mem"] <= max(memory * 1024, 1200)


def test_a_server_that_may_lose_what_it_acknowledged_is_unsafe() -> None:
    assert tuning.unsafe(WELL) == []
    assert tuning.unsafe(WELL | {"fsync": "off", "synchronous_commit": "off"}) == ["fsync", "synchronous_commit"]
    assert tuning.unsafe(WELL | {"synchronous_commit": "remote_apply"}) == []


def test_what_came_out_of_the_box_is_outgrown_by_large_data_alone() -> None:
    assert tuning.slow(WELL | {"jit": "on"}, 10**8) == []
    assert tuning.slow(WELL | {"jit": "on"}, 10**10) == ["shared_buffers", "jit"]
    assert tuning.slow(WELL | {"shared_buffers": str(4 * 1024**3)}, 10**12) == []


@pytest.mark.django_db
def test_the_doctor_asks_the_server_itself() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = on")
        assert [finding for finding in doctor.examine() if finding.check == "server" and not finding.well] == []
        cursor.execute("SET LOCAL synchronous_commit = off")
    (finding,) = (finding for finding in doctor.examine() if finding.check == "server")
    assert finding.mend.en == "synchronous_commit: set them as `huying db settings` says."
