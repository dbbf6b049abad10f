"""What a city says about time: periods, rules, office hours, years of holidays."""

import json
from datetime import date, datetime, time, timedelta

import pytest
from django.utils import translation

from huying.base.catalogue import register as catalogue
from huying.base.catalogue.limits import Limits
from huying.base.catalogue.models import Category, Tier
from huying.base.journal import clock
from huying.base.journal.models import Event
from huying.base.units import calendars
from huying.base.units.models import Unit
from huying.base.units.roles import SYSTEM, Actor
from huying.base.worktime.days import Special
from huying.base.worktime.models import Year
from huying.base.worktime.periods import Period
from huying.cases import intake, routing
from huying.cases.models import Case, Clock
from huying.cases.words import ClockKind
from huying.web import setup
from tests.web.setup.folders import content, edit

pytestmark = pytest.mark.django_db


def told(town):
    """Every problem, in English."""
    with translation.override("en"):
        return [(found.file, found.line, found.reason) for found in setup.load(town, by=SYSTEM).problems]


def with_hours(town, hours):
    """The gas company keeps hours of its own."""
    lines = (town / "units.csv").read_text().splitlines()
    rows = [f"{line},{hours if line.startswith('gas,') else ''}" for line in lines[1:]]
    (town / "units.csv").write_text("\n".join([f"{lines[0]},hours", *rows]) + "\n")


def with_hours_again(town, hours):
    (town / "units.csv").write_text(
        "\n".join(line.rpartition(",")[0] for line in (town / "units.csv").read_text().splitlines()) + "\n"
    )
    with_hours(town, hours)


def test_periods_come_as_they_are_written(town):
    setup.load(town, by=SYSTEM)
    usual = Tier.objects.get(code="T3")
    assert usual.limit == {"value": 7, "unit": "d", "ends": "midnight", "rolls": True}
    assert usual.interim == {"value": 3, "unit": "wd", "begins": "cutoff"}
    assert usual.make_safe == {"value": 4, "unit": "h"}
    light = Category.objects.get(code="0203")
    assert (light.statutory, light.statutory_zh, light.complex) == (
        {"value": 20, "unit": "wd", "ends": "midnight"}, "照明条例第9条", True,
    )  # fmt: skip


def test_rules_that_the_city_sets_hold_and_the_others_stay_as_usual(town):
    setup.load(town, by=SYSTEM)
    rules = catalogue.current().limits
    assert rules == Limits(
        return_window=Period(2, "wd"), co_share=50, escalate_after=(Period(1, "wd"), Period(2, "wd"))
    )
    edit(town, "limits.yaml", 'co_share: "50"\n', "warn_at: 40, 90\n")
    setup.load(town, by=SYSTEM)
    assert (catalogue.current().limits.co_share, catalogue.current().limits.warn_at) == (60, (40, 90))


def test_every_mistake_in_the_rules_is_told_at_once(town):
    (town / "limits.yaml").write_text("dispatch: soon\nco_share: half\nurge_hourly: 1 h\n")
    reasons = told(town)
    assert [(file, line) for file, line, _reason in reasons] == [("limits.yaml", line) for line in (1, 2, 3)]
    assert [reason for *_where, reason in reasons][:2] == [
        "“soon” is not what “dispatch” takes, such as 4 h.",
        "“half” is not what “co_share” takes, such as 60.",
    ]


def test_office_hours_are_the_city_s_where_a_unit_has_none(town):
    with_hours(town, "24/7")
    setup.load(town, by=SYSTEM)
    known = {unit.code: unit.hours for unit in Unit.objects.all()}
    assert (known["gas"], known["lighting"]) == ("24/7", "")
    assert calendars.current().of("").hours == "Mo-Fr 08:30-12:00,14:00-17:30"


def test_office_hours_in_plain_words_are_refused_with_the_reason(town):
    with_hours(town, "Mo-Fr 8:30 to 17:30")
    ((file, line, reason),) = told(town)
    assert (file, line) == ("units.csv", 3)
    assert reason.startswith("“Mo-Fr 8:30 to 17:30” are no office hours such as Mo-Fr 08:30-12:00,14:00-17:30 or 24/7")


