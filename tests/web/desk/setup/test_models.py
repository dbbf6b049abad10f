"""The administrator compares two models, lets one go live, and takes it back."""

from pathlib import Path

import pytest
from django.test import Client

from huying.base.journal.models import Event
from huying.cases import reactions
from huying.cases.learning import lessons, store
from huying.cases.learning.training import Example
from tests import stories
from tests.cases.learning.made_up import examples
from tests.cases.learning.test_lessons import LIGHT, ROADS, kept
from tests.web.desk.people import signed_in

pytestmark = pytest.mark.django_db
PAGE = "/desk/setup/models/"


@pytest.fixture
def admin(city: stories.City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setenv("HUYING_DATA", str(tmp_path))
    asked = [Example(one.text, LIGHT) for one in examples(30, seed=5) if one.label == "light"]
    monkeypatch.setattr(lessons, "lessons", lambda: lessons.Lessons([], asked, {}))
    return signed_in(city, "admin")


def done(admin: Client, deed: str, version: str = "") -> int:
    return admin.post(PAGE, {"deed": deed, "version": version}).status_code


def test_a_version_goes_into_shadow_is_compared_goes_live_and_is_rolled_back(admin: Client) -> None:
    first, second = kept(light=LIGHT, roads=ROADS), kept(light=LIGHT, roads=ROADS, water="0103")
    steps = [done(admin, "live", first), done(admin, "shadow", second)]
    assert store.roles() == store.Roles(live=first, shadow=second)
    compared = admin.post(PAGE, {"deed": "compare"}).context["compared"]
    assert {role: (found["version"], found["examples"]) for role, found in compared.items()} == {
        "live": (first, 10), "shadow": (second, 10),
    }  # fmt: skip
    steps += [done(admin, "live", second)]
    assert store.roles() == store.Roles(live=second, before=(first,))
    steps += [done(admin, "roll_back")]
    assert store.roles() == store.Roles(live=first)
    assert steps == [302] * 4
    recorded = (
        Event.objects.filter(life="audit", verb="setup_changed").order_by("id").values_list("facts__live", flat=True)
    )
    assert [*recorded] == [first, first, second, first]


def test_a_worse_one_does_not_go_live_and_the_page_says_why(admin: Client) -> None:
    good, bad = kept(light=LIGHT, roads=ROADS), kept(light=ROADS, roads=LIGHT)
    done(admin, "live", good)
    answer = admin.post(PAGE, {"deed": "live", "version": bad})
    assert (answer.status_code, len(answer.context["refused"])) == (409, 1)
    assert store.roles().live == good


@pytest.mark.parametrize(("deed", "version"), [("live", "20260101-unknown"), ("shadow", ""), ("erase", ""), ("", "")])
def test_what_is_no_choice_is_refused(deed: str, version: str, admin: Client) -> None:
    assert done(admin, deed, version) == 409
    assert store.roles() == store.Roles()


def test_how_often_each_kind_was_right_is_told_by_month(city: stories.City, admin: Client) -> None:
    for _n in range(5):
        reactions.route(stories.received(city).pk, 1)
    shown = admin.get(PAGE)
    [(kind, by, month)] = shown.context["months"]
    assert ((str(kind), str(by)), (month.right, month.shown)) == (("Unit", "Duty list"), (5, 5))
    assert "5 / 5" in shown.content.decode()
