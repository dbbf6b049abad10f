"""Forgetting: what goes leaves nothing behind but the proof that it went, and the record still verifies."""

import io
import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from PIL import Image
from typer.testing import CliRunner

from huying.base.journal import clock
from huying.base.journal.memory import remembered, said
from huying.base.journal.models import Event
from huying.base.journal.refusals import Incomplete, Refused
from huying.base.journal.verify import verify
from huying.base.units.roles import SYSTEM, Actor
from huying.cases import (
    beside,
    erasure,
    files,
    followup,
    forgetting,
    handling,
    intake,
    keeping,
    queries,
    reactions,
    standing,
)
from huying.cases.models import Attachment, Case, CaseText, Contact
from huying.cases.retention import Keeps, keeps
from huying.cases.words import Erasable
from huying.cli import app
from tests import stories
from tests.commands import SITUATIONS

pytestmark = pytest.mark.django_db

EVERYTHING = [code.value for code in Erasable]
TYPED = "王敏家门口的灯不亮，请从后门进"


@pytest.fixture
def city() -> stories.City:
    return stories.city()


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def ago(days: float) -> clock.at:
    return clock.at(timezone.now() - timedelta(days=days))


def why(case: Case) -> Keeps | None:
    return keeps(standing.of(case), clock.now())


def ask(case: Case, *what: str) -> Case:
    forgetting.request_erasure(case, by=Actor.resident(case.pk), what=what or EVERYTHING, reason="不想留下记录")
    return case


def held(city: stories.City, case: Case) -> Case:
    until = timezone.now() + timedelta(days=90)
    forgetting.hold(case, by=city.actor("supervisor"), reason="lawsuit", until=until, text="行政诉讼")
    return case


def photo(shade: int = 0) -> Attachment:
    picture = io.BytesIO()
    Image.new("RGB", (9, 9), (shade, 0, 0)).save(picture, "PNG")
    picture.seek(0)
    return files.take_in("灯.png", picture).attachment


def aged(attachment: Attachment) -> Path:
    """Where the file lies, as if it had been taken in long ago."""
    path = files._path(attachment.sha256)
    os.utime(path, (0, 0))
    return path


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
    for row, days, said_by in (
        (city.category["light"].kind, 90, "kind:help"),
        (city.category["streets"], 60, "category:02"),
        (city.category["light"], 30, "category:0203"),
    ):
        row.retention_days = days
        row.save()
        assert rule() == (days, said_by)


def test_the_walk_erases_what_is_due_and_says_why_it_keeps_the_rest(city: stories.City) -> None:
    due, kept = SITUATIONS["closed long ago"](city), held(city, SITUATIONS["closed long ago"](city))
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
            {"read": 2, "erased": 1, "kept": {"open": 1}, "interrupted": False, "dry_run": "--dry-run" in words},
        )
        assert Contact.objects.count() == left


# -- holds


def test_a_hold_keeps_everything_until_it_ends_or_is_released(city: stories.City) -> None:
    case = held(city, SITUATIONS["closed long ago"](city))
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
    case = ask(held(city, stories.closed(city)), "contact")
    assert [row.case for row in keeping.holds(by)] == [case]
    assert [row.case for row in keeping.requests(by)] == [case]
    for name in ("handler", "operator", "auditor", "admin"):
        assert not keeping.holds(city.actor(name)).exists(), name
    elsewhere = Actor(by.role, "staff:elsewhere", unit_id=city.unit["roads"].pk)
    assert (keeping.holds(elsewhere).count(), keeping.requests(elsewhere).count()) == (0, 0)


# -- by request


def test_everything_that_was_asked_for_goes_and_the_record_still_verifies(city: stories.City) -> None:
    case = stories.closed(city, text=TYPED, address="柳岸 3 栋", answers={"lamp": "王敏"})
    beside.attach(case, by=Actor.resident(case.pk), file=photo())
    path = aged(Attachment.objects.get())
    forgetting.decide_erasure(ask(case), by=city.actor("supervisor"), decision="granted")
    fresh = Case.objects.select_related("text").get(pk=case.pk)
    assert (fresh.title, fresh.text.body, fresh.text.words, fresh.text.search) == (
        forgetting.ERASED, forgetting.ERASED, "", "",
    )  # fmt: skip
    assert (fresh.address, fresh.lon, fresh.lat, fresh.answers) == ("", None, None, {})
    assert (fresh.area, fresh.category) == (case.area, case.category)
    assert (Contact.objects.count(), Attachment.objects.count(), path.exists()) == (0, 0, True)
    words = {name for typed in said("case", case.pk).values() for name in typed}
    assert words <= {"text", "basis"}  # the reply of the unit and its basis stay
    assert verify().findings == []
    last = remembered("case", case.pk)[-1]
    assert last.facts == {"decision": "granted", "what": EVERYTHING}


def test_nothing_of_what_went_is_left_in_any_table(city: stories.City) -> None:
    case = stories.closed(city, text=TYPED, address="柳岸 3 栋", name="王敏", email="wang@example.org")
    followup.review(case, by=Actor.resident(case.pk), reason="王敏说后门又坏了")
    followup.decide_review(case, by=city.actor("supervisor"), decision="refused", reason="已修好")
    forgetting.decide_erasure(ask(case), by=city.actor("supervisor"), decision="granted")
    assert [found for mark in ("王敏", "后门", "3 栋", "13900001234", "wang@example") for found in _holding(mark)] == []
    assert verify().findings == []


