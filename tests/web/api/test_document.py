"""The API's document is whole. That it is true of what the API answers: `test_schemathesis.py`."""

import orjson
import pytest

from huying.web.api import document

from .conftest import Program

pytestmark = pytest.mark.django_db

DOCUMENT = orjson.loads(document.text())
OPERATIONS = [
    (method, path, operation) for path, methods in DOCUMENT["paths"].items() for method, operation in methods.items()
]


def test_the_document_is_served_as_it_is_committed(anybody: Program) -> None:
    assert anybody.get("/openapi.json").json() == DOCUMENT


def test_it_is_openapi_3_1_and_every_operation_says_what_it_does() -> None:
    assert DOCUMENT["openapi"] == "3.1.0"
    assert [
        path for method, path, operation in OPERATIONS if not (operation["summary"] and operation["description"])
    ] == []


def test_every_refusal_is_documented_as_a_problem() -> None:
    kinds = {
        tuple(response["content"])
        for _, _, operation in OPERATIONS
        for status, response in operation["responses"].items()
        if int(status) >= 400
    }
    assert kinds == {("application/problem+json",)}


def test_what_needs_no_key_says_so() -> None:
    public = {path for _, path, operation in OPERATIONS if {} in operation.get("security", [{}])}
    names = ("cases", "files", "areas", "units", "categories", "kinds", "reasons", "dispute-types")
    with_the_code, released = ("/api/v1/track/", "/api/v1/public/")
    others = {path for path in public if not path.startswith((with_the_code, released))}
    assert others == {f"/api/v1/{name}" for name in names}


def test_every_write_takes_an_idempotency_key_and_what_only_asks_does_not() -> None:
    without = [
        operation["operationId"] for method, _path, operation in OPERATIONS
        if method != "get" and "Idempotency-Key" not in {given["name"] for given in operation.get("parameters", ())}
    ]  # fmt: skip
    assert without == ["preview"]


def test_the_pages_of_the_document_bring_nothing_from_elsewhere(anybody: Program) -> None:
    page = anybody.get("/docs")
    assert (page.status_code, b"https://" in page.content, b"http://" in page.content) == (200, False, False)
