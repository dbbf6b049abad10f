"""Is it alive, and can it work? For a supervisor, a proxy, a monitor."""

from django.http import HttpRequest, HttpResponse, JsonResponse

from huying import doctor


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing is asked of the database."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:
    """Database, tables and worker: 200 when each is as it should be, else 503."""
    findings = doctor.examine(doctor.READINESS)
    well = all(finding.well for finding in findings)
    return JsonResponse({finding.check: finding.well for finding in findings}, status=200 if well else 503)
