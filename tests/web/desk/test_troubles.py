"""Announcing what many begin to call about, where no case is there yet."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from huying.base.journal import clock
from huying.cases import troubles
from huying.cases.models import Case
from tests import stories
from tests.web.desk.people import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(city: stories.City) -> Client:
    return signed_in(city, "operator")


def announced(operator: Client, **given: Any) -> Any:
    until = timezone.localtime(clock.now() + timedelta(hours=5))
    said = {
        "category": "0203",
        "text": "西街道检修停电",
        "text_en": "Power is off",
        "areas": ["111"],
        "until": f"{until:%Y-%m-%dT%H:%M}",
    }
    return operator.post("/desk/call/troubles/", said | given)


def test_a_case_is_filed_and_announced_in_one(operator: Client) -> None:
    page = announced(operator)
    case = Case.objects.get()
    assert (page.status_code, [trouble.case for trouble in troubles.current()]) == (302, [case])


def test_what_the_category_asks_besides_is_asked_here_too(city: stories.City, operator: Client) -> None:
    light = city.category["light"]
    light.questions = {
        "type": "object", "required": ["n"], "properties": {"n": {"type": "integer", "title": "几盏", "title_en": "How many"}},
    }  # fmt: skip
    light.save()
    stories.forget()
    page = announced(operator)
    assert (page.status_code, list(page.context["form"].errors), Case.objects.count()) == (422, ["answers.n"], 0)
    announced(operator, **{"answers.n": "3"})
    assert Case.objects.get().answers == {"n": 3}
