"""Who writes the articles of the knowledge base (`catalogue/articles.py`), what each said before, and which to look at again.

The editions of an article stand in the audit log, with what it said as the words of the event: sealed and verified like the rest.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from huying.base.catalogue import articles
from huying.base.catalogue.models import Article
from huying.base.journal import audit, memory
from huying.base.journal.machine import Doer
from huying.base.journal.refusals import Incomplete, Refused

from . import audit_log, register
from .models import Unit
from .roles import Actor, Query, Role, Scope, scope

NEEDED = ("zh", "en", "body_zh", "owner")
KEPT = (
    "zh", "en", "body_zh", "body_en", "basis_zh", "basis_en", "owner", "valid_until", "public", "categories", "retired",
)  # fmt: skip
"""What an edition keeps of an article."""


@dataclass(frozen=True)
class Edition:
    """An article as it was from a moment on. `said`: its fields by name (`KEPT`), dates as ISO 8601."""

    version: int
    at: datetime
    unit: Unit | None
    role: Role | None
    """In which role somebody wrote it; None: it came with the files of the set-up."""
    said: dict[str, Any]


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
    _keep(article, by=by)


def editions(article: Article) -> list[Edition]:
    """The article as it is and as it was, the newest first."""
    written = memory.Event.objects.filter(life=audit.LIFE.life, verb=audit.What.ARTICLE_WRITTEN)
    events = list(written.filter(facts__article=article.code).order_by("-at", "-id"))
    said, by_id = memory.typed(events, "article"), register.current().by_id
    return [
        Edition(
            event.facts["version"], event.at, by_id.get(event.unit or 0), audit_log.role_of(event), json.loads(said[event.pk])
        )
        for event in events if event.pk in said
    ]  # fmt: skip


@contextmanager
def kept(*, by: Doer) -> Iterator[None]:
    """Whatever is done to the articles inside becomes editions of them, by `by`."""
    before = _versions()
    yield
    changed = [code for code, version in _versions().items() if before.get(code) != version]
    for article in Article.objects.filter(code__in=changed).order_by("code"):
        _keep(article, by=by)


def _versions() -> dict[str, tuple[int, bool]]:
    return {
        code: (version, retired) for code, version, retired in Article.objects.values_list("code", "version", "retired")
    }


def _keep(article: Article, *, by: Doer) -> None:
    said = json.dumps({name: getattr(article, name) for name in KEPT}, ensure_ascii=False, default=str)
    audit.record("article_written", by=by, words={"article": said}, article=article.code, version=article.version)
