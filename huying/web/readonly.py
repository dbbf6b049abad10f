"""A GET never writes: PostgreSQL itself refuses."""

from collections.abc import Callable

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

READS = {"GET", "HEAD", "OPTIONS"}

# The closed list of views that may write on GET: name → why.
WRITES_ON_GET: dict[str, str] = {
    "openid_connect_callback": "the provider sends the browser back by GET, and then somebody is signed in",
    "mfa_view_recovery_codes": "allauth notes that the codes were seen",
    "mfa_download_recovery_codes": "the same",
}

# They tell that the database is away, so they may not need it to be there.
NEEDS_NO_DATABASE = {"healthz", "readyz", "metrics"}


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The innermost one, so that sessions and counters are written outside of it."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.method not in READS or _view_name(request) in WRITES_ON_GET.keys() | NEEDS_NO_DATABASE:
            return get_response(request)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("set transaction read only")
            return get_response(request)

    return answer


def _view_name(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""
