"""Every page and every operation has its line in the one table, and what has none is not there."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import clear_url_caches, path

from huying import urls
from huying.web import gate
from huying.web.api import door
from tests.web import routes

pytestmark = pytest.mark.django_db


def test_every_page_and_every_operation_has_its_line_and_no_line_is_left_over() -> None:
    assert routes.names() - gate.ROUTES.keys() == set()
    assert gate.ROUTES.keys() - routes.names() == set()


def test_the_api_is_known_by_its_operations_whole() -> None:
    resolved = {route for name, route in routes.leading_to(urls.urlpatterns) if name.startswith("api:")}
    documents = {f"{door.ADDRESS}/{name}" for name in ("", "docs", "openapi.json")}
    assert resolved - documents == door.operations().keys()


@pytest.mark.parametrize("name", ["", "desk:forgotten"])
def test_a_page_without_a_line_is_not_there(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def forgotten(_request: Any) -> HttpResponse:
        return HttpResponse("open to everybody")

    page = path("forgotten/", forgotten, name=name) if name else path("forgotten/", forgotten)
    monkeypatch.setattr(urls, "urlpatterns", [page, *urls.urlpatterns])
    clear_url_caches()
    try:
        assert Client().get("/forgotten/").status_code == 404
    finally:
        clear_url_caches()


def test_an_operation_without_a_line_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(gate.ROUTES, "api:list_areas")
    answer = Client().get("/api/v1/areas")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_a_method_that_an_operation_does_not_know_is_refused_as_such() -> None:
    answer = Client().delete("/api/v1/cases")
    assert (answer.status_code, answer["Content-Type"]) == (405, "application/problem+json")


def test_a_page_for_everybody_asks_nothing_about_who_somebody_is(django_assert_num_queries: Any) -> None:
    client = Client()
    client.get("/healthz")
    with django_assert_num_queries(0):
        assert client.get("/healthz").status_code == 200
