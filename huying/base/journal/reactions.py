"""What follows an event: one job per reaction, deferred in the transaction that wrote the event."""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string
from procrastinate.contrib.django import app

from .models import Event


@cache
def _flow() -> dict[str, tuple[str, ...]]:
    """`settings.FLOW` names the table, so that this lower floor calls the upper ones without importing them."""
    return import_string(settings.FLOW)


def defer(event: Event) -> None:
    """Defer the reactions to `event`. At least once: each looks first whether there is still something to do."""
    for task in _flow().get(f"{event.life}.{event.verb}", ()):
        app.configure_task(task).defer(thing=event.thing, seq=event.seq)
