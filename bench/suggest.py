"""What a suggestion costs: reading a message in process; and, in a city of many cases, suggestion and look-up of duplicates together.

    python bench/suggest.py [--labels 200] [--examples 20000] [--messages 2000] [--cases 1000000] [--data DIR]

Made-up messages of words as frequent as words are (the n-th 1/n as often as the first), each label with words of its own. With `--cases`
the city of `city.py` is loaded, 30,000 open cases of the last 50 days are added to it once, a model is live while the bench runs. An
operator's browser asks, one request after the other: what would happen with a call (`preview`), and to file it (they stay there); one in
five repeats a case of late in other words beside it. `look_ups`: the two in process, each as in that request. Prints JSON.
"""

# ruff: noqa: PLC0415 - Django is set up first

import csv
import os
import random
import subprocess
import time
import urllib.request
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from importlib import import_module
from itertools import accumulate
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode

import psutil
import typer
import yaml
from result import percentiles
from result import told as printed

from huying.cases.learning import training
from huying.cases.learning.training import Example

SIGNS = [chr(0x4E00 + at) for at in range(3000)]
WORDS, WORDS_OF_ALL = 60, 8000
"""Words of a message, and of all messages."""
OWN_WORDS = 12
RECENT, DAYS = 30_000, 50
PLACED = 60  # metres, about, between a case and the call that repeats it
MB = 2**20


def main(
    labels: Annotated[int, typer.Option()] = 200,
    examples: Annotated[int, typer.Option()] = 20_000,
    messages: Annotated[int, typer.Option()] = 2_000,
    cases: Annotated[int, typer.Option()] = 0,
    data: Annotated[Path | None, typer.Option()] = None,
) -> None:
    """Run the bench and print its figures as JSON."""
    made_up = MadeUp()

    def run() -> dict[str, Any]:
        if cases:
            return in_city(made_up, cases, data, labels, examples, messages)
        return reading(made_up, labels, examples, messages)

    printed("suggest", "category suggested and duplicates looked up, in process and by an operator's browser", run)


class MadeUp:
    """Messages by chance, the same at every run."""

    def __init__(self) -> None:
        self.chance = random.Random(7)
        self.words = [
            "".join(self.chance.choices(SIGNS, k=self.chance.choice((2, 2, 2, 3)))) for _word in range(WORDS_OF_ALL)
        ]
        self.weights = list(accumulate(1 / (rank + 1) for rank in range(WORDS_OF_ALL)))

    def own(self, labels: int) -> list[list[str]]:
        """Words of each label that no other has."""
        return [["".join(self.chance.sample(SIGNS, 2)) for _word in range(OWN_WORDS)] for _label in range(labels)]

    def message(self, own: Sequence[str]) -> str:
        """With three words of its label somewhere in it."""
        words = self.chance.choices(self.words, cum_weights=self.weights, k=WORDS)
        for word in self.chance.sample(list(own), min(3, len(own))):
            words[self.chance.randrange(WORDS)] = word
        return "，".join("".join(words[at : at + 6]) for at in range(0, WORDS, 6))

    def again(self, text: str) -> str:
        """The same in other words: its parts in another order, one of three left out."""
        parts = [part for part in text.split("，") if self.chance.random() > 1 / 3]
        self.chance.shuffle(parts)
        return "，".join(parts)


def reading(made_up: MadeUp, labels: int, examples: int, messages: int) -> dict[str, Any]:
    """Train on made-up messages, then read others one by one."""
    own = made_up.own(labels)
    model, seconds = trained(made_up, own, [f"{at:04d}" for at in range(labels)], examples)
    asked = [made_up.message(own[at % labels]) for at in range(messages)]
    held = sum(part.nbytes for part in (model.known, model.worth, model.weights, model.bias)) / MB
    return {
        "cpu_seconds_training": seconds, "read": taken(model.read, asked, time.process_time_ns),
        "read_and_words": taken(lambda text: model.words(text, model.read(text)[0].label), asked, time.process_time_ns),
        "labels": labels, "places": len(model.known), "model_mb": round(held, 1),
        "rss_mb": round(psutil.Process().memory_info().rss / MB),
    }  # fmt: skip


