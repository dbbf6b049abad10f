"""Is it alive, and can it work? For a supervisor, a proxy, a monitor."""

from django.http import HttpRequest, HttpResponse


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing is asked of the database."""
    return HttpResponse("ok\n", content_type="text/plain")
