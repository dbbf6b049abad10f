"""Letters from a mailbox: each taken in, then deleted there. What a round leaves, the next one takes."""

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from imaplib import IMAP4
from urllib.parse import unquote, urlsplit

from django.conf import settings
from imap_tools import AND, BaseMailBox, ImapToolsError, MailBox, MailBoxUnencrypted, MailMessageFlags

from huying.web.limits import TooMany

from .letters import Unreadable
from .receiving import receive

SECONDS = 30
AT_ONCE = 200
"""Letters of one round."""

log = logging.getLogger(__name__)


class Away(Exception):
    """The mailbox does not answer: the next round asks again. Says why, without name and password."""


def fetch() -> int:
    """Take in what lies in the mailbox; return how many letters that were. Raises `Away`.

    A letter that is taken in is deleted there. One that nobody can read is flagged, for a person to look at; one whose
    sender wrote too often waits. A round that is killed takes nothing twice (`incoming.is_first`).
    """
    if not settings.IMAP_URL:
        return 0
    n = 0
    with _mailbox() as mailbox:
        waiting = mailbox.uids(AND(flagged=False, deleted=False))[:AT_ONCE]
        for uid in waiting:
            n += _taken(mailbox, uid)
    return n


def _taken(mailbox: BaseMailBox, uid: str) -> bool:
    for raw in _raw(mailbox, uid):
        try:
            receive(raw)
        except Unreadable as wrong:
            log.warning("mailbox: letter %s cannot be read: %s", uid, wrong)
            mailbox.flag(uid, MailMessageFlags.FLAGGED, True)
            return False
        except TooMany:
            return False
        mailbox.delete(uid)
        return True
    return False


def _raw(mailbox: BaseMailBox, uid: str) -> Iterator[bytes]:
    """As it came, byte for byte, without marking it as read."""
    _status, answer = mailbox.client.uid("fetch", uid, "(BODY.PEEK[])")
    yield from (item[1] for item in answer or () if isinstance(item, tuple) and isinstance(item[1], bytes))


@contextmanager
def _mailbox() -> Iterator[BaseMailBox]:
    parts = urlsplit(settings.IMAP_URL)
    kind, port = (MailBox, 993) if parts.scheme == "imaps" else (MailBoxUnencrypted, 143)
    folder = unquote(parts.path.strip("/")) or "INBOX"
    with ExitStack() as ending:
        try:
            box = kind(parts.hostname or "", parts.port or port, timeout=SECONDS)
            ending.callback(_hang_up, box)
            box.login(unquote(parts.username or ""), unquote(parts.password or ""), folder)
            yield box
        except (OSError, IMAP4.error, ImapToolsError) as failure:  # their words may quote what was sent
            log.warning("the mailbox does not answer: %s", type(failure).__name__)
            raise Away(type(failure).__name__) from None


def _hang_up(box: BaseMailBox) -> None:
    """Politely where that is possible; the connection ends in any case."""
    with suppress(OSError, IMAP4.error, ImapToolsError):
        box.logout()
    with suppress(OSError):
        box.client.shutdown()
