"""What the parties of a dispute are told: that there is something to read, with a way in that is good for once."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from huying.base.journal import clock
from huying.civic.mediation import beside, consenting, sessions
from huying.civic.mediation.models import Dispute, Obligation
from huying.flow import FLOW
from huying.notices import parties, sending
from huying.notices.models import Notice
from tests.civic.mediation import stories
from tests.civic.mediation.stories import Town

from .receivers import Receiver

pytestmark = pytest.mark.django_db
AWAKE = timezone.now() + timedelta(days=1)
"""Later than any quiet hours that begin now."""


@pytest.fixture
def town(db: None) -> Town:
    return stories.town()


def told(dispute: Dispute) -> None:
    """The reactions of its newest step have run, and what they wrote is sent."""
    parties.tell_parties(dispute.pk, dispute.n_events)
    with clock.at(AWAKE):
        sending.send()


def test_the_side_that_is_asked_is_told_where_it_answers_and_nothing_of_the_matter(
    town: Town, phones: Receiver
) -> None:
    dispute = stories.opened(town)
    consenting.ask(dispute, by=town.actor("mediator"), side=2, means="page")
    told(dispute)
    ((to, text),) = phones.taken
    assert to == "+8613900005678"
    assert dispute.number in text
    assert [word for word in ("王敏", "工资", "拖欠", "云东餐饮") if word in text] == []


def test_its_link_opens_the_dispute_for_this_party_once_and_only_by_a_press(town: Town, phones: Receiver) -> None:
    dispute = stories.opened(town)
    consenting.ask(dispute, by=town.actor("mediator"), side=2, means="page")
    told(dispute)
    ((_to, text),) = phones.taken
    path = text[text.index("/mediate/in/") :].split()[0]
    looked, came, again = Client(), Client(), Client()
    assert looked.get(path).status_code == 200
    assert came.post(path)["Location"] == f"/mediate/{dispute.number}/"
    assert "云东餐饮公司" in came.get(f"/mediate/{dispute.number}/").content.decode()
    assert again.post(path)["Location"] == "/mediate/open/"
    assert looked.get(f"/mediate/{dispute.number}/").status_code == 302


def test_told_twice_is_written_once_and_nobody_is_told_what_they_did(town: Town, phones: Receiver) -> None:
    dispute = stories.refused(town)
    told(dispute)
    told(dispute)
    assert [to for to, _text in phones.taken] == ["+8613900001234"]


def test_whoever_owes_something_is_reminded_of_the_day_and_of_nothing_else(town: Town, phones: Receiver) -> None:
    dispute = stories.in_force(town)
    owed = Obligation.objects.get(agreement__dispute=dispute)
    parties.remind_party(owed.pk)
    with clock.at(AWAKE):
        sending.send()
    ((to, text),) = phones.taken
    assert to == "+8613900005678"
    assert f"{owed.due_on.year}年{owed.due_on.month}月{owed.due_on.day}日" in text
    assert [word for word in ("工资", "12000", "12,000") if word in text] == []


def test_every_step_that_parties_are_told_of_leads_to_the_telling() -> None:
    assert [verb for verb in parties.TABLE if "tell_parties" not in FLOW[f"dispute.{verb}"]] == []


def test_a_party_that_left_nothing_is_told_nothing(town: Town, phones: Receiver) -> None:
    dispute = stories.ended(town, sides=[[stories.WORKER], [stories.Person(name="无名")]])
    told(dispute)
    assert [to for to, _text in phones.taken] == ["+8613900001234"]
    assert Notice.objects.filter(stage="dropped").count() == 1


def lost(dispute: Dispute, address: str) -> None:
    """Somebody asks for a way in, and a worker does what waits."""
    parties.ask_way_in(dispute.number, address)
    job = ProcrastinateJob.objects.filter(task_name="send_way_in").latest("pk")
    parties.send_way_in(**job.args)
    sending.send()


def test_whoever_lost_everything_gets_a_link_to_the_very_address_they_left(town: Town, phones: Receiver) -> None:
    dispute = stories.opened(town)
    lost(dispute, "+8613900005678")
    ((to, text),) = phones.taken
    assert to == "+8613900005678"
    came = Client()
    assert came.post(text[text.index("/mediate/in/") :].split()[0])["Location"] == f"/mediate/{dispute.number}/"
    assert "云东餐饮公司" in came.get(f"/mediate/{dispute.number}/").content.decode()


def test_to_another_address_nothing_is_sent_and_no_address_waits_in_the_queue(town: Town, phones: Receiver) -> None:
    dispute = stories.opened(town)
    lost(dispute, "+8613900009999")
    assert phones.taken == []
    assert [job.args for job in ProcrastinateJob.objects.all() if "13900009999" in str(job.args)] == []


def test_an_email_about_a_session_brings_it_for_the_calendar(town: Town, mailbox: Receiver) -> None:
    dispute = stories.mediating(town)
    party = dispute.papers.of_side(1)[0]
    beside.correct_contact(dispute, by=stories.party_of(dispute, 1), party=party, email="min@example.org")
    starts = clock.now() + timedelta(days=2)
    sessions.schedule(dispute, by=town.actor("mediator"), starts_at=starts, room=town.room)
    parties.tell_parties(dispute.pk, dispute.n_events)
    notice = Notice.objects.get(party=party, channel="email")
    (file,) = parties.enclosed(notice)
    assert (file.name, file.media_type) == (f"{dispute.number}.ics", "text/calendar")
    assert f"DTSTART:{starts:%Y%m%dT%H%M%SZ}" in file.content
    assert "工资" not in file.content
    with clock.at(AWAKE):
        sending.send()
    ((to, text),) = mailbox.taken
    assert to == "min@example.org"
    assert "BEGIN:VCALENDAR" in text
