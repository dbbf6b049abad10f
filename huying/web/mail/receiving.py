"""One letter: a new case, a word to the case that it answers, or nothing. However often it comes, once."""

import io
import re

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huying.base.journal.refusals import Incomplete, Refused
from huying.base.units.roles import Actor
from huying.cases import files, incoming, intake, suggesting
from huying.cases.checks import LONGEST
from huying.cases.incoming import End
from huying.cases.models import Attachment, Case
from huying.cases.words import Channel
from huying.notices import replies, telling
from huying.web.limits import spend
from huying.web.uploads import MOST_FILES

from . import cutting, ignoring, letters
from .letters import Letter

CHINESE = re.compile(r"[\u3400-\u9fff]")
SUBJECT = 300  # characters


def receive(raw: bytes) -> str:
    """Take a letter in, and say what became of it (`End`).

    Raises `letters.Unreadable` for what no mail server should bring again, `limits.TooMany` for what it should, later.
    """
    letter = letters.read(raw)
    if not ignoring.why(letter):
        spend(None, "mail", caller=letter.address.casefold())  # kept as a keyed hash, for an hour
    with transaction.atomic():
        if not incoming.is_first("mail", letter.identity):
            return End.REPEATED
        end = ignoring.why(letter) or _taken(letter)
        incoming.ended(end, "mail", letter.identity)
        return end


def _taken(letter: Letter) -> str:
    with translation.override("zh-hans" if CHINESE.search(letter.subject + letter.text) else "en"):
        case = _answered(letter)
        return _added(case, letter) if case else _filed(letter)


def _answered(letter: Letter) -> Case | None:
    """The case that it belongs to: by an address or a Message-ID of ours, which nobody can guess, or by number and code."""
    for name in ("To", "Cc", "Delivered-To", "X-Original-To", "In-Reply-To", "References"):
        if case := replies.case_of(letter.said(name)):
            return case
    return incoming.proven(f"{letter.subject}\n{letter.text}")


def _added(case: Case, letter: Letter) -> str:
    """What its reporter writes, as on the page; where the case takes no more, they are told."""
    text = cutting.own_words(letter.text) or ("" if letter.files else cutting.without_card(letter.text))
    taken, refused = _files(letter)
    said = _whole([incoming.without_codes(text)], refused)
    if not said and not taken:
        return End.EMPTY
    try:
        with transaction.atomic():
            incoming.add(case, by=Actor.resident(case.pk), text=said, files=taken)
    except Refused:
        telling.tell_not_added(case)
        return End.NOT_TAKEN
    return End.ADDED


def _filed(letter: Letter) -> str:
    """A case of its own. Which kind it is, a model that is sure says later, else a dispatcher."""
    subject = cutting.matter(letter.subject)[:SUBJECT]
    text = cutting.own_words(letter.text) or cutting.without_card(letter.text)
    if not incoming.is_first("mail", letter.address.casefold(), subject, text):
        return End.REPEATED  # word for word: a machine that answers, or a button pressed twice
    taken, refused = _files(letter)
    said = _whole([subject, text] if subject not in text else [text], refused)
    if not said and not taken:
        return End.EMPTY
    said = said or _("Photos or documents, without words")
    call = intake.Call(
        text=said, channel=Channel.EMAIL, name=letter.name[: LONGEST["name"]], email=letter.address[: LONGEST["email"]],
        attachments=taken, suggested=suggesting.suggest(said), language=translation.get_language() or "",
    )  # fmt: skip
    intake.receive(call, by=Actor.resident())
    return End.FILED


def _whole(words: list[str], refused: list[str]) -> str:
    """Subject, text and what could not be taken, as far as a case has room."""
    foot = "\n".join(refused)
    head = "\n\n".join(filter(None, words))[: LONGEST["text"] - len(foot) - 2]
    return "\n\n".join(filter(None, (head, foot)))


def _files(letter: Letter) -> tuple[list[Attachment], list[str]]:
    """Those that can be taken, with the checks of every upload, and a line for each that cannot."""
    taken, refused = [], []
    for file in letter.files[:MOST_FILES]:
        try:
            taken.append(files.take_in(file.name, io.BytesIO(file.content)).attachment)
        except Incomplete as refusal:
            if not file.is_decoration:
                refused.append(f"〔{file.name[:80]}: {refusal}〕")
    if (n := len(letter.files) - MOST_FILES) > 0:
        left = ngettext("%(n)d more file was left out.", "%(n)d more files were left out.", n) % {"n": n}
        refused.append(f"〔{left}〕")
    return taken, refused
