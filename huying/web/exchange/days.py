"""A day of a connector for the other side's own program: what we say of it, and whether that is what they say."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from huying.base.journal.refusals import Incomplete
from huying.base.units.models import Key
from huying.cases.models import Connector
from huying.web.limits import spend
from huying.web.problems import problem

from .connectors import reconciling


@csrf_exempt  # by key; it holds no session
@require_http_methods(["GET", "POST"])
def day(request: HttpRequest, slug: str, on: str) -> HttpResponse:
    """GET: what we count. POST with `{"records", "digest"}`, or with every hash as `digests`: the same, and where both differ.

    With a key for the API of the connector's own unit; without it there is nothing here.
    """
    known = _theirs(request, slug)
    try:
        asked = date.fromisoformat(on)
    except ValueError:
        raise Http404 from None
    if request.method == "GET":
        return JsonResponse(reconciling.statement(reconciling.counted(known, asked)))
    try:
        theirs = reconciling.read(request.body)
    except Incomplete as refusal:
        return problem(422, at=refusal.fields)
    told: dict[str, Any] = reconciling.statement(reconciling.reconcile(known, asked, theirs))
    return JsonResponse(told | reconciling.difference(known, asked, theirs))


def _theirs(request: HttpRequest, slug: str) -> Connector:
    secret = request.headers.get("Authorization", "").removeprefix("Bearer").strip()
    key = Key.bearer(secret) if secret else None
    known = Connector.objects.filter(slug=slug).first()
    if request.method == "POST":
        spend(request, "api", caller=f"key:{key.pk}" if key else "")
    if key is None or known is None or key.purpose != Key.Purpose.API or key.unit_id != known.unit_id:
        raise Http404
    return known
