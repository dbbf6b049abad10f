"""The city's page: the public cases on a map and as a list, what was done lately, one case, and the widget for other sites."""

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from huying.base import keyset
from huying.base.catalogue import register as catalogue
from huying.base.places import register as places
from huying.cases import bins, numbers, public
from huying.cases.models import Publication
from huying.web import headers, maps

from . import figures

WIDGET = 5
"""Cases in the widget."""
MINUTE = 60


class Narrow(forms.Form):
    """What the list and the map are narrowed to; all of it stands in the address."""

    q = forms.CharField(label=_("Words"), required=False, max_length=100)
    category = forms.ChoiceField(label=_("What it concerns"), required=False)
    area = forms.ChoiceField(label=_("Where"), required=False)
    state = forms.ChoiceField(
        label=_("Where it stands"), required=False,
        choices=[("", _("all")), ("open", _("not answered yet")), ("done", _("answered"))],
    )  # fmt: skip

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        book = catalogue.current()
        groups = [found for found in book.children.get(None, []) if not found.retired]
        self.fields["category"].choices = [("", _("all")), *((found.code, str(found)) for found in groups)]  # type: ignore[attr-defined]
        named = [area for area in places.tree() if 0 < area.level <= public.STREET]
        indent = {1: "", 2: "　"}
        choices = [(area.code, f"{indent[area.level]}{area}") for area in named if area.level in indent]
        self.fields["area"].choices = [("", _("all")), *choices]  # type: ignore[attr-defined]

    @property
    def filters(self) -> public.Filters:
        """What could be read of it; a value that is none narrows nothing."""
        self.errors  # noqa: B018 (judges the form once)
        given = self.cleaned_data
        return public.Filters(
            category=catalogue.current().by_code.get(given.get("category", "")),
            area=places.by_code(given.get("area", "")),
            done={"open": False, "done": True}.get(given.get("state", "")),
            text=given.get("q", ""),
        )

    @property
    def is_narrowed(self) -> bool:
        return any(self.cleaned_data.values())


@require_safe
def city(request: HttpRequest) -> HttpResponse:
    """The list as a page, with its map; whoever reads no map misses nothing."""
    form = Narrow(request.GET)
    try:
        page = public.page(public.listed(form.filters), after=request.GET.get("after", ""))
    except keyset.BadCursor:
        raise Http404 from None
    asked = request.GET.copy()
    for name in ("after", "lang"):
        asked.pop(name, None)
    further = asked.copy()
    further["after"] = page.next
    context = {
        "form": form, "found": lines(page.found), "bounds": maps.bounds(),
        "points": f"{reverse('portal:points')}?{asked.urlencode()}", "further": f"?{further.urlencode()}" if page.next else "",
        "glance": figures.at_a_glance() if not form.is_narrowed and not request.GET.get("after") else None,
    }  # fmt: skip
    return render(request, "portal/city.html", context)


@require_safe
@gzip_page
@cache_control(public=True, max_age=MINUTE)
def points(request: HttpRequest) -> HttpResponse:
    """The same cases, counted in the cells of a map."""
    return maps.answered(bins.public(public.listed(Narrow(request.GET).filters), maps.window(request.GET)))


@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    """One public case: what a person wrote of it, and no word that was sent."""
    found = public.one(numbers.tidy(number))
    if found is None:
        raise Http404(number)
    return render(request, "portal/public.html", {"line": lines([found])[0]})


@require_safe
@xframe_options_exempt
@cache_control(public=True, max_age=MINUTE)
def widget(request: HttpRequest) -> HttpResponse:
    """The newest public cases, for a frame on the sites that `HUYING_EMBED_ON` names: no cookie, no form, nothing to press but links."""
    newest = public.with_cases(public.listed(Narrow(request.GET).filters))[:WIDGET]
    response = render(request, "portal/widget.html", {"found": lines(newest)})
    allowed = " ".join(["'self'", *settings.EMBED_ON])
    response["Content-Security-Policy"] = headers.CONTENT.replace(
        "frame-ancestors 'none'", f"frame-ancestors {allowed}"
    )
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def lines(found: QuerySet[Publication] | Any) -> list[dict[str, Any]]:
    """Each as the list shows it: category, street, where it stands, and the summary."""
    return [
        {
            "number": row.case.number, "summary": public.summary(row), "category": row.case.category, "street": public.street(row.case),
            "stage": public.stage(row.case), "received_at": row.case.received_at, "at": row.at, "unit": row.case.unit,
            "answer": row.answer, "in_chinese": public.summary(row) == row.summary, "lon": row.lon, "lat": row.lat, "coarse": row.coarse,
        }
        for row in found
    ]  # fmt: skip
