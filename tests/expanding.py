"""What a migration may do while processes of the release before still answer: expand, migrate, contract (docs/how-to/run.md)."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.migrations import operations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.db.models import NOT_PROVIDED, ManyToManyField

RELEASED = {
    "worktime": 2, "journal": 4, "places": 1, "catalogue": 6, "units": 5, "cases": 18, "insight": 2, "notices": 3,
}  # fmt: skip
"""The newest migration of each application in the last release; its processes answer while the next one's tables are made."""

MARKED = {
    ("cases", "0019_kept_records"): "0.1 has not been released: nobody runs what came before it.",
    ("cases", "0021_tended"): "When vacuum begins; it changes no column.",
    ("journal", "0005_tended"): "When vacuum begins; it changes no column.",
}
"""Migrations after it that break the rule, and why that is well: nothing of the last release does what they break."""


def ours() -> dict[str, str]:
    """Label → name of every application of ours that has tables."""
    return {app.label: app.name for app in apps.get_app_configs() if app.name.startswith("huying.")}


def breaking() -> Iterator[tuple[str, str, str]]:
    """(application, migration, what it would break) for all that is newer than the last release."""
    graph = MigrationLoader(None).graph
    state, fresh = ProjectState(), set[tuple[str, str]]()
    for app, name in graph._generate_plan(graph.leaf_nodes(), at_end=True):
        for operation in graph.nodes[app, name].operations:
            if app in ours() and int(name[:4]) > RELEASED.get(app, 0):
                if isinstance(operation, operations.CreateModel):
                    fresh.add((app, operation.name_lower))
                for reason in _broken(operation, app, state, fresh):
                    yield app, name, reason
            operation.state_forwards(app, state)


def _broken(operation: Any, app: str, state: ProjectState, fresh: set[tuple[str, str]]) -> Iterator[str]:
    if isinstance(operation, operations.SeparateDatabaseAndState):
        for part in operation.database_operations:
            yield from _broken(part, app, state, fresh)
        return
    model = str(getattr(operation, "model_name", ""))
    if (app, model.lower()) not in fresh and (reason := breaks(operation, app, state)):
        yield f"{operation.describe()}: {reason}"


def breaks(operation: Any, app: str, state: ProjectState) -> str:  # noqa: PLR0911 - a table
    """What the release before could no longer do once this is done to a table that it knows; "" where nothing."""
    match operation:
        case operations.DeleteModel() | operations.RemoveField():
            return "it still reads it; stop using it in one release, remove it in the next"
        case operations.RenameModel() | operations.RenameField() | operations.AlterModelTable():
            return "it knows it by the old name; add the new one beside it instead"
        case operations.AddField() if not _may_be_left_out(operation.field):
            return "it writes rows without it; give it null=True or a db_default"
        case operations.AlterField():
            before = state.models[app, operation.model_name_lower].fields[operation.name]
            return _narrower(before, operation.field)
        case operations.AddConstraint() | operations.AlterUniqueTogether():
            return "it may write what this refuses; write rows that hold it in one release, add it in the next"
        case operations.RunSQL() | operations.RunPython():
            return "nobody can tell; look, and mark it with what you found"
    return ""


def _may_be_left_out(field: Any) -> bool:
    by_itself = isinstance(field, ManyToManyField | models.GeneratedField) or field.primary_key
    return by_itself or field.null or field.db_default is not NOT_PROVIDED


def _narrower(before: Any, after: Any) -> str:
    kinds = [field.db_type(connection) for field in (before, after)]
    if kinds[0] != kinds[1] and not _wider(before, after):
        return f"it reads and writes {kinds[0]}, not {kinds[1]}"
    if before.null and not after.null:
        return "it may write null"
    if after.unique and not before.unique:
        return "it may write what this refuses"
    if before.db_default is not NOT_PROVIDED and not _may_be_left_out(after):
        return "it writes rows without it"
    return ""


def _wider(before: Any, after: Any) -> bool:
    if isinstance(before, models.CharField) and isinstance(after, models.CharField | models.TextField):
        return (after.max_length or 10**9) >= (before.max_length or 10**9)
    order = [models.SmallIntegerField, models.IntegerField, models.BigIntegerField]
    return type(before) in order and type(after) in order and order.index(type(after)) > order.index(type(before))
