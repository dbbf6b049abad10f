"""Keeping what reaches a person out of everything but the sealed contact: the machine shows each step to `keep_out` first.

Whatever command brings it, by whatever door: a telephone, identity or card number or an e-mail address that somebody typed
gives way to a mark, and goes to the contact of the case in the same transaction. What is checked is all text of all rows
but what `NOT_TYPED` names, so that a new command or column is covered before anybody thinks of it.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db.models import CharField, JSONField, Model, TextField

from huying.base.journal.machine import Brought
from huying.base.places import register as places
from huying.base.sealed import spotting
from huying.base.units import register as units

from . import texts
from .models import Case, CaseText, Contact

NOT_TYPED = {
    "state", "number", "code_digest", "source", "external", "language", "sha256", "media_type",
    "assigned_by", "asked_by", "decided_by", "added_by", "by", "owner", "duty_item", "pauses",
    "body", "words",
}  # fmt: skip
"""Written by Huying, or the number that another system gave; a text's body has its own way (`_told`), as more follows from it."""


class _Published:
    """Numbers that the city publishes, and codes of its registers, which are asked only where a number was found."""

    def __contains__(self, number: object) -> bool:
        known = units.current()
        return number in known.phones or number in known.by_code or places.by_code(str(number)) is not None


PUBLISHED = _Published()


def clear(text: str) -> str:
    """The text as it may be looked for and kept: with a mark for whatever reaches a person."""
    return spotting.masked(text, known=PUBLISHED)[0] if spotting.may_hold(text) else text


MILLION = 10**6


def keep_out(case: Case, brought: Brought) -> None:
    """Mask all that a step brings, and put what was found to the contact of the case."""
    if not case.n_events:
        case.papers.contact = next((row for row in brought.beside if isinstance(row, Contact)), None)
    said = _all_said(case, brought)
    if spotting.may_hold("\0".join([one if type(one) is str else str(one) for one in said if one])):
        _look_closer(case, brought)


def _all_said(case: Case, brought: Brought) -> list[Any]:
    """Everything that `_look_closer` would look at, for one quick look: there are many steps, and hardly one holds anything."""
    said = [*brought.words.values(), *brought.facts.values()]
    values = brought.changes if case.n_events else case.__dict__
    for columns, held in ((_typed(type(row)), row.__dict__) for row in brought.beside):
        said += [held.get(name) for name, _longest in columns]
    said += [values[name] for name, _longest in _typed(Case) if name in values]
    return said + [row.body for row in brought.beside if isinstance(row, CaseText)]


def _look_closer(case: Case, brought: Brought) -> None:
    found: list[str] = []
    brought.words = {name: _masked(text, found) for name, text in brought.words.items() if text}
    brought.facts = _inside(brought.facts, found)
    for row in brought.beside:
        if isinstance(row, CaseText):
            _told(case, row, brought.changes, found)
        _clear(row, row.__dict__, found)
    _clear(case, brought.changes if case.n_events else case.__dict__, found)
    if found:
        _seal(case, brought, found)


def _masked(text: str, found: list[str]) -> str:
    if not spotting.may_hold(text):
        return text
    kept, spotted = spotting.masked(text, known=PUBLISHED)
    found += [one.value for one in spotted]
    return kept


def _inside(value: Any, found: list[str]) -> Any:
    """The same value with every text in it masked; a number that is one of a telephone becomes a mark, too."""
    if isinstance(value, str):
        return _masked(value, found)
    if isinstance(value, dict):
        return {_masked(name, found): _inside(held, found) for name, held in value.items()}
    if isinstance(value, (list, tuple)):
        return [_inside(held, found) for held in value]
    if isinstance(value, (int, float)) and value > MILLION and spotting.spot(str(value)):
        return _masked(str(value), found)
    return value


def _told(case: Case, row: CaseText, changes: dict[str, Any], found: list[str]) -> None:
    """The text of the case, what it is found by, and the title that was cut from it."""
    body = _masked(row.body, found)
    if body == row.body:
        return
    texts.write(row, body)
    if case.n_events:
        changes["title"] = texts.title(body)
    else:
        case.title = texts.title(body)


def _clear(row: Model, values: dict[str, Any], found: list[str]) -> None:
    """Mask the columns of a row that hold what somebody typed, as far as `values` has them."""
    for name, longest in _typed(type(row)):
        value = values.get(name)
        if value and (kept := _inside(value, found)) != value:
            values[name] = kept[:longest] if longest else kept


@cache
def _typed(model: type[Model]) -> Sequence[tuple[str, int]]:
    """The columns with words in them, and how long each may be (0: as long as it likes)."""
    return [
        (field.attname, getattr(field, "max_length", None) or 0)
        for field in model._meta.concrete_fields
        if isinstance(field, (CharField, TextField, JSONField)) and not field.choices and field.name not in NOT_TYPED
    ]


def _seal(case: Case, brought: Brought, found: list[str]) -> None:
    given = (row for row in brought.beside if isinstance(row, Contact))
    contact = case.papers.contact = next(given, None) or case.papers.contact or Contact(case=case)
    told = {contact.phone, contact.email, *contact.mentioned.splitlines()}
    contact.mentioned = "\n".join([*contact.mentioned.splitlines(), *dict.fromkeys(n for n in found if n not in told)])
    if not any(row is contact for row in brought.beside):
        brought.beside.append(contact)
