"""What was opened in this browser by a code: a signed cookie. No account, no session."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

LASTS = timedelta(hours=12)
MOST = 5
"""Numbers that one browser keeps open."""


@dataclass(frozen=True)
class Opened:
    """One cookie: numbers and the key that each was opened with, sent to addresses below `path` only."""

    cookie: str
    path: str

    def held(self, request: HttpRequest) -> dict[str, int]:
        value = request.get_signed_cookie(self.cookie, default="", salt=self.cookie, max_age=LASTS)
        pairs = (pair.partition("=") for pair in (value or "").split("/") if pair)
        return {number: int(key) for number, _equals, key in pairs}

    def keep(self, request: HttpRequest, response: HttpResponse, number: str, key: int) -> None:
        """Remember it until the browser is closed."""
        held = self.held(request)
        held.pop(number, None)
        newest = [*held.items(), (number, key)][-MOST:]
        response.set_signed_cookie(
            self.cookie, "/".join(f"{number}={key}" for number, key in newest), salt=self.cookie, path=self.path,
            httponly=True, samesite="Lax", secure=bool(settings.SESSION_COOKIE_SECURE),
        )  # fmt: skip

    def forget(self, response: HttpResponse) -> None:
        """On a shared computer: nothing stays open."""
        response.delete_cookie(self.cookie, path=self.path, samesite="Lax")
