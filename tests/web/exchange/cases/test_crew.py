"""With another process beside this one the same rows come in, each once."""

import os
from urllib.parse import urlsplit

import pytest
from django.db import connection

from huying.base.journal.verify import verify
from huying.cases.models import Case
from huying.web.exchange.cases import taking
from tests.web.exchange.cases.desks import Desk

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_processes_take_in_what_one_would(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    tested = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    monkeypatch.setenv("DATABASE_URL", tested.geturl())
    monkeypatch.setattr(taking, "BATCH", 2)
    rows = [{"no": str(n)} for n in range(1, 20)]
    duplicate = {"no": "20", "repeats": "3", "answered": "", "out": "2026-03-02 12:00:00"}

    summary = desk.take_in(duplicate, *rows, {"no": ""}, options={"workers": 1})

    assert (summary["read"], summary["written"], summary["merged"], summary["refused"]) == (21, 20, 1, 1)
    assert Case.objects.count() == 20
    assert verify().findings == []
    assert desk.take_in(duplicate, *rows, options={"workers": 1})["unchanged"] == 20
