"""Lists, trees and groups in YAML."""

from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from io import StringIO
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

from . import entries
from .csvs import decoded
from .entries import Entry, Unreadable
from .report import Problem


class Shape(Enum):
    """How the entries of a file hang together."""

    ONE = "one"
    """The file is one entry."""
    LIST = "list"
    TREE = "tree"
    """Entries may have `children`; each then knows its `parent`."""
    GROUPS = "groups"
    """A list under each `purpose`."""
    PAIRS = "pairs"
    """A `code` and its `value` a line."""


Row = dict[str, Any]


def read(path: Path, shape: Shape) -> tuple[list[Entry], list[Problem]]:
    """The entries of a file, parents first, and the problems of what is no entry. `Unreadable` if it is no YAML."""
    document, problems = _parsed(path), list[Problem]()
    found = {Shape.ONE: _one, Shape.LIST: _list, Shape.TREE: _list, Shape.GROUPS: _groups, Shape.PAIRS: _pairs}[shape]
    return list(found(document, path.name, {}, problems)), problems


def write(path: Path, rows: Iterable[Row], shape: Shape, about: str) -> None:
    """`rows` in this shape, below a line that says what they are about."""
    yaml = YAML()
    yaml.width = 10_000
    yaml.allow_unicode = True
    text = StringIO()
    yaml.dump(_styled(_shaped(list(rows), shape)), text)
    path.write_text(f"# {about}\n{text.getvalue()}", encoding="utf-8")


def _parsed(path: Path) -> Any:
    text = decoded(path)
    try:
        _refuse_aliases(text, path.name)
        return YAML().load(text)
    except MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        reason = _("This is not YAML: %(fault)s.") % {"fault": (fault.problem or "").split("\n")[0].strip()}
        raise Unreadable(Problem(path.name, mark.line + 1 if mark else 1, reason)) from fault
    except YAMLError as fault:
        raise Unreadable(Problem(path.name, 1, _("This is not YAML: %(fault)s.") % {"fault": fault})) from fault


def _refuse_aliases(text: str, file: str) -> None:
    """A few lines of aliases to aliases unfold to more than memory holds."""
    for event in YAML().parse(text):
        if isinstance(event, AliasEvent):
            line = event.start_mark.line + 1
            raise Unreadable(
                Problem(file, line, _("What stands elsewhere is not read in again here; please write it out."))
            )


def _one(node: Any, file: str, given: Row, problems: list[Problem]) -> Iterator[Entry]:
    if not isinstance(node, Mapping):
        problems.append(Problem(file, _line(node), _("Here fields with their values are expected.")))
        return
    values = {str(name): _plain(value) for name, value in node.items() if name != "children"}
    yield Entry(file, _line(node), values | given, lambda path: _line(node, path))


def _list(node: Any, file: str, given: Row, problems: list[Problem]) -> Iterator[Entry]:
    """A list of entries and, below each, its children."""
    if not isinstance(node, list):
        problems.append(Problem(file, _line(node), _("Here a list is expected: each entry begins with “- ”.")))
        return
    for place, item in enumerate(node):
        if not isinstance(item, Mapping):
            problems.append(Problem(file, _line(node, (place,)), _("Here fields with their values are expected.")))
            continue
        yield from _one(item, file, given, problems)
        if "children" in item:
            code = _plain(item.get("code"))
            yield from _list(item["children"], file, {"parent": code} if isinstance(code, str) else {}, problems)


def _groups(node: Any, file: str, given: Row, problems: list[Problem]) -> Iterator[Entry]:
    if not isinstance(node, Mapping):
        problems.append(Problem(file, _line(node), _("Here fields with their values are expected.")))
        return
    for purpose, items in node.items():
        yield from _list(items, file, {"purpose": purpose}, problems)


def _pairs(node: Any, file: str, given: Row, problems: list[Problem]) -> Iterator[Entry]:
    if not isinstance(node, Mapping):
        problems.append(Problem(file, _line(node), _("Here fields with their values are expected.")))
        return
    for code, value in node.items():
        yield Entry(file, _line(node, (code,)), {"code": str(code), "value": _plain(value)})


def _line(node: Any, path: entries.Path = ()) -> int:
    """The line of what lies at `path` in a node of ruamel's, or of as much of the way as there is."""
    line = node.lc.line if hasattr(node, "lc") else 0
    below: Any = node
    for step in path:
        try:
            lines = below.lc
            line = (lines.key(step) if isinstance(below, Mapping) else lines.item(step))[0]
            below = below[step]
        except (AttributeError, KeyError, IndexError, TypeError):
            break
    return int(line) + 1


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _plain(below) for name, below in value.items()}
    if isinstance(value, list):
        return [_plain(below) for below in value]
    return str(value) if isinstance(value, str) else value


def _shaped(rows: list[Row], shape: Shape) -> Any:
    if shape is Shape.ONE:
        return rows[0]
    if shape is Shape.TREE:
        return _nested(rows)
    if shape is Shape.PAIRS:
        return {row["code"]: row["value"] for row in rows}
    if shape is Shape.LIST:
        return rows
    purposes = dict.fromkeys(row["purpose"] for row in rows)
    return {purpose: [_without(row, "purpose") for row in rows if row["purpose"] == purpose] for purpose in purposes}


def _nested(rows: list[Row]) -> list[Row]:
    """Parents must come first."""
    nodes: dict[str, Row] = {}
    tops: list[Row] = []
    for row in rows:
        nodes[row["code"]] = node = _without(row, "parent")
        (nodes[row["parent"]].setdefault("children", []) if "parent" in row else tops).append(node)
    return tops


def _without(row: Row, name: str) -> Row:
    return {key: value for key, value in row.items() if key != name}


def _styled(value: Any) -> Any:
    """Long texts as they read; what looks like a number in double quotes."""
    if isinstance(value, dict):
        return {name: _styled(below) for name, below in value.items()}
    if isinstance(value, list):
        return [_styled(below) for below in value]
    if isinstance(value, str) and "\n" in value:
        return LiteralScalarString(value)
    return DoubleQuotedScalarString(value) if isinstance(value, str) and value.isdigit() else value
