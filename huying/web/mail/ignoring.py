"""Which letters nobody wrote to us: answers of machines, returned mail, lists, and our own (RFC 3834).

They are counted and answered by nothing, so that two machines never write to each other.
"""

import re

from django.conf import settings

from huying.cases.incoming import End

from .letters import Letter

MACHINES = re.compile(
    r"(?i)^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?|listserv|majordomo)(?:[+@=-]|$)"
)
IN_BULK = ("bulk", "junk", "auto_reply", "auto-reply")
BY_A_MACHINE = ("X-Autoreply", "X-Autorespond", "X-Failed-Recipients", "X-Auto-Reply")
OF_A_LIST = ("List-Id", "List-Post", "List-Help", "List-Unsubscribe", "Mailing-List")


def why(letter: Letter) -> str:
    """Of `End`; "" for one that somebody wrote."""
    if letter.address.casefold() in _ours():
        return End.OWN
    if _is_automatic(letter):
        return End.AUTOMATIC
    precedence = letter.said("Precedence").lower()
    if precedence == "list" or any(letter.said(name) for name in OF_A_LIST):
        return End.LISTED
    return ""


def _is_automatic(letter: Letter) -> bool:
    submitted = letter.said("Auto-Submitted").lower().partition(";")[0].strip()
    return (
        submitted not in ("", "no")
        or letter.said("Return-Path").strip() == "<>"
        or letter.said("Precedence").lower() in IN_BULK
        or any(letter.said(name) for name in BY_A_MACHINE)
        or letter.headers.get_content_type() == "multipart/report"
        or MACHINES.match(letter.address) is not None
    )


def _ours() -> set[str]:
    """The addresses from which we write, and to which others do."""
    bare = re.search(r"[^<>\s]+@[^<>\s]+", settings.DEFAULT_FROM_EMAIL)
    return {address.casefold() for address in (bare[0] if bare else "", settings.MAIL_REPLY_TO) if address}
