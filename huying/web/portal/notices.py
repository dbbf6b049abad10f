"""No more notices about a report: by the link that each e-mail carries, without signing in."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from huying.notices import opting
from huying.web.limits import spend


@csrf_exempt  # a mail program posts here by itself (RFC 8058); the signed token is what allows it
@require_http_methods(["GET", "POST"])
def quiet(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks, as mail scanners follow links; POST stops the notices, or with `again` has them sent again."""
    case = opting.case_of(token)
    if case is None:
        raise Http404
    if request.method == "POST":
        spend(request, "deed", thing=case.number)
        opting.choose(case, out="again" not in request.POST)
    return render(request, "portal/quiet.html", {"number": case.number, "token": token, "out": opting.is_out(case)})
