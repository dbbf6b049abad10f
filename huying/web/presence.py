"""Whether somebody is still there: a session ends a quarter of an hour after the last click or key, and after twelve hours anyway.

Limits: 等保 L3-02 (`HUYING_IDLE_MINUTES`). The session holds two times, in seconds: `since`, when it began, and `seen`, the
last activity, written once a minute at most. What a page asks for by itself (`X-Background`) is no activity.
"""

import time
from collections.abc import Callable
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import resolve_url
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from huying.base.journal import audit

WRITTEN_EVERY = 60
ENDED = "ended"

Answer = Callable[[HttpRequest], HttpResponse]


def middleware(get_response: Answer) -> Answer:
    """Stands inside the sessions and outside everything that asks who somebody is."""

    def answer(request: HttpRequest) -> HttpResponse:
        ended = ""
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            if SESSION_KEY not in request.session:
                gone = request.session.session_key is None  # ended at this very moment, or elsewhere
                ended = "idle" if gone else request.session.get(ENDED, "")
            elif ended := _over(request):
                _end(request, ended)
            else:
                _note(request)
        return _to_the_door(request, get_response(request), ended)

    return answer


def _over(request: HttpRequest) -> str:
    """Why this session is over: "idle", "age", or "" while it is not."""
    now, session = time.time(), request.session
    if now - session.get("seen", now) >= settings.IDLE.total_seconds():
        return "idle"
    return "age" if now - session.get("since", now) >= settings.SESSION_COOKIE_AGE else ""


def _end(request: HttpRequest, why: str) -> None:
    who = f"staff:{request.session[SESSION_KEY]}"
    request.session.flush()
    request.session[ENDED] = why  # whichever page asks next can still say so
    request.user = AnonymousUser()
    audit.record("session_ended", by=audit.Named(who), why=why)


def _note(request: HttpRequest) -> None:
    now, session = time.time(), request.session
    if "since" not in session:
        session["since"] = session["seen"] = now
        session.pop(ENDED, None)
    elif "X-Background" not in request.headers and now - session["seen"] >= WRITTEN_EVERY:
        session["seen"] = now
    idle_at, old_at = session["seen"] + settings.IDLE.total_seconds(), session["since"] + settings.SESSION_COOKIE_AGE
    request.seconds_left = int(min(idle_at, old_at) - now)  # type: ignore[attr-defined]


def _to_the_door(request: HttpRequest, response: HttpResponse, ended: str) -> HttpResponse:
    """An answer that leads to the sign-in page: say why, and let HTMX load it as a page of its own."""
    door = resolve_url(settings.LOGIN_URL)
    address = urlsplit(response.get("Location", ""))
    if address.path != door or request.path == door:
        return response
    query = dict(parse_qsl(address.query)) | ({"ended": ended} if ended else {})
    if "HX-Request" not in request.headers:
        return HttpResponseRedirect(f"{door}?{urlencode(query)}") if ended else response
    if request.method == "GET":  # a part of a page: come back to the page
        here = urlsplit(request.headers.get("HX-Current-URL", ""))
        query["next"] = f"{here.path}?{here.query}" if here.query else here.path
    return HttpResponse(status=401, headers={"HX-Redirect": f"{door}?{urlencode(query)}"})


@never_cache
@require_http_methods(["GET", "POST"])
def presence(request: HttpRequest) -> JsonResponse:
    """How many seconds are left. A POST is activity: somebody types, or asked to stay; a GET with `X-Background` is none."""
    left = getattr(request, "seconds_left", 0)
    return JsonResponse({"left": left}, status=200 if left else 401)
