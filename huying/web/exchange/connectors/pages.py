"""Records that are asked for page by page: by HTTP as JSON, or from a table of another PostgreSQL. And given to them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
import requests
from django.utils.translation import gettext as _
from psycopg import sql

from huying.base import outbound
from huying.base.journal.refusals import Refused

from .addresses import Http, Table
from .drops import Away

AT_ONCE = 500
"""Rows of one page."""
LARGEST = 50_000_000
"""Bytes of an answer."""
OVERLAP = "5 minutes"
"""Of a table, read once more: a row may be written late, with an earlier time."""
Record = Mapping[str, Any]


@dataclass(frozen=True)
class Page:
    """Some records: the text of each in these columns, and from where to go on after them."""

    name: str
    rows: list[list[str]]
    cursor: dict[str, Any]


# -- HTTP


def asked(address: Http, secret: str, columns: Sequence[str], cursor: dict[str, Any]) -> Iterator[Page]:
    """Page after page, until there is nothing new. Raises `Away`."""
    at = cursor.get("next")
    while True:
        answer = _answer(address, secret, at)
        records, following = _within(answer, address.records), _within(answer, address.next)
        if not isinstance(records, list):
            raise Away(_("There is no list of records at “%(path)s” in the answer.") % {"path": address.records})
        rows = [[text(_within(record, column)) for column in columns] for record in records]
        more = following not in (None, "", at)
        yield Page(str(at or "1"), rows, {"next": following if more else at})
        if not rows or not more:
            return
        at = following


def told(address: Http, secret: str, name: str, records: Sequence[Record]) -> dict[str, str]:
    """Post records; return the refused ones: number → reason. `name` is the same when they are posted again. Raises `Away`."""
    body = json.dumps({"records": records}, ensure_ascii=False).encode()
    headers = {"content-type": "application/json", "idempotency-key": name, **_key(address, secret)}
    answer = _sent(address, "POST", headers, data=body)
    refused = answer.get("refused", []) if isinstance(answer, dict) else []
    return {str(each.get("number")): str(each.get("reason", "")) for each in refused if isinstance(each, dict)}


def _answer(address: Http, secret: str, at: Any) -> Any:
    given = {address.cursor: at} if at not in (None, "") else {}
    return _sent(address, "GET", {"accept": "application/json", **_key(address, secret)}, params=given)


def _key(address: Http, secret: str) -> dict[str, str]:
    return {address.header: f"Bearer {secret}" if address.header == "Authorization" else secret} if secret else {}


def _sent(address: Http, method: str, headers: dict[str, str], **more: Any) -> Any:
    """What is answered, read as JSON; None where nothing is."""
    try:
        with outbound.to(address.url).request(method, address.url, headers=headers, stream=True, **more) as answer:
            content = answer.raw.read(LARGEST + 1, decode_content=True)
            if not answer.ok or answer.is_redirect:
                raise Away(f"HTTP {answer.status_code}")
    except requests.RequestException as fault:
        raise Away(f"HTTP: {type(fault).__name__}") from fault
    if len(content) > LARGEST:
        raise Away(_("The answer is too long."))
    try:
        return json.loads(content) if content.strip() else None
    except ValueError as fault:
        raise Away(_("The answer is no JSON.")) from fault


def _within(value: Any, path: str) -> Any:
    """What lies at `a.b` inside nested objects; None where nothing does."""
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def text(value: Any) -> str:
    """A value of JSON as a CSV would have it."""
    if value is None:
        return ""
    return value.strip() if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


# -- PostgreSQL


def read(address: Table, secret: str, columns: Sequence[str], cursor: dict[str, Any]) -> Iterator[Page]:
    """Rows in the order in which they were written, from a little before where it stopped. Raises `Away`."""
    if not address.changed:
        raise Refused(_("A table that is read needs the column that tells when a row was written."))
    with connected(address, secret, reading=True) as there:
        kinds = _kinds(there, address)
        if missing := sorted({*columns, address.key, address.changed} - kinds.keys()):
            raise Refused(_("The table has no columns %(columns)s.") % {"columns": ", ".join(missing)})
        at, overlap = cursor.get("at"), OVERLAP if kinds[address.changed].startswith("timestamp") else ""
        while page := _page(there, address, kinds, columns, at, overlap):
            at, overlap = page[-1][:2], ""
            yield Page("/".join(page[0][:2]), [row[2:] for row in page], {"at": at})


def _page(
    there: Any, address: Table, kinds: Mapping[str, str], columns: Sequence[str], at: Any, overlap: str
) -> list[list[str]]:
    """Rows as text, `changed` and `key` first."""
    changed, key = sql.Identifier(address.changed or ""), sql.Identifier(address.key)
    as_text = [sql.SQL("coalesce({}::text, '')").format(sql.Identifier(name)) for name in columns]
    query = sql.SQL("SELECT {c}::text, {k}::text, {columns} FROM {table} WHERE {c} IS NOT NULL").format(
        c=changed, k=key, columns=sql.SQL(", ").join(as_text), table=_table(address)
    )
    given: list[Any] = []
    if at and overlap:
        query += sql.SQL(" AND {} >= %s::{} - %s::interval").format(changed, sql.SQL(kinds[address.changed or ""]))
        given = [at[0], overlap]
    elif at:
        query += sql.SQL(" AND ({}, {}) > (%s::{}, %s::{})").format(
            changed, key, sql.SQL(kinds[address.changed or ""]), sql.SQL(kinds[address.key])
        )
        given = [*at]
    query += sql.SQL(" ORDER BY {}, {} LIMIT {}").format(changed, key, AT_ONCE)
    return [[str(cell).strip() for cell in row] for row in _done(there, query, given).fetchall()]


def put(address: Table, secret: str, records: Sequence[Record]) -> None:
    """Write records into the table, in one transaction; a row with the same key is replaced. Raises `Away`."""
    names = [*records[0]]
    assignments = [sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name)) for name in names if name != address.key]
    query = sql.SQL("INSERT INTO {} ({}) VALUES ({}) ON CONFLICT ({}) DO UPDATE SET {}").format(
        _table(address), sql.SQL(", ").join(map(sql.Identifier, names)),
        sql.SQL(", ").join([sql.Placeholder()] * len(names)), sql.Identifier(address.key), sql.SQL(", ").join(assignments),
    )  # fmt: skip
    with connected(address, secret, reading=False) as there:
        try:
            there.cursor().executemany(query, [[record[name] for name in names] for record in records])
        except psycopg.Error as fault:
            raise Away(_said(fault)) from fault


@contextmanager
def connected(address: Table, secret: str, *, reading: bool) -> Iterator[Any]:
    """The other database, in one transaction. Raises `Away`."""
    options = "-c statement_timeout=60000" + (" -c default_transaction_read_only=on" if reading else "")
    try:
        place: dict[str, Any] = (
            {} if address.host.startswith("/") else {"hostaddr": outbound.found(address.host, address.port)}
        )
        there = psycopg.connect(
            host=address.host, port=address.port, dbname=address.database, user=address.user, password=secret or None,
            connect_timeout=10, options=options, **place,
        )  # fmt: skip
    except (psycopg.Error, Refused) as fault:
        raise Away(_said(fault)) from fault
    with there:
        yield there


def _kinds(there: Any, address: Table) -> dict[str, str]:
    """Column → its type, in their database's own words."""
    query = (
        "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
        " AND NOT attisdropped"
    )
    return dict(_done(there, query, [f'"{address.schema_name}"."{address.table}"']).fetchall())


def _table(address: Table) -> sql.Composable:
    return sql.Identifier(address.schema_name, address.table)


def _done(there: Any, query: Any, given: Sequence[Any]) -> Any:
    try:
        return there.execute(query, given)
    except psycopg.Error as fault:
        raise Away(_said(fault)) from fault


def _said(fault: Exception) -> str:
    """The first line of what their server says; the rest may quote values."""
    return f"PostgreSQL: {str(fault).strip().partition(chr(10))[0][:200]}"
