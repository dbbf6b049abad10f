"""When something cannot be done: a problem document (RFC 9457) for programs, a page for people."""

import logging
import secrets
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any

import orjson
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

MACHINES = "/api/"
"""Below this, programs ask."""
PROBLEM = "application/problem+json"

log = logging.getLogger(__name__)

TITLES: dict[int, Any] = {
    400: lazy("This request cannot be read"),
    401: lazy("A valid key is needed"),
    403: lazy("This is not allowed"),
    404: lazy("There is nothing here that you may see"),
    405: lazy("This cannot be done here"),
    409: lazy("This is not possible now"),
    412: lazy("Somebody else was faster"),
    413: lazy("This is too big"),
    415: lazy("This kind of content is not taken here"),
    422: lazy("Something is missing or wrong"),
    429: lazy("Too many requests; please wait"),
    500: lazy("Something broke on our side"),
}


def problem(
    status: int, *says: str, at: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """`application/problem+json` with sentences for the person at the other end; `at`: field → what is wrong with it."""
    errors = [{"at": name, "says": said} for name, said in (at or {}).items()]
    errors = errors or [{"at": "", "says": said} for said in says]
    body = {
        "type": "about:blank",
        "title": str(TITLES.get(status) or HTTPStatus(status).phrase),
        "status": status,
        "detail": _sentences(error["says"] for error in errors),
        "errors": errors,
    }
    return HttpResponse(orjson.dumps(body), status=status, content_type=PROBLEM, headers=dict(headers or {}))


def _sentences(said: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(said))


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Below `MACHINES`, whatever refuses, a problem is the answer: also where no operation was reached."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code < 400 or not request.path.startswith(MACHINES) or response["Content-Type"] == PROBLEM:
            return response
        kept = {name: response[name] for name in ("Allow", "Retry-After") if name in response}
        return problem(response.status_code, *getattr(response, "says", ()), headers=kept)

    return answer


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's `handler400`, which also gets what is too big."""
    too_big = isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent)
    return render(request, "413.html" if too_big else "400.html", status=413 if too_big else 400)


def broken(request: HttpRequest) -> HttpResponse:
    """Django's `handler500`: the log has the story under the reference that the person reads."""
    reference = secrets.token_hex(4).upper()
    log.error("reference %s: %s %s", reference, request.method, request.path, exc_info=True)
    response = render(request, "500.html", {"reference": reference}, status=500)
    response.says = [_("Please tell us this reference: %(reference)s.") % {"reference": reference}]  # type: ignore[attr-defined]
    return response
