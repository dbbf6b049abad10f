"""Who reads which figures, what the public is not told, and how a figure opens."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from huying.base.journal import clock
from huying.base.journal.refusals import Refused
from huying.base.units.roles import SYSTEM
from huying.cases.models import Case
from huying.insight import figures, periods, refreshing
from huying.insight.definitions import INDICATORS, Measure
from tests import stories
from tests.insight.walking import walked

pytestmark = pytest.mark.django_db
QUARTER: dict[str, Any] = {"since": date(2011, 7, 1), "until": date(2011, 9, 30)}


@pytest.fixture
def city() -> stories.City:
    return stories.city()


def test_a_case_that_was_solved_in_time_counts_as_that(city: stories.City) -> None:
    case = stories.closed(city)
    with clock.at(case.received_at + timedelta(days=9)):
        stories.received(city, category=city.category["roads"])
    refreshing.refresh()
    told = _everything(today())
    values = {
        code: told[code].value
        for code in ("received", "dispatched", "answered", "closed", "open", "procedures", "said_solved")
    }
    assert values == {
        "received": 1,
        "dispatched": 1,
        "answered": 1,
        "closed": 1,
        "open": 0,
        "procedures": 1,
        "said_solved": 1,
    }
    assert (told["resolution"].low, told["resolution"].high) == pytest.approx((0.206549, 1.0), abs=1e-6)


def test_what_is_not_due_yet_counts_neither_as_kept_nor_as_late(city: stories.City) -> None:
    stories.in_progress(city)
    with clock.at(timezone.now() - timedelta(days=40)):
        stories.in_progress(city)
    refreshing.refresh()
    told = figures.figures(by=SYSTEM, since=date(2000, 1, 1), until=date(2100, 1, 1))[0].figures["on_time"]
    assert (told.numerator, told.denominator) == (0, 1)


def test_a_unit_reads_its_own_figures_and_those_below_it(city: stories.City) -> None:
    stories.dispatched(city)
    stories.dispatched(city, category=city.category["roads"])
    refreshing.refresh()
    read = {
        name: _received(city.actor(name)) for name in ("supervisor", "handler", "street", "community", "dispatcher")
    }
    assert read == {"supervisor": 2, "handler": 1, "street": 1, "community": 0, "dispatcher": 2}


def test_everything_together_bears_the_name_of_what_it_is_about(city: stories.City) -> None:
    refreshing.refresh()
    names = {name: _slice(city.actor(name)).code for name in ("dispatcher", "handler", "field")}
    assert names == {"dispatcher": "", "handler": "02", "field": "111"}
    west = figures.Within(area=city.area["west"])
    assert figures.figures(by=SYSTEM, since=today(), until=today(), within=west)[0].zh == "西街道"


def test_a_grid_worker_reads_the_figures_of_the_area(city: stories.City) -> None:
    stories.dispatched(city)
    stories.dispatched(city, lon=stories.EAST[0], lat=stories.EAST[1])
    refreshing.refresh()
    assert _received(city.actor("field")) == 1


@pytest.mark.parametrize("name", ["admin", "security", None])
def test_whoever_reads_no_cases_reads_past_quarters_only(city: stories.City, name: str | None) -> None:
    by = city.actor(name) if name else None
    refreshing.refresh()
    for since, until in ((today(), today()), periods.quarter(today()), (date(2011, 7, 1), date(2011, 7, 31))):
        with pytest.raises(Refused):
            figures.figures(by=by, since=since, until=until)
    assert figures.figures(by=by, **QUARTER)[0].figures["received"].value == 0
    with pytest.raises(Refused):
        figures.figures(by=by, within=figures.Within(channel="web"), **QUARTER)


def test_a_figure_opens_the_cases_behind_it_for_whoever_may_read_them(city: stories.City) -> None:
    ours, theirs = stories.dispatched(city), stories.dispatched(city, category=city.category["roads"])
    late = stories.received(city)
    refreshing.refresh()
    for by, found in (
        ("supervisor", {ours, theirs, late}),
        ("handler", {ours}),
        ("street", {theirs}),
        ("admin", set()),
    ):
        actor = city.actor(by)
        if not found:
            assert not figures.cases_behind("received", _slice(SYSTEM), actor).exists()
            continue
        assert set(figures.cases_behind("received", _slice(actor), actor)) == found
    by_unit = figures.figures(by=SYSTEM, group="unit", level="department", since=today(), until=today())
    assert [(slice_.key, set(figures.cases_behind("dispatched", slice_, SYSTEM))) for slice_ in by_unit] == [
        (ours.unit_id, {ours})
    ]


def test_a_drill_tells_numerator_and_rest_apart(city: stories.City) -> None:
    walked(city, 60, seed=3)
    refreshing.refresh()
    for slice_ in figures.figures(by=SYSTEM, group="category", level="2", **QUARTER):
        for code in ("on_time", "reworked", "returned", "repeated", "said_not_solved", "open_older"):
            figure = slice_.figures[code]
            opened = {part: set(figures.cases_behind(code, slice_, SYSTEM, part)) for part in ("hit", "rest", "")}
            assert opened["hit"] | opened["rest"] == opened[""]
            assert bool(opened["hit"]) == bool(figure.numerator)
            assert len(opened[""]) <= _n_things(slice_, code)


def test_over_time_each_period_is_told_by_itself_and_together_they_are_the_whole(city: stories.City) -> None:
    walked(city, 60, seed=3)
    refreshing.refresh()
    (whole,) = figures.figures(by=SYSTEM, **QUARTER)
    for kind, n, last in (("month", 3, "2011-09"), ("week", 14, "2011-W39"), ("quarter", 1, "2011-Q3")):
        told = figures.figures(by=SYSTEM, group=kind, **QUARTER)
        assert (len(told), told[-1].code) == (n, last)
        for code in ("received", "closed"):
            assert sum(each.figures[code].value or 0 for each in told) == whole.figures[code].value
        (alone,) = figures.figures(by=SYSTEM, since=told[0].since, until=told[0].until)
        assert told[0].figures == alone.figures


def test_over_time_the_public_reads_quarters_that_are_over(city: stories.City) -> None:
    refreshing.refresh()
    half: dict[str, Any] = {"since": date(2011, 4, 1), "until": date(2011, 9, 30)}
    told = figures.figures(by=None, group="quarter", **half)
    assert [each.code for each in told] == ["2011-Q2", "2011-Q3"]
    for kind in ("month", "week", "day", "year"):
        with pytest.raises(Refused):
            figures.figures(by=None, group=kind, **half)
    with pytest.raises(Refused):
        figures.figures(by=None, group="quarter", since=date(2011, 5, 1), until=date(2011, 9, 30))


def test_exclusions_are_counted_by_their_reason_and_few_are_not_told(city: stories.City) -> None:
    walked(city, 150, seed=2)
    refreshing.refresh()
    (whole,) = figures.figures(by=SYSTEM, **QUARTER)
    told = {
        each.code: each.figures["excluded"].value or 0 for each in figures.figures(by=SYSTEM, group="reason", **QUARTER)
    }
    assert {*told} <= {"E01", "E02"}
    assert sum(told.values()) == whole.figures["excluded"].value == whole.figures["resolution"].excluded
    public = figures.figures(by=None, group="reason", **QUARTER)
    assert [each.code for each in public] == [*told]
    assert all(each.figures["excluded"].withheld or (each.figures["excluded"].value or 0) >= 5 for each in public)


def test_the_public_can_work_out_no_small_number(city: stories.City) -> None:
    walked(city, 150, seed=2)
    refreshing.refresh()
    whole = figures.figures(by=None, **QUARTER)[0]
    for group, tops in (("area", "city"), ("unit", "city"), ("category", "1"), ("channel", None)):
        slices = figures.figures(by=None, group=group, **QUARTER)
        below = {slice_.key: slice_ for slice_ in slices}
        for parent, children in _families(city, group, below, tops, whole):
            for code in INDICATORS:
                _nothing_small(parent.figures[code], [child.figures[code] for child in children], code)
    assert {figure.withheld for figure in whole.figures.values()} == {True, False}


def _families(
    city: stories.City, group: str, below: dict[Any, figures.Slice], tops: str | None, whole: figures.Slice
) -> Any:
    from huying.insight import trees

    tree = trees.of(group)
    if group == "channel":
        yield whole, [*below.values()]
        return
    yield whole, [below[key] for key in tree.children[None] if key in below]
    for key, slice_ in below.items():
        yield slice_, [below[child] for child in tree.children.get(key, []) if child in below]


def _nothing_small(parent: figures.Figure, children: list[figures.Figure], code: str) -> None:
    """Of what is shown, neither a number nor what is left of the whole is about fewer than five."""
    if parent.withheld:
        assert all(child.withheld for child in children), code
        return
    if INDICATORS[code].kind == "asked":
        return  # weighed: told in parts of a matter
    names = ["denominator"] + (["numerator"] if INDICATORS[code].measure == Measure.SHARE else [])
    for name in names:
        shown = [getattr(child, name) for child in children if not child.withheld]
        for n in (getattr(parent, name), *shown, getattr(parent, name) - sum(shown) if children else 0):
            assert not 0 < n < 5, (code, name, n)


def _n_things(slice_: figures.Slice, code: str) -> int:
    return int(slice_.figures[code].denominator or 0) + Case.objects.filter(parent__isnull=False).count()


def _everything(day: date) -> figures.Codes:
    return figures.figures(by=SYSTEM, since=day, until=day)[0].figures


def _slice(by: Any) -> figures.Slice:
    return figures.figures(by=by, since=today(), until=today())[0]


def _received(by: Any) -> float | None:
    return _slice(by).figures["received"].value


def today() -> date:
    return timezone.localdate()
