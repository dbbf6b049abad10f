"""A round of a drop folder is killed wherever it is; in the end each record became what it is exactly once."""

import os
import subprocess
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from huying.base.journal.verify import verify
from huying.cases.models import Case, Exchanged, Parcel
from tests import stories
from tests.web.exchange.connectors import desk

from .processes import ended, line, start, until_line

N = 30
ROUND = ["-m", "tests.faults.exchange_round"]
KILLED_AT = [int(gates) for gates in os.environ.get("HUYING_KILLED_AT", "3").split(",")]
"""After so many gates (`exchange_round.py`); an odd one lies inside a transaction."""


def go_on(program: subprocess.Popen[str], times: int) -> None:
    assert program.stdin
    program.stdin.write("\n" * times)
    program.stdin.flush()


@pytest.mark.django_db(transaction=True)
def test_each_record_is_accounted_for_once_though_the_round_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "EXCHANGE", tmp_path)
    stories.city()
    office = desk.Office(desk.connected())
    office.drop("a.csv", *({"no": n, "kind": "ship" if n % 10 == 9 else "lamp"} for n in range(N)), {"no": 0})
    tested = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    given = {"DATABASE_URL": tested.geturl(), "HUYING_EXCHANGE": str(tmp_path), "HUYING_DATA": str(tmp_path / "data")}
    given["HUYING_SEALING_KEYS_FILE"] = str(settings.SEALING_KEYS_FILE)
    for gates in KILLED_AT:
        with ended(start(ROUND, DJANGO_SETTINGS_MODULE="huying.settings", **given)) as program:
            for place in range(gates):
                assert line(program) == ("inside", "between")[place % 2]
                go_on(program, place < gates - 1)
            program.kill()
    with ended(start(ROUND, DJANGO_SETTINGS_MODULE="huying.settings", **given)) as program:
        go_on(program, 2 * N)
        until_line(program, "done")
    assert sorted(Exchanged.objects.values_list("place", flat=True)) == [*range(2, N + 3)]
    assert Counter(Exchanged.objects.values_list("state", flat=True)) == {"applied": 27, "refused": 3, "duplicate": 1}
    assert (Case.objects.count(), Parcel.objects.count()) == (27, 1)
    assert (office.lying(), office.lying("taken"), len(office.lying("done"))) == ([], [], 1)
    assert verify().findings == []
