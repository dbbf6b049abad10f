"""Write the typed part of the client from `docs/reference/openapi.json` (`make docs`), or say that it is stale (`--check`, exit 1)."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from keyword import iskeyword
from pathlib import Path
from textwrap import wrap
from typing import Any

HERE = Path(__file__).parent
DOCUMENT = HERE.parents[1] / "docs" / "reference" / "openapi.json"
PACKAGE = HERE / "huying_client"
WIDTH = 110
SIMPLE = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
NOTE = "Generated from `docs/reference/openapi.json` by `clients/python/generate.py`; do not edit."


def types(document: dict[str, Any]) -> str:
    """What is sent and answered, as TypedDicts."""
    schemas = document["components"]["schemas"]
    lines = [
        f'"""What is sent and what is answered. {NOTE}"""',
        "",
        "from typing import Any, Literal, NotRequired, TypedDict",
        "",
    ]
    for name, schema in sorted(schemas.items()):
        lines += [*_declared(name, schema), ""]
    return "\n".join(lines)


def _declared(name: str, schema: dict[str, Any]) -> Iterator[str]:
    if "properties" not in schema:
        yield f"{name} = {_type(schema, quoted=True)}" if schema.get("type") != "object" else f"{name} = dict[str, Any]"
        return
    yield from ("", f"class {name}(TypedDict):", f"    {_doc(schema.get('description') or name)}", "")
    for field, about in schema["properties"].items():
        if iskeyword(field):
            raise ValueError(f"{name}.{field} is a word of Python's own.")
        kind = _type(about, quoted=True)
        yield f"    {field}: {kind if field in schema.get('required', ()) else f'NotRequired[{kind}]'}"


def operations(document: dict[str, Any]) -> str:
    """A method for each operation."""
    names: set[str] = set()
    methods = [
        line
        for path, verbs in document["paths"].items()
        for verb, operation in verbs.items()
        for line in _method(path, verb, operation, names)
    ]
    head = [
        f'"""A method for each operation. {NOTE}"""', "", "from typing import Any, Literal", "from urllib.parse import quote", "",
        "from .http import File, Http", f"from .types import {', '.join(sorted(names))}", "", "",
        "class Operations(Http):", '    """Everything the API does, by the names that its document gives."""', "",
    ]  # fmt: skip
    return "\n".join(head + methods)


def _method(path: str, verb: str, operation: dict[str, Any], names: set[str]) -> Iterator[str]:
    parameters = operation.get("parameters", [])
    content = operation.get("requestBody", {}).get("content", {})
    given, passed = ["self"], []
    for found in (one for one in parameters if one["in"] == "path"):
        given.append(f"{found['name']}: {_type(found['schema'])}")
    if "application/json" in content:
        kind = _type(content["application/json"]["schema"])
        needed = operation["requestBody"].get("required", False)
        given.append(f"body: {kind}" if needed else f"body: {kind} | None = None")
        passed.append("body=body" if needed else "body=body or {}")
    optional = [one for one in parameters if one["in"] != "path"]
    form = content.get("multipart/form-data", {}).get("schema", {})
    if optional or form:
        given.append("*")
    if form:
        properties = form["properties"]
        given += [f"{name}: {'File' if about.get('format') == 'binary' else _type(about) + ' | None'}"
                  f"{'' if name in form.get('required', ()) else ' = None'}" for name, about in properties.items()]  # fmt: skip
        passed.append("form={" + ", ".join(f'"{name}": {name}' for name in properties) + "}")
    for place, word in (("query", "query"), ("header", "headers")):
        if here := [one for one in optional if one["in"] == place]:
            given += [f"{_python(one['name'])}: {_type(one['schema'])} | None = None" for one in here]
            passed.append(f"{word}={{" + ", ".join(f'"{one["name"]}": {_python(one["name"])}' for one in here) + "}")
    answered = _answered(operation)
    for text in (*given, answered):
        names |= set(re.findall(r"\b[A-Z]\w+", re.sub(r"'[^']*'|\"[^\"]*\"|\b(Literal|Any|None|File)\b", "", text)))
    where = re.sub(r"\{(\w+)\}", r"{quote(str(\1), safe='')}", path.removeprefix("/api/v1"))
    signature = ", ".join(given)
    asked = ", ".join([f'"{verb.upper()}"', f'f"{where}"' if "{" in where else f'"{where}"', *passed])
    yield f"    def {operation['operationId']}({signature}) -> {answered}:"
    yield f"        {_doc(operation['summary'] + '. ' + operation['description'], '        ')}"
    yield f"        {'' if answered == 'None' else f'answer: {answered} = '}self.ask({asked})"
    if answered != "None":
        yield "        return answer"
    yield ""


def _answered(operation: dict[str, Any]) -> str:
    success = next(answer for status, answer in operation["responses"].items() if status.startswith("2"))
    content = success.get("content")
    return _type(next(iter(content.values()))["schema"]) if content else "None"


def _type(schema: dict[str, Any], *, quoted: bool = False) -> str:
    """The Python type; names of schemas in quotes where they may stand further down."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f'"{name}"' if quoted else name
    if several := schema.get("anyOf") or schema.get("allOf"):
        kinds = list(dict.fromkeys(_type(one, quoted=quoted) for one in several))
        union = " | ".join(kind.strip('"') for kind in kinds)
        return f'"{union}"' if any(kind.startswith('"') for kind in kinds) else union
    if values := schema.get("enum") or ([schema["const"]] if "const" in schema else []):
        return f"Literal[{', '.join(map(repr, values))}]"
    return _plain(schema, quoted)


def _plain(schema: dict[str, Any], quoted: bool) -> str:
    kind, values = schema.get("type", ""), schema.get("additionalProperties")
    if kind == "array":
        return f"list[{_type(schema.get('items', {}), quoted=quoted)}]"
    if kind == "object":
        return f"dict[str, {_type(values, quoted=quoted) if isinstance(values, dict) else 'Any'}]"
    return "bytes" if schema.get("format") == "binary" else SIMPLE.get(kind, "Any")


def _python(name: str) -> str:
    return name.removeprefix("X-").lower().replace("-", "_")


def _doc(text: str, indent: str = "    ") -> str:
    said = " ".join(text.replace("\\", "\\\\").split())
    lines = wrap(said, WIDTH, break_long_words=False, break_on_hyphens=False)
    end = f"\n{indent}" if len(lines) > 1 or said.endswith('"') else ""
    return '"""' + f"\n{indent}".join(lines) + end + '"""'


def formatted(text: str, file: Path) -> str:
    """As this repository lays Python out."""
    for command in (["check", "--quiet", "--fix", "--select", "I,F401"], ["format", "--quiet"]):
        ruff = [sys.executable, "-m", "ruff", *command, "--stdin-filename", str(file), "-"]
        text = subprocess.run(ruff, input=text, text=True, capture_output=True, check=True).stdout
    return text


def main(*, check: bool) -> int:
    document, stale = json.loads(DOCUMENT.read_text(encoding="utf-8")), False
    for name, write in (("types.py", types), ("operations.py", operations)):
        file = PACKAGE / name
        text = formatted(write(document), file)
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            stale = True
            sys.stdout.write(f"clients/python/huying_client/{name}: {'stale; run make docs' if check else 'written'}\n")
            if not check:
                file.write_text(text, encoding="utf-8")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv))
