"""The suite: `huying bench` knows every bench of it, each is a program that is there, and one that broke is told."""

import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bench import suite
from bench.suite import BENCHES, Bench
from huying import bench
from huying.cli import app


def test_huying_bench_knows_every_bench_of_the_suite() -> None:
    assert [*bench.MEASURED] == [*BENCHES]


def test_every_bench_is_a_program_of_the_folder() -> None:
    assert [name for name, each in BENCHES.items() if not (suite.HERE / each.program).exists()] == []


def test_a_full_run_takes_many_cases_and_what_is_asked_for_counts() -> None:
    each = Bench("intake.py", 5, 50, ("--a",), short=("--b",), full=("--c",))
    program = [sys.executable, str(suite.HERE / "intake.py"), "--a"]
    assert each.command() == [*program, "--cases", "5", "--b"]
    assert each.command(is_full=True, more=("--data", "x")) == [*program, "--cases", "50", "--c", "--data", "x"]
    assert each.command(cases=7) == [*program, "--cases", "7", "--b"]


def test_what_a_bench_prints_is_its_document_and_one_that_broke_has_none(capfd: pytest.CaptureFixture[str]) -> None:
    said = "print('made 3 cases'); print('{'); print('\"cases\": 3'); print('}')"
    assert suite.run([sys.executable, "-c", said])[0] == {"cases": 3}
    assert capfd.readouterr().err == "made 3 cases\n"
    assert suite.run([sys.executable, "-c", "raise SystemExit(3)"])[0] is None


def test_without_the_source_it_says_where_the_benches_are(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(bench, "SUITE", tmp_path / "suite.py")
    told = CliRunner().invoke(app, ["bench", "intake"])
    assert (told.exit_code, "clone it and run `make bench`" in told.stderr) == (1, True)
