"""The demo: accounts that everybody may use on this machine, and calls that were really filed and handled."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from huying.base.journal import verify
from huying.base.units import demo as accounts
from huying.base.units.models import Staff
from huying.base.units.roles import SYSTEM
from huying.cases.models import Attachment, Case, Contact, Verdict
from huying.web import setup
from huying.web.exchange import demo, past

YUNXI = Path(__file__).parents[3] / "samples" / "yunxi"
ENDED_BY_THEIR_WORD = ("resolved", "partly_resolved", "explained")
NAMES = [
    "operator", "dispatcher", "handler", "street", "reception", "mediator", "mediator.990102", "supervisor", "admin", "security",
    "auditor",
]  # fmt: skip


@pytest.fixture
def yunxi(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    assert setup.load(YUNXI, by=SYSTEM).problems == []


def test_the_accounts_of_every_role_share_a_password_in_a_demo(yunxi, settings):
    settings.DEMO = True
    found = accounts.accounts()
    assert [staff.username for staff in found] == NAMES
    assert {staff.check_password("huying-demo") for staff in Staff.objects.filter(demo=True)} == {True}
    assert [str(found[at].unit) for at in (2, 3)] == ["城市照明管理处", "滨河街道办事处"]
    assert accounts.accounts() == found


def test_outside_a_demo_there_are_none(yunxi, settings):
    settings.DEMO = False
    assert accounts.accounts() == []
    assert not Staff.objects.filter(demo=True).exists()


def test_an_account_with_a_password_of_its_own_is_left_alone(yunxi, settings):
    settings.DEMO = True
    admin = Staff.objects.get(username="admin")
    admin.set_password("long enough for a test")
    admin.save()
    assert [staff.username for staff in accounts.accounts()] == [name for name in NAMES if name != "admin"]
    admin.refresh_from_db()
    assert admin.check_password("long enough for a test")


def test_the_calls_are_filed_routed_and_handled_by_real_commands(yunxi):
    assert demo.fill() == 26
    assert Counter(Case.objects.values_list("state", flat=True)) == {
        "received": 1, "dispatched": 6, "in_progress": 13, "replied": 2, "closed": 4,
    }  # fmt: skip
    assert verify.verify().findings == []
    assert {attachment.of_reply for attachment in Attachment.objects.all()} == {True}


def test_the_calls_came_in_over_the_last_days_and_name_nobody(yunxi):
    demo.fill()
    ages = [timezone.now() - case.received_at for case in Case.objects.all()]
    assert timedelta() < min(ages) < max(ages) < timedelta(days=10)
    contacts = Contact.objects.all()
    assert {contact.phone[:9] for contact in contacts} == {"139000000"}
    assert {contact.name.startswith(("示例·", "Example ")) for contact in contacts} == {True}


def test_a_database_that_has_cases_is_left_alone(yunxi):
    demo.fill()
    assert demo.fill() == 0
    assert Case.objects.count() == 26


def test_the_past_is_over_asked_about_and_in_the_record(yunxi):
    assert past.fill(40) == 40
    cases = Case.objects.all()
    assert {case.state for case in cases} == {"closed"}
    assert {case.outcome for case in cases} <= {"resolved", "partly_resolved", "explained", "no_answer"}
    assert Verdict.objects.count() == cases.filter(outcome__in=ENDED_BY_THEIR_WORD, unit__isnull=False).count()
    assert not Contact.objects.exists()
    assert verify.verify().findings == []
