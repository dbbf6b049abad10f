"""The message that asks whether it was solved: to whom, when, with which link; and nobody is asked twice."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from huying.base.journal import clock
from huying.base.units.roles import Actor
from huying.cases import followup, reactions
from huying.cases.models import Case
from huying.notices import opting, rating, sending, telling
from huying.notices.models import Notice, Stage
from tests import stories

from .receivers import Receiver

pytestmark = pytest.mark.django_db
LATER = timezone.now() + timedelta(days=2)


def asked(city: stories.City) -> Case:
    """Answered, drawn, and the job that tells has run."""
    case = stories.replied(city)
    reactions.draw(case.pk, case.n_events)
    case = Case.objects.get(pk=case.pk)
    telling.tell(case.pk, case.n_events)
    return case


def questions() -> list[str]:
    return [notice.stage for notice in Notice.objects.filter(template="please_rate").order_by("pk")]


def test_a_day_after_the_answer_a_message_asks_with_a_link_that_opens_this_question_only(
    city: stories.City, phones: Receiver
) -> None:
    case = asked(city)
    sending.send()
    assert phones.taken == []
    with clock.at(LATER):
        sending.send()
    ((_to, text),) = phones.taken
    path = text[text.index("/rate/") :].split()[0]
    assert rating.meant(path.split("/")[2]) == (case.pk, 0)
    page = Client(headers={"accept-language": "en"}).get(path)
    assert (page.status_code, "王敏" in page.content.decode(), "滨河路" in page.content.decode()) == (200, False, False)
    assert Client().get(f"/track/{case.number}/").status_code == 302


def test_killed_between_the_draw_and_the_message_nobody_is_asked_twice(city: stories.City, phones: Receiver) -> None:
    case = stories.replied(city)
    seq = case.n_events
    reactions.draw(case.pk, seq)  # the worker is killed before it notes that it is done: every job runs again
    reactions.draw(case.pk, seq)
    drawn = Case.objects.get(pk=case.pk).n_events
    told = ProcrastinateJob.objects.filter(task_name="tell", args={"thing": case.pk, "seq": drawn})
    assert told.count() == 1
    telling.tell(case.pk, drawn)
    telling.tell(case.pk, drawn)
    with clock.at(LATER):
        sending.send()
        sending.send()
    assert questions() == [Stage.SENT]
    assert len(phones.taken) == 1


def test_whoever_has_said_it_meanwhile_is_not_asked(city: stories.City, phones: Receiver) -> None:
    case = asked(city)
    followup.follow_up(case, by=Actor.resident(case.pk), decision="yes")
    with clock.at(LATER):
        sending.send()
    assert (questions(), phones.taken) == ([Stage.DROPPED], [])


def test_whoever_wants_no_notices_is_not_asked_and_not_called(city: stories.City) -> None:
    case = stories.replied(city)
    opting.choose(case, out=True)
    reactions.draw(case.pk, case.n_events)
    assert case.askings.get().means == "page"


def test_a_link_that_we_did_not_make_opens_nothing() -> None:
    assert rating.meant("made-up") is None
