"""The city's own words for notices, and the group chats of units: their files, and what is wrong in them."""

import re
from collections.abc import Iterable, Iterator
from typing import Annotated, Any

from django.conf import settings
from django.utils.translation import gettext as _
from pydantic import AfterValidator

from huying.notices import channels, wording
from huying.notices.phrases import WORDING, Wording

from .report import Problem
from .rows import Code, Name, Row, To


def _variable(name: str) -> str:
    """What was typed is not repeated: it may be a key."""
    if name and not re.fullmatch(r"HUYING_CHAT_[A-Z0-9_]+", name):
        raise ValueError(
            _("An address holds a key and stays out of files: name the variable of the environment, HUYING_CHAT_….")
        )
    return name


class NoticeRow(Row):
    code: Code
    subject_zh: Name
    text_zh: Name
    subject_en: Name
    text_en: Name


class ChatRow(Row):
    """The group chat of a unit; without a variable its address is typed at the desk and kept sealed."""

    unit: Annotated[Code, To("units.csv")]
    variable: Annotated[str, AfterValidator(_variable)] = ""


def problems(words: Iterable[Any], chats: Iterable[Any]) -> Iterator[Problem]:
    """Of the lines of both files. The address of a chat itself is never told."""
    for line in words:
        given = line.row.model_dump()
        if (code := given.pop("code")) not in WORDING:
            known = {"given": code, "known": ", ".join(WORDING)}
            yield line.entry.problem(_("“%(given)s” is not one of: %(known)s.") % known, "code")
        for field, fault in wording.faults(Wording(**given)).items():
            yield line.entry.problem(fault, field)
    for line in chats:
        if (address := settings.CHATS.get(line.row.variable)) and not channels.is_chat(address):
            known = {"variable": line.row.variable, "kinds": ", ".join(channels.CHATS)}
            reason = _("What %(variable)s holds is not the address of a chat. Known are: %(kinds)s.") % known
            yield line.entry.problem(reason, "variable")


def remarks(chats: Iterable[Any]) -> Iterator[Problem]:
    """Chats that nothing reaches."""
    for line in chats:
        if line.row.variable and line.row.variable not in settings.CHATS:
            reason = _("The environment has no %(variable)s; until it has, nothing goes to this chat.")
            yield line.entry.problem(reason % {"variable": line.row.variable}, "variable")
