"""The public cases as a feed, Atom and RSS, for whoever follows a street or a matter: the same filters as on the city's page."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.translation import gettext as _

from huying.cases import public
from huying.cases.models import Publication

from .city import Narrow

NEWEST = 30


class Rss(Feed):  # type: ignore[type-arg]  # only its stubs have any
    """The newest public cases that the filters in the address let through."""

    feed_type: Any = Rss201rev2Feed

    def get_object(self, request: HttpRequest, *_args: Any, **_given: Any) -> public.Filters:
        return Narrow(request.GET).filters

    def title(self) -> str:
        return _("What the city is told, and what becomes of it")

    def link(self) -> str:
        return settings.ADDRESS + reverse("portal:city")

    def description(self) -> str:
        return _("Cases that a person released, each by a summary.")

    subtitle = description

    def items(self, filters: public.Filters) -> Any:
        return public.with_cases(public.listed(filters))[:NEWEST]

    def item_title(self, item: Any) -> str:
        return public.summary(item)

    def item_description(self, item: Any) -> str:
        said = (item.case.category, public.street(item.case), public.stage(item.case).words)
        return " · ".join(str(part) for part in said if part)

    def item_link(self, item: Publication) -> str:
        return settings.ADDRESS + reverse("portal:public", args=[item.case.number])

    def item_guid(self, item: Publication) -> str:
        return self.item_link(item)

    def item_pubdate(self, item: Publication) -> datetime:
        return item.at

    def item_updateddate(self, item: Publication) -> datetime:
        return item.at


class Atom(Rss):
    feed_type = Atom1Feed
