"""The command `huying`: what it prints, and how it ends."""

import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from huying import embedded
from huying.base.journal.models import Event, Unsealed
from huying.base.units.models import Key, Unit
from huying.cli import app

pytestmark = pytest.mark.django_db


def huying(*words: str) -> Result:
    return CliRunner().invoke(app, words)


def test_a_key_is_printed_alone_and_only_its_hash_is_kept() -> None:
    unit = Unit.objects.create(code="lamps", zh="路灯所", en="Street lights", level=Unit.Level.DEPARTMENT)
    said = huying("key", "create", "--role", "handler", "--unit", "lamps")
    key = Key.objects.get()
    assert (said.exit_code, key.digest, key.unit) == (0, Key.hashed(said.stdout.rstrip("\n")), unit)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("--role", "handler", "--unit", "moon"), "There is no unit with the code moon."),
        (("--role", "emperor"), "There is no role emperor; there are: "),
        (("--role", "system"), "There is no role system; there are: "),
        (("--role", "resident"), "There is no role resident; there are: "),
    ],
)
def test_a_key_for_nobody_is_refused_with_the_reason(words: tuple[str, ...], reason: str) -> None:
    said = huying("key", "create", *words)
    assert (said.exit_code, said.stdout, reason in said.stderr) == (1, "", True)
    assert not Key.objects.exists()


def test_an_empty_record_is_sealed_and_verified() -> None:
    assert json.loads(huying("seal", "--json").stdout.splitlines()[-1]) == {
        "read": 0, "written": 0, "unchanged": 0, "refused": 0,
    }  # fmt: skip
    said = huying("verify", "--json")
    last = json.loads(said.stdout.splitlines()[-1])
    assert (said.exit_code, last["read"], last["refused"], last["sealed_until"]) == (0, 0, 0, None)


def test_an_event_written_by_hand_fails_the_verification_by_name() -> None:
    event = {"life": "case", "thing": 7, "seq": 1, "hash": b"by hand"}
    Event.objects.create(**event, verb="receive", by="nobody", at="2026-11-22T00:00:00Z")
    Unsealed.objects.create(**event)
    said = huying("verify", "--json")
    assert (said.exit_code, said.stdout.splitlines()[0]) == (1, "✗ case:7 event 1: changed")
    assert json.loads(said.stdout.splitlines()[-1])["refused"] == 1


def test_the_doctor_fails_when_something_is_wrong_and_says_what_in_json_too() -> None:
    said = huying("doctor", "--json")
    last = json.loads(said.stdout.splitlines()[-1])
    assert (said.exit_code, last["wrong"] > 0) == (1, True)
    ill = {finding["check"] for finding in last["findings"] if not finding["well"]}
    assert "worker" in ill


def test_what_breaks_is_told_with_a_reference_number_and_the_details_in_a_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HUYING_DATA", str(tmp_path))
    monkeypatch.setattr("huying.base.journal.seals.seal", lambda: 1 / 0)
    said = huying("seal")
    (details,) = (tmp_path / "errors").iterdir()
    assert said.exit_code == 70
    assert said.stderr.splitlines()[-1] == f"编号 Reference: {details.stem}"
    assert details.read_text().splitlines()[-1] == "ZeroDivisionError: division by zero"
    assert details.stat().st_mode & 0o777 == 0o600


def test_the_address_of_the_database_is_the_one_given_or_that_of_the_embedded_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert huying("db", "url").stdout == f"{os.environ['DATABASE_URL']}\n"
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.setenv("HUYING_DATA", str(tmp_path))
    assert huying("db", "url").stdout == f"{embedded.url(tmp_path / 'db')}\n"


def test_django_s_own_commands_are_passed_through() -> None:
    assert huying("manage", "check", "--tag", "urls").exit_code == 0
