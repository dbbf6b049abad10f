"""How many webhooks a minute one worker process delivers, and how many the same threads post without Huying around them.

    python bench/webhooks.py [--cases 5000] [--steps 20000] [--data DIR]

The cases are those of bench/city.py (kept, so that they are loaded once). Their steps are queued for a receiver on loopback, in a
process of its own, which takes everything. Then `posting.post` delivers them, and as many bodies are posted once more by as many
threads with `requests` alone. Prints JSON.
"""

# ruff: noqa: PLC0415 - Django is set up first

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import local
from typing import Annotated, Any

import city
import requests
import typer
from result import told

from huying.startup import ready

RECEIVER = """
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
class Taker(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        self.wfile.write(b"HTTP/1.1 204 No Content\\r\\n\\r\\n")
server = ThreadingHTTPServer(("127.0.0.1", 0), Taker)
print(server.server_port, flush=True)
server.serve_forever()
"""


def main(
    cases: Annotated[int, typer.Option()] = 5_000, steps: Annotated[int, typer.Option()] = 20_000,
    data: Annotated[Path | None, typer.Option()] = None,
) -> None:  # fmt: skip
    """Run the bench and print its figures as JSON."""
    os.environ["HUYING_DATA"] = str(city.folder(cases, data))
    os.environ["HUYING_INSIDE"] = "127.0.0.1"
    os.environ.pop("DATABASE_URL", None)
    with ready(migrated=True), receiver() as url:
        told("webhooks", "steps of cases posted to a receiver on the same machine", lambda: measured(url, steps))


@contextmanager
def receiver() -> Iterator[str]:
    """The address of another system, which takes everything."""
    with subprocess.Popen([sys.executable, "-c", RECEIVER], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield f"http://127.0.0.1:{process.stdout.readline().strip()}/"
        finally:
            process.kill()


def measured(url: str, steps: int) -> dict[str, Any]:
    """Deliveries a minute, the wall and processor time of each, and the share of what `requests` alone reaches."""
    from huying.base.journal import audit, clock
    from huying.base.journal.memory import Event
    from huying.base.units.models import Unit
    from huying.cases.models import Case
    from huying.notices.models import Delivery
    from huying.notices.webhooks import posting, subscribing

    hall = Unit.objects.filter(parent=None).order_by("pk")[0]
    made = subscribing.subscribe(name="bench", unit=hall, url=url, by=audit.console())
    past = Event.objects.filter(life="case").order_by("pk").values_list("thing", "seq")[:steps]
    Delivery.objects.bulk_create(
        Delivery(subscription=made, case_id=case, seq=seq, next_at=clock.now()) for case, seq in past
    )
    started, cpu = time.perf_counter(), time.process_time()
    n = posting.post(made.pk)
    took, used = time.perf_counter() - started, time.process_time() - cpu
    subscribing.end(made, by=audit.console())
    bare = plain(url, n, posting.AT_ONCE)
    return {
        "delivered": n, "s": round(took, 2), "a minute": round(60 * n / took), "CPU, ms each": round(1000 * used / n, 2),
        "requests alone, a minute": round(60 * n / bare), "cases": Case.objects.count(),
        "ratio": {"of": "deliveries", "to": "posts of `requests` alone by as many threads", "value": round(bare / took, 2)},
    }  # fmt: skip


def plain(url: str, n: int, threads: int) -> float:
    """Seconds for `n` posts of a body of usual size by so many threads with `requests` alone."""
    own = local()

    def post(_n: int) -> None:
        if not hasattr(own, "session"):
            own.session = requests.Session()
        own.session.post(url, data=b"x" * 300, timeout=10)

    started = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(post, range(n)))
    return time.perf_counter() - started


if __name__ == "__main__":
    typer.run(main)
