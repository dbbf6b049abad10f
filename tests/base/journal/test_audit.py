"""The audit log: a chain for each day, which grows and never shrinks, and whose every change is found."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from huying.base.journal import audit, clock
from huying.base.journal.models import AuditDay, Event, Leaf, Seal
from huying.base.journal.seals import seal
from huying.base.journal.verify import Finding, verify
from huying.base.units.roles import Actor, Role
from tests.journal import KEPT, unguarded

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 8, 3, 4, tzinfo=UTC)  # twelve o'clock in the city
DAY = 20260803
ADMIN = Actor(Role.ADMIN, "staff:7", unit_id=3)


@pytest.fixture
def day() -> int:
    """Three entries of one day, sealed."""
    with clock.at(NOON):
        audit.record("sign_in", by=ADMIN)
        audit.record("setup_changed", by=ADMIN, files={"units.csv": 4})
        audit.record("sign_out", by=ADMIN)
        seal()
    return DAY


def _sql(statement: str, *params: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def test_an_entry_says_when_who_for_which_unit_in_which_role_and_what() -> None:
    with clock.at(NOON):
        audit.record("key_made", by=ADMIN, key=12, format=None)
    event = Event.objects.get()
    assert (event.life, event.thing, event.seq, event.verb) == ("audit", DAY, 1, "key_made")
    assert (event.by, event.at, event.unit) == ("staff:7", NOON, 3)
    assert event.facts == {"role": "admin", "key": 12, "format": None}


def test_a_refused_sign_in_names_the_account_and_no_unit() -> None:
    audit.record("sign_in_refused", by=audit.Named("staff:9"))
    assert list(Event.objects.values_list("by", "unit", "facts")) == [("staff:9", None, {})]


def test_each_day_of_the_city_has_its_own_chain() -> None:
    for hour in (15, 16, 17):  # UTC; the city's midnight lies at 16
        with clock.at(datetime(2026, 8, 3, hour, tzinfo=UTC)):
            audit.record("sign_in", by=ADMIN)
    assert list(AuditDay.objects.order_by("pk").values_list("pk", "n_events")) == [(DAY, 1), (DAY + 1, 2)]
    assert verify().findings == []


def test_what_is_rolled_back_was_not_recorded() -> None:
    with transaction.atomic():
        audit.record("sign_in", by=ADMIN)
        transaction.set_rollback(True)
    assert (Event.objects.count(), AuditDay.objects.count()) == (0, 0)


@pytest.mark.parametrize("told", ["张三", "Li Lei", "a@b.cn", "x" * 65, {"li lei": 1}, ["张"], 1.5])
def test_only_codes_and_numbers_enter(told: Any) -> None:
    with pytest.raises(ValueError, match="name"):
        audit.record("account_changed", by=ADMIN, name=told)
    assert Event.objects.count() == 0


def test_an_act_that_has_no_name_here_is_not_recorded() -> None:
    with pytest.raises(KeyError):
        audit.record("looked_around", by=ADMIN)


def test_two_acts_from_one_address_look_alike_on_one_day_and_not_on_the_next() -> None:
    with clock.at(NOON):
        first, again, other = audit.network("192.0.2.1"), audit.network("192.0.2.1"), audit.network("192.0.2.2")
    with clock.at(NOON.replace(day=4)):
        tomorrow = audit.network("192.0.2.1")
    assert first == again
    assert len({first, other, tomorrow}) == 3
    assert "192" not in (first, other, tomorrow)


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_lose_nothing_and_leave_one_whole_chain() -> None:
    def sign_in(n: int) -> None:
        try:
            for _again in range(5):
                audit.record("sign_in", by=Actor(Role.HANDLER, f"staff:{n}"))
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(sign_in, range(8)))
    assert [event.seq for event in Event.objects.order_by("seq")] == list(range(1, 41))
    assert verify().findings == []


# -- whoever changes it by hand is found


def test_an_untouched_log_holds_and_is_sealed(day: int) -> None:
    report = verify()
    assert (report.events, report.lives, report.things, report.unsealed, report.findings) == (3, {"audit": 3}, 1, 0, [])
    assert list(Leaf.objects.values_list("life", "thing", "seq")) == [("audit", day, 3)]


@pytest.mark.parametrize(
    ("column", "value"),
    [("by", "staff:99"), ("verb", "sign_out"), ("at", "2020-01-01T00:00:00Z"), ("unit", 7), ("facts", "{}")],
)
def test_a_changed_entry_is_named(day: int, column: str, value: object) -> None:
    unguarded()
    _sql(f'UPDATE journal_event SET "{column}" = %s WHERE thing = %s AND seq = 2', value, day)
    assert verify().findings == [Finding("audit", day, 2, "changed")]


@pytest.mark.parametrize("seq", [1, 2, 3])
def test_a_removed_entry_is_named(day: int, seq: int) -> None:
    unguarded()
    _sql("DELETE FROM journal_event WHERE thing = %s AND seq = %s", day, seq)
    assert verify().findings == [Finding("audit", day, seq, "removed")]


def test_an_inserted_entry_is_named(day: int) -> None:
    unguarded()
    _sql("UPDATE journal_event SET seq = 4 WHERE thing = %s AND seq = 3", day)
    _sql(
        "INSERT INTO journal_event (life, thing, seq, verb, source, target, by, at, facts, hash) "
        "SELECT life, thing, 3, 'unlocked', source, target, by, at, facts, sha256('x') FROM journal_event WHERE seq = 2"
    )
    assert verify().findings == [Finding("audit", day, 3, "inserted")]


def test_a_whole_day_that_is_gone_shows_by_its_seal(day: int) -> None:
    unguarded()
    _sql("DELETE FROM journal_event WHERE thing = %s", day)
    _sql("DELETE FROM journal_auditday WHERE id = %s", day)
    assert verify().findings == [Finding("audit", day, 1, "removed")]


# -- and PostgreSQL refuses to


def _refused(statement: str) -> bool:
    try:
        with transaction.atomic():
            _sql(statement)
    except DatabaseError as error:
        return "The journal is only ever added to" in str(error)
    return False


@pytest.mark.usefixtures("day")
@pytest.mark.parametrize("table", KEPT)
def test_no_row_of_the_record_can_be_removed(table: str) -> None:
    assert _refused(f"DELETE FROM {table}")


@pytest.mark.usefixtures("day")
@pytest.mark.parametrize(
    "change", ["journal_event SET by = 'staff:8'", "journal_seal SET n_events = 1", "journal_leaf SET seq = 1"]
)
def test_no_row_of_the_record_can_be_changed(change: str) -> None:
    assert _refused(f"UPDATE {change}")


@pytest.mark.parametrize("table", KEPT)
def test_no_table_of_the_record_can_be_emptied(table: str) -> None:
    _sql(f"ALTER TABLE {table} ENABLE TRIGGER kept_whole")  # the tests switch it off, because they empty their tables
    assert _refused(f"TRUNCATE {table} CASCADE")


def test_sealing_goes_on_beside_it(day: int) -> None:
    with clock.at(NOON):
        audit.record("sign_in", by=ADMIN)
        assert seal() == 1
    assert (Seal.objects.count(), verify().findings) == (2, [])
