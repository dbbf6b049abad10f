"""What follows an event: one job per reaction, deferred in the transaction that wrote the event."""

from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from procrastinate.contrib.django import app

from .models import Event


@cache
def _flow() -> dict[str, tuple[str, ...]]:
    """`settings.FLOW` names the table, so that this lower floor calls the upper ones without importing them."""
    return import_string(settings.FLOW)


def defer(*events: Event) -> None:
    """Defer the reactions to these events. At least once: each looks first whether there is still something to do."""
    jobs: dict[str, list[dict[str, Any]]] = {}
    for event in events:
        for task in _flow().get(f"{event.life}.{event.verb}", ()):
            jobs.setdefault(task, []).append({"thing": event.thing, "seq": event.seq})
    for task, given in jobs.items():
        app.configure_task(task).batch_defer(*given)
