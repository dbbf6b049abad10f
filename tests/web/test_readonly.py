import pytest
from django.db import InternalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException
from pytest_django import DjangoAssertNumQueries

from huying.base.units.models import Unit
from huying.web import readonly

pytestmark = pytest.mark.django_db


def writes(request: HttpRequest) -> HttpResponse:
    Unit.objects.create(code="lamps", zh="路灯所", en="Street lights", level=Unit.Level.DEPARTMENT)
    return HttpResponse()


def defers(request: HttpRequest) -> HttpResponse:
    app.configure_task("rescue").defer(timestamp=0)
    return HttpResponse()


@pytest.mark.parametrize("method", sorted(readonly.READS))
def test_a_view_that_writes_is_refused_by_the_database_when_it_should_only_read(method: str) -> None:
    with pytest.raises(InternalError, match="read-only transaction"):
        readonly.middleware(writes)(RequestFactory().generic(method, "/"))


def test_a_function_of_the_database_that_writes_is_refused_too() -> None:
    with pytest.raises(ConnectorException):
        readonly.middleware(defers)(RequestFactory().get("/"))


def test_a_post_may_write_also_after_a_get() -> None:
    readonly.middleware(lambda request: HttpResponse())(RequestFactory().get("/"))
    assert readonly.middleware(writes)(RequestFactory().post("/")).status_code == 200
    assert Unit.objects.count() == 1


def test_whether_it_is_alive_is_answered_without_the_database(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        assert client.get("/healthz").content == b"ok\n"
