"""One address for each platform, signed as it signs; answered at once, since it waits five seconds."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from huying.base.journal.refusals import Refused
from huying.web.limits import TooMany
from huying.web.once import once
from huying.web.problems import problem

from . import speaking
from .envelopes import Forged
from .platforms import Message, Platform, Unreadable, by_name

LONGEST = 64 * 1024  # bytes of one message


@csrf_exempt  # signed by the platform; it holds no session
@require_http_methods(["GET", "POST"])
def message(request: HttpRequest, platform: str) -> HttpResponse:
    """GET: the console tries the address. POST: a message, answered with what became of it; once, however often it comes.

    401 unsigned or too old, 404 not set up, 409 the same number with other words, 413, 422 not understood.
    """
    known = by_name(platform)
    if known is None:
        raise Http404(platform)
    if len(request.body) > LONGEST:
        return problem(413)
    try:
        if request.method == "GET":
            return HttpResponse(known.greeted(request), content_type="text/plain")
        came = known.read(request)
    except Forged:
        return problem(401, _("The signature does not fit, or is too old."))
    except Unreadable:
        return problem(422)
    with translation.override(speaking.language(came)):
        return _answered(request, platform, known, came)


def _answered(request: HttpRequest, name: str, platform: Platform, came: Message) -> HttpResponse:
    def act() -> HttpResponse:
        return platform.answer(came, speaking.answer(name, came))

    try:
        speaking.count(name, came)
        return once(request, came.id, act, caller=f"chat:{name}", said=repr(came).encode())
    except TooMany as refusal:
        return platform.answer(came, refusal.says)
    except Refused as refusal:
        return problem(409, *refusal.reasons)
