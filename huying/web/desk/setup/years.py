"""A year's holidays, put in force from what was published."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from huying.base.journal import audit
from huying.base.units import calendars
from huying.base.worktime.papers import Paper
from huying.web.desk.access import StaffRequest
from huying.web.setup import changing
from huying.web.setup.changing import Wish

from .holidays import PaperForm, changes, filled


@require_http_methods(["GET", "POST"])
def year(request: StaffRequest) -> HttpResponse:
    """GET `year`: as it is in force. POST `deed`: preview, or save with `seen` of the preview."""
    known = {paper.year: paper for paper in calendars.papers()}
    if request.method == "GET":
        return _page(request, {"form": filled(_asked(request, known))})
    form = PaperForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, {"form": form}, status=422)
    paper, status = form.paper, 200
    wish, shown = Wish(papers=[paper]), dict[str, Any]()
    if request.POST.get("deed") == "save":
        try:
            changing.put_in_force(wish, seen=request.POST.get("seen", ""), by=request.user.actor)
        except changing.Changed:
            shown, status = {"somebody": True}, 409
        else:
            messages.success(request, _("In force now."))
            return HttpResponseRedirect(reverse("desk:timing"))
    shown |= {"preview": changing.preview(wish), "changes": changes(paper, known.get(paper.year))}
    return _page(request, {"form": filled(paper), **shown}, status=status)


def _asked(request: HttpRequest, known: dict[int, Paper]) -> Paper:
    """The year of the address if it is in force, else the next one to be published, empty."""
    wanted = request.GET.get("year", "")
    if wanted.isdecimal() and int(wanted) in known:
        return known[int(wanted)]
    return Paper(max(known, default=audit.today().year - 1) + 1, "")


def _page(request: HttpRequest, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return render(request, "desk/setup/year.html", context, status=status)
