"""Subscriptions by the API: a unit's own system looks after those of its unit, the administrator's key after all."""

from typing import Any

import pytest

from huying.base import outbound
from huying.notices.models import Subscription
from huying.notices.webhooks import posting
from tests import stories

from .conftest import Program, program, says

pytestmark = pytest.mark.django_db

SAID = {"name": "路灯系统", "unit": "02", "url": "https://lamps.example.org/hook", "verbs": ["dispatch"]}


@pytest.fixture(autouse=True)
def anywhere(monkeypatch: Any) -> None:
    monkeypatch.setattr(outbound, "public", lambda _url: None)


def test_a_subscription_is_made_changed_and_ended(lighting: Program) -> None:
    made = lighting.post("/webhooks", SAID, Idempotency_Key="s-1")
    again = lighting.post("/webhooks", SAID, Idempotency_Key="s-1")
    row = Subscription.objects.get()
    assert (made.status_code, made.content, made.json()["secret"]) == (201, again.content, row.secret)
    at = f"/webhooks/{row.pk}"
    changed = lighting.client.patch(
        f"/api/v1{at}", {"stopped": True}, content_type="application/json", headers=lighting.headers
    )
    assert (changed.json()["stopped"], changed.json()["verbs"], "secret" in changed.json()) == (
        True,
        ["dispatch"],
        False,
    )
    assert lighting.get("/webhooks").json() == [lighting.get(at).json()]
    assert lighting.client.delete(f"/api/v1{at}", headers=lighting.headers).status_code == 204
    assert lighting.get(at).status_code == 404


def test_a_system_has_nobody_told_of_what_it_does_not_see(city: stories.City, lighting: Program) -> None:
    answer = lighting.post("/webhooks", SAID | {"unit": "03"})
    assert (answer.status_code, says(answer)) == (409, {"": "Your key has nobody told of the cases of this unit."})
    admin = program(city, "admin", "hall")
    other = admin.post("/webhooks", SAID | {"unit": "03"}).json()["id"]
    assert lighting.get("/webhooks").json() == []
    assert lighting.get(f"/webhooks/{other}").status_code == 404
    assert [row["unit"]["code"] for row in admin.get("/webhooks").json()] == ["03"]


def test_a_test_is_posted_and_the_past_is_told_again(lighting: Program, monkeypatch: Any) -> None:
    at = f"/webhooks/{lighting.post('/webhooks', SAID).json()['id']}"
    monkeypatch.setattr(posting, "try_out", lambda _subscription: posting.Posted("500"))
    assert lighting.post(f"{at}/try").json() == {"failure": "500"}
    assert lighting.post(f"{at}/replay", {"since": "2026-11-01T00:00:00+08:00"}).status_code == 200
    assert lighting.post(f"{at}/revive").json() == {"revived": 0}


def test_everything_wrong_is_said_at_once(lighting: Program) -> None:
    answer = lighting.post("/webhooks", SAID | {"verbs": ["fly"], "categories": ["no"]})
    assert list(says(answer)) == ["verbs", "categories"]
