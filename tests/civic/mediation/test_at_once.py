"""Two at the same moment, on real connections: of two that exclude each other one happens, and the other is told so."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from huying.base.journal.memory import remembered
from huying.base.journal.refusals import Refused
from huying.base.journal.verify import verify
from huying.civic.mediation import agreeing, consenting
from huying.civic.mediation.models import Dispute, Signature

from . import stories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town() -> stories.Town:
    """Written for good, as two connections must see it."""
    return stories.town()


def at_once(*deeds: Callable[[], Any]) -> list[str]:
    """What each came to, all of them begun on rows that were read before any of them was taken."""
    barrier, came_to = threading.Barrier(len(deeds)), [""] * len(deeds)

    def run(place: int, deed: Callable[[], Any]) -> None:
        try:
            barrier.wait()
            deed()
        except Refused as refusal:
            came_to[place] = type(refusal).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came_to


def read(dispute: Dispute, n: int) -> list[Dispute]:
    """The same dispute as several read it, with all that the rules look at."""
    found = [stories.fresh(dispute) for _reader in range(n)]
    for one in found:
        one.papers.read_whole()
        assert one.papers.parties
        assert one.papers.seats
    return found


def test_a_double_click_signs_once(town: stories.Town) -> None:
    dispute = stories.settled(town)
    party, text = dispute.papers.parties[0], stories.the_hash(dispute)
    first, second = read(dispute, 2)
    by = stories.party_of(dispute, 1)
    came_to = at_once(
        lambda: agreeing.sign(first, by=by, party=party, hash=text, means="page"),
        lambda: agreeing.sign(second, by=by, party=party, hash=text, means="page"),
    )
    assert sorted(came_to) in (["", "Faster"], ["", "Refused"])
    assert Signature.objects.filter(party=party).count() == 1


def test_of_two_seals_one_is_put_on_it(town: stories.Town) -> None:
    dispute = stories.signed(town)
    text = stories.the_hash(dispute)
    first, second = read(dispute, 2)
    came_to = at_once(
        lambda: agreeing.seal(first, by=town.actor("seal_keeper"), hash=text),
        lambda: agreeing.seal(second, by=town.actor("colleague"), hash=text),
    )
    assert sorted(came_to) == ["", "Faster"]
    assert [event.verb for event in remembered("dispute", dispute.pk)].count("seal") == 1


def test_a_no_on_the_way_of_the_seal_holds_or_comes_too_late_and_never_both(town: stories.Town) -> None:
    dispute = stories.signed(town)
    text, no = stories.the_hash(dispute), stories.party_of(dispute, 2)
    first, second = read(dispute, 2)
    came_to = at_once(
        lambda: agreeing.seal(first, by=town.actor("seal_keeper"), hash=text),
        lambda: consenting.refuse(second, by=no, side=2, means="page"),
    )
    assert sorted(came_to) == ["", "Faster"]
    ended = stories.fresh(dispute)
    assert (ended.state, ended.outcome) == (("in_force", "written") if came_to[0] == "" else ("closed", "ended"))
    assert verify().findings == []


def test_a_text_that_is_taken_back_is_not_sealed_at_the_same_moment(town: stories.Town) -> None:
    dispute = stories.signed(town)
    text = stories.the_hash(dispute)
    first, second = read(dispute, 2)
    came_to = at_once(
        lambda: agreeing.redraft(first, by=town.actor("mediator"), reason="改金额"),
        lambda: agreeing.seal(second, by=town.actor("seal_keeper"), hash=text),
    )
    assert sorted(came_to) == ["", "Faster"]


def test_two_texts_that_are_laid_out_at_once_have_two_numbers(town: stories.Town) -> None:
    one, other = stories.drafted(town), stories.drafted(town)
    came_to = at_once(
        lambda: agreeing.settle(one, by=town.actor("mediator")),
        lambda: agreeing.settle(other, by=town.actor("mediator")),
    )
    numbers = {stories.fresh(dispute).agreements.get().number for dispute in (one, other)}
    assert (came_to, len(numbers)) == (["", ""], 2)
