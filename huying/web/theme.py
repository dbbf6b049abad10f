"""`?theme=dark` or `?theme=light` on any page chooses how it looks, and a cookie keeps it; `?theme=auto` leaves it to the system again."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE = "theme"
THEMES = ("light", "dark")
SYSTEM = "auto"
YEAR = 365 * 24 * 3600


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Gives the request its `theme`: one of `THEMES`, or "" for whatever the reader's system says."""

    def answer(request: HttpRequest) -> HttpResponse:
        chosen = request.GET.get("theme")
        theme = chosen if chosen in (*THEMES, SYSTEM) else request.COOKIES.get(COOKIE)
        request.theme = theme if theme in THEMES else ""  # type: ignore[attr-defined]
        response = get_response(request)
        if chosen in THEMES:
            response.set_cookie(
                COOKIE, chosen, max_age=YEAR, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
            )
        elif chosen == SYSTEM:
            response.delete_cookie(COOKIE, samesite="Lax")
        return response

    return answer
