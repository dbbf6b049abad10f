"""What a call is answered: its data, or everything that was wrong with it, in the form that was asked for."""

import logging
import secrets
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from huying.base.journal.refusals import Faster, Incomplete, Refused
from huying.web.limits import TooMany
from huying.web.problems import TITLES

from .formats import TYPES, answer

ADDRESS = "/open311/"
TOO_BIG = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
UNREADABLE = (UnreadablePostError, MultiPartParserError, UnicodeError)
READS = ("GET", "HEAD")

log = logging.getLogger(__name__)


class Fault(Exception):
    """A call that cannot be answered: the HTTP status, and a sentence for each thing that is wrong."""

    def __init__(self, status: int, *says: str) -> None:
        self.status, self.says = status, says
        super().__init__(*says)


Call = Callable[..., HttpResponse]


def call(**views: Call) -> Call:
    """One view of several, by method: `call(GET=listed, POST=filed)`. Whatever is wrong is told as Open311 has it.

    Anybody's page may ask: no cookie is read here, so nothing is given to a page that its reader could not fetch alone.
    """
    first = next(iter(views.values()))

    @csrf_exempt  # no cookie is read: who acts shows a key
    @wraps(first)
    def asked(request: HttpRequest, form: str, **given: Any) -> HttpResponse:
        view = views.get("GET" if request.method in READS else request.method or "")
        if view is None:
            return _open_to_all(_not_here(form, views))
        return _open_to_all(_told(view, request, form, given))

    return asked


def _told(view: Call, request: HttpRequest, form: str, given: dict[str, Any]) -> HttpResponse:
    try:
        return view(request, form, **given)
    except TooMany as refusal:
        return refusal.on(errors(form, 429, refusal.says))
    except (Fault, Refused, *TOO_BIG, *UNREADABLE) as fault:
        return errors(form, *_wrong(fault))
    except Exception:
        return _broken(request, form)


def _wrong(fault: Exception) -> tuple[Any, ...]:
    """The status, and what is wrong. What a rule refuses is 400 as everything else that is neither missing nor a key."""
    match fault:
        case Fault():
            return fault.status, *fault.says
        case Incomplete():
            return 400, *(f"{name}: {says}" for name, says in fault.fields.items())
        case Faster():
            return HTTPStatus.TOO_EARLY, *fault.reasons  # it may be sent again as it is
        case Refused():
            return 400, *fault.reasons
        case RequestDataTooBig() | TooManyFieldsSent() | TooManyFilesSent():
            return 413, _("This is too big")
    return 400, _("This request cannot be read")


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Below `ADDRESS`, whatever refuses, a list of errors is the answer: also where no call was reached."""

    def asked(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        form = "json" if request.path.endswith(".json") else "xml"
        if (
            response.status_code < 400
            or not request.path.startswith(ADDRESS)
            or response["Content-Type"] in TYPES.values()
        ):
            return response
        told = _open_to_all(errors(form, response.status_code, *_said(response)))
        for name in {"Allow", "Retry-After"} & set(response.headers):
            told[name] = response[name]
        return told

    return asked


def _said(response: HttpResponse) -> tuple[str, ...]:
    return tuple(getattr(response, "says", ())) or (str(TITLES.get(response.status_code, response.reason_phrase)),)


def errors(form: str, status: int, *says: str) -> HttpResponse:
    """The list of what is wrong."""
    return answer(form, "errors", [{"code": status, "description": said} for said in says], status)


def _broken(request: HttpRequest, form: str) -> HttpResponse:
    """The log has the story under the reference that the other side is told."""
    reference = secrets.token_hex(4).upper()
    log.exception("reference %s: %s %s", reference, request.method, request.path)
    return errors(form, 500, _("Please tell us this reference: %(reference)s.") % {"reference": reference})


def _not_here(form: str, views: dict[str, Call]) -> HttpResponse:
    response = errors(form, 405, _("This cannot be done here"))
    response["Allow"] = ", ".join(views)
    return response


def _open_to_all(response: HttpResponse) -> HttpResponse:
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Cache-Control"] = "no-store"
    return response
