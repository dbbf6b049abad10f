"""An example for every operation and every answer, of a made-up town on Monday, 23 November 2026. The tests ask all of them for real."""

from functools import cache
from pathlib import Path
from typing import Any

import orjson

FILE = Path(__file__).with_name("examples.json")
PATH = {"number": "261122-00000042-7", "file": 7, "key": 3, "pack": 5}
"""What stands in an address."""
DISPUTE = {"number": "M261122-00000042-7"}
"""The same, of a dispute."""
HEADERS = {"Idempotency-Key": "7f3a-0001", "If-Match": '"3"', "X-Tracking-Code": "4F7K-9XQR-2MND"}


@cache
def known() -> dict[str, dict[str, Any]]:
    """`query` and `sent`: operation → parameters, body; `answered`: name of a shape → an answer of it."""
    found: dict[str, dict[str, Any]] = orjson.loads(FILE.read_bytes())
    return found


def laid_in(schema: dict[str, Any]) -> None:
    """Lay the examples into an OpenAPI document."""
    for path, operations in schema["paths"].items():
        for operation in operations.values():
            _of_operation(operation, PATH | DISPUTE if "/disputes/" in path else PATH)
    for name, answer in known()["answered"].items():
        schema["components"]["schemas"][name]["examples"] = [answer]


def _of_operation(operation: dict[str, Any], path: dict[str, Any]) -> None:
    name = operation["operationId"]
    for parameter in operation.get("parameters", []):
        given = path | HEADERS | known()["query"].get(name, {})
        if parameter["name"] in given:
            parameter["example"] = given[parameter["name"]]
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        if kind == "application/json" and name in known()["sent"]:
            content["example"] = known()["sent"][name]
