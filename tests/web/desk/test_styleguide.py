"""The living page of components shows every one of them."""

from pathlib import Path

import pytest
from django.test import Client

import huying.web
from tests import stories

pytestmark = pytest.mark.django_db
WEB = Path(huying.web.__file__).parent


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_component_stands_on_it(language: str) -> None:
    client = Client(headers={"Accept-Language": language})
    client.force_login(stories.city().staff["handler"])
    shown = {template.name for template in client.get("/desk/styleguide/").templates}
    newer = {
        "desk/list/views.html",
        "desk/list/bulk.html",
        "desk/list/order.html",
        "desk/case/walk.html",
        "desk/palette/options.html",
        "desk/setup/preview.html",
    }
    there = newer | {f"components/{path.name}" for path in WEB.glob("**/templates/components/*.html")}
    assert there - shown == set()
