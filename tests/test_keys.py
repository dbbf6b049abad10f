"""The commands `huying keys`, one after the other, as somebody changes a key."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from typer.testing import CliRunner, Result

from huying import secrets
from huying.base.journal.models import Event
from huying.base.sealed import keys
from huying.cases.models import Contact
from huying.cli import app
from tests import stories

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(settings: Any, tmp_path: Path) -> Path:
    settings.SEALING_KEYS, settings.SEALING_KEYS_FILE = [], tmp_path / "keys"
    secrets.kept(settings.SEALING_KEYS_FILE, secrets.sealing_key)
    return tmp_path / "keys"


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["keys", *words])


def counted(*words: str) -> Any:
    return json.loads(run(*words, "--json").stdout.splitlines()[-1])


def test_from_the_old_key_to_the_new_one(file: Path) -> None:
    stories.received(stories.city())
    (old,) = keys.current()
    assert run("new").exit_code == 0
    new = keys.current()[0]
    names = keys.fingerprint(new), keys.fingerprint(old)
    assert counted("check") == {names[0]: 0, names[1]: 2, "unreadable": 0}
    early = run("drop")
    assert (early.exit_code, keys.current()) == (1, (new, old))  # something still needs it
    assert counted("rotate") == {"read": 1, "written": 1, "unchanged": 0, "unreadable": [], "interrupted": False}
    assert counted("check") == {names[0]: 2, names[1]: 0, "unreadable": 0}
    assert run("drop").exit_code == 0
    assert (keys.current(), Contact.objects.get().phone) == ((new,), "13900001234")
    (noted,) = Event.objects.filter(life="audit", verb="keys_rotated")
    assert (noted.facts["rows"], noted.by.partition(":")[0]) == (1, "console")


def test_no_command_shows_a_key_that_stands_in_the_file(file: Path) -> None:
    said = "".join(run(word).output for word in ("new", "check", "rotate", "drop"))
    assert [key for key in file.read_text().split() if key in said] == []


def test_what_cannot_be_opened_is_named_by_row_and_the_command_fails(file: Path) -> None:
    case = stories.received(stories.city())
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_contact SET phone = 'gAAAA'")
    for word in ("rotate", "check"):
        said = run(word)
        assert (said.exit_code, f"✗ 无法解密 unreadable: cases_contact {case.pk} phone" in said.stdout) == (1, True)


def test_keys_of_the_environment_are_changed_by_whoever_runs_it(settings: Any) -> None:
    before = settings.SEALING_KEYS = [secrets.sealing_key()]
    said = run("new")
    made = said.stdout.splitlines()[1].removeprefix("HUYING_SEALING_KEYS=").removesuffix(",$HUYING_SEALING_KEYS")
    assert (said.exit_code, len(made), keys.current()) == (0, len(before[0]), tuple(before))
    assert before[0] not in said.stdout
