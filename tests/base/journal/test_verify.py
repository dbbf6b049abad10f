"""Whoever changes the record by hand in the database is found: the first event of each case that is not as it was written."""

from typing import Any

import pytest
from django.db import connection

from huying.base.journal.models import Event, Leaf, Seal, Unsealed, Words
from huying.base.journal.seals import seal
from huying.base.journal.verify import Finding, verify
from huying.cases.models import Case
from tests import stories
from tests.journal import unguarded

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_guards(db: None) -> None:
    """PostgreSQL refuses all of this (test_audit.py), until the owner of the database tells it not to."""
    unguarded()


@pytest.fixture
def case() -> Case:
    """Five events, sealed; another case beside it."""
    city = stories.city()
    made = stories.closed(city)
    stories.received(city)
    seal()
    return made


def _sql(statement: str, *params: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def _found(case: Case, seq: int, what: str) -> list[Finding]:
    return [Finding("case", case.pk, seq, what)]


def test_an_untouched_journal_holds_and_says_until_when_it_is_sealed(case: Case) -> None:
    report = verify()
    assert (report.events, report.things, report.unsealed, report.findings) == (6, 2, 0, [])
    assert report.sealed_until == Seal.objects.get().at


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("by", "staff:99"),
        ("verb", "withdraw"),
        ("at", "2020-01-01T00:00:00Z"),
        ("area", 7),
        ("unit", 7),
        ("facts", "{}"),
    ],
)
def test_a_changed_event_is_named(case: Case, column: str, value: object) -> None:
    _sql(f'UPDATE journal_event SET "{column}" = %s WHERE life = %s AND thing = %s AND seq = 1', value, "case", case.pk)
    assert verify().findings == _found(case, 1, "changed")


def test_a_removed_event_is_named(case: Case) -> None:
    _sql("DELETE FROM journal_event WHERE thing = %s AND seq = 3", case.pk)
    assert verify().findings == _found(case, 3, "removed")


def test_the_removed_last_event_is_named(case: Case) -> None:
    _sql("DELETE FROM journal_event WHERE thing = %s AND seq = 5", case.pk)
    assert verify().findings == _found(case, 5, "removed")


def test_a_cut_tail_shows_by_its_seal_even_when_the_row_was_put_back(case: Case) -> None:
    before = Event.objects.get(thing=case.pk, seq=4)
    _sql("DELETE FROM journal_event WHERE thing = %s AND seq = 5", case.pk)
    _sql("UPDATE cases_case SET n_events = 4, head = %s, state = 'replied' WHERE id = %s", bytes(before.hash), case.pk)
    assert verify().findings == _found(case, 5, "removed")


def test_a_whole_case_that_is_gone_shows_by_its_seal(case: Case) -> None:
    tables = ("casetext", "saying", "contact", "clock", "assignment", "verdict")
    for table in tables:
        _sql(f"DELETE FROM cases_{table} WHERE case_id = %s", case.pk)
    _sql("DELETE FROM journal_words WHERE thing = %s", case.pk)
    _sql("DELETE FROM journal_event WHERE thing = %s", case.pk)
    _sql("DELETE FROM cases_case WHERE id = %s", case.pk)
    assert verify().findings == _found(case, 1, "removed")


def test_an_inserted_event_is_named(case: Case) -> None:
    _sql("UPDATE journal_event SET seq = seq + 1 WHERE thing = %s AND seq > 2 AND seq = 5", case.pk)
    _sql("UPDATE journal_event SET seq = seq + 1 WHERE thing = %s AND seq = 4", case.pk)
    _sql("UPDATE journal_event SET seq = seq + 1 WHERE thing = %s AND seq = 3", case.pk)
    _sql(
        "INSERT INTO journal_event (life, thing, seq, verb, source, target, by, at, facts, hash) "
        "SELECT life, thing, 3, 'note', source, source, by, at, facts, sha256('x') FROM journal_event WHERE thing = %s AND seq = 2",
        case.pk,
    )
    assert verify().findings == _found(case, 3, "inserted")


def test_reordered_events_are_named(case: Case) -> None:
    _sql("UPDATE journal_event SET seq = 99 WHERE thing = %s AND seq = 2", case.pk)
    _sql("UPDATE journal_event SET seq = 2 WHERE thing = %s AND seq = 3", case.pk)
    _sql("UPDATE journal_event SET seq = 3 WHERE thing = %s AND seq = 99", case.pk)
    assert verify().findings == _found(case, 2, "reordered")


def test_a_chain_written_anew_shows_by_its_seal(case: Case) -> None:
    from huying.base.journal import chain

    head = b""
    for event in Event.objects.filter(thing=case.pk).order_by("seq"):
        event.by = "staff:99" if event.seq == 2 else event.by
        event.hash = head = chain.link(head, event)
        event.save()
    Case.objects.filter(pk=case.pk).update(head=head)
    assert verify().findings == _found(case, 5, "changed")


def test_a_row_moved_by_hand_is_named(case: Case) -> None:
    _sql("UPDATE cases_case SET state = 'received' WHERE id = %s", case.pk)
    assert verify().findings == _found(case, 5, "row")


def test_changed_words_are_named_and_erased_words_are_not(case: Case) -> None:
    Words.objects.filter(thing=case.pk, seq=4).delete()
    assert verify().findings == []
    _sql("UPDATE journal_words SET text = 'nothing to see' WHERE thing = %s AND seq = 1", case.pk)
    assert verify().findings == _found(case, 1, "words")


def test_a_touched_seal_is_named(case: Case) -> None:
    made = Seal.objects.get()
    _sql("DELETE FROM journal_leaf WHERE thing = %s", case.pk)
    assert verify().findings == [Finding("seal", made.pk, 0, "seal")]


def test_seals_are_chained_and_take_every_event_once() -> None:
    city = stories.city()
    stories.received(city)
    assert seal() == 1
    stories.dispatched(city)
    assert seal() == 2
    assert seal() == 0
    assert Unsealed.objects.count() == 0
    assert Leaf.objects.count() == 2
    assert verify().findings == []
    first, second = Seal.objects.order_by("pk")
    _sql("UPDATE journal_seal SET root = sha256('x') WHERE id = %s", first.pk)
    assert verify().findings == [Finding("seal", first.pk, 0, "seal"), Finding("seal", second.pk, 0, "seal")]
