"""The lake holds what the journal says: bit by bit or all at once, whoever asks twice, whatever is killed."""

import fcntl
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huying.base.journal import clock, seals
from huying.base.journal.refusals import Refused
from huying.base.units.roles import Actor
from huying.cases import followup, intake
from huying.cases.models import Case
from huying.insight import growing, lake, refreshing, sums
from huying.insight.counting import ALL, counted
from tests import stories
from tests.commands import COMMANDS, TRIED, arguments, positions

POSITIONS = ["resident", "operator", "dispatcher", "lead", "inner", "co", "supervisor", "system"]
REFRESH, OTHER = "refresh", "other"

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> stories.City:
    made = stories.city()
    stories.received(made, category=made.category["roads"], source="test", external="into")
    return made


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    walk=st.lists(
        st.one_of(
            st.tuples(st.sampled_from(TRIED), st.sampled_from(POSITIONS)), st.sampled_from([(REFRESH, ""), (REFRESH, "full"), (OTHER, "")])
        ),
        max_size=25,
    )
)  # fmt: skip
def test_bit_by_bit_or_all_at_once_the_facts_are_the_same(city: stories.City, walk: list[tuple[str, str]]) -> None:
    case = stories.dispatched(city, category=city.category["roads"])
    for verb, position in walk:
        if verb == REFRESH:
            refreshing.refresh(full=position == "full")
        elif verb == OTHER:
            case = stories.replied(city)
        else:
            _tried(city, Case.objects.get(pk=case.pk), verb, position)
    refreshing.refresh()
    bit_by_bit = _facts(), _sums()
    refreshing.refresh(full=True)
    assert (_facts(), _sums()) == bit_by_bit


def _tried(city: stories.City, case: Case, verb: str, position: str) -> None:
    try:
        COMMANDS[verb](case, by=positions(city, case)[position], **arguments(city, case)[verb])
    except Refused:
        return


def test_merging_and_taking_it_back_changes_what_the_others_weigh(city: stories.City) -> None:
    into, case = stories.in_progress(city), stories.received(city)
    intake.merge(case, into=into, by=city.actor("operator"))
    refreshing.refresh()
    stories.handling.reply(into, by=stories.lead(into), text="灯已修好", result="resolved")
    followup.follow_up(into, by=Actor.resident(into.pk), decision="yes")
    followup.rate(case, by=Actor.resident(case.pk), decision="no")
    refreshing.refresh()
    assert _weights() == {into.pk: 0.5, case.pk: 0.5}
    intake.unmerge(Case.objects.get(pk=case.pk), by=city.actor("dispatcher"), reason="是两件事")
    refreshing.refresh()
    assert _weights() == {into.pk: 1.0, case.pk: 1.0}


def test_a_later_report_makes_an_earlier_end_a_repetition_and_a_correction_takes_that_back(city: stories.City) -> None:
    closed = stories.closed(city)
    refreshing.refresh()
    assert _again() == {closed.pk: False}
    with clock.at(clock.now() + timedelta(days=3)):
        other = stories.received(city)
    refreshing.refresh()
    assert _again() == {closed.pk: True}
    intake.correct(other, by=city.actor("dispatcher"), category=city.category["roads"])
    refreshing.refresh()
    assert _again() == {closed.pk: False}
    refreshing.refresh(full=True)
    assert _again() == {closed.pk: False}


def _again() -> dict[int, bool]:
    return {fact["case"]: fact["hit"] for fact in _facts() if fact["kind"] == "closed" and fact["name"] != "merged"}


def test_a_second_refresh_finds_nothing_to_do(city: stories.City) -> None:
    stories.closed(city)
    first, second = refreshing.refresh(), refreshing.refresh()
    assert (first.cases, second.cases, second.full) == (2, 0, False)


def test_what_was_sealed_by_somebody_else_is_counted(city: stories.City) -> None:
    refreshing.refresh()
    stories.closed(city)
    seals.seal()
    assert refreshing.refresh().cases == 1


def test_a_refresh_that_is_killed_leaves_what_was_there(city: stories.City, monkeypatch: pytest.MonkeyPatch) -> None:
    refreshing.refresh()
    before = _facts()
    stories.closed(city)
    with monkeypatch.context() as broken:
        broken.setattr(lake, "publish", _killed)
        with pytest.raises(KeyboardInterrupt):
            refreshing.refresh()
    assert _facts() == before
    assert refreshing.refresh().cases == 1
    assert {fact["case"] for fact in _facts()} == set(Case.objects.values_list("pk", flat=True))


def _killed(_manifest: Any) -> None:
    raise KeyboardInterrupt


def test_one_refresh_waits_for_another() -> None:
    with lake.alone(), (lake.folder() / "lock").open("w") as second, pytest.raises(BlockingIOError):
        fcntl.flock(second, fcntl.LOCK_EX | fcntl.LOCK_NB)
    with (lake.folder() / "lock").open("w") as second:
        fcntl.flock(second, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_a_lake_of_another_record_is_made_anew(city: stories.City) -> None:
    refreshing.refresh()
    held = lake.manifest()
    lake.publish(replace(held, root="00" * 32))
    assert refreshing.refresh().full


def test_many_small_parts_are_put_together(city: stories.City) -> None:
    for _n in range(growing.MOST_DELTAS + 12):
        stories.received(city)
        refreshing.refresh()
    held = lake.manifest()
    assert len(held.deltas) <= growing.MOST_DELTAS
    assert len(_facts()) == len(_live())
    refreshing.refresh(full=True)
    assert len(lake.manifest().files) == 1


def test_whoever_reads_while_it_is_refreshed_reads_the_old_or_the_new(city: stories.City) -> None:
    refreshing.refresh()
    old = lake.manifest()
    stories.received(city)
    refreshing.refresh()
    everything = (date(2000, 1, 1), date(2100, 1, 1))
    counts = [counted(held, [everything])[0][ALL]["received"].n for held in (old, lake.manifest(), old)]
    assert counts == [1, 2, 1]


def _live() -> list[dict[str, Any]]:
    held = lake.manifest()
    return _rows(lake.live(held)) if held.files else []


def _sums() -> dict[tuple[Any, ...], dict[str, float]]:
    """What is counted ahead, by day, unit, area, category, channel and reason."""
    held, found = lake.manifest(), {}
    for row in _rows(sums.together(lake.read(held.sums))):
        told = {name: round(n, 6) for name, n in row.items() if name not in sums.BY and n}
        if any(told.values()):
            found[tuple(row[name] for name in sums.BY)] = told
    return found


def _rows(sql: str) -> list[dict[str, Any]]:
    with lake.duckdb.connect() as engine:
        found = engine.execute(sql)
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _facts() -> list[dict[str, Any]]:
    rows = [{name: value for name, value in row.items() if name != "part"} for row in _live()]
    return sorted(rows, key=lambda row: [str(value) for value in row.values()])


def _weights() -> dict[int, float]:
    return {row["case"]: row["weight"] for row in _facts() if row["kind"] == "asked"}


def test_a_part_is_what_its_name_says(city: stories.City) -> None:
    refreshing.refresh()
    (base,) = lake.manifest().base
    assert pq.read_schema(lake.folder() / base).names == lake.SCHEMA.names


def test_the_job_of_every_few_minutes_refreshes(city: stories.City) -> None:
    from huying import flow

    flow.refresh_figures(0)
    assert refreshing.refreshed_at() is not None
