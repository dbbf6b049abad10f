"""Photos and documents that come as addresses (`media_url`): what stands in one is taken in at once, the rest is fetched by a job."""

from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from huying.base.journal.refusals import Incomplete
from huying.cases import files, linked
from huying.cases.models import Attachment, Case
from huying.web.uploads import MOST_FILES

from .answers import Fault
from .given import Given, renamed

LONGEST = 2000
SCHEMES = ("http", "https")


def addresses(asked: Given) -> list[str]:
    """Every address that came with a call. Raises `Fault` for one that nobody could ask."""
    came = [url.strip() for name in ("media_url", "media_url[]") for url in asked.said.getlist(name) if url.strip()]
    if len(came) > MOST_FILES:
        raise Fault(400, "media_url: " + _("At most %(n)d files are taken with a report.") % {"n": MOST_FILES})
    if any(not _can_be_asked(url) for url in came if not url.startswith(linked.EMBEDDED)):
        raise Fault(400, "media_url: " + _("This is no address of the web."))
    return came


def embedded(urls: Sequence[str]) -> list[Attachment]:
    """The files that stand in their address (`data:`), as rows of no case yet. Raises `Refused`."""
    try:
        contents = [linked.embedded(url) for url in urls if url.startswith(linked.EMBEDDED)]
        return [files.take_in("", content).attachment for content in contents]
    except ValueError as wrong:
        raise Fault(400, "media_url: " + _("This is no address of the web.")) from wrong
    except Incomplete as refusal:
        raise renamed(refusal, {"file": "media_url"}) from refusal


def note(case: Case, urls: Iterable[str]) -> None:
    """Have the others fetched into `case`; in the transaction of the call."""
    for url in urls:
        if not url.startswith(linked.EMBEDDED):
            linked.note(case, url)


def _can_be_asked(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in SCHEMES and bool(parts.hostname) and len(url) <= LONGEST and "\x00" not in url
