"""What is counted of disputes: each on its own day, over what was due, in exclusive parts, with the disputes behind it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from huying.base.journal import audit, clock
from huying.base.units.roles import Actor, Role
from huying.civic.mediation import afterwards, consenting, figures
from huying.civic.mediation.figures import ALL, COUNTED, GROUPS, Counts, Within
from huying.civic.mediation.models import Dispute

from . import stories

pytestmark = pytest.mark.django_db
SHARES = [code for code, known in COUNTED.items() if known.hit]


def lately(back: int = 30) -> tuple[date, date]:
    return audit.today() - timedelta(days=back), audit.today()


def told(town: stories.Town, who: str = "centre", **given: Any) -> dict[str, tuple[int, int]]:
    """Code → over how many and how many hit, of all together over the last month; what is nothing is left out."""
    asked: dict[str, Any] = {"by": town.actor(who), "days": [lately()], "codes": COUNTED} | given
    (found,) = figures.counted(**asked)
    return {code: (counts.over, counts.hit) for code, counts in found.get(ALL, {}).items() if counts.over}


def by_group(town: stories.Town, code: str, group: str) -> dict[Any, int]:
    (found,) = figures.counted(by=town.actor("centre"), days=[lately()], codes=[code], group=group)
    return {key: counts[code].over for key, counts in found.items()}


def test_a_dispute_counts_where_it_came_to(town: stories.Town) -> None:
    stories.asked(town)
    stories.refused(town)
    stories.mediating(town)
    stories.ended(town)
    stories.in_force(town)
    stories.closed(town)
    assert told(town) == {
        "applied": (6, 0), "accepted": (4, 0), "accept_time": (4, 0), "refused": (4, 1), "unanswered": (4, 0), "agreed": (3, 2),
        "mediation_time": (3, 0), "submitted": (2, 0), "performed": (1, 1),
    }  # fmt: skip


def test_a_promise_counts_once_it_was_due_kept_or_not(town: stories.Town) -> None:
    ago = timezone.now() - timedelta(days=20)
    with clock.at(ago):
        stories.asked(town)
        late, early = stories.opened(town), stories.opened(town)
        stories.opened(town)  # nobody was asked to this day
        consenting.withdraw(early, by=town.actor("mediator"), means="phone")
    for side in (1, 2):
        consenting.ask(late, by=town.actor("mediator"), side=side, means="phone")
    assert told(town)["asked_in_time"] == (3, 1)


def test_what_is_owed_counts_on_its_day_and_as_kept_if_it_was_kept_by_then(town: stories.Town) -> None:
    with clock.at(timezone.now() - timedelta(days=20)):
        stories.in_force(town)
        kept, late = stories.in_force(town), stories.in_force(town)
        by = town.actor("mediator")
        afterwards.perform(kept, by=by, obligation=stories.owed(kept))
    afterwards.perform(late, by=by, obligation=stories.owed(late))
    stories.in_force(town)  # what it owes is not due yet
    assert told(town)["kept"] == (3, 1)


def test_what_came_back_is_known_once_ninety_days_are_over(town: stories.Town) -> None:
    with clock.at(timezone.now() - timedelta(days=100)):
        first = stories.in_force(town)
        stories.in_force(town)
    with clock.at(timezone.now() - timedelta(days=20)):
        stories.opened(town, earlier=first.number)
        stories.in_force(town)
    days = [lately(120)]
    assert told(town, days=days)["came_back"] == (2, 1)
    assert "came_back" not in told(town)


def test_sides_are_counted_each_by_itself(town: stories.Town) -> None:
    for satisfied in (5, 2):
        dispute = stories.closed(town)
        for side in (1, 2):
            said: dict[str, Any] = {"held": True, "satisfied": satisfied if side == 1 else 4}
            afterwards.follow_up(dispute, by=town.actor("mediator"), side=side, means="phone", **said)
    found = told(town)
    assert (found["satisfied_applicant"], found["satisfied_others"], found["held"]) == ((2, 1), (2, 2), (4, 4))


def test_what_a_court_handed_over_and_was_agreed_stays_out_of_court(town: stories.Town) -> None:
    stories.in_force(town, origin="court", court_stage="prefiling")
    stories.refused(town, origin="court", court_stage="prefiling")
    stories.in_force(town)
    assert told(town)["diverted"] == (2, 1)


def test_parts_are_exclusive_and_come_to_the_whole(town: stories.Town) -> None:
    stories.opened(town)
    stories.opened(town, unit=town.unit["centre"], type=town.type["property"], origin="police")
    stories.opened(town, unit=None, area=None, type=None)
    street, centre = town.unit["street_committee"].pk, town.unit["centre"].pk
    assert by_group(town, "applied", "unit") == {street: 1, centre: 1}  # what no committee has is nobody's figure
    assert by_group(town, "applied", "type") == {town.type["labour"].pk: 1, town.type["property"].pk: 1}
    assert by_group(town, "applied", "origin") == {"application": 1, "police": 1}
    assert by_group(town, "applied", "area:street") == {town.city.area["west"].pk: 2}
    (whole,) = figures.counted(by=Actor(Role.AUDITOR, "staff:0"), days=[lately()], codes=["applied"], group="unit")
    assert whole[None]["applied"] == Counts(1, 0, None)


def test_figures_reach_as_far_as_somebody_may_read(town: stories.Town) -> None:
    stories.opened(town)
    everybody = {
        "centre": 1,
        "mediator": 1,
        "village": 0,
        "elsewhere": 0,
        "supervisor": 1,
        "auditor": 1,
        "court": 0,
        "operator": 0,
    }
    assert {who: told(town, who).get("applied", (0, 0))[0] for who in everybody} == everybody


@pytest.mark.parametrize(
    ("within", "n"),
    [
        ({"area": "west"}, 1), ({"area": "district"}, 2), ({"type": "labour"}, 1), ({"unit": "centre"}, 1), ({"origin": "police"}, 1),
        ({"area": "west", "origin": "police"}, 0),
    ],
)  # fmt: skip
def test_figures_are_narrowed_by_everything_at_once(town: stories.Town, within: dict[str, str], n: int) -> None:
    stories.opened(town)
    centre = {"unit": town.unit["centre"], "area": town.city.area["east"]}
    stories.opened(town, type=town.type["property"], origin="police", **centre)
    known: dict[str, Any] = {"area": town.city.area, "type": town.type, "unit": town.unit}
    given: dict[str, Any] = {name: known[name][value] if name in known else value for name, value in within.items()}
    assert told(town, within=Within(**given)).get("applied", (0, 0))[0] == n


def test_behind_every_number_stand_just_the_disputes_it_counts(town: stories.Town) -> None:
    with clock.at(timezone.now() - timedelta(days=20)):
        for reach in (stories.refused, stories.ended, stories.in_force, stories.closed):
            reach(town)
    by, days = town.actor("centre"), lately()
    (found,) = figures.counted(by=by, days=[days], codes=COUNTED)
    for code in SHARES:
        if not COUNTED[code].told_by_sides:
            counts = found.get(ALL, {}).get(code, Counts())
            n = [figures.behind(code, by=by, days=days, part=part).count() for part in ("", "hit", "rest")]
            assert n == [counts.over, counts.hit, counts.over - counts.hit], code


@pytest.mark.parametrize("group", GROUPS)
def test_behind_a_part_stand_its_own_disputes(town: stories.Town, group: str) -> None:
    stories.opened(town)
    stories.opened(
        town, unit=town.unit["centre"], area=town.city.area["east"], type=town.type["property"], origin="police"
    )
    by = town.actor("centre")
    (found,) = figures.counted(by=by, days=[lately()], codes=["applied"], group=group)
    for key, counts in found.items():
        behind = figures.behind("applied", by=by, days=lately(), group=group, key=key)
        assert behind.count() == counts["applied"].over


def test_what_sides_said_is_opened_by_nobody(town: stories.Town) -> None:
    dispute = stories.closed(town)
    afterwards.follow_up(dispute, by=town.actor("mediator"), side=1, means="phone", held=True)
    assert told(town)["held"] == (1, 1)
    assert not figures.behind("held", by=Actor(Role.AUDITOR, "staff:0"), days=lately()).exists()
    assert Dispute.objects.count() == 1


def test_all_figures_of_many_periods_are_counted_in_one_statement(
    town: stories.Town, django_assert_num_queries: Any
) -> None:
    stories.in_force(town)
    first, last = lately()
    with django_assert_num_queries(1):
        now, before = figures.counted(
            by=town.actor("centre"),
            days=[(first, last), (first - timedelta(days=30), first - timedelta(days=1))],
            codes=COUNTED,
        )
    assert (now[ALL]["applied"].over, before) == (1, {})
