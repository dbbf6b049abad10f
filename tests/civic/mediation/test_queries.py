"""Whose disputes somebody sees, and how dockets are read: in pages, narrowed, by number and words, never by a person."""

from datetime import timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.utils import timezone

from huying.base.journal import audit, clock
from huying.base.journal.refusals import Incomplete
from huying.base.sealed import rotation
from huying.civic.mediation import candidates, opening, queries, sessions
from huying.civic.mediation.models import Dispute, Note, Party
from huying.civic.mediation.queries import Filters

from . import stories
from .commands import positions

pytestmark = pytest.mark.django_db


def seen(town: stories.Town, dispute: Dispute) -> set[str]:
    return {
        name for name, by in positions(town, dispute).items() if queries.visible_to(by).filter(pk=dispute.pk).exists()
    }


def test_a_committee_sees_its_own_and_those_above_see_it_too(town: stories.Town) -> None:
    assert seen(town, stories.opened(town)) == {
        "applicant", "respondent", "mediator", "colleague", "centre", "supervisor", "auditor", "system",
    }  # fmt: skip


def test_what_no_committee_has_is_seen_where_it_lies(town: stories.Town) -> None:
    there = seen(town, stories.opened(town, unit=None))
    assert {"mediator", "village", "centre", "elsewhere"} <= there
    away = seen(town, stories.opened(town, unit=None, area=town.city.area["east"]))
    assert ("village" in away, "mediator" in away) == (False, True)  # the mediator's window took it in


def test_whoever_handed_it_over_sees_its_header(town: stories.Town) -> None:
    assert "court" in seen(town, stories.opened(town, sender=town.unit["court"]))


def test_pages_go_on_where_the_last_one_ended_and_back(town: stories.Town) -> None:
    made = []
    for hours in range(5):
        with clock.at(timezone.now() - timedelta(hours=hours)):
            made.append(stories.opened(town))
    every = queries.docket_of(town.actor("mediator"))
    first = queries.page(every, size=2, newest_first=True)
    second = queries.page(every, size=2, newest_first=True, after=first.next)
    back = queries.page(every, size=2, newest_first=True, before=second.previous)
    assert [*first.disputes, *second.disputes] == made[:4]
    assert (back.disputes, back.previous) == (first.disputes, "")


def test_a_docket_is_narrowed_by_everything_at_once(town: stories.Town) -> None:
    wanted = stories.opened(town, origin="police", type=town.type["property"], text="电梯坏了没人修")
    stories.opened(town)
    every, today = queries.visible_to(town.actor("centre")), audit.today()
    given = Filters(
        state="applied", origin="police", type=town.type["property"], area=town.city.area["district"],
        unit=town.unit["centre"], opened_from=today, opened_until=today, text="没人修",
    )  # fmt: skip
    assert list(queries.narrowed(every, given)) == [wanted]
    assert not queries.narrowed(every, Filters(opened_until=today - timedelta(days=1))).exists()


def test_by_number_and_never_by_a_person(town: stories.Town) -> None:
    dispute = stories.opened(town)
    every = queries.visible_to(town.actor("mediator"))
    assert list(queries.saying(every, f" {dispute.number.lower()} ")) == [dispute]
    assert not queries.saying(every, "王敏").exists()
    with pytest.raises(Incomplete):
        queries.saying(every, "13900001234")


@pytest.mark.parametrize("frequent", [1, 1000])
def test_frequent_words_find_the_same_as_rare_ones(
    town: stories.Town, monkeypatch: pytest.MonkeyPatch, frequent: int
) -> None:
    monkeypatch.setattr(queries, "FREQUENT", frequent)
    wanted = stories.opened(town, text="电梯坏了没人修")
    stories.opened(town)
    every = queries.docket_of(town.actor("mediator"))
    assert list(queries.saying(every, "坏了没人")) == [wanted]
    assert queries.page(queries.saying(every, "没人修")).disputes == [wanted]
    assert not queries.saying(every, "没有人修").exists()


def test_a_number_that_somebody_typed_into_the_words_is_masked(town: stories.Town) -> None:
    dispute = opening.open(
        stories.matter(town, text="请打 13812345678 找我", issues="13812345678"), by=town.actor("mediator")
    ).dispute
    told = stories.fresh(dispute).text
    assert (told.body, told.issues) == ("请打 〔☎ •••〕 找我", "〔☎ •••〕")


def test_the_calendar_shows_the_sessions_of_what_somebody_sees(town: stories.Town) -> None:
    dispute = stories.said(town)
    begins, ends = clock.now(), clock.now() + timedelta(days=7)
    assert [row.dispute for row in queries.sessions_of(town.actor("colleague"), begins, ends)] == [dispute]
    assert not queries.sessions_of(town.actor("village"), begins, ends).exists()


def test_a_room_is_given_once_at_a_time(town: stories.Town) -> None:
    dispute = stories.said(town)
    starts = dispute.meetings.get().starts_at
    with pytest.raises(Incomplete):
        sessions.schedule(dispute, by=town.actor("mediator"), starts_at=starts + timedelta(hours=1), room=town.room)
    sessions.schedule(dispute, by=town.actor("mediator"), starts_at=starts + timedelta(hours=2), room=town.room)


def test_a_page_costs_the_same_however_many_there_are(town: stories.Town, django_assert_max_num_queries: Any) -> None:
    by = town.actor("centre")
    for n in (1, 4):
        for _one in range(n):
            stories.opened(town)
        queries.visible_to(by)  # the registers are read
        with django_assert_max_num_queries(3):
            found = queries.page(queries.docket_of(by))
            assert {str(row.type) + str(row.unit) + str(row.area) for row in found.disputes}


def test_proposals_come_from_the_register(town: stories.Town) -> None:
    dispute = stories.proposed(town)
    assert [one.key for one in candidates.committees(dispute)] == [
        town.unit["labour_committee"].pk, town.unit["community_committee"].pk, town.unit["street_committee"].pk,
        town.unit["centre"].pk,
    ]  # fmt: skip
    free = {one.key for one in candidates.mediators(dispute)}
    assert free == {town.staff["colleague"].pk, town.staff["seal_keeper"].pk}  # the mediator sits there already


def test_new_keys_seal_what_was_said_and_who_said_it(town: stories.Town, settings: Any) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.SEALING_KEYS = [old]
    stories.said(town)
    before = _opened()
    settings.SEALING_KEYS = [new, old]
    rotation.rotate()
    settings.SEALING_KEYS = [new]
    assert _opened() == before
    assert "MARK-private-1" in before


def _opened() -> list[str]:
    return [row.text for row in Note.objects.all()] + [row.phone for row in Party.objects.all()]
