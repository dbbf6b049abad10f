"""What is kept, for how long and who may look: a link away from every page, in the reader's language."""

from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("language", "sentence"), [("zh-hans", "办结后 90 天"), ("en", "90 days after closing")])
def test_it_says_how_long_this_installation_keeps_a_contact(
    client: Client, settings: Any, language: str, sentence: str
) -> None:
    settings.RETENTION_DAYS = 90
    page = client.get("/charter/", headers={"Accept-Language": language}).content.decode()
    assert page.count(sentence) == 1
    assert page.count("<table>") == 1


@pytest.mark.parametrize("path", ["/", "/report/", "/track/", "/charter/"])
def test_every_page_leads_to_it(client: Client, path: str) -> None:
    assert client.get(path).content.decode().count('href="/charter/"') == 1