def trained(made_up: MadeUp, own: list[list[str]], names: Sequence[str], examples: int) -> tuple[Any, float]:
    """A model, and the seconds of CPU that it took."""
    taught = [Example(made_up.message(own[at % len(names)]), names[at % len(names)]) for at in range(examples)]
    began = time.process_time()
    return training.fitted(taught), round(time.process_time() - began, 1)


def taken(
    do: Callable[[Any], Any], asked: Sequence[Any], clock: Callable[[], int] = time.perf_counter_ns
) -> dict[str, float]:
    """Milliseconds each: median and 95th percentile. The first five warm up and are not counted."""
    each = []
    for one in asked:
        began = clock()
        do(one)
        each.append((clock() - began) / 1e6)
    counted = each[5:]
    return percentiles(counted)


def in_city(
    made_up: MadeUp, cases: int, data: Path | None, labels: int, examples: int, messages: int
) -> dict[str, Any]:
    """Everything in one city, which stays for the next run."""
    os.environ |= {"HUYING_TIME_ZONE": "Asia/Shanghai", "HUYING_LIMITS": "100000", "HUYING_MFA_ROLES": ""}
    os.environ.pop("DATABASE_URL", None)
    os.environ["HUYING_DATA"] = str(import_module("city").folder(cases, data))
    from huying.startup import ready

    with ready(migrated=True):
        from huying.cases.learning import store

        said = recent(made_up)
        before = store.folder() / store.ROLES
        kept = before.read_bytes() if before.exists() else None
        try:
            own, model_mb = live(made_up, labels, examples)
            return measured(made_up, own, said, messages) | {"model_mb": model_mb}
        finally:
            before.write_bytes(kept) if kept is not None else before.unlink(missing_ok=True)


