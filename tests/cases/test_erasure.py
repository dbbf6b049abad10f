"""Forgetting: what goes leaves nothing behind but the proof that it went, and the record still verifies."""

from datetime import timedelta

import pytest
from django.utils import timezone

from huying.base.journal import clock
from huying.base.journal.memory import remembered, said
from huying.base.journal.models import Words
from huying.base.journal.refusals import Incomplete, Refused
from huying.base.journal.verify import verify
from huying.base.units.roles import SYSTEM, Actor
from huying.cases import followup, forgetting, handling, intake, standing
from huying.cases.models import Attachment, Case, CaseText, Contact
from huying.cases.retention import Keeps, keeps
from huying.cases.words import Erasable
from tests import stories
from tests.commands import SITUATIONS

pytestmark = pytest.mark.django_db

EVERYTHING = [code.value for code in Erasable]


@pytest.fixture
def city() -> stories.City:
    return stories.city()


def asked(city: stories.City, case: Case, *what: str) -> Case:
    forgetting.request_erasure(case, by=Actor.resident(case.pk), what=what or EVERYTHING, reason="不想留下记录")
    return case


def test_when_its_time_is_up_the_contact_goes_and_the_record_proves_it(city: stories.City) -> None:
    case = SITUATIONS["closed long ago"](city)
    forgetting.erase(case, by=SYSTEM)
    last = remembered("case", case.pk)[-1]
    closed_on = timezone.localdate(case.closed_at)
    assert not Contact.objects.filter(case=case).exists()
    assert (last.verb, last.by, last.facts) == (
        "erase", "system", {"what": ["contact"], "rule": "default", "due": f"{closed_on + timedelta(days=180)}"}
    )  # fmt: skip
    assert verify().findings == []
    with pytest.raises(Refused) as twice:
        forgetting.erase(Case.objects.get(pk=case.pk), by=SYSTEM)
    assert twice.value.reasons == ["没有留存联系方式。"]
