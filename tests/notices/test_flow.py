"""From a step to the message by the real queue: what the worker does, nothing called by hand."""

from threading import Thread
from typing import Any

import pytest
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from huying.flow import DONE, FLOW, TOLD
from huying.notices.models import Notice
from tests import stories

from .receivers import Receiver

pytestmark = pytest.mark.django_db(transaction=True)


def worked() -> None:
    """Run what waits, and what that brings, in a thread of its own, as no transaction of the test may be in the way."""

    def work() -> None:
        connector: Any = app.connector
        with app.replace_connector(connector.get_worker_connector()) as worker:
            for _step in ("dispatch", "tell", "send"):
                worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)

    thread = Thread(target=work)
    thread.start()
    thread.join()


def test_a_call_is_dispatched_and_everybody_told_by_the_worker(phones: Receiver, settings: Any) -> None:
    settings.QUIET_HOURS = "00:00-00:00"
    city = stories.city()
    case = stories.received(city)
    worked()
    assert [(to, text.split()[0]) for to, text in phones.taken] == [("+8613900001234", case.number)] * 2
    desk = Notice.objects.get(channel="app")
    assert (desk.unit, desk.template) == (city.unit["lighting"], "new_case")
    args = ProcrastinateJob.objects.filter(task_name="send_notices").values_list("args", flat=True)
    assert {tuple(given) for given in args} <= {("cause",)}


def test_every_event_keeps_what_huying_does_about_it() -> None:
    assert {event: FLOW[event][: len(done)] for event, done in DONE.items()} == DONE
    assert [event for event in TOLD if FLOW[event][-1:] != TOLD[event][-1:]] == []
