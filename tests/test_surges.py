"""The command `huying surges`, given as a person gives it."""

import json
from contextlib import nullcontext

import pytest
from typer.testing import CliRunner

from huying import surges as command
from huying.cli import app
from huying.insight.models import Proposal
from tests import stories
from tests.insight.test_proposals import LAST, told, usual

pytestmark = pytest.mark.django_db


@pytest.fixture
def given(monkeypatch):
    monkeypatch.setattr(command, "ready", nullcontext)
    told(stories.city(), usual() | {LAST: 12})

    def run(*arguments):
        ran = CliRunner().invoke(app, ["surges", "--at", LAST.isoformat(), *arguments, "--json"])
        assert ran.exit_code == 0, ran.output
        return json.loads(ran.stdout.splitlines()[-1])

    return run


def test_it_tells_what_a_day_showed_and_writes_nothing(given):
    told = given()
    assert (told["read"], told["written"]) == (1, 0)
    assert (told["found"][0]["sign"], told["found"][0]["category"], told["found"][0]["seen"]) == ("surge", "0203", 12)
    assert not Proposal.objects.exists()


def test_it_proposes_when_asked_to_and_only_once(given):
    assert [given("--propose")["written"] for _night in range(2)] == [1, 0]
