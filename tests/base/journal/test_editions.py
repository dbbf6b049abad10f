"""A process' copy of a register notices a change, and is never taken back by a replica that is behind."""

from collections.abc import Iterator

import pytest

from huying.base.journal import editions

pytestmark = pytest.mark.django_db


@pytest.fixture
def copy(monkeypatch: pytest.MonkeyPatch) -> editions.Copy[int]:
    """It counts how often it was loaded; every look is due."""
    monkeypatch.setattr(editions, "LOOK_EVERY", 0.0)
    monkeypatch.setattr(editions, "_copies", [])
    loads: Iterator[int] = iter(range(1, 100))
    return editions.Copy("lamps", load=lambda: next(loads))


def test_a_copy_is_loaded_anew_when_its_register_changed_and_only_then(copy: editions.Copy[int]) -> None:
    assert (copy(), copy()) == (1, 1)
    editions.changed("lamps")
    assert (copy(), copy()) == (2, 2)


def test_a_copy_stays_as_it_is_while_what_is_read_may_be_old(copy: editions.Copy[int]) -> None:
    copy()
    editions.changed("lamps")
    with editions.kept():
        assert copy() == 1
    assert copy() == 2


def test_copies_that_are_here_are_looked_after_before_one_reads_what_may_be_old(copy: editions.Copy[int]) -> None:
    editions.look()
    assert copy.held is None
    copy()
    editions.changed("lamps")
    editions.look()
    with editions.kept():
        assert copy() == 2
