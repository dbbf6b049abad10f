"""What of the API will go, and until when: told with each answer by `Deprecation` (RFC 9745), `Sunset` (RFC 8594) and `Link`.

The rule stands in `docs/reference/api-changelog.md`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date

NOTICE = timedelta(days=180)
"""So long an operation works after it was announced that it goes."""


@dataclass(frozen=True)
class Going:
    """Announced on a day of ours, gone on another; `instead` is the address of what takes its place."""

    since: date
    until: date
    instead: str

    def __post_init__(self) -> None:
        if self.until - self.since < NOTICE:
            raise ValueError(f"An operation works for {NOTICE.days} days after it was announced that it goes.")

    @property
    def headers(self) -> dict[str, str]:
        since, until = (int(datetime.combine(day, time(), UTC).timestamp()) for day in (self.since, self.until))
        return {
            "Deprecation": f"@{since}",
            "Sunset": http_date(until),
            "Link": f'<{self.instead}>; rel="successor-version"',
        }


GOING: dict[str, Going] = {}
"""Operation → until when it works."""


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Behind the gate, which notes the operation that was asked for."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if going := GOING.get(getattr(request, "operation", "")):
            for name, value in going.headers.items():
                response[name] = value
        return response

    return answer
