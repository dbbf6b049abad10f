"""Forgetting: what goes leaves nothing behind but the proof that it went, and the record still verifies."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from typer.testing import CliRunner

from huying.base.journal import clock
from huying.base.journal.memory import remembered
from huying.base.journal.models import Event
from huying.base.journal.refusals import Incomplete, Refused
from huying.base.journal.verify import verify
from huying.base.units.roles import SYSTEM, Actor
from huying.cases import erasure, followup, forgetting, handling, intake, keeping, reactions, standing
from huying.cases.models import Case, Contact
from huying.cases.retention import Keeps, keeps
from huying.cli import app
from tests import stories
from tests.commands import SITUATIONS

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> stories.City:
    return stories.city()


def ago(days: float) -> clock.at:
    return clock.at(timezone.now() - timedelta(days=days))


def why(case: Case) -> Keeps | None:
    return keeps(standing.of(case), clock.now())


# -- by time


def test_when_its_time_is_up_the_contact_goes_and_the_record_proves_it(city: stories.City) -> None:
    case = SITUATIONS["closed long ago"](city)
    forgetting.erase(case, by=SYSTEM)
    last = remembered("case", case.pk)[-1]
    assert case.closed_at is not None
    due = timezone.localdate(case.closed_at) + timedelta(days=180)
    assert not Contact.objects.filter(case=case).exists()
    facts = {"what": ["contact"], "rule": "default", "due": due.isoformat()}
    assert (last.verb, last.by, last.facts) == ("erase", "system", facts)
    assert verify().findings == []
    with pytest.raises(Refused) as twice:
        forgetting.erase(Case.objects.get(pk=case.pk), by=SYSTEM)
    assert twice.value.reasons == ["没有留存联系方式。"]


@pytest.mark.parametrize(
    ("situation", "reason"),
    [
        ("in progress", Keeps.OPEN),
        ("replied", Keeps.OPEN),
        ("closed", Keeps.NOT_YET),
        ("closed, review asked", Keeps.REQUEST),
        ("closed, exclusion asked", Keeps.REQUEST),
        ("closed, erasure asked", Keeps.REQUEST),
        ("closed long ago", None),
        ("merged", Keeps.OPEN),
        ("withdrawn", Keeps.NOT_YET),
    ],
)
def test_why_a_contact_is_kept(city: stories.City, situation: str, reason: Keeps | None) -> None:
    stories.received(city, source="test", external="into")
    assert why(SITUATIONS[situation](city)) == reason


def test_a_withdrawn_case_is_forgotten_like_any_other(city: stories.City) -> None:
    with ago(200):
        case = stories.dispatched(city)
        intake.withdraw(case, by=Actor.resident(case.pk))
    assert why(case) is None


def test_a_merged_report_waits_for_its_answer_and_so_does_the_case_that_answers_it(city: stories.City) -> None:
    with ago(400):
        first, second = stories.in_progress(city), stories.dispatched(city)
        intake.merge(second, into=first, by=city.actor("operator"))
        handling.reply(first, by=stories.lead(first), text="已修", result="resolved")
        followup.follow_up(first, by=Actor.resident(first.pk), decision="yes")
    assert (why(first), why(second)) == (Keeps.WAITING, Keeps.CLOCK)
    with ago(100):
        handling.answer_through(Case.objects.get(pk=second.pk), by=SYSTEM)
    assert (why(first), why(second)) == (None, None)


def test_a_merged_report_ends_with_the_case_it_was_merged_into(city: stories.City) -> None:
    with ago(400):
        first, second = stories.in_progress(city), stories.received(city)
        intake.merge(second, into=first, by=city.actor("operator"))
    assert why(second) == Keeps.OPEN
    with ago(100):
        handling.reply(first, by=stories.lead(first), text="已修", result="resolved")
        followup.follow_up(first, by=Actor.resident(first.pk), decision="yes")
        assert why(second) == Keeps.CLOCK
        reactions.answer_merged(first.pk, first.n_events)
    assert why(second) == Keeps.NOT_YET


def test_the_nearest_category_says_how_long_then_the_kind_then_the_setting(city: stories.City, settings: Any) -> None:
    settings.RETENTION_DAYS = 200
    case = stories.closed(city)

    def rule() -> tuple[int, str]:
        stories.forget()
        stands = standing.of(case)
        return stands.days, stands.rule

    assert rule() == (200, "default")
    rows: list[tuple[Any, int, str]] = [
        (city.category["light"].kind, 90, "kind:help"),
        (city.category["streets"], 60, "category:02"),
        (city.category["light"], 30, "category:0203"),
    ]
    for row, days, said_by in rows:
        row.retention_days = days
        row.save()
        assert rule() == (days, said_by)


def test_the_walk_erases_what_is_due_and_says_why_it_keeps_the_rest(city: stories.City) -> None:
    due, kept = SITUATIONS["closed long ago"](city), stories.held(city, SITUATIONS["closed long ago"](city))
    open_, young = stories.in_progress(city), stories.closed(city)
    trial = erasure.run(dry_run=True)
    assert (trial.read, trial.erased, Contact.objects.count()) == (4, 1, 4)
    done = erasure.run()
    assert (done.read, done.erased, done.kept, done.interrupted) == (
        4, 1, {Keeps.OPEN: 1, Keeps.NOT_YET: 1, Keeps.HOLD: 1}, False,
    )  # fmt: skip
    assert set(Contact.objects.values_list("pk", flat=True)) == {kept.pk, open_.pk, young.pk}
    assert remembered("case", due.pk)[-1].verb == "erase"
    (noted,) = Event.objects.filter(life="audit", verb="erased")
    assert (noted.by, noted.facts["contacts"]) == ("system", 1)
    assert verify().findings == []


def test_interrupted_it_leaves_nothing_half_erased_and_goes_on(city: stories.City, monkeypatch: Any) -> None:
    monkeypatch.setattr(erasure, "BATCH", 2)
    cases = [SITUATIONS["closed long ago"](city) for _ in range(5)]

    def stop(_n: int) -> None:
        if Contact.objects.count() == 2:
            raise KeyboardInterrupt

    first = erasure.run(progress=stop)
    assert (first.erased, first.interrupted) == (3, True)
    for case in cases:
        gone = not Contact.objects.filter(case=case).exists()
        assert gone == (remembered("case", case.pk)[-1].verb == "erase")
    assert (erasure.run().erased, Contact.objects.count()) == (2, 0)
    assert verify().findings == []


def test_where_the_row_cannot_go_the_event_does_not_stay(city: stories.City, monkeypatch: Any) -> None:
    case = SITUATIONS["closed long ago"](city)
    before = case.n_events

    def fails(*_given: Any) -> None:
        raise OSError

    monkeypatch.setattr(forgetting, "_remove", fails)
    with pytest.raises(OSError):  # noqa: PT011 - it is ours
        forgetting.erase(case, by=SYSTEM)
    assert (Case.objects.get().n_events, Contact.objects.count()) == (before, 1)


def test_the_command_ends_with_counts(city: stories.City) -> None:
    SITUATIONS["closed long ago"](city)
    stories.received(city)
    for words, left in ((("erase", "--dry-run", "--json"), 2), (("erase", "--json"), 1)):
        ran = CliRunner().invoke(app, words)
        last = json.loads(ran.stdout.splitlines()[-1])
        assert (ran.exit_code, last) == (
            0,
            {
                "read": 2,
                "erased": 1,
                "kept": {"open": 1},
                "interrupted": False,
                "disputes": {"read": 0, "erased": 0},
                "dry_run": "--dry-run" in words,
            },
        )
        assert Contact.objects.count() == left


# -- holds


def test_a_hold_keeps_everything_until_it_ends_or_is_released(city: stories.City) -> None:
    case = stories.held(city, SITUATIONS["closed long ago"](city))
    hold = case.holds.get()
    assert why(case) == Keeps.HOLD
    with clock.at(hold.until):
        assert (why(case), standing.holds(case)) == (None, [])
    forgetting.release(case, by=city.actor("supervisor"), text="已撤诉")
    assert why(case) is None
    with pytest.raises(Refused) as again:
        forgetting.release(case, by=city.actor("supervisor"), text="已撤诉")
    assert again.value.reasons == ["未设置保全。"]


@pytest.mark.parametrize("days", [-1, 0, 367])
def test_a_hold_ends_within_a_year(city: stories.City, days: int) -> None:
    case = stories.closed(city)
    until = clock.now() + timedelta(days=days)
    with pytest.raises(Incomplete) as wrong:
        forgetting.hold(case, by=city.actor("supervisor"), reason="lawsuit", until=until, text="诉讼")
    assert list(wrong.value.fields) == ["until"]


def test_of_several_holds_one_is_named(city: stories.City) -> None:
    case, by = stories.closed(city), city.actor("supervisor")
    for reason, days in (("lawsuit", 90), ("inspection", 30)):
        forgetting.hold(case, by=by, reason=reason, until=clock.now() + timedelta(days=days), text="来函")
    with pytest.raises(Incomplete) as wrong:
        forgetting.release(case, by=by, text="已结")
    assert list(wrong.value.fields) == ["which"]
    forgetting.release(case, by=by, text="已结", which=case.holds.get(reason="lawsuit").pk)
    assert [hold.reason for hold in standing.holds(case)] == ["inspection"]


def test_a_supervisor_sees_the_holds_and_requests_of_their_own_units_only(city: stories.City) -> None:
    by = city.actor("supervisor")
    case = stories.held(city, stories.closed(city))
    forgetting.request_erasure(case, by=Actor.resident(case.pk), what=["contact"], reason="不想再被联系")
    assert [row.case for row in keeping.holds(by)] == [case]
    assert [row.case for row in keeping.requests(by)] == [case]
    for name in ("handler", "operator", "auditor", "admin"):
        assert not keeping.holds(city.actor(name)).exists(), name
    elsewhere = Actor(by.role, "staff:elsewhere", unit_id=city.unit["roads"].pk)
    assert (keeping.holds(elsewhere).count(), keeping.requests(elsewhere).count()) == (0, 0)
