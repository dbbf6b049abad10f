"""`huying figures` and `huying figures refresh`."""

import json
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from huying.cli import app
from huying.insight.definitions import INDICATORS
from tests import stories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ready(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any) -> None:
    """The database of the test is up already."""
    monkeypatch.setattr("huying.figures.ready", lambda **given: nullcontext())
    settings.LAKE = tmp_path / "lake"


def run(*words: str) -> tuple[int, Any]:
    result = CliRunner().invoke(app, ["figures", *words, "--json"])
    return result.exit_code, json.loads(result.stdout.splitlines()[-1]) if result.exit_code == 0 else result.output


def test_every_indicator_is_told_for_each_group_of_a_level() -> None:
    city = stories.city()
    stories.closed(city)
    assert run("refresh")[1]["read"] == 1
    code, told = run(
        "--by",
        "unit",
        "--level",
        "department",
        "--from",
        "2000-01-01",
        "--to",
        "2100-01-01",
        "--profile",
        "beijing_like",
    )
    (lighting,) = told["slices"]
    assert (code, lighting["code"], lighting["figures"].keys()) == (0, "02", INDICATORS.keys())
    assert (lighting["figures"]["said_solved"]["value"], lighting["score"]["too_small"]) == (1, True)


def test_everything_anew_is_the_same() -> None:
    stories.closed(stories.city())
    run("refresh")
    asked = ("--by", "area", "--level", "street", "--from", "2000-01-01", "--to", "2100-01-01")
    bit_by_bit = run(*asked)
    assert run("refresh", "--full")[1]["full"] is True
    assert run(*asked) == bit_by_bit


def test_what_the_public_is_not_told_is_refused() -> None:
    result = CliRunner().invoke(app, ["figures", "--public", "--from", "2026-01-01", "--to", "2026-01-31"])
    assert result.exit_code != 0


@pytest.mark.parametrize("wrong", [("--by", "person"), ("--profile", "best")])
def test_what_is_not_there_is_said(wrong: tuple[str, str]) -> None:
    assert run(*wrong)[0] == 2


def test_a_person_reads_names_and_numbers() -> None:
    stories.closed(stories.city())
    run("refresh")
    said = CliRunner().invoke(app, ["figures", "--from", "2000-01-01", "--to", "2100-01-01"]).output
    assert "   受理量 Received 1 \n" in said
    assert "   解决率 Resolution rate 1 1/1\n" in said
