"""What `export.md` says of every table and column of an export, read off the models and the words beside their fields."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any

from django.db.models import Field, Model

from huying.base.sealed.fields import SealedField
from huying.web.exchange.city import beside
from huying.web.exchange.city.tables import LEFT_OUT, ONLY_SAYS, WRITTEN_AS, models

TYPES = {
    "AutoField": "integer", "BigAutoField": "integer", "BigIntegerField": "integer", "BinaryField": "bytes", "BooleanField": "boolean",
    "CharField": "text", "DateField": "date", "DateTimeField": "time", "DecimalField": "number",
    "FloatField": "number", "IntegerField": "integer", "URLField": "text",
    "JSONField": "JSON", "PositiveIntegerField": "integer", "PositiveSmallIntegerField": "integer", "SearchVectorField": "index",
    "SlugField": "text", "SmallIntegerField": "integer", "TextField": "text", "TimeField": "time of day", "EmailField": "text",
}  # fmt: skip
MOST_CHOICES = 14
HEAD = """\
# What an export of a city holds · 整城导出的内容

`huying export city FOLDER` ([guide](../guides/moving.md), [decision 27](../decisions/0027-whole-city.md)) writes

| file | what |
| --- | --- |
| `manifest.json` | written last: version, moment, newest seal, state of the tables, and of every file its rows, bytes and SHA-256 |
| `SHA256SUMS` | the same hashes, for `sha256sum --check SHA256SUMS` |
| `rows/TABLE/000001.jsonl.gz` … | the rows of a table in the order of their key, a JSON object a line, at most 50,000 a file |
| `files/ab/cd/abcd…` | photos and documents, each under the SHA-256 of its content; `files.jsonl.gz` lists them |
| `models/`, `papers/`, `lake/` | what the installation learned, its own templates, what was first published |
| `keys.sealed` | only with `--key`: keys and password hashes, under the key of that file |

Column names are stable: a later version adds, and says so in the CHANGELOG when it renames. Types: `time` is ISO 8601 in UTC, `bytes` are
`"\\\\x"` with hexadecimal digits, `sealed` are the bytes of a Fernet token (empty: nothing), `→ table` is the key of a row there, and an
`index` is made from the words beside it: whoever reads can leave it out. To read a table without Huying, for example with DuckDB:
`SELECT state, count(*) FROM read_json_auto('rows/cases_case/*.jsonl.gz') GROUP BY state`.
"""


def page() -> str:
    lines = [HEAD]
    for model in models():
        name = model._meta.db_table
        only = f" ({ONLY_SAYS[name]})" if name in ONLY_SAYS else ""
        lines += [f"## `{name}`{only}", "", *([said, ""] if (said := _said(model)) else [])]
        lines += ["| column | type | meaning |", "| --- | --- | --- |"]
        lines += [f"| `{field.column}` | {_type(field)} | {_meaning(model, field)} |" for field in _fields(model)]
        lines.append("")
    lines += ["## What does not travel", "", "| table or folder | why |", "| --- | --- |"]
    lines += [
        f"| `{name}` | {why} |"
        for name, why in (LEFT_OUT | {f"{home}/": why for home, why in beside.LEFT_OUT.items()}).items()
    ]
    return "\n".join([*lines, ""])


def _fields(model: type[Model]) -> list[Field[Any, Any]]:
    return [*model._meta.local_concrete_fields]


def _type(field: Field[Any, Any]) -> str:
    if isinstance(field, SealedField):
        return "sealed"
    other = field.related_model if field.is_relation else None
    kind = f"→ `{other._meta.db_table}`" if other else TYPES[field.get_internal_type()]  # type: ignore[union-attr]
    return kind + (" or null" if field.null else "")


def _meaning(model: type[Model], field: Field[Any, Any]) -> str:
    said = _one_line(_words(model).get(field.name, "") or str(field.help_text or ""))
    as_what = WRITTEN_AS.get(model._meta.db_table, {}).get(field.column)
    codes = [f"`{code}`" for code, _label in field.flatchoices if code] if field.choices else []
    more = [
        said,
        f"One of {', '.join(codes)}." if 0 < len(codes) <= MOST_CHOICES else "",
        f"Always {as_what.strip(chr(39))}." if as_what else "",
    ]
    return " ".join(filter(None, more)).replace("|", "\\|")


def _said(model: type[Model]) -> str:
    doc = inspect.cleandoc(model.__doc__ or "")
    return "" if doc.startswith(f"{model.__name__}(") else _one_line(doc)


def _one_line(text: str) -> str:
    return " ".join(text.split())


@cache
def _words(model: type[Model]) -> dict[str, str]:
    """Field → the words that stand below it in the source, its own and those it takes over."""
    words: dict[str, str] = {}
    for kind in reversed(model.__mro__):
        if kind.__module__.startswith("huying.") and not model._meta.auto_created:
            words |= dict(_below_fields(kind))
    return words


def _below_fields(kind: type) -> Iterator[tuple[str, str]]:
    body: list[Any] = ast.parse(textwrap.dedent(inspect.getsource(kind))).body[0].body  # type: ignore[attr-defined]
    for known, below in pairwise(body):
        if isinstance(known, ast.Assign) and isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant):
            yield known.targets[0].id, str(below.value.value)
