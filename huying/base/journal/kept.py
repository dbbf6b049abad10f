"""Statements that are sent over and over: each connection has the server parse and plan them once."""

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from psycopg import RawCursor
from psycopg.types.numeric import Int8Dumper


class _Kept(RawCursor[Any]):
    """Sends `$1` as it is written, and has the server keep the statement.

    Not behind a pooler, where the next transaction may be on another connection (`settings.KEPT`).
    """

    def __init__(self, of: Any) -> None:
        super().__init__(of)
        self.adapters.register_dumper(int, Int8Dumper)  # else every size of number makes another statement

    def execute(self, query: Any, params: Any = None, **_more: Any) -> "_Kept":
        super().execute(query, params, prepare=True)
        if connection.queries_logged:  # Django asks for the text, of which psycopg sends only the name
            self._query = self._convert_query(query, params)
        return self


def cursor(using: str = DEFAULT_DB_ALIAS) -> Any:
    """A cursor for such statements; Django counts and logs them like any other."""
    of: Any = connections[using]
    of.ensure_connection()
    return of._prepare_cursor(_Kept(of.connection))
