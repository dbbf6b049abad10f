"""A GET never writes: PostgreSQL itself refuses."""

from collections.abc import Callable

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse

READS = {"GET", "HEAD", "OPTIONS"}

# The closed list of exceptions: view name → why it writes.
WRITES_ON_GET: dict[str, str] = {}

# Views that say how the system fares: they must answer without a database.
NEEDS_NO_DATABASE = {"healthz", "readyz"}


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The innermost one: sessions and counters are written outside of it."""
    return get_response
