"""New keys: everything is sealed again under the first, however often that is interrupted, and nothing is lost."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.db import connection

from huying import secrets
from huying.base.journal.models import Event
from huying.base.sealed import keys, rotation
from huying.base.sealed.fields import Unreadable
from huying.cases.models import Answered, Contact
from tests import stories

pytestmark = pytest.mark.django_db

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.fixture
def sealed_by(settings: Any) -> Callable[..., None]:
    """Say which keys there are, the sealing one first."""

    def given(*ring: str) -> None:
        settings.SEALING_KEYS = list(ring)

    given(OLD)
    return given


def stop_after(n_batches: int) -> Callable[[int], None]:
    """Ctrl-C when so many batches are done."""
    done: list[int] = []

    def progress(n: int) -> None:
        done.append(n)
        if len(done) == n_batches:
            raise KeyboardInterrupt

    return progress


def phones() -> list[str]:
    return [str(phone) for phone in Contact.objects.order_by("pk").values_list("phone", flat=True)]


def test_ten_thousand_contacts_interrupted_half_way_and_taken_up_again(sealed_by: Callable[..., None]) -> None:
    stories.reported(stories.city(), 10_000)
    said = phones()
    sealed_by(NEW, OLD)
    half = rotation.rotate(stop_after(10))
    assert (half.read, half.written, half.unchanged, half.interrupted) == (5000, 5000, 0, True)
    assert phones() == said  # under two keys, and both open
    rest = rotation.rotate()
    assert (rest.read, rest.written, rest.unchanged, rest.interrupted) == (10_000, 5000, 5000, False)
    sealed_by(NEW)
    assert (phones(), len(said), len(set(said))) == (said, 10_000, 10_000)


def test_rotated_twice_nothing_is_written_the_second_time(sealed_by: Callable[..., None]) -> None:
    stories.received(stories.city())
    sealed_by(NEW, OLD)
    assert rotation.rotate().written == 1
    before = _columns()
    assert (rotation.rotate().written, _columns()) == (0, before)


def test_every_table_with_something_sealed_is_found_and_nothing_empty_is_sealed(sealed_by: Callable[..., None]) -> None:
    assert {table.name for table in rotation.tables()} >= {"cases_contact", "cases_answered", "cases_onetimecode"}
    stories.received(stories.city(), name="", email="")
    Answered.objects.create(key="k", digest=b"", body="code")
    sealed_by(NEW, OLD)
    assert rotation.rotate().written == 2
    sealed_by(NEW)
    assert (Contact.objects.get().email, Answered.objects.get().body) == ("", "code")
    with connection.cursor() as cursor:
        cursor.execute("SELECT email FROM cases_contact")
        assert bytes(cursor.fetchone()[0]) == b""


def test_what_no_key_opens_is_an_error_by_table_and_row_and_the_rest_goes_on(sealed_by: Callable[..., None]) -> None:
    city = stories.city()
    lost, kept = stories.received(city), stories.received(city)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_contact SET phone = %s WHERE case_id = %s", [b"gAAAA rubbish", lost.pk])
    sealed_by(NEW, OLD)
    done = rotation.rotate()
    assert done.unreadable == [f"cases_contact {lost.pk} phone"]
    assert rotation.used()[1] == done.unreadable
    sealed_by(NEW)
    assert Contact.objects.get(pk=kept.pk).phone == "13900001234"
    with pytest.raises(Unreadable, match=r"^cases_contact\.phone: huying keys check$"):
        Contact.objects.get(pk=lost.pk)
    assert Contact.objects.defer("phone").get(pk=lost.pk).name == "王敏"  # its other columns were sealed anew


def test_a_key_is_counted_as_long_as_anything_needs_it(sealed_by: Callable[..., None]) -> None:
    stories.received(stories.city())
    sealed_by(NEW, OLD)
    assert rotation.used()[0] == {NEW: 0, OLD: 2}
    rotation.rotate()
    assert rotation.used()[0] == {NEW: 2, OLD: 0}


def test_the_journal_knows_nothing_of_it(sealed_by: Callable[..., None]) -> None:
    stories.received(stories.city())
    before = Event.objects.count()
    sealed_by(NEW, OLD)
    rotation.rotate()
    assert Event.objects.count() == before


# -- the keys themselves


@pytest.fixture
def file(settings: Any, tmp_path: Path) -> Path:
    settings.SEALING_KEYS, settings.SEALING_KEYS_FILE = [], tmp_path / "keys"
    secrets.kept(settings.SEALING_KEYS_FILE, secrets.sealing_key)
    return tmp_path / "keys"


def test_a_new_key_in_the_file_seals_at_once_and_the_old_one_still_opens(file: Path) -> None:
    case = stories.received(stories.city())
    (old,) = keys.current()
    keys.add(NEW)
    assert keys.current() == (NEW, old)
    assert Contact.objects.get(pk=case.pk).phone == "13900001234"
    assert file.stat().st_mode & 0o777 == 0o600


def test_an_old_key_can_be_dropped_and_the_first_never(file: Path) -> None:
    (old,) = keys.current()
    keys.add(NEW)
    keys.drop([NEW, old])
    assert keys.current() == (NEW,)


def test_keys_of_the_environment_are_not_changed_by_a_command(settings: Any) -> None:
    settings.SEALING_KEYS = [OLD]
    with pytest.raises(keys.Kept):
        keys.add(NEW)
    assert keys.current() == (OLD,)


def test_the_name_of_a_key_tells_nothing_of_it() -> None:
    assert keys.fingerprint(OLD) != keys.fingerprint(NEW)
    assert keys.fingerprint(OLD) not in OLD


def _columns() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, phone FROM cases_contact ORDER BY case_id")
        return [tuple(map(bytes, row)) for row in cursor.fetchall()]
