"""Light or dark: the reader's system decides, until the reader does."""

import re
from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def shown(answer: Any) -> tuple[str, str]:
    """What the page tells the browser: its theme, and the colour scheme of what the browser draws itself."""
    page = answer.content.decode()
    theme = re.search(r'<html lang="[^"]+"(?: data-bs-theme="(\w+)")?>', page)
    scheme = re.search(r'<meta name="color-scheme"\s+content="([^"]+)">', page)
    assert theme
    assert scheme
    return theme[1] or "", scheme[1]


def test_nobody_chose_so_the_system_decides(client: Client) -> None:
    assert shown(client.get("/")) == ("", "light dark")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_was_chosen_once_is_kept_until_it_is_left_to_the_system_again(client: Client, theme: str) -> None:
    assert shown(client.get("/", {"theme": theme})) == (theme, theme)
    assert shown(client.get("/track/")) == (theme, theme)
    assert shown(client.get("/", {"theme": "auto"})) == ("", "light dark")
    assert shown(client.get("/track/")) == ("", "light dark")


def test_a_theme_that_is_not_there_changes_nothing(client: Client) -> None:
    answer = client.get("/", {"theme": '"><script>'})
    assert shown(answer) == ("", "light dark")
    assert not answer.cookies


def test_a_made_up_cookie_reaches_no_page(client: Client) -> None:
    client.cookies["theme"] = "purple"
    assert shown(client.get("/")) == ("", "light dark")
