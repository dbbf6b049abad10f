"""A day that both sides can check: counted by what became of the records, and hashed so that three lines elsewhere give the same."""

import json
from hashlib import sha256
from typing import Any

import pytest

from huying.base.journal.refusals import Incomplete
from huying.cases.models import Connector, Reconciliation
from huying.web.exchange.connectors import reconciling
from tests.web.exchange.connectors import desk
from tests.web.exchange.connectors.desk import Office

pytestmark = pytest.mark.django_db


def theirs(*rows: dict[str, Any]) -> dict[str, Any]:
    """As another office computes it, without anything of ours."""
    columns = sorted(desk.ROW)
    records = [desk.ROW | {key: str(value) for key, value in row.items()} for row in rows]
    hashes = {sha256("\x1f".join(row[column] for column in columns).encode()).hexdigest() for row in records}
    return {
        "records": len(hashes),
        "digest": sha256("\n".join(sorted(hashes)).encode()).hexdigest(),
        "digests": [*hashes],
    }


def test_a_day_is_counted_and_its_hash_is_that_of_the_other_side(office: Office) -> None:
    rows = ({"no": 1}, {"no": 2, "kind": "ship"}, {"no": 1})
    office.drop("a.csv", *rows)
    office.run()
    said = reconciling.read(json.dumps(theirs(*rows)))
    found = reconciling.reconcile(office.connector, desk.today(), said)
    assert (found.received, found.applied, found.refused, found.duplicate, found.records) == (3, 1, 1, 1, 2)
    assert found.agreed is True
    assert reconciling.statement(found)["digest"] == theirs(*rows)["digest"]


def test_a_difference_is_named_on_both_sides(office: Office) -> None:
    office.drop("a.csv", {"no": 1}, {"no": 2})
    office.run()
    said = reconciling.read(json.dumps(theirs({"no": 1}, {"no": 3})))
    assert reconciling.reconcile(office.connector, desk.today(), said).agreed is False
    missing = {*theirs({"no": 3})["digests"]}
    assert reconciling.difference(office.connector, desk.today(), said) == {"missing": [*missing], "surplus": ["2"]}


def test_what_they_said_stays_until_they_say_something_new_and_silence_is_no_agreement(office: Office) -> None:
    assert reconciling.reconcile(office.connector, desk.today()).agreed is None
    said = reconciling.read(json.dumps(theirs()))
    assert reconciling.reconcile(office.connector, desk.today(), said).agreed is True
    office.drop("a.csv", {"no": 1})
    office.run()
    assert reconciling.reconcile(office.connector, desk.today()).agreed is False
    assert Reconciliation.objects.count() == 1


def test_the_folder_holds_what_we_say_of_the_day_and_takes_what_they_say(office: Office) -> None:
    office.drop("a.csv", {"no": 1})
    office.run()
    day = desk.today()
    (office.folder / "days" / f"{day}.theirs.json").write_text(json.dumps(theirs({"no": 1})))
    reconciling.exchanged_in_folder(reconciling.reconcile(office.connector, day))
    told = json.loads((office.folder / "days" / f"{day}.huying.json").read_text())
    assert (told["records"], told["agreed"]) == (1, True)


@pytest.mark.parametrize("said", ["", "[]", '{"records": -1, "digest": "0"}', '{"records": 1}'])
def test_what_is_no_statement_is_refused(said: str) -> None:
    with pytest.raises(Incomplete):
        reconciling.read(said)
    assert not Connector.objects.exists()
