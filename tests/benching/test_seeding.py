"""A made-up history is what the commands would have written."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Model
from django.utils import translation

from huying.base.journal import seals, verify
from huying.base.journal.models import Event, Words
from huying.base.journal.refusals import Refused
from huying.base.units.roles import SYSTEM
from huying.benching import disputes, patterns, pouring, seeding, wanted
from huying.benching.patterns import Unlike
from huying.benching.seeding import Seeding
from huying.benching.wanted import Wanted
from huying.cases.models import Case
from huying.civic.mediation.models import Dispute
from huying.civic.mediation.words import Outcome, State
from huying.demo import CITY
from huying.web import setup
from tests.stories import forget
from tests.web.town import undone

WANTED = Wanted(cases=240, seed=5, years=0.6, until="2026-11-20", first=1_000_001)
SECRET = {"salt", "hash", "head", "code_digest"}
"""Drawn for each case, and what follows from it."""

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def yunxi(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), undone():
        assert setup.load(CITY, by=SYSTEM).problems == []
        yield
    forget()


@pytest.fixture
def pouring_in(yunxi: None, db: None) -> Seeding:
    return Seeding(WANTED)


def written() -> dict[str, list[dict[str, Any]]]:
    """What stands in the tables of cases, without what is drawn."""
    connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
    found: dict[str, list[dict[str, Any]]] = {}
    for table in pouring.TABLES:
        if table == "journal_leaf":
            continue
        model = next(each for each in MODELS if each._meta.db_table == table)
        names = [each.attname for each in patterns.columns(model) if each.attname not in SECRET]
        of_cases = (
            model._base_manager.filter(life="case")
            if hasattr(model, "life") and model is not Case
            else model._base_manager
        )
        rows = [_without_secrets(row) for row in of_cases.values(*names)]
        found[table] = sorted(rows, key=repr)
    return found


MODELS: list[type[Model]] = [Event, Words, Case, *(each.related_model for each in Case._meta.related_objects)]


def _without_secrets(row: dict[str, Any]) -> dict[str, Any]:
    """Of what was typed and is proved, that it was; of who called, that they left something."""
    facts = row.get("facts")
    if isinstance(facts, dict):
        return {**row, "facts": {**facts, "words": sorted(facts.get("words", {})), "seed": "seed" in facts}}
    if "unasked" in row:
        return {name: bool(value) for name, value in row.items()}
    return row


def ready(pouring_in: Seeding, day: Any, random: Random) -> Any:
    while True:
        with suppress(Unlike, Refused):
            return pouring_in.ready(day, random)


def test_what_is_stamped_out_is_what_the_commands_write(pouring_in: Seeding) -> None:
    """The same matter at the same moment, once told by the commands and once stamped out of two others; all kinds of lives."""
    random, told_of = Random(1), Counter[str]()
    for at in range(40):
        day = WANTED.days[at * 5][0]
        with translation.override("zh-hans"):
            made = ready(pouring_in, day, random)
            moment = made.start + timedelta(seconds=random.randrange(3600))
            cast = pouring_in.cast(made, moment, 10, random)
            with transaction.atomic():
                seeding.copied([made.pattern.stamped(cast, pouring_in.contacts, random)])
                stamped = written()
                transaction.set_rollback(True)
            with transaction.atomic():
                made.life.told(cast).flush()
                commanded = written()
                transaction.set_rollback(True)
        assert stamped == commanded
        told_of += Counter(row["verb"] for row in commanded["journal_event"])
    assert {"merge", "reply", "follow_up", "erase", "withdraw", "request_return", "ask_help", "reveal"} <= set(told_of)


def test_a_city_holds_and_can_be_taken_up_again(yunxi: None, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every chain, row and seal holds; interrupted and taken up again it is the city that it is in one go."""
    monkeypatch.setattr(wanted, "BATCH", 60)
    asked = Wanted(cases=240, seed=5, years=0.1, until="2026-11-20")
    with transaction.atomic():
        whole = pouring.pour(asked, workers=0)
        in_one_go = written(), proofs()
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('cases_case', 'id'), %s, false)", [first_key(in_one_go) - 1]
        )
    stopped = pouring.pour(asked, workers=0, progress=stop_after(60))
    gone_on = pouring.pour(asked, workers=0)
    assert (whole["written"], stopped["interrupted"], gone_on["written"] + gone_on["unchanged"]) == (240, True, 240)
    assert 0 < stopped["written"] < 240
    assert (written(), proofs()) == in_one_go
    assert verify.verify().findings == []
    assert {state for (state,) in Case.objects.values_list("state")} >= {"closed", "in_progress"}
    with pytest.raises(Refused):
        pouring.pour(Wanted(cases=241, seed=5, years=0.1, until="2026-11-20"), workers=0)


def proofs() -> tuple[list[bytes], bytes]:
    """The head of every chain and the root over all."""
    newest = seals.latest()
    assert newest
    return [bytes(head) for head in Case.objects.order_by("pk").values_list("head", flat=True)], bytes(newest.root)


def first_key(found: Any) -> int:
    return min(row["id"] for row in found[0]["cases_case"])


def stop_after(n_cases: int) -> Callable[[int], None]:
    """Ctrl-C once so many cases are here."""
    here = [0]

    def progress(n: int) -> None:
        here[0] += n
        if here[0] >= n_cases:
            raise KeyboardInterrupt

    return progress


def test_disputes_are_what_the_commands_would_have_written(
    yunxi: None, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disputes, "KINDS", 1)
    monkeypatch.setattr(disputes, "BATCH", 50)
    until = date(2026, 11, 20)
    first = disputes.upto(60, until=until)
    again = disputes.upto(100, until=until)
    assert [(told["written"], told["unchanged"]) for told in (first, again)] == [(60, 0), (40, 60)]
    assert disputes.upto(100, until=until)["written"] == 0
    verified = verify.verify()
    assert (verified.findings, Dispute.objects.count()) == ([], 100)
    ends = Counter(Dispute.objects.values_list("state", "outcome"))
    assert ends[State.CLOSED, Outcome.WRITTEN] > ends[State.CLOSED, Outcome.REFUSED] > 0
