"""The page of webhooks: another system is told, tried, stopped, told again; its secret stands there and nowhere else."""

from typing import Any

import pytest
from django.test import Client

from huying.base.journal import clock, seals
from huying.notices.models import Subscription
from huying.notices.webhooks import posting, queueing
from tests import stories
from tests.notices.test_webhooks import Other, other
from tests.web.desk.people import signed_in

__all__ = ["other"]
pytestmark = pytest.mark.django_db
PAGE = "/desk/setup/webhooks/"


@pytest.fixture
def city() -> stories.City:
    return stories.city()


@pytest.fixture
def admin(city: stories.City) -> Client:
    return signed_in(city, "admin")


@pytest.fixture
def page(admin: Client, other: Other) -> str:
    """The page of a system that was just set up."""
    answer = admin.post(PAGE, {"name": "Lamps", "unit": "02", "url": other.url})
    other.secret = Subscription.objects.get().secret
    admin.get(answer["Location"])  # says that it was made
    return str(answer["Location"])


def do(admin: Client, page: str, deed: str, **given: Any) -> Any:
    return admin.post(page, {"deed": deed, **given}, follow=True)


def told(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def test_a_system_is_set_up_tried_and_told(city: stories.City, admin: Client, other: Other, page: str) -> None:
    assert told(do(admin, page, "try_out")) == ["The test was taken."]
    case = stories.in_progress(city)
    seals.seal()
    key = Subscription.objects.get().pk
    queueing.queue(key)
    posting.post(key)
    assert [one["type"] for one in other.taken] == ["test", "case.receive", "case.dispatch", "case.accept"]
    assert {one["case"]["number"] for one in other.taken[1:]} == {case.number}
    assert other.secret in admin.get(page).content.decode()
    assert other.secret not in admin.get(PAGE).content.decode()


def test_a_test_that_is_not_taken_says_why(admin: Client, other: Other, page: str) -> None:
    other.answers = [500]
    assert told(do(admin, page, "try_out")) == ["The test was not taken: 500."]


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_made(admin: Client, other: Other) -> None:
    answer = admin.post(PAGE, {"name": "", "unit": "02", "url": "http://10.0.0.1/", "verbs": ["fly"]})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"name", "verbs"})
    answer = admin.post(PAGE, {"name": "x", "unit": "02", "url": "http://10.0.0.1/"})
    assert (answer.status_code, answer.context["form"].errors) == (
        422, {"url": ["This address lies in a private network."]}
    )  # fmt: skip
    assert not Subscription.objects.exists()


def test_it_is_changed_stopped_told_again_and_ended(admin: Client, page: str) -> None:
    change = {"name": "Roads", "unit": "03", "url": Subscription.objects.get().url, "verbs": ["reply"]}
    assert told(do(admin, page, "save", **change)) == ["In force now."]
    do(admin, page, "stop")
    made = Subscription.objects.select_related("unit").get()
    assert (made.name, made.unit.code, made.verbs, made.stopped) == ("Roads", "03", ["reply"], True)
    do(admin, page, "go_on")
    assert not Subscription.objects.get().stopped
    assert admin.post(page, {"deed": "tell_again"}).status_code == 422
    since = f"{clock.now():%Y-%m-%dT%H:%M}"
    assert told(do(admin, page, "tell_again", since=since)) == ["It is told again, and knows repeats by their id."]
    do(admin, page, "end")
    assert not Subscription.objects.exists()


def test_what_was_given_up_is_listed_and_tried_again(city: stories.City, admin: Client, page: str) -> None:
    case, made = stories.received(city), Subscription.objects.get()
    made.deliveries.create(case=case, seq=1, next_at=clock.now(), attempts=9, failure="404", dead=True)
    assert [number.said for number, *_more in admin.get(page).context["failed"].rows] == [case.number]
    assert told(do(admin, page, "revive")) == ["1 step is tried again."]
    assert [(one.dead, one.attempts) for one in made.deliveries.all()] == [(False, 0)]


def test_before_it_is_told_anything_it_is_said_how_much_that_would_be(
    city: stories.City, admin: Client, other: Other
) -> None:
    stories.in_progress(city)
    stories.closed(city)
    wanted = {"name": "Lamps", "unit": "02", "url": other.url, "deed": "preview"}
    outlook = admin.post(PAGE, wanted).context["outlook"]
    assert (outlook.unit, outlook.n_open, Subscription.objects.count()) == (city.unit["lighting"], 1, 0)
    assert admin.post(PAGE, wanted | {"categories": ["0201"]}).context["outlook"].n_open == 0


def test_a_change_is_looked_at_before_it_is_in_force(city: stories.City, admin: Client, page: str) -> None:
    before = Subscription.objects.get()
    looked = admin.post(page, {"deed": "preview", "name": "Roads", "unit": "03", "url": before.url, "verbs": ["reply"]})
    assert [str(verb) for verb in looked.context["outlook"].verbs] == ["Reply"]
    assert Subscription.objects.get().name == before.name
