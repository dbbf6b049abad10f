"""Each check finds its fault, and only that."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.utils import timezone
from procrastinate.contrib.django import app
from pytest_django import Settings

from huying import doctor
from huying.base.journal.models import Event, Seal, Unsealed
from huying.base.units.models import Staff
from tests.journal import unguarded

pytestmark = pytest.mark.django_db


def well() -> dict[str, bool]:
    return {finding.check: finding.well for finding in doctor.examine()}


def have_worker(silent_for: timedelta) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_workers (last_heartbeat) values (%s) returning id", [timezone.now() - silent_for]
        )
        (worker,) = cursor.fetchone()
    return worker


def have_unsealed_event(age: timedelta) -> None:
    event = {"life": "case", "thing": 1, "seq": 1, "hash": b""}
    Event.objects.create(**event, verb="receive", by="nobody", at=timezone.now() - age)
    Unsealed.objects.create(**event)


def test_a_secret_that_others_may_read_is_found(settings: Settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    (tmp_path / "secrets").mkdir()
    key = tmp_path / "secrets" / "secret_key"
    key.touch(0o600)
    assert well()["secrets"]
    key.chmod(0o644)
    (finding,) = (finding for finding in doctor.examine() if not finding.well and finding.check == "secrets")
    assert finding.mend.en == f"Run chmod 600 {key}"


@pytest.mark.parametrize(
    "weak",
    [
        {"DEBUG": True},
        {"SECRET_KEY": "short"},
        {"ALLOWED_HOSTS": ["*"], "HTTPS": True},
        {"ALLOWED_HOSTS": ["city.example"]},
    ],
)
def test_a_weak_setting_is_found_outside_a_demo(settings: Settings, weak: dict[str, object]) -> None:
    settings.ALLOWED_HOSTS = settings.LOOPBACK
    assert well()["settings"]
    for name, value in weak.items():
        setattr(settings, name, value)
    assert not well()["settings"]
    settings.DEMO = True
    assert well()["settings"]


def test_a_worker_counts_as_running_while_its_heart_beats() -> None:
    assert not well()["worker"]
    have_worker(timedelta(minutes=1))
    assert not well()["worker"]
    have_worker(timedelta(seconds=1))
    assert well()["worker"]


def test_a_job_of_a_worker_that_is_gone_is_found() -> None:
    app.configure_task("rescue").defer(timestamp=0)
    assert well()["jobs"]
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set status = 'doing', worker_id = %s", [have_worker(timedelta(0))])
    assert well()["jobs"]
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_workers set last_heartbeat = now() - interval '1 hour'")
    assert not well()["jobs"]


def test_events_that_nobody_seals_are_found() -> None:
    have_unsealed_event(timedelta(minutes=5))
    assert well()["seals"]
    unguarded()
    Event.objects.update(at=timezone.now() - timedelta(hours=1))
    assert not well()["seals"]
    Seal.objects.create(at=timezone.now(), root=b"", n_events=0)
    assert well()["seals"]


def test_demo_accounts_are_found_where_others_may_come_in(settings: Settings) -> None:
    Staff.objects.create_user("operator", demo=True)
    settings.ALLOWED_HOSTS = settings.LOOPBACK
    assert well()["accounts"]
    settings.ALLOWED_HOSTS = ["city.example"]
    assert not well()["accounts"]


def test_without_a_database_the_checks_that_need_one_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError("away")

    monkeypatch.setattr(connection, "ensure_connection", away)
    assert [name for name, fine in well().items() if not fine and name == "database"] == ["database"]
    assert well().keys().isdisjoint({"migrations", "worker", "jobs", "seals", "accounts"})
