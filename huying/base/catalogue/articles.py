"""The knowledge base: what is said, to whom, and how it is found. Who writes it stands in `base/units/knowledge.py`."""

from collections.abc import Iterable
from datetime import date, timedelta
from math import log

from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL

from huying.base import bigrams
from huying.base.places.register import today

from .models import Article, Category

CANDIDATES = 60
ENOUGH = 0.34
"""The part of what was asked, by weight, that an article must hold."""
TITLE_WEIGHT = 3
NOWHERE = 0.3
"""What a piece of the question weighs that stands in no article: "when will", "how do I"."""
STALE_SOON = timedelta(days=30)

Articles = QuerySet[Article]


def offered(*, public: bool) -> Articles:
    """What may be read: by residents (`public`) only what is meant for them and holds today; by staff everything in use."""
    found = Article.objects.filter(retired=False).order_by("code").defer("words", "search")
    return found.filter(holding(), public=True) if public else found


def holding(on: date | None = None) -> Q:
    """Articles whose last day is not over."""
    return Q(valid_until=None) | Q(valid_until__gte=on or today())


def search(text: str, *, public: bool, limit: int = 10) -> list[Article]:
    """Articles that hold most of what `text` says, the fittest first: one SQL statement. A whole sentence may be asked."""
    terms, anything = [term for term in bigrams.pieces(text) if len(term) > 1], bigrams.any_of(text)
    if not terms:
        return []
    candidates = (
        offered(public=public)
        .defer(None)
        .defer("search")
        .filter(RawSQL("search @@ %s::tsquery", (anything,), output_field=BooleanField()))
        .order_by(RawSQL("ts_rank(search, %s::tsquery)", (anything,)).desc(), "code")
    )
    return _fittest(list(candidates[:CANDIDATES]), terms)[:limit]


def of_category(category: Category | None, *, public: bool) -> list[Article]:
    """The articles about this category, in the order of codes."""
    return list(offered(public=public).filter(categories__contains=[category.code])) if category else []


def stale(owners: Iterable[str] | None = None) -> Articles:
    """What no longer holds, or soon will not, the oldest first; of these units (codes), or of all."""
    found = offered(public=False).filter(valid_until__lt=today() + STALE_SOON).order_by("valid_until", "code")
    return found if owners is None else found.filter(owner__in=list(owners))


def index(article: Article) -> None:
    """Set what follows from the texts of an article, before it is stored."""
    said = "\n".join((
        article.zh, article.en, article.body_zh, article.body_en, article.basis_zh, article.basis_en
    ))  # fmt: skip
    article.words, article.search = bigrams.folded(said), bigrams.vector(said)
    article.version += 1


def _fittest(articles: list[Article], terms: list[str]) -> list[Article]:
    """By how much of what was asked they hold; what stands in few of them weighs more, in none little, and in a title most."""
    held = {term: sum(term in article.words for article in articles) for term in terms}
    weight = {term: log(1 + (len(articles) + 1) / n) if n else NOWHERE for term, n in held.items()}
    whole = sum(weight.values())
    scored = []
    for article in articles:
        title = bigrams.folded(f"{article.zh}\n{article.en}")
        within = sum(weight[term] for term in terms if term in article.words)
        if within >= ENOUGH * whole:
            scored.append((within + TITLE_WEIGHT * sum(weight[term] for term in terms if term in title), article))
    return [article for _score, article in sorted(scored, key=lambda pair: (-pair[0], pair[1].code))]
