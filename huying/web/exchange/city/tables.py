"""What a city is made of: every table of every model, except those that stand here with the reason why they stay."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Model

from huying.base.sealed.fields import SealedField

LEFT_OUT = {
    "account_emailconfirmation": "of e-mail addresses of accounts; Huying sends none",
    "auth_group": "Huying grants by role alone",
    "auth_group_permissions": "Huying grants by role alone",
    "auth_permission": "made by every installation itself",
    "cases_onetimecode": "good for minutes",
    "cases_tally": "how often somebody knocked within the last minutes",
    "django_content_type": "made by every installation itself",
    "django_session": "everybody signs in again",
    "procrastinate_events": "what became of jobs that are done",
    "procrastinate_periodic_defers": "the clock of the other installation goes by itself",
    "procrastinate_workers": "programs that run there",
    "socialaccount_socialaccount": "no tie to an account at the city's provider is kept",
    "socialaccount_socialapp": "a setting",
    "socialaccount_socialtoken": "no tie to an account at the city's provider is kept",
    "units_staff_groups": "Huying grants by role alone",
    "units_staff_user_permissions": "Huying grants by role alone",
    "usersessions_usersession": "everybody signs in again",
}
"""Tables that do not travel. What is not named here does, also what a later version adds."""
ONLY = {
    "procrastinate_jobs": "status IN ('todo', 'doing') AND NOT args ? 'timestamp'",
}
"""Rows that travel, where not all do: of the jobs those that wait; what the clock asks for, it asks for there as well."""
ONLY_SAYS = {"procrastinate_jobs": "only those that wait"}
WRITTEN_AS = {
    "procrastinate_jobs": {"status": "'todo'", "worker_id": "NULL"},
    "units_staff": {"password": "'!'"},
}
"""Columns that travel as something else: a job as not begun, passwords in the envelope (`envelope.py`)."""
OF_PERSONS = frozenset({"cases_answered", "cases_contact", "cases_phonecall"})
"""Rows that are there for what is sealed in them: without contacts they stay altogether."""


@dataclass(frozen=True)
class Table:
    """A table that travels, and how it is read."""

    name: str
    key: str
    columns: tuple[str, ...]
    sealed: frozenset[str]
    numbered: bool
    """Whether the database gives its keys."""

    def rows(self, *, without_contacts: bool) -> str:
        """SQL for its rows as they travel, with the key; the names are ours."""
        written = dict(WRITTEN_AS.get(self.name, {}))
        if without_contacts:
            written |= dict.fromkeys(self.sealed, r"'\x'::bytea")
        columns = (f"{written.get(name, quoted(name))} AS {quoted(name)}" for name in self.columns)
        return f"SELECT {', '.join(columns)} FROM {quoted(self.name)} WHERE {self.which(without_contacts=without_contacts)}"  # noqa: S608 - names from our models

    def which(self, *, without_contacts: bool) -> str:
        """Which of its rows travel, as SQL."""
        return "false" if without_contacts and self.name in OF_PERSONS else ONLY.get(self.name, "true")


@cache
def tables() -> tuple[Table, ...]:
    """All that travel, each behind those that it points at."""
    return tuple(_table(model) for model in models())


def models() -> list[type[Model]]:
    """The models of what travels, each behind those that it points at."""
    known = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    order = TopologicalSorter({name: sorted(_above(model)) for name, model in sorted(known.items())})
    return [known[name] for name in order.static_order() if name not in LEFT_OUT]


def _above(model: type[Model]) -> set[str]:
    related = (field.related_model for field in model._meta.local_concrete_fields if field.is_relation)
    return {other._meta.db_table for other in related if other and other is not model}


def _table(model: type[Model]) -> Table:
    fields: list[Any] = [*model._meta.local_concrete_fields]
    key: Any = model._meta.pk
    sealed = frozenset(str(field.column) for field in fields if isinstance(field, SealedField))
    return Table(
        model._meta.db_table, key.column, tuple(field.column for field in fields), sealed,
        key.get_internal_type().endswith("AutoField"),
    )  # fmt: skip


def quoted(name: str) -> str:
    """A name as SQL takes it."""
    return connection.ops.quote_name(name)
