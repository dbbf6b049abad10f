"""`kill -9` in the middle of forgetting, or of sealing anew: nothing is half done, and the next run does the rest."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import psycopg
import pytest
from cryptography.fernet import Fernet
from django.conf import settings
from django.db import connection
from django.utils import timezone

from huying.base.journal import clock
from huying.base.journal.models import Event
from huying.base.journal.verify import verify
from huying.base.sealed import keys, rotation
from huying.base.units.roles import Actor
from huying.cases import intake
from huying.cases.models import Case, Contact
from tests import stories
from tests.faults.processes import ended, kill, start, until

pytestmark = pytest.mark.django_db(transaction=True)

NEW = Fernet.generate_key().decode()


@pytest.fixture
def url() -> str:
    """Of the tests' own database."""
    given = urlsplit(os.environ["DATABASE_URL"])
    return given._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


@contextmanager
def stopped_at(url: str, key: int) -> Iterator[psycopg.Connection]:
    """Nobody gets past the case with this key while this lasts."""
    with psycopg.connect(url) as other:
        other.execute(
            "SELECT 1 FROM cases_case c JOIN cases_contact k ON k.case_id = c.id WHERE c.id = %s FOR UPDATE", [key]
        )
        yield other
        other.rollback()


def waits(url: str) -> bool:
    """Whether somebody stands at a lock."""
    with psycopg.connect(url) as other:
        waiting = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        return bool(other.execute(waiting).fetchone())


def killed_at(url: str, key: int, data: Path, *command: str, **environment: str) -> None:
    """Run the command, and `kill -9` it when it has come as far as the case with this key."""
    with stopped_at(url, key), ended(_huying(url, data, *command, **environment)) as program:
        until(lambda: waits(url) or program.poll() is not None)
        assert program.poll() is None, program.communicate()[0]
        kill(psutil.Process(program.pid))
    until(lambda: not waits(url))


def _huying(url: str, data: Path, *command: str, **environment: str) -> "subprocess.Popen[str]":
    return start(["-m", "huying.cli", *command], DATABASE_URL=url, HUYING_DATA=str(data), **environment)


def finished(url: str, data: Path, *command: str, **environment: str) -> int:
    with ended(_huying(url, data, *command, **environment)) as program:
        program.communicate()
        return program.returncode


def test_an_erasure_killed_half_way_leaves_nothing_half_erased(url: str, tmp_path: Path) -> None:
    city = stories.city()
    with clock.at(timezone.now() - timedelta(days=365)):
        cases = [stories.received(city) for _ in range(6)]
        for case in cases:
            intake.withdraw(case, by=Actor.resident(case.pk))
    killed_at(url, cases[3].pk, tmp_path, "erase")
    gone = [not Contact.objects.filter(case=case).exists() for case in cases]
    told = [Event.objects.filter(thing=case.pk, verb="erase").exists() for case in cases]
    assert (gone, told) == ([True] * 3 + [False] * 3,) * 2
    assert finished(url, tmp_path, "erase") == 0
    assert (Contact.objects.count(), Event.objects.filter(verb="erase").count()) == (0, 6)
    assert verify().findings == []


def test_a_rotation_killed_half_way_is_taken_up_again(url: str, tmp_path: Path) -> None:
    old = keys.current()
    stories.reported(stories.city(), 1200)
    said = list(Contact.objects.order_by("pk").values_list("phone", flat=True))
    middle = Case.objects.order_by("pk").values_list("pk", flat=True)[700]
    ring = {"HUYING_SEALING_KEYS": ",".join((NEW, *old))}
    killed_at(url, middle, tmp_path, "keys", "rotate", **ring)
    with _keys(NEW, *old):
        assert rotation.used()[0][NEW] == 2 * rotation.BATCH  # name and telephone of the first batch, and no half batch
    assert finished(url, tmp_path, "keys", "rotate", **ring) == 0
    with _keys(NEW):
        assert list(Contact.objects.order_by("pk").values_list("phone", flat=True)) == said


@contextmanager
def _keys(*ring: str) -> Iterator[None]:
    before, settings.SEALING_KEYS = settings.SEALING_KEYS, list(ring)
    try:
        yield
    finally:
        settings.SEALING_KEYS = before
