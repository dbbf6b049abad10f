"""What a resident may ask of what is held about them: that it goes, that it is put right."""

import io
import os
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from PIL import Image

from huying.base.journal.memory import remembered, said
from huying.base.journal.refusals import Incomplete, Refused
from huying.base.journal.verify import verify
from huying.base.units.roles import Actor
from huying.cases import beside, files, followup, forgetting, intake, queries
from huying.cases.models import Attachment, Case, CaseText, Contact
from huying.cases.words import Erasable
from tests import stories

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


def ask(case: Case, *what: str) -> Case:
    forgetting.request_erasure(case, by=Actor.resident(case.pk), what=what or EVERYTHING, reason="不想留下记录")
    return case


def photo(shade: int = 0) -> Attachment:
    picture = io.BytesIO()
    Image.new("RGB", (9, 9), (shade, 0, 0)).save(picture, "PNG")
    picture.seek(0)
    return files.take_in("灯.png", picture).attachment


def aged(attachment: Attachment) -> Path:
    """Where the file lies, as if it had been taken in long ago."""
    path = files.place(attachment.sha256)
    os.utime(path, (0, 0))
    return path


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
    decided: dict[str, Any] = {"by": city.actor("supervisor"), "decision": "granted"}
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
    case, by = ask(stories.held(city, stories.closed(city))), city.actor("supervisor")
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
