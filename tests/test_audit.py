"""The command `huying audit`, and what commands leave in the audit log."""

import csv
import json
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from huying.base.journal import audit, clock
from huying.base.journal.models import Event, Seal
from huying.base.journal.seals import seal
from huying.base.units.models import Key, Unit
from huying.base.units.roles import Actor, Role
from huying.cases import beside
from huying.cli import app
from tests import stories

pytestmark = pytest.mark.django_db

ADMIN = Actor(Role.ADMIN, "staff:7")


def huying(*words: str) -> Result:
    return CliRunner().invoke(app, words)


def recorded(what: str) -> list[tuple[str, dict[str, Any]]]:
    return list(Event.objects.filter(life="audit", verb=what).order_by("pk").values_list("by", "facts"))


def test_a_key_that_is_made_and_revoked_is_recorded_by_its_number() -> None:
    unit = Unit.objects.create(code="lamps", zh="路灯所", en="Street lights", level=Unit.Level.DEPARTMENT)
    secret = huying("key", "create", "--role", "handler", "--unit", "lamps").stdout.strip()
    key = Key.objects.get()
    assert huying("key", "revoke", str(key.pk)).exit_code == 0
    by = audit.console().ref
    assert recorded("key_made") == [
        (by, {"key": key.pk, "key_role": "handler", "key_unit": unit.pk, "key_purpose": "api"})
    ]
    assert recorded("key_revoked") == [(by, {"key": key.pk})]
    assert Key.bearer(secret) is None
    assert huying("key", "list").stdout.split()[:3] == [str(key.pk), "handler", "lamps"]


def test_a_key_is_revoked_once() -> None:
    Key.make("handler", None)
    assert [huying("key", "revoke", str(Key.objects.get().pk)).exit_code for _twice in range(2)] == [0, 1]
    assert len(recorded("key_revoked")) == 1


def test_the_set_up_that_is_written_out_is_recorded(tmp_path: Path) -> None:
    assert huying("export", "setup", str(tmp_path / "out")).exit_code == 0
    assert [facts["list"] for _by, facts in recorded("exported")] == ["setup"]


def test_the_log_comes_as_a_table_with_hash_and_seal_and_says_how_far_it_is_sealed() -> None:
    audit.record("key_made", by=ADMIN, key=1)
    seal()
    said = huying("audit", "export")
    first, last = csv.DictReader(StringIO(said.stdout.removeprefix("\ufeff")))
    made, kept = Event.objects.get(verb="key_made"), Seal.objects.get()
    assert (first["what"], first["by"], first["hash"], first["seal"]) == (
        "key_made", "staff:7", bytes(made.hash).hex(), str(kept.pk),
    )  # fmt: skip
    assert (last["what"], last["by"], last["seal"]) == ("exported", audit.console().ref, "")
    assert json.loads(said.stderr) == {
        "sealed_until": kept.at.isoformat(), "seal": kept.pk, "root": bytes(kept.root).hex(),
    }  # fmt: skip


def test_the_log_of_some_days_comes_as_one_object_a_line(tmp_path: Path) -> None:
    audit.record("key_made", by=ADMIN, key=1)
    today, file = f"{audit.today():%Y-%m-%d}", tmp_path / "audit.jsonl"
    assert huying("audit", "export", "--from", today, "--format", "json", "--to", str(file)).exit_code == 0
    assert [json.loads(line)["facts"] for line in file.read_text().splitlines()] == [
        {"key": 1}, {"list": "audit", "format": "json", "since": today},
    ]  # fmt: skip
    assert huying("audit", "export", "--until", "2026-01-01", "--format", "json").stdout == ""


def test_the_looks_come_the_same_way() -> None:
    case = stories.in_progress(stories.city())
    until = clock.now() + timedelta(hours=1)
    beside.reveal(case, by=stories.lead(case), purpose="visit", until=until, reason="约上门时间")
    (look,) = map(json.loads, huying("audit", "export", "--list", "looks", "--format", "json").stdout.splitlines())
    assert (look["case"], look["unit"], look["purpose"], look["second"]) == (case.number, "02", "visit", None)
    assert "约上门时间" not in str(look)  # what people typed stays where it can be erased


def test_verifying_and_sealing_record_nothing() -> None:
    audit.record("key_made", by=ADMIN, key=1)
    assert [json.loads(huying(word, "--json").stdout.splitlines()[-1])["read"] for word in ("seal", "verify")] == [1, 1]
    assert Event.objects.filter(life="audit").count() == 1
