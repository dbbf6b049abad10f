"""Whatever is sent to the API, with whosever key: no 5xx, and no answer that its document does not promise."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import negative_data_rejection, positive_data_acceptance

from huying.base.units.models import Key
from huying.cases.models import Case
from huying.cases.states import LIFE
from tests import stories

from .test_document import OPERATIONS

pytestmark = pytest.mark.django_db

ASKING = {"handler": "lighting", "operator": "hotline", "supervisor": "hall", "": ""}
"""Whose keys: a unit that handles, a hotline that files and calls back, an office that decides; and nobody's."""
NOBODY = {"": ""}
ASKED_WITH_A_KEY = tuple(
    f"/api/v1/{name}" for name in ("cases", "bulk", "callbacks", "duties", "files", "webhooks", "disputes")
)
"""Of the others everybody is answered the same."""
FEW = settings(
    max_examples=3, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)  # fmt: skip
GOOD_AND_BAD = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
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


@cache
def told() -> Any:
    """The document as a client reads it from the server, once."""
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


@pytest.mark.parametrize(
    ("method", "path", "operation"), OPERATIONS, ids=[operation["operationId"] for _, _, operation in OPERATIONS]
)
@pytest.mark.usefixtures("connected")
def test_it_answers_as_documented(city: stories.City, method: str, path: str, operation: dict[str, Any]) -> None:
    number = _where_it_can_start(city, operation["operationId"]).number
    for role, unit in (ASKING if path.startswith(ASKED_WITH_A_KEY) else NOBODY).items():
        headers = {"Authorization": f"Bearer {Key.make(role, city.unit[unit])}"} if role else {}
        for mode in GOOD_AND_BAD if _takes_something(operation) else GOOD_AND_BAD[:1]:
            _try(told()[path][method.upper()].as_strategy(generation_mode=mode), number, headers)


def _takes_something(operation: dict[str, Any]) -> bool:
    """Whether anything can be wrong with what is sent."""
    return bool(operation["parameters"]) or "requestBody" in operation


def _where_it_can_start(city: stories.City, operation: str) -> Case:
    step = LIFE.steps.get(operation)
    return stories.REACHED[step.sources[0] if step and step.sources[0] else "dispatched"](city)  # type: ignore[index]


def _try(requests: Any, number: str, headers: dict[str, str]) -> None:
    @FEW
    @given(case=requests)
    def tried(case: Any) -> None:
        if "number" in case.path_parameters:
            case.path_parameters["number"] = number
        case.call_and_validate(headers=headers, excluded_checks=NOT_MEANT)

    tried()
