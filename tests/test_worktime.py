"""`huying worktime`: when something is due and why; what publishing a year would move."""

import json

import pytest
from typer.testing import CliRunner

from huying.base.units import calendars
from huying.base.worktime.models import Year
from huying.base.worktime.papers import of_china
from huying.cli import app

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ready(monkeypatch):
    """The database of the test is up already."""
    from contextlib import nullcontext

    monkeypatch.setattr("huying.worktime.ready", lambda **given: nullcontext())


def run(*words):
    result = CliRunner().invoke(app, ["worktime", *words, "--json"])
    return result.exit_code, result.output


def test_it_says_when_and_why():
    calendars.publish(next(paper for paper in of_china() if paper.year == 2025))
    calendars.current.forget()
    code, said = run("after", "2025-09-30T09:00", "2 working days")
    last = json.loads(said.splitlines()[-1])
    assert (code, last["due_at"], last["provisional"]) == (0, "2025-10-10T09:00:00+08:00", False)
    assert len(last["left_out"]) == 8
    assert last["left_out"][0] == {"day": "2025-10-01", "name": "国庆节 National Day"}


def test_what_is_no_period_is_refused():
    assert run("after", "2025-09-30T09:00", "soon")[0] == 1


def test_a_year_is_put_in_force_and_amended_as_a_new_version(tmp_path):
    file = tmp_path / "2027.json"
    file.write_text('{"year": 2027, "papers": [], "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": true}]}')
    tried = json.loads(run("publish", str(file), "--dry-run")[1].splitlines()[-1])
    assert (tried["dry_run"], tried["moved"], Year.objects.count()) == (True, 0, 0)
    assert json.loads(run("publish", str(file))[1].splitlines()[-1])["version"] == 1
    file.write_text('{"year": 2027, "papers": [], "days": []}')
    assert json.loads(run("publish", str(file))[1].splitlines()[-1])["version"] == 2
