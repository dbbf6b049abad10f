"""The address of a list: its filters and cursors stand in it, so that it can be kept, sent and gone back to."""

from django.http import QueryDict


def changed(asked: QueryDict, **changes: str) -> str:
    """The address of this list with some things changed; always from its first page, unless a cursor is given."""
    query = asked.copy()
    for name in ("after", "before", "lang"):
        query.pop(name, None)
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"?{query.urlencode()}"
