"""The address of a list: its filters and cursors stand in it, so that it can be kept, sent and gone back to."""

from django.http import QueryDict

PASSING = ("after", "before", "lang", "since", "order")
"""What belongs to one look at a list, not to the list."""


def changed(asked: QueryDict, **changes: str) -> str:
    """The address of this list with some things changed; always from its first page, unless a cursor is given."""
    query = asked.copy()
    for name in (*PASSING, *changes):
        query.pop(name, None)
    for name, value in changes.items():
        if value:
            query[name] = value
    return f"?{query.urlencode()}"
