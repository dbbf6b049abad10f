"""How the API answers: JSON, and problems with the rule's own sentence."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from huying.base.journal.refusals import Incomplete, Refused
from huying.base.keyset import BadCursor
from huying.web import limits
from huying.web.limits import TooMany
from huying.web.problems import problem

from .versions import Stale


class Wrong(Schema):
    """一处错误 · One thing that is wrong. `at` is the field's path, "" for the request as a whole."""

    at: str
    says: str


class Problem(Schema):
    """拒绝及原因(RFC 9457)· Why not, in the language of the reader (`Accept-Language`)."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[Wrong]


WRITING = (400, 401, 404, 409, 413, 415, 422, 429)
"""What may be the matter with something that is sent."""


def problems(*statuses: int) -> dict[int, Any]:
    """For an operation's `response`: what else it may answer. A key may be of another purpose wherever it may be wrong."""
    return dict.fromkeys((*statuses, *([403] if 401 in statuses else [])), Problem)


def answer(data: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """`data` as JSON."""
    return HttpResponse(orjson.dumps(data), status=status, content_type="application/json", headers=dict(headers or {}))


TOLD: dict[type[Exception], Callable[[Any], HttpResponse]] = {
    ValidationError: lambda refusal: problem(422, at=_fields(refusal.errors)),
    Incomplete: lambda refusal: problem(422, at=refusal.fields),
    BadCursor: lambda refusal: problem(422, at={"after": _("This is no cursor that a page gave.")}),
    Stale: lambda refusal: problem(412, *refusal.reasons),
    Refused: lambda refusal: problem(409, *refusal.reasons),
    Http404: lambda refusal: problem(404),
    HttpError: lambda refusal: problem(refusal.status_code),
    TooMany: limits.told,
    AuthenticationError: lambda refusal: problem(401, headers={"WWW-Authenticate": "Bearer"}),
}
"""What commands, queries and schemas raise → what is answered."""


def told(refusal: Exception) -> HttpResponse:
    """The problem that is told for it."""
    return next(tell for kind, tell in TOLD.items() if isinstance(refusal, kind))(refusal)


def tell_in(api: NinjaAPI) -> None:
    """Have everything in `TOLD` told."""
    for kind in TOLD:
        api.add_exception_handler(kind, _handled)


def _handled(request: HttpRequest, refusal: Any) -> HttpResponse:
    return told(refusal)


def _fields(errors: Iterable[dict[str, Any]]) -> dict[str, str]:
    return {_path(error["loc"]): _sentence(error) for error in errors}


def _path(loc: tuple[Any, ...]) -> str:
    """Where it stands in what was sent: without "body" and the name that the operation gives its body."""
    return ".".join(map(str, loc[2:] if loc[0] == "body" else loc[1:]))


SENTENCES = {
    "missing": lazy("This is missing."),
    "string_too_short": lazy("This is missing."),
    "string_too_long": lazy("This is longer than %(n)d characters."),
    "string_pattern_mismatch": lazy("This holds a sign that cannot be stored."),
    "literal_error": lazy("This is not one of the choices."),
    "extra_forbidden": lazy("There is no such field."),
    "value_error": "%(error)s",
}
"""pydantic's findings in the words that the rules use for the same."""


def _sentence(error: dict[str, Any]) -> str:
    known = {"why": error["msg"], "n": 0, "error": "", **error.get("ctx", {})}
    if "max_length" in known:
        known["n"] = known["max_length"]
    return str(SENTENCES.get(error["type"], lazy("This does not fit here: %(why)s."))) % known
