"""Channels that lead to receivers of our own, and a city whose staff have addresses."""

import pytest

from huying.base.units.models import Staff
from tests import stories

from .receivers import chat, mailbox, phones

__all__ = ["chat", "mailbox", "phones"]


@pytest.fixture
def city(db: None) -> stories.City:
    made = stories.city()
    for name in ("handler", "supervisor", "dispatcher"):
        Staff.objects.filter(pk=made.staff[name].pk).update(email=f"{name}@city.example")
    return made
