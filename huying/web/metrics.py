"""What an operator watches, as Prometheus reads it: requests as they are answered, and what waits where (`gauges.py`).

The web processes count into files that they share (`PROMETHEUS_MULTIPROC_DIR`, which `huying serve` and `huying web` set),
so whichever is asked tells of all. No figure names a person, a case, an address or what somebody looked for.
"""

import logging
import os
import re
import secrets
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from huying.base import tracing

from . import gauges

log = logging.getLogger("huying.requests")

SECONDS = Histogram(
    "huying_http_request_duration_seconds",
    "From the first middleware to the answer, by view and status.",
    ["method", "route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10),
)
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
SHARED = "PROMETHEUS_MULTIPROC_DIR"
FORWARDED = {"X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"}
"""Whoever comes with one of these came through a proxy, whatever address the connection has."""
GIVEN = re.compile(r"[A-Za-z0-9-]{16,64}")


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The outermost one: gives the request its id, and counts its answer with all that others add to it."""

    def answer(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        with tracing.following(_id(request)):
            response = get_response(request)
            seconds = time.perf_counter() - began
            method, route = request.method if request.method in METHODS else "other", _route(request)
            SECONDS.labels(method, route, response.status_code).observe(seconds)
            told = {"method": method, "route": route, "status": response.status_code, "seconds": round(seconds, 4)}
            log.info("%s %s %s", method, route, response.status_code, extra=told)
            response["X-Request-ID"] = tracing.request()
        return response

    return answer


def _id(request: HttpRequest) -> str:
    """As our own proxy named it (`X-Request-ID`), else a fresh one."""
    given = request.headers.get("X-Request-ID", "") if settings.PROXIES else ""
    return given if GIVEN.fullmatch(given) else uuid.uuid4().hex


def _route(request: HttpRequest) -> str:
    """The name of the view, of which there is a fixed number: an address may hold the number of a case."""
    if match := getattr(request, "resolver_match", None):
        operation = getattr(request, "operation", "")
        return f"api:{operation}" if operation else match.view_name
    return "static" if request.path.startswith(settings.STATIC_URL) else "none"


def metrics(request: HttpRequest) -> HttpResponse:
    """For this machine, and for whoever sends `HUYING_METRICS_TOKEN`; nobody else learns that there is such a page."""
    if not (_from_here(request) or _with_token(request)):
        raise Http404
    registry = REGISTRY
    if os.environ.get(SHARED):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    waiting = CollectorRegistry()
    waiting.register(gauges.Waiting())
    return HttpResponse(generate_latest(registry) + generate_latest(waiting), content_type=CONTENT_TYPE_LATEST)


def _from_here(request: HttpRequest) -> bool:
    return request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1") and not any(
        name in request.headers for name in FORWARDED
    )


def _with_token(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(settings.METRICS_TOKEN) and secrets.compare_digest(given.encode(), settings.METRICS_TOKEN.encode())