def test_a_statutory_period_names_its_law(town):
    edit(town, "categories.yaml", "    statutory_en: Lighting Act, Art. 9\n", "")
    assert told(town) == [("categories.yaml", 19, "A statutory period has the law and its article in both languages.")]


def test_a_paper_puts_its_year_in_force_and_an_amended_one_a_new_version(town):
    setup.load(town, by=SYSTEM)
    day = calendars.current().days.special[date(2027, 5, 12)]
    assert day == Special(True, "建城日", "City Day", time(12))
    edit(town, "holidays/2027.json", "12:00", "11:00")
    assert setup.load(town, by=SYSTEM).changed == {"holidays/2027.json": 1}
    assert list(Year.objects.order_by("version").values_list("year", "version")) == [(2027, 1), (2027, 2)]


def test_a_paper_that_makes_no_sense_is_told(town):
    (town / "holidays" / "2028.json").write_text('{"year": "soon", "days": []}')
    assert told(town) == [
        ("holidays/2028.json", 1, "This is no paper about a year's holidays: year: a year is missing")
    ]


def test_the_years_of_china_are_followed_but_for_those_of_another_paper(town, tmp_path):
    edit(town, "city.yaml", "hours:", "holidays: china\nhours:")
    edit(town, "holidays/2027.json", '"year": 2027', '"year": 2025')
    edit(town, "holidays/2027.json", "2027-01-01", "2025-01-01")
    edit(town, "holidays/2027.json", "2027-05-12", "2025-05-12")
    setup.load(town, by=SYSTEM)
    days = calendars.current().days
    assert (days.works(date(2026, 2, 14)), days.works(date(2025, 1, 28)), days.known(date(2026, 1, 1))) == (
        True, True, True,
    )  # fmt: skip
    assert setup.load(town, by=SYSTEM).changed == {}
    setup.write(tmp_path / "out")
    assert [name for name in content(tmp_path / "out") if name.startswith("holidays")] == ["holidays/2025.json"]
    assert "holidays: china\n" in (tmp_path / "out" / "city.yaml").read_text()
    assert setup.load(tmp_path / "out", by=SYSTEM).changed == {}


def limit():
    """The answer that the usual tier promises."""
    return Tier.objects.values_list("limit__value", flat=True).get(code="T3")


def due_at(case):
    return Case.objects.values_list("due_at", flat=True).get(pk=case.pk)


def moved(summary):
    assert summary.effects
    return summary.effects.tiers.moved


def test_what_was_promised_is_kept_unless_open_cases_are_to_move_too(town):
    setup.load(town, by=SYSTEM)
    call = intake.Call(text="路灯不亮", category=Category.objects.get(code="0203"), answers={"lights": 2})
    case = intake.receive(call, by=Actor.resident()).case
    routing.dispatch(case, to=Unit.objects.get(code="lighting"), by=SYSTEM, basis="照明条例")
    promised = due_at(case)
    edit(town, "tiers.yaml", "limit: 7 d midnight rolls", "limit: 9 d midnight")
    assert (moved(setup.load(town, by=SYSTEM, dry_run=True)), limit()) == (2, 7)
    setup.load(town, by=SYSTEM)
    assert (due_at(case), limit()) == (promised, 9)
    edit(town, "tiers.yaml", "limit: 9 d midnight", "limit: 12 d midnight")
    setup.load(town, by=SYSTEM, move_open=True)
    row = Clock.objects.get(case=case, kind=ClockKind.RESOLVE)
    assert (row.due_at, row.period) == (due_at(case), {"value": 12, "unit": "d", "ends": "midnight"})
    assert due_at(case) > promised


