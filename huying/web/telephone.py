"""What the telephone exchange tells: one signed request an event (`docs/guides/telephone.md`)."""

import hashlib
import hmac
from typing import Annotated, Literal

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from huying.base.journal.refusals import Refused
from huying.cases import calling

from .once import once
from .problems import problem

WITHIN = 300
"""Seconds that the clock of the exchange may differ from ours, and a request may be on its way."""
LONGEST = 10_000  # bytes of one event
SIGNATURE, TIMESTAMP = "X-Huying-Signature", "X-Huying-Timestamp"

Name = Annotated[str, Field(min_length=1, max_length=80)]


class Told(BaseModel):
    """One event. `id` is its own, so that telling it twice does nothing twice; `call` is the exchange's name of the call."""

    model_config = ConfigDict(extra="forbid")

    id: Name
    call: Name
    type: Literal["ringing", "taken", "transferred", "three_way", "recorded", "ended", "missed"]
    number: Annotated[str, Field(max_length=40)] = ""
    agent: Annotated[str, Field(max_length=150)] = ""
    recording: Annotated[str, Field(max_length=300)] = ""

    def act(self) -> None:
        """Do what this kind of event asks for."""
        match self.type:
            case "ringing":
                calling.rings(self.call, number=self.number, agent=self.agent)
            case "taken" | "transferred":
                calling.is_taken(self.call, agent=self.agent, number=self.number, recording=self.recording)
            case "three_way":
                calling.is_three_way(self.call)
            case "recorded":
                calling.is_recorded(self.call, recording=self.recording)
            case "ended":
                calling.has_ended(self.call)
            case "missed":
                calling.is_missed(self.call, number=self.number)


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 in hex over the time, a full stop and the body, as the exchange computes it."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


@csrf_exempt  # signed by the exchange; it holds no session
@require_POST
def event(request: HttpRequest) -> HttpResponse:
    """204 when it was taken in, also the second time; 401 unsigned, 409 the same `id` with another content, 422 not understood."""
    if not settings.TELEPHONE_SECRETS:
        raise Http404
    if len(request.body) > LONGEST:
        return problem(413)
    if why := _why_not(request):
        return problem(401, why)
    try:
        told = Told.model_validate_json(request.body)
    except ValidationError as fault:
        return problem(422, at={".".join(map(str, error["loc"])): error["msg"] for error in fault.errors()})
    try:
        return once(request, told.id, lambda: _done(told), caller="telephone")
    except Refused as refusal:
        return problem(409, *refusal.reasons)


def _done(told: Told) -> HttpResponse:
    told.act()
    return HttpResponse(status=204)


def _why_not(request: HttpRequest) -> str:
    """Why this is not believed to come from the exchange now, or ""."""
    said, at = request.headers.get(SIGNATURE, ""), request.headers.get(TIMESTAMP, "")
    known = [signature(secret, at, request.body) for secret in settings.TELEPHONE_SECRETS]
    if not any(constant_time_compare(said, right) for right in known):
        return _("The signature does not fit.")
    if not at.isdecimal() or abs(timezone.now().timestamp() - int(at)) > WITHIN:
        return _("The time of the request is too far from ours.")
    return ""
