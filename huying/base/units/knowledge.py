"""Who writes the articles of the knowledge base (`catalogue/articles.py`), and which of them they should look at again."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from huying.base.catalogue import articles
from huying.base.catalogue.models import Article
from huying.base.journal import audit
from huying.base.journal.refusals import Incomplete, Refused

from . import register
from .models import Unit
from .roles import Actor, Query, Scope, scope

NEEDED = ("zh", "en", "body_zh", "owner")


def owners(by: Actor) -> list[Unit]:
    """The units in whose name this person may write, in the order of codes."""
    book = register.current()
    reach = scope(by.role, Query.ARTICLES)
    if reach == Scope.ALL:
        return [unit for unit in book.by_code.values() if not unit.retired]
    below = set(book.ids_below(by.unit_id)) if reach != Scope.NONE and by.unit_id in book.by_id else set()
    return [unit for unit in book.by_code.values() if unit.pk in below and not unit.retired]


def why_not(article: Article, *, by: Actor) -> str:
    """Why this person may not change this article, or ""."""
    if any(unit.code == article.owner for unit in owners(by)):
        return ""
    owner = register.current().by_code.get(article.owner)
    return _("This article is written by %(unit)s.") % {"unit": owner or article.owner}


def stale(by: Actor) -> QuerySet[Article]:
    """What no longer holds, or soon will not, of the units in whose name this person writes; the oldest first."""
    return articles.stale([unit.code for unit in owners(by)])


@transaction.atomic
def write(article: Article, given: Mapping[str, Any], *, by: Actor, version: int = 0) -> None:
    """Store an article, new or changed, with a line in the audit log.

    `version`: of the article that was read; raises `Refused` when somebody else was faster or it is another unit's, and
    `Incomplete` with what is missing.
    """
    if article.pk:
        stored = Article.objects.select_for_update().get(pk=article.pk)
        if why := why_not(stored, by=by):
            raise Refused(why)
        if stored.version != version:
            raise Refused(_("Somebody else was faster. Please look at the article as it is now."))
    for name, value in given.items():
        setattr(article, name, value)
    if missing := [name for name in NEEDED if not str(getattr(article, name)).strip()]:
        raise Incomplete({name: _("Please fill this in.") for name in missing})
    if why := why_not(article, by=by):
        raise Incomplete({"owner": why})
    if not article.pk and Article.objects.filter(code=article.code).exists():
        raise Incomplete({"code": _("There is an article with this code already.")})
    articles.index(article)
    article.save()
    audit.record("article_written", by=by, article=article.code, version=article.version)