@pytest.mark.parametrize(
    ("now", "days", "limit", "due"),
    [
        pytest.param("2027-03-02 12:00", {"2027-03-03": True}, "6 wd", "2027-03-10 10:00", id="both later"),
        pytest.param("2027-03-07 12:00", {"2027-03-06": False, "2027-03-07": False}, "8 wd", "2027-03-09 10:00",
                     id="by the calendar alone it would be late by now"),
        pytest.param("2027-03-02 12:00", {"2027-03-03": True}, "4 wd", "2027-03-08 10:00", id="one takes what the other gives"),
    ],
)  # fmt: skip
def test_what_a_calendar_and_a_tier_both_move_goes_at_once_to_where_both_lead(town, tmp_path, now, days, limit, due):
    paper = (town / "holidays" / "2027.json").rename(tmp_path / "2027.json")
    edit(town, "tiers.yaml", "limit: 7 d midnight rolls", "limit: 5 wd")
    setup.load(town, by=SYSTEM)
    with clock.at(in_the_city("2027-03-01 10:00")):
        call = intake.Call(text="路灯不亮", category=Category.objects.get(code="0203"), answers={"lights": 2})
        case = intake.receive(call, by=Actor.resident()).case
        routing.dispatch(case, to=Unit.objects.get(code="lighting"), by=SYSTEM, basis="照明条例")
    first = Clock.objects.get(case=case, kind=ClockKind.RESOLVE)
    assert (first.due_at, first.provisional) == (in_the_city("2027-03-08 10:00"), True)
    told = json.loads(paper.read_text())
    told["days"] += [{"name": "调休", "date": day, "isOffDay": free} for day, free in days.items()]
    (town / "holidays" / "2027.json").write_text(json.dumps(told))
    edit(town, "tiers.yaml", "limit: 5 wd", f"limit: {limit}")
    with clock.at(in_the_city(now)):
        setup.load(town, by=SYSTEM, move_open=True)
    row = Clock.objects.get(pk=first.pk)
    assert (row.due_at, row.provisional, Period(**(row.period or {}))) == (in_the_city(due), False, Period.read(limit))
    assert due_at(case) == row.due_at


def in_the_city(text):
    return datetime.fromisoformat(f"{text}+08:00")


def of(summary):
    """How many clocks would move, by what changed."""
    assert summary.effects
    return {name: effect.moved for name, effect in summary.effects.parts.items() if effect.moved}


def test_changed_rules_and_hours_say_what_they_would_move_and_promises_are_kept(town):
    edit(town, "tiers.yaml", "limit: 7 d midnight rolls", "limit: 9 wh")
    setup.load(town, by=SYSTEM)
    call = intake.Call(text="路灯不亮", category=Category.objects.get(code="0203"), answers={"lights": 2})
    case, waiting = (intake.receive(call, by=Actor.resident()).case for _n in range(2))
    routing.dispatch(case, to=Unit.objects.get(code="gas"), by=SYSTEM, basis="照明条例")
    dispatch = Clock.objects.get(case=waiting, kind=ClockKind.DISPATCH)
    edit(town, "limits.yaml", "return_window: 2 wd", "dispatch: 9 h\nreturn_window_complex: 4 wd")
    with_hours(town, "Mo-Su 03:00-04:00")
    before = Clock.objects.get(case=case, kind=ClockKind.ASSIGNMENT).due_at
    tried = of(setup.load(town, by=SYSTEM, dry_run=True))
    assert (tried["tiers"], tried["windows"], tried["hours"] >= 1) == (1, 1, True)
    setup.load(town, by=SYSTEM)
    assert Clock.objects.get(pk=dispatch.pk).due_at == dispatch.due_at
    assert Clock.objects.get(case=case, kind=ClockKind.ASSIGNMENT).due_at == before
    edit(town, "limits.yaml", "dispatch: 9 h", "dispatch: 10 h")
    with_hours_again(town, "Mo-Su 04:00-05:00")
    setup.load(town, by=SYSTEM, move_open=True)
    assert Clock.objects.get(pk=dispatch.pk).due_at == dispatch.started_at + timedelta(hours=10)
    assert Clock.objects.get(case=case, kind=ClockKind.ASSIGNMENT).due_at != before
    causes = [event.facts["cause"] for event in Event.objects.filter(verb="recount").order_by("pk")]
    assert {"hours", "tier"} <= set(causes)
