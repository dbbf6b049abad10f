"""Ways of scoring on their page: changed in per cent, tried before they hold, and kept by version."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from huying.base.journal import audit
from huying.insight import rates
from tests import stories
from tests.web.desk.people import signed_in

pytestmark = pytest.mark.django_db
PAGE = "/desk/setup/scoring/"


@pytest.fixture
def admin() -> Client:
    return signed_in(stories.city(), "admin")


def filled(**changed: Any) -> dict[str, Any]:
    way = next(iter(rates.profiles().values()))
    said = {"zh": way.zh, "en": way.en, "basic": 90, "partly": 0, "least": 30, "source": "", "since": audit.today()}
    return said | {"response": 10, "resolution": 50, "satisfaction": 40} | changed


def test_a_change_is_tried_then_put_in_force_from_its_day_on(admin: Client) -> None:
    way = next(iter(rates.profiles().values()))
    at, since = f"{PAGE}?code={way.code}", audit.today() + timedelta(days=5)
    page = admin.get(at)
    assert [page.context["form"].initial[code] for code in ("response", "resolution", "satisfaction", "basic")] == [
        10,
        50,
        40,
        90,
    ]
    change = filled(response=20, resolution=40, since=since)
    tried = admin.post(at, change | {"deed": "preview"})
    assert [cell.words for cell in tried.context["tried"].example] == ["78.2", "80.2"]
    assert (tried.status_code, rates.versions()) == (200, [])
    admin.post(at, change | {"deed": "save"})
    versions = admin.get(PAGE).context["versions"]
    assert [(day, coming) for day, _names, coming in versions] == [(since, True)]
    assert next(iter(rates.profiles(since).values())).weights["response"] == 0.2
    assert next(iter(rates.profiles().values())).weights["response"] == 0.1


def test_another_way_stands_beside_those_that_hold(admin: Client) -> None:
    at, codes = f"{PAGE}?code=%2B", [*rates.profiles()]
    taken = admin.post(at, filled(code=codes[0]) | {"deed": "preview"})
    assert (taken.status_code, [*taken.context["form"].errors]) == (422, ["code"])
    admin.post(
        at, filled(code="harbour", zh="港区考核", en="Harbour score", response=20, resolution=40) | {"deed": "save"}
    )
    held = rates.profiles()
    assert [*held] == [*codes, "harbour"]
    assert held["harbour"].weights == {"response": 0.2, "resolution": 0.4, "satisfaction": 0.4}


def test_weights_that_do_not_add_up_and_a_day_gone_by_are_refused(admin: Client) -> None:
    way = next(iter(rates.profiles().values()))
    for change in (filled(response=30), filled(since=audit.today() - timedelta(days=1)), filled(basic=101)):
        answer = admin.post(f"{PAGE}?code={way.code}", change | {"deed": "save"})
        assert (answer.status_code, bool(answer.context["form"].errors)) == (422, True)
    assert rates.versions() == []
    assert admin.get(f"{PAGE}?code=none").status_code == 404
