"""Nothing is lost and nothing is said twice: claims, kills between hand-over and note, waits, dead letters."""

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from huying.base.journal import clock
from huying.cases.models import Case
from huying.notices import channels, quiet, sending, telling
from huying.notices.models import Notice, Stage
from tests import stories

from .receivers import Receiver

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)


@pytest.fixture
def case(db: None, phones: Receiver) -> Case:
    """Its reporter waits for one text message."""
    with clock.at(NOON):
        case = stories.received(stories.city())
        telling.tell(case.pk, 1)
    return case


class Killed(BaseException):
    """The worker is gone; nothing after this line runs."""


def test_a_worker_killed_between_hand_over_and_note_repeats_with_the_same_mark(
    case: Case, phones: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_over = channels.send

    def killed(*given: Any, **more: Any) -> None:
        hand_over(*given, **more)
        raise Killed

    monkeypatch.setattr(channels, "send", killed)
    with clock.at(NOON), pytest.raises(Killed):
        sending.send()
    monkeypatch.undo()
    with clock.at(NOON + timedelta(minutes=1)):
        assert sending.send() == 0  # its lease is not over: it might still be at work
    with clock.at(NOON + sending.LEASE):
        assert sending.send() == 1
    with clock.at(NOON + timedelta(days=2)):
        assert sending.send() == 0
    assert (len(phones.taken), len(set(phones.marks)), phones.marks[0] != "") == (2, 1, True)


def test_a_worker_killed_before_hand_over_says_it_once(
    case: Case, phones: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_given: Any, **_more: Any) -> None:
        raise Killed

    monkeypatch.setattr(channels, "send", killed)
    with clock.at(NOON), pytest.raises(Killed):
        sending.send()
    monkeypatch.undo()
    with clock.at(NOON + sending.LEASE):
        sending.send()
    assert len(phones.taken) == 1


def test_a_server_that_is_away_is_asked_again_later_and_then_given_up(
    case: Case, phones: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    phones.answers = [503] * 20
    now, tries = NOON, []
    with caplog.at_level(logging.DEBUG):
        while (row := Notice.objects.get()).stage == Stage.WAITING:
            now = row.next_at
            tries.append(now - NOON)
            with clock.at(now):
                sending.send()
    hours = [round(tried / timedelta(hours=1), 2) for tried in tries]
    assert hours == [0, 0.02, 0.1, 0.35, 1.35, 5.35, 20.0, 44.0]  # 17:21 is day, 5:21 is night: it waits for 8:00
    assert (row.stage, row.failure, phones.taken) == (Stage.DEAD, "sms: HTTPError 503", [])
    assert len(tries) == len(quiet.WAITS) + 1
    assert "13900001234" not in caplog.text


def test_a_dead_letter_is_sent_again_when_somebody_says_so(case: Case, phones: Receiver) -> None:
    Notice.objects.update(stage=Stage.DEAD, attempts=8, failure="sms: HTTPError 503")
    with clock.at(NOON):
        assert (sending.again(Notice.objects.all()), sending.send()) == (1, 1)
    assert len(phones.taken) == 1


def test_whoever_has_no_address_any_more_is_nobody_to_send_to(case: Case, phones: Receiver) -> None:
    case.contact.delete()
    with clock.at(NOON):
        sending.send()
    assert (Notice.objects.get().stage, phones.taken) == (Stage.DROPPED, [])


@pytest.mark.parametrize(
    ("moment", "then"),
    [
        ("2026-03-04 12:00", "2026-03-04 12:00"), ("2026-03-04 20:59", "2026-03-04 20:59"),
        ("2026-03-04 21:00", "2026-03-05 08:00"), ("2026-03-05 07:59", "2026-03-05 08:00"),
        ("2026-03-05 08:00", "2026-03-05 08:00"), ("2026-12-31 23:30", "2027-01-01 08:00"),
    ],
)  # fmt: skip
def test_quiet_hours_run_from_nine_in_the_evening_to_eight(moment: str, then: str) -> None:
    zone = timedelta(hours=8)
    asked, expected = (datetime.fromisoformat(text).replace(tzinfo=UTC) - zone for text in (moment, then))
    assert quiet.over(asked) == expected


@pytest.mark.parametrize(("hours", "ends"), [("00:00-00:00", 4), ("11:00-13:00", 5), ("12:01-13:00", 4)])
def test_quiet_hours_are_the_city_s_own(settings: Any, hours: str, ends: int) -> None:
    settings.QUIET_HOURS = hours
    assert quiet.over(NOON) == NOON.replace(hour=ends)
