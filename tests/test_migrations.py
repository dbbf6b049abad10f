"""No migration breaks the processes of the release before, which answer until the last of them was replaced."""

from typing import Any

import pytest
from django.db import models
from django.db.migrations import operations
from django.db.migrations.state import ModelState, ProjectState

from tests.expanding import MARKED, breaking, breaks


def test_migrations_since_the_last_release_only_expand() -> None:
    found = [(app, name, reason) for app, name, reason in breaking() if (app, name) not in MARKED]
    assert found == []


def test_no_mark_is_left_over() -> None:
    assert MARKED.keys() - {(app, name) for app, name, _reason in breaking()} == set()


PLACE: dict[str, Any] = {"model_name": "place"}
TEXT, NUMBER = models.CharField(max_length=20), models.IntegerField()


@pytest.mark.parametrize(
    "operation",
    [
        operations.AddField(name="more", field=models.TextField(null=True), **PLACE),
        operations.AddField(name="more", field=models.TextField(db_default=""), **PLACE),
        operations.AlterField(name="name", field=models.CharField(max_length=40), **PLACE),
        operations.AlterField(name="name", field=models.TextField(), **PLACE),
        operations.AlterField(name="n", field=models.BigIntegerField(), **PLACE),
        operations.AlterField(name="n", field=models.IntegerField(null=True), **PLACE),
        operations.AddIndex("place", models.Index(fields=["name"], name="place_by_name")),
        operations.RemoveIndex("place", "place_by_name"),
        operations.CreateModel("Other", [("id", models.AutoField(primary_key=True))]),
    ],
    ids=lambda operation: operation.describe(),
)
def test_what_expands_is_let_through(operation: Any) -> None:
    assert breaks(operation, "town", state()) == ""


@pytest.mark.parametrize(
    "operation",
    [
        operations.AddField(name="more", field=models.TextField(default=""), **PLACE),  # Django drops such a default
        operations.RemoveField(name="name", **PLACE),
        operations.RenameField(old_name="name", new_name="title", **PLACE),
        operations.RenameModel("Place", "Spot"),
        operations.DeleteModel("Place"),
        operations.AlterField(name="name", field=models.CharField(max_length=10), **PLACE),
        operations.AlterField(name="name", field=models.CharField(max_length=20, unique=True), **PLACE),
        operations.AlterField(name="name", field=NUMBER, **PLACE),
        operations.AlterField(name="n", field=models.SmallIntegerField(), **PLACE),
        operations.AlterField(name="maybe", field=models.IntegerField(), **PLACE),
        operations.AlterField(name="given", field=models.IntegerField(), **PLACE),
        operations.AddConstraint("place", models.UniqueConstraint(fields=["name"], name="one_name")),
        operations.RunSQL("SELECT 1"),
        operations.RunPython(operations.RunPython.noop),
    ],
    ids=lambda operation: operation.describe(),
)
def test_what_would_break_the_release_before_is_refused(operation: Any) -> None:
    assert breaks(operation, "town", state()) != ""


def state() -> ProjectState:
    """A table as the release before knows it."""
    fields: list[tuple[str, Any]] = [
        ("id", models.AutoField(primary_key=True)), ("name", TEXT), ("n", NUMBER),
        ("maybe", models.IntegerField(null=True)), ("given", models.IntegerField(db_default=0)),
    ]  # fmt: skip
    known = ProjectState()
    known.add_model(ModelState("town", "Place", fields))
    return known
