"""The address of a list: its filters and cursors stand in it, so that it can be kept, sent and gone back to."""

from django.http import QueryDict

PASSING = ("after", "before", "lang", "since", "order")
"""What belongs to one look at a list, not to the list."""
LONGEST_NUMBER = 18
"""Digits; what is longer fits no key of the database."""


def number(typed: object) -> int:
    """A key or a place in a list, as it stands in an address or a form; 0 for what is none."""
    text = str(typed)
    return int(text) if text.isdecimal() and len(text) < LONGEST_NUMBER else 0


def changed(asked: QueryDict, **changes: str) -> str:
    """The address of this list with some things changed; always from its first page, unless a cursor is given."""
    query = asked.copy()
    for name in (*PASSING, *changes):
        query.pop(name, None)
    for name, value in changes.items():
        if value:
            query[name] = value
    return f"?{query.urlencode()}"
