"""The house is as its map says (DESIGN: the house; docs/decisions)."""

import ast
import importlib
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.forms import Form
from pydantic import BaseModel

from huying.base.catalogue import boundaries
from tests.civic.mediation import commands as mediation
from tests.commands import COMMANDS, STEPS

ROOT = Path(__file__).parent.parent
MOST_LINES, LONG_WITH_REASON = 300, 400
NO_PLACE = {"utils", "helpers", "common", "services", "managers", "misc"}


def _sources() -> Iterator[Path]:
    for folder in ("huying", "tests", "bench", "samples"):
        yield from (path for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts)


ALL_COMMANDS = [("case", *pair) for pair in COMMANDS.items()] + [
    ("dispute", *pair) for pair in mediation.COMMANDS.items()
]
"""Of every life: its name, the verb, the command."""


def test_every_command_takes_the_thing_first_and_by_without_default() -> None:
    for _life, verb, command in ALL_COMMANDS:
        first, *others = inspect.signature(command).parameters.values()
        by = next(parameter for parameter in others if parameter.name == "by")
        assert first.name in ("case", "call", "dispute", "matter"), verb
        assert {parameter.kind for parameter in others} == {inspect.Parameter.KEYWORD_ONLY}, verb
        assert by.default is inspect.Parameter.empty, verb


def test_every_command_asks_before_it_looks() -> None:
    for life, verb, command in ALL_COMMANDS:
        if (life, verb) in (("case", "receive"), ("dispute", "open")):
            continue  # there is nothing to ask yet: the machine checks what is filed
        body = ast.parse(inspect.getsource(command)).body[0].body  # type: ignore[attr-defined]
        first = body[1] if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant) else body[0]
        assert ast.unparse(first) == f"LIFE.check({life}, '{verb}', by=by)", verb


def test_only_the_machine_assigns_a_state() -> None:
    assigning = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "huying").rglob("*.py")
        if re.search(r"\w\.state\s*=[^=]", path.read_text(encoding="utf-8"))
    ]
    assert assigning == ["huying/base/journal/machine.py"]


def test_no_file_is_long_without_a_reason_and_none_very_long() -> None:
    long = {}
    for path in _sources():
        lines = path.read_text(encoding="utf-8").splitlines()
        if len(lines) > LONG_WITH_REASON or (len(lines) > MOST_LINES and "Long because" not in "\n".join(lines[:12])):
            long[path.relative_to(ROOT).as_posix()] = len(lines)
    assert long == {}


def test_every_file_has_a_name_that_says_what_is_inside() -> None:
    assert [path.as_posix() for path in _sources() if {path.stem, *path.parts} & NO_PLACE] == []


def test_no_model_has_room_for_what_the_charter_refuses() -> None:
    own = [model for model in apps.get_models() if model.__module__.startswith("huying.")]
    fields = [(model.__name__, field.name) for model in own for field in model._meta.get_fields()]
    assert [(model, name) for model, name in fields if boundaries.refused(name)] == []


def test_no_form_and_no_shape_of_the_api_asks_for_what_the_charter_refuses() -> None:
    for path in (ROOT / "huying" / "web").rglob("*.py"):
        importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    forms = [(form, name, str(field.label or "")) for form in _below(Form) for name, field in form.base_fields.items()]
    shapes = [
        (shape, name, field.description or "")
        for shape in _below(BaseModel)
        for name, field in shape.model_fields.items()
    ]
    own = [asked for asked in forms + shapes if asked[0].__module__.startswith("huying.")]
    assert len(own) > 100
    assert [(kind.__name__, name) for kind, name, label in own if boundaries.refused(name, label)] == []


def _below(kind: type) -> Iterator[type[Any]]:
    child: type[Any]
    for child in kind.__subclasses__():
        yield child
        yield from _below(child)


def test_contacts_of_different_cases_have_no_key_in_common() -> None:
    contact = apps.get_model("cases", "Contact")
    assert [
        field.name for field in contact._meta.concrete_fields if getattr(field, "db_index", False) or field.unique
    ] == ["case"]
    party = apps.get_model("mediation", "Party")
    assert [
        field.name for field in party._meta.concrete_fields if getattr(field, "db_index", False) or field.unique
    ] == ["id", "side"]


def test_steps_live_in_the_step_modules_only() -> None:
    for commands, steps in ((COMMANDS, STEPS), (mediation.COMMANDS, mediation.STEPS)):
        homes = {verb: [module.__name__ for module in steps if hasattr(module, verb)] for verb in commands}
        assert {verb: found for verb, found in homes.items() if len(found) != 1} == {}


@pytest.mark.parametrize(
    "checker",
    [
        ["lint-imports"],
        ["python", "docs/reference/build.py", "--check"],
        ["python", "clients/python/generate.py", "--check"],
    ],
)
def test_imports_go_up_the_house_and_generated_pages_are_fresh(checker: list[str]) -> None:
    program = [str(Path(sys.executable).parent / checker[0]), *checker[1:]]
    ran = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_every_exception_from_a_rule_of_security_says_why() -> None:
    bare = re.compile(r"# noqa: (?:[A-Z]+\d+, )*S\d+(?:, [A-Z]+\d+)*\s*$", re.MULTILINE)
    assert [path.as_posix() for path in _sources() if bare.search(path.read_text(encoding="utf-8"))] == []


def test_every_verb_stands_in_the_glossary_once() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    named = [*COMMANDS, *(f"dispute.{verb}" for verb in mediation.COMMANDS)]
    assert {verb: glossary.count(f"| `{verb}` |") for verb in named} == dict.fromkeys(named, 1)
