"""Cases given out: those of the unit, as they changed, each state once; never a contact, never what is confidential."""

import csv

import pytest

from huying.base.journal import seals
from huying.base.journal.refusals import Incomplete
from huying.cases import handling
from huying.cases.models import Exchanged
from huying.web.exchange.connectors import configuring, digests
from tests import stories
from tests.web.exchange.connectors import desk
from tests.web.exchange.connectors.desk import OFFER, Office, counted

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(city: stories.City) -> Office:
    """The lighting office, which is given its cases."""
    return Office(desk.connected(takes="cases", mapping=OFFER))


def given(office: Office) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for name in office.lying():
        with (office.folder / name).open(encoding="utf-8-sig", newline="") as file:
            found += csv.DictReader(file)
        (office.folder / name).unlink()
    return found


def test_what_changed_is_given_as_it_is_now_and_each_state_once(city: stories.City, office: Office) -> None:
    case = stories.dispatched(city)
    stories.dispatched(city, category=city.category["gas"], danger_over=True)
    assert counted(office.run()) == (1, 1, 0, 0)
    assert given(office) == [{"no": case.number, "seq": "2", "state": "dispatched", "said": "滨河路 12 号门口路灯不亮"}]
    assert (counted(office.run()), given(office)) == ((0, 0, 0, 0), [])
    handling.accept(case, by=stories.lead(case))
    office.run()
    assert [(row["seq"], row["state"]) for row in given(office)] == [("3", "in_progress")]


def test_what_is_confidential_and_how_to_reach_somebody_is_given_by_no_mapping(
    city: stories.City, office: Office
) -> None:
    stories.dispatched(city, confidentiality="confidential")
    stories.dispatched(city, text="请打 13900001234 找我")
    office.run()
    (row,) = given(office)
    assert "13900001234" not in str(row)
    with pytest.raises(Incomplete, match="phone"):
        desk.connected(slug="more", takes="cases", mapping={"fields": ["number", "seq", "phone"]})


def test_a_day_that_was_given_out_is_reconciled_by_the_same_three_lines(city: stories.City, office: Office) -> None:
    stories.dispatched(city)
    office.run()
    (row,) = given(office)
    columns = sorted(row)
    assert Exchanged.objects.get().digest == digests.of_record([row[column] for column in columns])


def test_everything_is_given_from_the_beginning_when_somebody_asks(city: stories.City) -> None:
    case = stories.dispatched(city)
    seals.seal()
    office = Office(desk.connected(takes="cases", mapping=OFFER))
    assert counted(office.run()) == (0, 0, 0, 0)
    configuring.from_the_beginning(office.connector, by=desk.BY)
    office.run()
    assert [row["no"] for row in given(office)] == [case.number]


def test_a_mapping_names_what_it_does_not_know_at_once() -> None:
    with pytest.raises(Incomplete) as refusal:
        desk.connected(takes="cases", mapping={"fields": ["state", "ethnicity"], "categories": ["9"]})
    assert "ethnicity" in str(refusal.value)
