"""What is known already: articles of the knowledge base and answers that were released, found by a question in one's own words."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from huying.base.catalogue import articles
from huying.cases import public

from .city import lines

MOST = 10


@require_safe
def answers(request: HttpRequest) -> HttpResponse:
    """What fits the question `q`; without one, everything that is written for residents."""
    asked = request.GET.get("q", "").strip()[:200]
    found = articles.search(asked, public=True, limit=MOST) if asked else list(articles.offered(public=True))
    released = public.with_cases(public.saying(public.listed().exclude(answer=""), asked))[:MOST] if asked else []
    return render(request, "portal/answers.html", {"asked": asked, "articles": found, "released": lines(released)})


@require_safe
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """One article."""
    found = articles.offered(public=True).filter(code=code).first()
    if found is None:
        raise Http404(code)
    return render(request, "portal/answer.html", {"article": found})
