"""Each check finds its fault, and only that."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.db import OperationalError, connection
from django.utils import timezone
from procrastinate.contrib.django import app
from pytest_django import Settings

from huying import doctor, embedded, weaknesses
from huying.backup import following
from huying.backup.folder import Folder
from huying.base.journal.models import Event, Seal, Unsealed
from huying.base.units.models import Staff
from huying.insight import lake, refreshing
from tests.faults.processes import ended, start
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


SAFE = {
    "ALLOWED_HOSTS": ["city.example"], "HTTPS": True, "PROXIES": 1, "LIMITS": 1, "SECRET_KEY": "".join(map(chr, range(40, 100))),
    "SEALING_KEYS": [Fernet.generate_key().decode()], "ROLES_WITH_MFA": ["admin", "security", "auditor", "supervisor"],
    "OIDC_URL": "https://id.city.example/", "SMS_URL": "http://localhost:9000/", "SMTP_URL": "smtp://mail.example/?tls=True",
    "EMAIL_HOST": "mail.example", "EMAIL_USE_TLS": True, "CSRF_TRUSTED_ORIGINS": ["https://city.example"], "ADDRESS": "https://city.example",
}  # fmt: skip
WEAK: list[tuple[dict[str, object], str]] = [
    ({"DEBUG": True}, "HUYING_DEBUG"),
    ({"ALLOWED_HOSTS": ["*"]}, "HUYING_HOSTS"),
    ({"ALLOWED_HOSTS": [".city.example"]}, "HUYING_HOSTS"),
    ({"HTTPS": False}, "HUYING_HTTPS"),
    ({"PROXIES": 0}, "HUYING_PROXIES"),
    ({"CSRF_TRUSTED_ORIGINS": ["http://city.example"]}, "HUYING_ORIGINS"),
    ({"CSRF_TRUSTED_ORIGINS": ["https://*.city.example"]}, "HUYING_ORIGINS"),
    ({"SECRET_KEY": "short"}, "HUYING_SECRET_KEY"),
    ({"SECRET_KEY": "a" * 60}, "HUYING_SECRET_KEY"),
    ({"SECRET_KEY_FALLBACKS": ["short"]}, "HUYING_SECRET_KEY"),
    ({"SEALING_KEYS": [], "SEALING_KEYS_FILE": Path("/nowhere")}, "HUYING_SEALING_KEYS"),
    ({"SEALING_KEYS": ["secret"]}, "HUYING_SEALING_KEYS"),
    ({"LIMITS": 0}, "HUYING_LIMITS"),
    ({"LIMITS": 100}, "HUYING_LIMITS"),
    ({"ROLES_WITH_MFA": ["admin", "security"]}, "HUYING_MFA_ROLES"),
    ({"IDLE": timedelta(hours=8)}, "HUYING_IDLE_MINUTES"),
    ({"RETENTION_DAYS": 0}, "HUYING_RETENTION_DAYS"),
    ({"OIDC_URL": "http://id.city.example/"}, "HUYING_OIDC_URL"),
    ({"SMS_URL": "http://sms.example/"}, "HUYING_SMS_URL"),
    ({"SMS_URL": "sms.example/messages"}, "HUYING_SMS_URL"),
    ({"EMAIL_USE_TLS": False}, "HUYING_SMTP_URL"),
    ({"ADDRESS": "http://localhost:8000"}, "HUYING_ADDRESS"),
]
"""What is set, and what the one sentence names that says so."""


@pytest.mark.parametrize(("weak", "named"), WEAK)
def test_a_weak_setting_is_found_outside_a_demo(settings: Settings, weak: dict[str, object], named: str) -> None:
    for name, value in SAFE.items():
        setattr(settings, name, value)
    assert list(weaknesses.found()) == []
    for name, value in weak.items():
        setattr(settings, name, value)
    (found,) = weaknesses.found()
    assert named in found.en
    assert not well()["settings"]
    settings.DEMO = True
    assert well()["settings"]


@pytest.mark.parametrize("environment", [{}, {"HUYING_HTTPS": "1", "HUYING_HOSTS": "city.example"}])
def test_an_installation_as_it_comes_has_no_weak_setting(tmp_path: Path, environment: dict[str, str]) -> None:
    look = "import django; django.setup(); from huying import weaknesses; print(list(weaknesses.found()))"
    program = start(["-c", look], **environment, HUYING_DATA=str(tmp_path), DJANGO_SETTINGS_MODULE="huying.settings")
    with ended(program):
        assert program.communicate()[0] == "[]\n"
    kept = [file.stat().st_mode & 0o777 for file in (tmp_path / "secrets").iterdir()]
    assert kept == [0o600, 0o600]


def test_an_account_of_the_database_that_may_do_everything_is_found() -> None:
    assert not well()["rights"]  # the tests' own server has one account, which may
    with connection.cursor() as cursor:
        cursor.execute("create role plain; set local role plain")
        assert doctor.examine([doctor._rights])[0].well


def test_the_embedded_database_is_its_own_guard(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(embedded, "cluster", lambda: tmp_path)
    assert well()["rights"]


class Line:
    """A connection to a database, as libpq tells of it."""

    def __init__(self, host: bytes, *, password: bool, ssl: bool) -> None:
        self.host, self.used_password, self.ssl_in_use = host, password, ssl


@pytest.mark.parametrize(
    ("line", "faults"),
    [
        (Line(b"/run/postgresql", password=False, ssl=False), 0),
        (Line(b"127.0.0.1", password=False, ssl=False), 0),
        (Line(b"db.example", password=True, ssl=True), 0),
        (Line(b"db.example", password=False, ssl=True), 1),
        (Line(b"db.example", password=True, ssl=False), 1),
        (Line(b"db.example", password=False, ssl=False), 2),
    ],
)
def test_a_way_to_the_database_that_is_open_to_others_is_found(line: Line, faults: int) -> None:
    assert len(doctor.faults_of(line, mighty=False)) == faults


@pytest.mark.parametrize("hosts", ["", "city.example"])
def test_django_finds_nothing_to_say_of_a_deployment(tmp_path: Path, hosts: str) -> None:
    environment = {"HUYING_DATA": str(tmp_path), "HUYING_HTTPS": "1", "HUYING_HOSTS": hosts}
    checking = ["-m", "django", "check", "--deploy", "--fail-level", "WARNING"]
    program = start(checking, **environment, DJANGO_SETTINGS_MODULE="huying.settings")
    with ended(program):
        said = program.communicate()[0]
    assert (program.returncode, said.splitlines()[-1]) == (0, "System check identified no issues (1 silenced).")


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


def test_figures_that_nobody_refreshes_are_found(settings: Settings, tmp_path: Path) -> None:
    settings.LAKE = tmp_path / "lake"
    assert well()["figures"]
    refreshing.refresh()
    assert well()["figures"]
    held = lake.manifest()
    lake.publish(replace(held, until=held.until - 2 * 3600))
    assert not well()["figures"]


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


TILES = "https://tiles.example.org/{z}/{x}/{y}.png"


@pytest.mark.parametrize(
    ("given", "check"),
    [
        ({"MAP_TILES": ["https://tiles.example.org/{z}/{x}.png"], "MAP_CREDIT": "©"}, "map"),
        ({"MAP_TILES": [TILES.replace("https", "http")], "MAP_CREDIT": "©"}, "map"),
        ({"MAP_TILES": [f"{TILES}?tk={{key}}"], "MAP_CREDIT": "©"}, "map"),
        ({"MAP_TILES": [TILES]}, "map"),
        ({"MAP_KEY": "unused"}, "map"),
        ({"EMBED_ON": ["www.example.org"]}, "embed"),
        ({"EMBED_ON": ["https://www.example.org/news"]}, "embed"),
        ({"EMBED_ON": ["http://www.example.org"]}, "embed"),
    ],
)
def test_a_map_or_a_frame_that_cannot_work_is_found(given: dict[str, object], check: str, settings: Settings) -> None:
    for name, value in given.items():
        setattr(settings, name, value)
    findings = {finding.check: finding.well for finding in doctor.examine(doctor.MACHINE)}
    assert [name for name in ("map", "embed") if not findings[name]] == [check]


def test_a_map_and_a_frame_that_work_are_well(settings: Settings) -> None:
    settings.MAP_TILES, settings.MAP_KEY, settings.MAP_CREDIT = [f"{TILES}?tk={{key}}"], "k", "©"
    settings.EMBED_ON = ["https://www.example.org", "http://localhost:8000"]
    findings = {finding.check: finding.well for finding in doctor.examine(doctor.MACHINE)}
    assert (findings["map"], findings["embed"]) == (True, True)


@pytest.mark.parametrize(
    ("told", "well_"),
    [({}, False), ({"base": timedelta(hours=25)}, True), ({"base": timedelta(hours=27), "wal": timedelta(0)}, False)],
)
def test_an_old_backup_is_found_and_none_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, told: dict[str, timedelta], well_: bool
) -> None:
    monkeypatch.setattr(embedded, "cluster", lambda: tmp_path)
    monkeypatch.setattr(embedded, "data_folder", lambda: tmp_path)
    if told:
        following.tell(Folder(tmp_path), **{name: timezone.now() - age for name, age in told.items()})
    assert well()["backups"] == well_


def test_of_a_server_that_others_look_after_nothing_is_known_until_it_was_backed_up_from_here(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(embedded, "data_folder", lambda: tmp_path)
    assert well()["backups"]
    following.tell(Folder(tmp_path), base=timezone.now() - timedelta(days=3))
    assert not well()["backups"]
