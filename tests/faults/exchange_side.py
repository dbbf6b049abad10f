"""One of two installations that exchange cases by Open311: `city` or `department`, started by `test_exchange.py` and killed by it.

    python -m tests.faults.exchange_side ROLE N PORT SEED

It goes on where it was killed: all it knows stands in its database. What a worker does for others, it does in its own rounds.
"""

import random
import sys
import threading
from collections.abc import Callable
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django

django.setup()

from django.conf import settings  # noqa: E402 (settings first)
from django.db import transaction  # noqa: E402

from huying.base.journal.refusals import Refused  # noqa: E402
from huying.base.units.models import Key, Unit  # noqa: E402
from huying.base.units.roles import SYSTEM, Actor, Role  # noqa: E402
from huying.cases import beside, followup, handling, intake, reactions, routing  # noqa: E402
from huying.cases.models import Case, Peer  # noqa: E402
from huying.cases.words import RequestKind, State  # noqa: E402
from huying.web.open311.exchanging import exchange  # noqa: E402
from tests import stories  # noqa: E402

SECRET = "hy_of_the_city"
ROUNDS = 40
"""In about so many the city files its cases: each round asks the other side for all that happened, so few and large ones are cheap."""


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Nothing: what matters stands in the database."""


def build(role: str, port: int) -> None:
    """The small city, once; the department knows the city's key, the city where the department is."""
    if Unit.objects.exists():
        return
    with transaction.atomic():
        city = stories.city()
        lighting = city.unit["lighting"]
        if role == "department":
            Key.objects.create(digest=Key.hashed(SECRET), role=Role.INTEGRATOR, purpose=Key.Purpose.OPEN311_PRIVATE)
        else:
            endpoint = f"http://127.0.0.1:{port}/open311/v2/"
            Peer.objects.create(unit=lighting, endpoint=endpoint, key=SECRET, services={"": "LIGHT"})


def serve(port: int) -> None:
    from huying.wsgi import application

    server = make_server("127.0.0.1", port, application, server_class=Server, handler_class=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()


def tried(step: Callable[[], Any]) -> None:
    """A step at a random moment: that a rule forbids it is an answer as good as any."""
    try:
        step()
    except Refused:
        return


def reacted(react: Callable[[int, int], None], case: Case) -> None:
    """As a worker does: where somebody was faster, the next round is another try."""
    tried(lambda: react(case.pk, 0))


def city_acts(n: int, dice: random.Random) -> None:
    """Files some of what is missing of its `n` cases, says something about some, and looks after what was said "not solved"."""
    lighting, light = Unit.objects.get(code="02"), stories.Category.objects.get(code="0203")
    filed, some = Case.objects.count(), max(1, n // ROUNDS)
    for place in range(filed, min(n, filed + some)):
        call = intake.Call(text=f"第 {place} 盏路灯不亮", category=light, lon=stories.WEST[0], lat=stories.WEST[1])
        with transaction.atomic():
            case = intake.receive(call, by=Actor.resident()).case
            routing.dispatch(case, to=lighting, by=SYSTEM, basis="灯饰条例 3")
    for case in Case.objects.filter(state=State.REPLIED):
        resident = Actor.resident(case.pk)
        decision = "no" if not case.rounds and dice.random() < 0.3 else "yes"
        tried(lambda case=case, by=resident, decision=decision: followup.follow_up(case, by=by, decision=decision))  # type: ignore[misc]
        reacted(reactions.rework_if_not_solved, case)
    for case in _any(dice, some):
        _said_of(case, dice)
    exchange()


def _said_of(case: Case, dice: random.Random) -> None:
    resident = Actor.resident(case.pk)
    said = dice.choice(["message", "message", "message", "urge", "withdraw"])
    if said == "message":
        tried(lambda: beside.message(case, by=resident, text=f"还没亮 {dice.random()}"))
    elif said == "withdraw" and dice.random() < 0.2:
        tried(lambda: intake.withdraw(case, by=resident, reason="好了"))


def department_acts(_n: int, dice: random.Random) -> None:
    """Works on what came, a step at a time."""
    for case in Case.objects.filter(state=State.RECEIVED):
        reacted(reactions.route, case)
    for case in Case.objects.filter(state=State.REPLIED):
        reacted(reactions.rework_if_not_solved, case)
    for case in Case.objects.filter(state__in=(State.DISPATCHED, State.IN_PROGRESS)):
        if dice.random() < 0.5:
            tried(lambda case=case: _work(case, dice))  # type: ignore[misc]


def _work(case: Case, dice: random.Random) -> None:
    lead = stories.lead(case)
    if case.state == State.DISPATCHED:
        handling.accept(case, by=lead)
        return
    match dice.choice(["interim", "ask", "reply", "reply"]):
        case "interim":
            handling.interim_reply(case, by=lead, text=f"在修 {case.n_events}")
        case "ask" if not case.papers.request(RequestKind.ANSWER):
            handling.ask_resident(case, by=lead, question=f"哪一盏？{case.n_events}")
        case _:
            handling.reply(case, by=lead, text=f"已修好 {case.rounds}/{case.n_events}", result="resolved")


def _any(dice: random.Random, n: int) -> list[Case]:
    """Up to `n` open cases by chance."""
    keys = list(Case.objects.exclude(state=State.CLOSED).values_list("pk", flat=True))
    return [Case.objects.get(pk=key) for key in dice.sample(keys, min(n, len(keys)))]


def main(role: str, n: int, port: int, seed: int) -> None:
    settings.LIMITS = 0
    build(role, port)
    if role == "department":
        serve(port)
    dice, act = random.Random(seed), city_acts if role == "city" else department_acts
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        act(n, dice)
        threading.Event().wait(0.05 if n < 100 else 0.5)


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
