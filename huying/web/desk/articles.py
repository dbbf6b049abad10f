"""The knowledge base at the desk: looked up, read, written, and what should be looked at again."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from huying.base.catalogue import articles
from huying.base.catalogue import register as catalogue
from huying.base.catalogue.models import Article
from huying.base.journal.refusals import Incomplete, Refused
from huying.base.places.register import today
from huying.base.units import knowledge
from huying.base.units import register as units
from huying.base.units.roles import Query, Role, Scope, scope

from . import addresses
from .access import StaffRequest
from .forms import fields

PAGE, FOUND = 100, 50
"""Articles on one page; and the fittest that a search shows."""


class ArticleForm(forms.Form):
    """An article in both languages. The code is its address and never changes."""

    use_required_attribute = False

    code = forms.SlugField(
        label=lazy("Code"),
        max_length=40,
        help_text=lazy("Small Latin letters, digits and hyphens; part of its address."),
    )
    zh = forms.CharField(label=lazy("Title, Chinese"), max_length=120)
    en = forms.CharField(label=lazy("Title, English"), max_length=120)
    body_zh = fields.words(lazy("Text, Chinese"), rows=8)
    body_en = fields.words(lazy("Text, English"), required=False, rows=8)
    basis_zh = forms.CharField(label=lazy("Law or rule, Chinese"), required=False, max_length=300)
    basis_en = forms.CharField(label=lazy("Law or rule, English"), required=False, max_length=300)
    owner = fields.Chosen(fields.all_units, label=lazy("Unit that answers for it"))
    categories = fields.ChosenMany(fields.leaves, label=lazy("Categories"), required=False)
    valid_until = forms.DateField(
        label=lazy("Holds until"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=lazy("After this day residents read it no more."),
    )  # fmt: skip
    public = forms.BooleanField(label=lazy("Residents may read it"), required=False)

    def given(self) -> dict[str, Any]:
        """What was written, as the article keeps it."""
        said = self.cleaned_data
        return said | {"owner": said["owner"].code, "categories": [found.code for found in said["categories"]]}


@require_safe
def listed(request: StaffRequest) -> HttpResponse:
    """All articles in use, page by page (`after`: a code); `q`: those that say so, the fittest first; `stale`: what to look at again."""
    by, asked, stale = request.user.actor, request.GET.get("q", "").strip(), "stale" in request.GET
    if stale:
        found = list(knowledge.stale(by))
    elif asked:
        found = articles.search(asked, public=False, limit=FOUND)
    else:
        found = list(articles.offered(public=False).filter(code__gt=request.GET.get("after", ""))[: PAGE + 1])
    further = not stale and len(found) > PAGE
    context = {
        "articles": [_row(article) for article in (found[:PAGE] if further else found)], "asked": asked, "only_stale": stale,
        "writes": scope(by.role, Query.ARTICLES) != Scope.NONE,
        "n_stale": len(found) if stale else knowledge.stale(by).count(),
        "older_url": further and addresses.changed(request.GET, after=found[PAGE - 1].code),
    }  # fmt: skip
    return render(request, "desk/articles/list.html", context)


@require_safe
def read(request: StaffRequest, article: str) -> HttpResponse:
    """One article, and whether this person may change it."""
    found = _one(article)
    why_not = knowledge.why_not(found, by=request.user.actor)
    book = catalogue.current()
    row = _row(found)
    context = row | {
        "row": row,
        "editions": [_edition(edition) for edition in knowledge.editions(found)],
        "may_write": not why_not,
        "why_not": why_not,
        "categories": [book.by_code[code] for code in found.categories if code in book.by_code],
    }
    return render(request, "desk/articles/article.html", context)


@require_http_methods(["GET", "POST"])
def write(request: StaffRequest, article: str = "") -> HttpResponse:
    """A new article, or another text for a known one. POST `retire`: it is offered no more."""
    found = _one(article) if article else Article()
    form = ArticleForm(request.POST or None, initial=_known(found, request))
    if article:
        form.fields["code"].disabled = True
    form.fields["owner"].offer(lambda: knowledge.owners(request.user.actor))  # type: ignore[attr-defined]
    refused: list[str] = []
    if request.method == "POST" and form.is_valid():
        given = form.given() | {"retired": "retire" in request.POST}
        try:
            knowledge.write(
                found, given, by=request.user.actor, version=addresses.number(request.POST.get("version", ""))
            )
            messages.success(request, _("Saved."))
            where = reverse("desk:articles") if found.retired else reverse("desk:article", args=[found.code])
            return HttpResponseRedirect(where)
        except Incomplete as incomplete:
            for name, sentence in incomplete.fields.items():
                form.add_error(name, sentence)
        except Refused as refusal:
            refused = refusal.reasons
    context = {"form": form, "article": found, "refused": refused}
    status = 409 if refused else 422 if form.errors else 200
    return render(request, "desk/articles/write.html", context, status=status)


def _edition(edition: knowledge.Edition) -> dict[str, Any]:
    """What an article said from a moment on, in the reader's language, and who wrote it: a unit in a role, never an account."""
    said = Article(**edition.said | {"valid_until": _day(edition.said["valid_until"])})
    return {"edition": edition, "article": said, "owner": units.current().by_code.get(said.owner)}


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def _one(code: str) -> Article:
    if article := Article.objects.filter(code=code, retired=False).first():
        return article
    raise Http404(code)


def _row(article: Article) -> dict[str, Any]:
    """An article with its owner, and how it stands with its last day."""
    last = article.valid_until
    return {
        "article": article,
        "owner": units.current().by_code.get(article.owner),
        "is_over": last is not None and last < today(),
        "is_over_soon": last is not None and today() <= last < today() + articles.STALE_SOON,
    }


def _known(article: Article, request: StaffRequest) -> dict[str, Any]:
    """What the form shows first: the article, or the writer's own unit."""
    book = catalogue.current()
    if not article.pk:
        owns = knowledge.owners(request.user.actor)
        at_home = request.user.unit if request.user.role in (Role.HANDLER, Role.SUPERVISOR) else None
        return {"owner": at_home if at_home in owns else None}
    return vars(article) | {
        "owner": units.current().by_code.get(article.owner),
        "categories": [book.by_code[code] for code in article.categories if code in book.by_code],
    }
