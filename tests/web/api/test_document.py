"""The API's document is whole, and true of what the API answers to whatever is sent."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import orjson
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import negative_data_rejection, positive_data_acceptance

from huying.base.units.models import Key
from huying.web.api import document
from tests import stories

from .conftest import Program

pytestmark = pytest.mark.django_db

DOCUMENT = orjson.loads(document.text())
OPERATIONS = [
    (method, path, operation) for path, methods in DOCUMENT["paths"].items() for method, operation in methods.items()
]
FEW = settings(
    max_examples=4, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)  # fmt: skip
NOT_MEANT = [
    positive_data_acceptance,  # a code must stand in a register, too
    negative_data_rejection,  # spaces around a header are nobody's mistake
]


@pytest.fixture
def connected() -> Iterator[None]:
    """Requests leave the connection open, on which the test's own transaction runs."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


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
    names = ("cases", "track/{number}", "areas", "units", "categories", "kinds", "reasons")
    assert public == {f"/api/v1/{name}" for name in names}


def test_the_pages_of_the_document_bring_nothing_from_elsewhere(anybody: Program) -> None:
    page = anybody.get("/docs")
    assert (page.status_code, b"https://" in page.content, b"http://" in page.content) == (200, False, False)


@cache
def told() -> Any:
    """The document as a client reads it from the server, once."""
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


@pytest.mark.parametrize("role", ["", "dispatcher"])
@pytest.mark.parametrize(
    "index", range(len(OPERATIONS)), ids=[operation["operationId"] for _, _, operation in OPERATIONS]
)
@pytest.mark.usefixtures("connected")
def test_it_answers_as_documented(city: stories.City, index: int, role: str) -> None:
    method, path, _ = OPERATIONS[index]
    headers = {"Authorization": f"Bearer {Key.make(role, city.unit['lighting'])}"} if role else {}
    number = stories.dispatched(city).number

    @FEW
    @given(case=told()[path][method.upper()].as_strategy())
    def tried(case: Any) -> None:
        if "number" in case.path_parameters:
            case.path_parameters["number"] = number
        case.call_and_validate(headers=headers, excluded_checks=NOT_MEANT)

    tried()