@pytest.mark.django_db(transaction=True)
def test_files_go_from_disk_when_no_case_has_them_any_more(city: stories.City) -> None:
    first, second = stories.closed(city), stories.closed(city)
    for case in (first, second):
        beside.attach(case, by=Actor.resident(case.pk), file=photo())
    path = aged(Attachment.objects.first())  # type: ignore[arg-type]
    decided = {"by": city.actor("supervisor"), "decision": "granted"}
    forgetting.decide_erasure(ask(first, "files"), **decided)
    assert path.exists()
    forgetting.decide_erasure(ask(second, "files"), **decided)
    assert not path.exists()


@pytest.mark.django_db(transaction=True)
def test_a_file_taken_in_again_today_waits_for_the_nightly_job(city: stories.City) -> None:
    case = stories.closed(city)
    beside.attach(case, by=Actor.resident(case.pk), file=photo())
    path = aged(Attachment.objects.get())
    photo()  # somebody is filling in a form with the same picture
    forgetting.decide_erasure(ask(case, "files"), by=city.actor("supervisor"), decision="granted")
    assert path.exists()
    aged(Attachment(sha256=path.name))
    assert (files.forget_unsent(), path.exists()) == (1, False)


def test_what_units_took_for_their_reply_is_the_record_of_the_office(city: stories.City) -> None:
    case = stories.in_progress(city)
    beside.attach(case, by=stories.lead(case), file=photo(1))
    beside.attach(case, by=Actor.resident(case.pk), file=photo(2))
    beside.attach(case, by=city.actor("operator"), file=photo(3))
    theirs = Attachment.objects.get(added_by="staff:lead")
    forgetting.decide_erasure(ask(case, "files"), by=city.actor("supervisor"), decision="granted")
    assert list(Attachment.objects.all()) == [theirs]


def test_the_contact_goes_at_once_the_text_only_when_the_case_is_over(city: stories.City) -> None:
    case = ask(stories.in_progress(city), "contact", "text")
    by = city.actor("supervisor")
    with pytest.raises(Incomplete) as needed:
        forgetting.decide_erasure(case, by=by, decision="granted")
    assert list(needed.value.fields) == ["decision"]
    with pytest.raises(Incomplete) as unsaid:
        forgetting.decide_erasure(case, by=by, decision="granted", what=["contact"])
    assert list(unsaid.value.fields) == ["reason"]
    forgetting.decide_erasure(case, by=by, decision="granted", what=["contact"], reason="尚在办理")
    assert (Contact.objects.count(), CaseText.objects.get().body) == (0, "滨河路 12 号门口路灯不亮")
    intake.correct(case, by=Actor.resident(case.pk), text="灯好了")
    assert case.is_open


def test_what_is_refused_is_refused_with_the_reason_and_nothing_goes(city: stories.City) -> None:
    case, by = ask(stories.closed(city)), city.actor("supervisor")
    with pytest.raises(Incomplete) as unsaid:
        forgetting.decide_erasure(case, by=by, decision="refused")
    assert list(unsaid.value.fields) == ["reason"]
    forgetting.decide_erasure(case, by=by, decision="refused", reason="正在诉讼")
    assert (Contact.objects.count(), Case.objects.get().title) == (1, "滨河路 12 号门口路灯不亮")
    ask(case, "contact")  # and may be asked again


def test_while_a_hold_is_set_nothing_is_granted(city: stories.City) -> None:
    case, by = ask(held(city, stories.closed(city))), city.actor("supervisor")
    with pytest.raises(Incomplete) as kept:
        forgetting.decide_erasure(case, by=by, decision="granted")
    assert list(kept.value.fields) == ["decision"]
    forgetting.decide_erasure(case, by=by, decision="refused", reason="诉讼中")
    assert Contact.objects.count() == 1


def test_the_unit_does_not_decide_in_its_own_case(city: stories.City) -> None:
    case = ask(stories.closed(city))
    inside = Actor(city.actor("supervisor").role, "staff:inside", unit_id=case.unit_id)
    with pytest.raises(Refused):
        forgetting.decide_erasure(case, by=inside, decision="granted")


def test_what_went_is_found_no_more(city: stories.City) -> None:
    case, by = stories.closed(city, text=TYPED), city.actor("operator")
    found = queries.narrowed(queries.visible_to(by), queries.Filters(text="后门"))
    assert found.get() == case
    forgetting.decide_erasure(ask(case, "text"), by=city.actor("supervisor"), decision="granted")
    assert not found.all().exists()


# -- correcting


def test_a_corrected_contact_leaves_the_names_of_its_fields_in_the_record(city: stories.City) -> None:
    case = stories.in_progress(city, email="")
    intake.correct_contact(case, by=Actor.resident(case.pk), phone="13900005678", email="wang@example.org")
    contact = Contact.objects.get()
    assert (contact.name, contact.phone, contact.email) == ("王敏", "13900005678", "wang@example.org")
    assert remembered("case", case.pk)[-1].facts == {"fields": ["phone", "email"]}
    assert _holding("13900005678") == []


@pytest.mark.parametrize(
    ("given", "field"),
    [({}, "phone"), ({"email": "nobody"}, "email"), ({"name": "x" * 81}, "name"), ({"phone": "\0"}, "phone")],
)
def test_what_is_no_contact_is_refused(city: stories.City, given: dict[str, str], field: str) -> None:
    case = stories.in_progress(city)
    with pytest.raises(Incomplete) as wrong:
        intake.correct_contact(case, by=Actor.resident(case.pk), **given)
    assert (list(wrong.value.fields), case.n_events) == ([field], Case.objects.get().n_events)


def _holding(mark: str) -> list[str]:
    """The tables in which `mark` stands in clear, in any column."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_stat_user_tables ORDER BY relname")
        tables = [name for (name,) in cursor.fetchall()]
        found = []
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}" AS row WHERE row::text LIKE %s', [f"%{mark}%"])
            found += [f"{table}: {mark}"] if cursor.fetchone()[0] else []
    return found