def recent(made_up: MadeUp) -> list[dict[str, Any]]:
    """The open cases of late, taken in once by `huying import cases`; what is compared is brought up, and PostgreSQL counts."""
    from django.db import connection

    from huying.cases import sayings

    history, folder = import_module("import"), Path(os.environ["HUYING_DATA"])
    rows = list(_recent(made_up, history))
    marker = folder / "recent"
    if not marker.exists():
        file, mapping = folder / "recent.csv", folder / "recent.yaml"
        mapping.write_text(yaml.safe_dump(history.MAPPING | {"source": "recent"}), encoding="utf-8")
        with file.open("w", encoding="utf-8", newline="") as out:
            written = csv.DictWriter(out, rows[0])
            written.writeheader()
            written.writerows(rows)
        command = [*import_module("huying.serve").HUYING, "import", "cases", str(file), "--mapping", str(mapping)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        file.unlink()
        marker.touch()
    sayings.refresh()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE cases_case, cases_casetext, cases_saying")
    return rows


def _recent(made_up: MadeUp, history: Any) -> Any:
    now = datetime.now().replace(microsecond=0)  # noqa: DTZ005 - the mapping names the zone
    west, south, east, north = history.bounds(history.YUNXI)
    categories = history.possible(history.YUNXI)
    for serial in range(RECENT):
        at = now - timedelta(days=DAYS) * ((RECENT - serial) / RECENT) - timedelta(hours=9)
        yield {
            "number": serial, "text": made_up.message(()), "received": at, "due": at + timedelta(days=90), "closed": "",
            "address": f"滨河路 {serial} 号", "lon": round(made_up.chance.uniform(west, east), 6),
            "lat": round(made_up.chance.uniform(south, north), 6), "category": made_up.chance.choice(categories), "reply": "",
        }  # fmt: skip


def live(made_up: MadeUp, labels: int, examples: int) -> tuple[list[list[str]], float]:
    """A model for the city's categories, which suggests from now on."""
    from huying.base.catalogue import register as catalogue
    from huying.base.journal import clock
    from huying.cases.learning import store

    names = [leaf.code for leaf in catalogue.current().leaves()][:labels]
    own = made_up.own(len(names))
    model, _seconds = trained(made_up, own, names, examples)
    store.go_live(store.keep(model, {"examined": {"accuracy": 1.0}}, at=clock.now()))
    return own, round(sum(part.nbytes for part in (model.known, model.worth, model.weights, model.bias)) / MB, 1)


def measured(made_up: MadeUp, own: list[list[str]], said: list[dict[str, Any]], messages: int) -> dict[str, Any]:
    """The two look-ups in process, the two requests over HTTP, what the web processes hold."""
    from serving import served

    from huying.cases.models import OPEN, Case, Saying

    calls = [_call(made_up, own, said, at) for at in range(messages)]
    look_ups = taken(_looked_up, calls)
    with served() as (server, port):
        send = _operator(port)
        over_http = {
            "preview": taken(lambda call: send("/desk/call/preview/", call), calls),
            "file": taken(lambda call: send("/desk/call/", call), calls),
        }
        workers = [_memory(process) for process in (server, *server.children(recursive=True))]
    repeats = [call for call in calls if call["repeats"]]
    return {
        "cases": Case.objects.count(), "open": Case.objects.filter(OPEN).count(), "compared_with": Saying.objects.count(),
        "asked": messages, "calls": {"both, in process": look_ups, **over_http},
        "repeats_found": round(sum(map(_is_found, repeats)) / len(repeats), 3), "web_processes": workers,
        "plan": plan(calls[0]),
    }  # fmt: skip


def _call(made_up: MadeUp, own: list[list[str]], said: list[dict[str, Any]], at: int) -> dict[str, Any]:
    """What the operator typed; one in five repeats a case of late a few steps away."""
    place, is_repeat = made_up.chance.choice(said), at % 5 == 0
    aside = made_up.chance.uniform(-PLACED, PLACED) / 111_320 if is_repeat else made_up.chance.uniform(-0.02, 0.02)
    text = made_up.again(place["text"]) if is_repeat else made_up.message(made_up.chance.choice(own))
    return {
        "text": text, "lon": round(place["lon"] + aside, 6), "lat": round(place["lat"] + aside, 6), "where": "",
        "key": f"bench-{os.getpid()}-{at}", "reply_wanted": "on", "repeats": place["number"] if is_repeat else "",
    }  # fmt: skip


def _looked_up(call: dict[str, Any]) -> list[Any]:
    """As the call screen does it."""
    from huying.base.places import locator
    from huying.base.units.models import Staff
    from huying.cases import nearby, suggesting

    if not _by:
        _by.append(Staff.objects.get(username="operator").actor)
    suggested = suggesting.suggest(call["text"])
    area = locator.locate(call["lon"], call["lat"])
    category = suggested[0].category if suggested else None
    return nearby.for_staff(_by[0], nearby.Matter(category, area, call["lon"], call["lat"], call["text"]))


_by: list[Any] = []


def _is_found(call: dict[str, Any]) -> bool:
    return any((near.case.source, near.case.external) == ("recent", str(call["repeats"])) for near in _looked_up(call))


def plan(call: dict[str, Any]) -> list[str]:
    """How PostgreSQL reads for one look-up: every scan of its statements, with the index it goes by."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        _looked_up(call)
    scans: list[str] = []
    with connection.cursor() as cursor:
        for query in seen.captured_queries:
            with suppress(Exception):
                cursor.execute("EXPLAIN " + query["sql"])
                scans += [line.split("  (cost")[0].strip("-> ") for (line,) in cursor.fetchall() if " Scan" in line]
    return scans


def _operator(port: int) -> Callable[[str, dict[str, Any]], bytes]:
    """Sends a form as an operator who is signed in."""
    from django.conf import settings
    from django.test import Client

    from huying.base.units.models import Staff

    client = Client()
    client.force_login(Staff.objects.get(username="operator"))
    token = "a" * 32
    session = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    headers = {"Cookie": f"{session}; {settings.CSRF_COOKIE_NAME}={token}", "X-CSRFToken": token}

    def send(path: str, call: dict[str, Any]) -> bytes:
        said = urlencode({name: value for name, value in call.items() if name != "repeats"})
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", said.encode(), headers)
        return urllib.request.urlopen(request).read()  # noqa: S310 - our own server

    return send


def _memory(process: psutil.Process) -> dict[str, int]:
    """Megabytes: all that it sees, and its share of what several share."""
    told = process.memory_full_info()
    return {"rss_mb": round(told.rss / MB), "pss_mb": round(told.pss / MB)}


if __name__ == "__main__":
    typer.run(main)
