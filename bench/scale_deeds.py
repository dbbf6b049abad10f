"""What each deed of `scale.py` costs: done in process, one after the other, on the city of HUYING_DATA."""

import json
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

from django.db import connection
from django.test import Client
from procrastinate.contrib.django import app
from result import machine

from huying import embedded
from huying.base.catalogue import register as catalogue
from huying.base.journal import verify
from huying.base.journal.models import Event
from huying.base.units.models import Key, Staff, Unit
from huying.base.units.roles import Role
from huying.cases.models import Case

WARM = 5
TEXT = "滨河路路灯连续三天不亮，夜里看不清路，请尽快处理并答复。"


class Meter:
    """CPU by deed: of this program, and of the server's processes."""

    def __init__(self) -> None:
        self.costs: dict[str, dict[str, float]] = {}
        folder = embedded.cluster()
        assert folder
        self.folder = folder

    @contextmanager
    def of(self, deed: str, n: int = 1) -> Iterator[None]:
        """What happens inside is `n` times this deed."""
        program, database = time.process_time(), self._database()
        yield
        spent = {"program": time.process_time() - program, "database": self._database() - database}
        known = self.costs.setdefault(deed, {"n": 0, "program": 0, "database": 0})
        known["n"] += n
        for part, seconds in spent.items():
            known[part] += 1000 * seconds

    def _database(self) -> float:
        """Seconds, of the processes that are there before and after."""
        total = 0.0
        for process in embedded._processes(self.folder):
            times = process.cpu_times()
            total += times.user + times.system
        return total

    def told(self) -> dict[str, dict[str, float]]:
        """Milliseconds a deed."""
        return {
            deed: {part: round(known[part] / known["n"], 4) for part in ("program", "database")}
            for deed, known in self.costs.items()
        }


def measured(n: int) -> dict[str, Any]:
    """Costs, bytes of each table a case, and where they were taken."""
    meter, cases = Meter(), Case.objects.count()
    sizes = _bytes(cases)
    for times, into in ((WARM, Meter()), (n, meter)):
        _deeds(times, into)
    ran, events = machine(), Event.objects.count()
    verifying = Meter()
    with verifying.of("event", events):
        verify.verify(lambda _n: None)
    versions = f"Python {ran['python']}, PostgreSQL {ran['server_version']}"
    return {
        "where": f"CPU time in process, {n} of each, {cases:,} cases in the database; {versions}",
        "events a case": round(events / Case.objects.count(), 2),
        "verified a second": round(1000 / sum(verifying.told()["event"].values())),
        "costs": meter.told(),
        "bytes": sizes,
    }


def _deeds(n: int, meter: Meter) -> None:
    operator, staff = Key.make(Role.OPERATOR, Unit.objects.get(code="hotline")), Client(HTTP_HOST="localhost")
    filing = _program(operator)
    leaves = catalogue.current().leaves()
    category = next(each.code for each in leaves if not (each.evidence or each.emergency_number or each.questions))
    area = filing("get", "/areas?level=3").json()[0]["code"]
    call = {"text": TEXT, "category": category, "place": {"area": area}}
    before = _n_jobs()
    with meter.of("file", n):
        filed = [filing("post", "/cases", call | {"text": f"{TEXT}{i}"}).json() for i in range(n)]
    numbers = [case["number"] for case in filed]
    with meter.of("job"):
        _work()
    meter.costs["job"]["n"] = _n_jobs() - before
    units = dict(Case.objects.filter(number__in=numbers, state="dispatched").values_list("number", "unit"))
    keys = {unit: _program(Key.make(Role.HANDLER, Unit.objects.get(pk=unit))) for unit in {*units.values()}}
    handlers = [(keys[unit], number) for number, unit in units.items()]
    reply = {"text": "已到现场处理完毕，感谢您的反映。", "result": "resolved"}
    with meter.of("accept", len(handlers)):
        _all(200, (handling("post", f"/cases/{number}/accept").status_code for handling, number in handlers))
    with meter.of("reply", len(handlers)):
        _all(200, (handling("post", f"/cases/{number}/reply", reply).status_code for handling, number in handlers))
    unit = Unit.objects.get(pk=Counter(units.values()).most_common(1)[0][0])
    numbers = [number for number in units if units[number] == unit.pk]
    staff.force_login(Staff.objects.create_user(f"bench-{time.time_ns()}", unit=unit, role=Role.HANDLER))
    with meter.of("case page", len(numbers)):
        _all(200, (staff.get(f"/desk/case/{number}/").status_code for number in numbers))
    with meter.of("list", len(numbers)):
        _all(200, (staff.get("/desk/").status_code for _number in numbers))
    with meter.of("track", n):
        _all(200, (_tracked(case) for case in filed))


def _program(key: str) -> Callable[..., Any]:
    client = Client(HTTP_HOST="localhost", headers={"Authorization": f"Bearer {key}"})

    def ask(method: str, path: str, body: Any = None) -> Any:
        more = (
            {"data": json.dumps(body) if body else "", "content_type": "application/json"} if method == "post" else {}
        )
        return getattr(client, method)(f"/api/v1{path}", **more)

    return ask


def _tracked(case: dict[str, str]) -> int:
    """As its reporter comes with number and code, and reads."""
    client = Client(HTTP_HOST="localhost")
    return client.post("/track/", {"number": case["number"], "code": case["code"]}, follow=True).status_code


def _all(wanted: int, statuses: Iterator[int]) -> None:
    found = {*statuses}
    assert found == {wanted}, found


def _n_jobs() -> int:
    """Written so far."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM procrastinate_jobs_id_seq")
        return int(cursor.fetchone()[0])


def _work() -> None:
    """What waits, and what follows from it, in a thread with an event loop of its own."""

    def work() -> None:
        connector: Any = app.connector
        with app.replace_connector(connector.get_worker_connector()) as worker:
            worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    thread = Thread(target=work)
    thread.start()
    thread.join()


def _bytes(cases: int) -> dict[str, float]:
    """Table → bytes a case, indexes and long values included; of tables that grow with cases."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, pg_total_relation_size(oid) FROM pg_class"
            " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND reltuples > %s ORDER BY 2 DESC",
            [cases / 50],
        )
        return {table: round(n / cases, 1) for table, n in cursor.fetchall()}
