"""Whatever command brings it: what reaches a person goes to the sealed contact, and nowhere else."""

from typing import Any

import pytest
from django.db import transaction

from huying.base.journal.memory import remembered, said
from huying.base.journal.models import Words
from huying.base.journal.refusals import Refused
from huying.base.units import register as units
from huying.base.units.models import Unit
from huying.base.units.roles import Actor
from huying.cases import beside, handling, intake, masking, queries
from huying.cases.models import Attachment, Case, Contact
from huying.cases.states import LIFE
from tests import stories
from tests.commands import COMMANDS, SITUATIONS, TRIED, arguments, positions

pytestmark = pytest.mark.django_db

TYPED, MARK = "13700009999", "〔☎ •••〕"


@pytest.fixture
def city() -> stories.City:
    return stories.city()


def contact(case: Case) -> Contact:
    return Contact.objects.get(case=case)


def test_a_number_in_the_text_is_in_no_row_but_the_contact(city: stories.City) -> None:
    case = stories.received(city, text=f"请打{TYPED}，路灯坏了")

    fresh = Case.objects.select_related("text").get(pk=case.pk)
    assert (fresh.title, fresh.text.body) == (f"请打{MARK}，路灯坏了",) * 2
    assert TYPED not in fresh.text.words
    assert TYPED[:3] not in fresh.text.search
    assert said("case", case.pk)[1] == {"text": f"请打{MARK}，路灯坏了"}
    assert contact(case).mentioned == TYPED


def test_a_number_that_the_title_would_cut_in_two_is_not_in_it(city: stories.City) -> None:
    case = stories.received(city, text="灯" * 52 + TYPED + "请回电")

    assert Case.objects.get(pk=case.pk).title == "灯" * 52 + MARK[:7] + "…"


def test_a_case_without_contact_gets_one_for_what_was_typed(city: stories.City) -> None:
    case = stories.received(city, text=f"请打{TYPED}", name="", phone="")

    assert (contact(case).phone, contact(case).mentioned) == ("", TYPED)


def test_what_the_reporter_left_as_their_number_is_not_kept_twice(city: stories.City) -> None:
    case = stories.received(city, text=f"请打{TYPED}", phone=TYPED)

    assert (contact(case).phone, contact(case).mentioned) == (TYPED, "")


def test_what_is_typed_later_joins_what_was_found_before(city: stories.City) -> None:
    case = stories.in_progress(city, text=f"请打{TYPED}")
    beside.note(case, by=stories.lead(case), text="邮箱 wang@example.com，身份证 33010619900101123X")
    handling.reply(case, by=stories.lead(case), text=f"已电话告知 {TYPED}", result="resolved")

    assert contact(case).mentioned.splitlines() == [TYPED, "wang@example.com", "33010619900101123X"]
    assert contact(case).phone == "13900001234"


def test_answers_address_and_file_names_are_looked_at_too(city: stories.City) -> None:
    file = Attachment(sha256="1390000123400000" * 4, name=f"{TYPED}.jpg", media_type="image/jpeg", size=1)
    case = stories.received(
        city, address=f"滨河路 12 号 {TYPED}", answers={"who": TYPED, "rows": [f"a {TYPED}"], "n": int(TYPED)}, attachments=[file]
    )  # fmt: skip

    fresh = Case.objects.get(pk=case.pk)
    assert fresh.address == f"滨河路 12 号 {MARK}"
    assert fresh.answers == {"who": MARK, "rows": [f"a {MARK}"], "n": MARK}
    assert [(row.name, row.sha256) for row in fresh.attachments.all()] == [(f"{MARK}.jpg", "1390000123400000" * 4)]
    assert contact(case).mentioned == TYPED


def test_a_correction_is_looked_at_like_the_first_text(city: stories.City) -> None:
    case = stories.received(city)
    intake.correct(case, by=Actor.resident(case.pk), text=f"是 14 号，{TYPED}", address=f"14 号 {TYPED}")

    fresh = Case.objects.select_related("text").get(pk=case.pk)
    assert (fresh.title, fresh.text.body, fresh.address) == (f"是 14 号，{MARK}", f"是 14 号，{MARK}", f"14 号 {MARK}")


def test_what_the_city_publishes_stays(city: stories.City) -> None:
    Unit.objects.filter(code="02").update(phone="0571-8888 1234")
    units.current.forget()
    case = stories.received(city, text="我打过 0571-88881234 和 12345，没人接")

    assert Case.objects.get(pk=case.pk).title == "我打过 0571-88881234 和 12345，没人接"
    assert contact(case).mentioned == ""


# -- no command forgets it

REFUSES = {"publish", "announce"}
"""What everybody will read is refused with a number in it, not masked."""


def _typed(value: Any) -> Any:
    """The same arguments, with a number in everything that is free text."""
    return f"{value} {TYPED}" if isinstance(value, str) and not value.isascii() else value


def test_no_step_writes_down_a_number_that_was_typed(city: stories.City) -> None:
    stories.received(city, category=city.category["roads"], source="test", external="into")
    taken: set[str] = set()
    for situation in SITUATIONS.values():
        case = situation(city)
        for by in positions(city, case).values():
            may = [verb for verb, reason in LIFE.possible(case, by=by).items() if not reason and verb not in taken]
            taken |= {verb for verb in may if _is_taken(city, Case.objects.get(pk=case.pk), verb, by)}

    assert taken == {*TRIED} - REFUSES


def _is_taken(city: stories.City, case: Case, verb: str, by: Actor) -> bool:
    """Whether the step is possible; it is tried with a number in everything, and nothing remains of it but what it wrote."""
    given = {name: _typed(value) for name, value in arguments(city, case)[verb].items()}
    try:
        with transaction.atomic():
            COMMANDS[verb](case, by=by, **given)
            words = list(Words.objects.filter(thing=case.pk, text__contains=TYPED))
            facts = [event.facts for event in remembered("case", case.pk) if TYPED in str(event.facts)]
            assert (verb, words, facts) == (verb, [], [])
            raise Undone
    except Undone:
        return True
    except Refused:
        return False


class Undone(Exception):
    """Rolls back what was tried."""


def test_every_column_that_can_hold_words_is_looked_at() -> None:
    looked_at = {model.__name__: [name for name, _n in masking._typed(model)] for model in (Case, Attachment)}

    assert looked_at == {"Case": ["title", "answers", "address", "supervision", "excluded"], "Attachment": ["name"]}


# -- the place is somebody's home


def test_a_private_place_is_known_by_its_area_only(city: stories.City) -> None:
    case = stories.received(city, address="柳岸小区 3 幢 501", private_place=True)

    fresh = Case.objects.get(pk=case.pk)
    assert (fresh.address, fresh.lon, fresh.lat) == ("", None, None)
    assert (fresh.area, fresh.private_place) == (city.area["west"], True)
    assert contact(case).address == "柳岸小区 3 幢 501\n114.05, 30.05"


def test_a_private_place_stays_private_when_it_is_corrected(city: stories.City) -> None:
    case = stories.received(city, address="柳岸小区 3 幢 501", private_place=True)
    intake.correct(case, by=Actor.resident(case.pk), address="柳岸小区 4 幢 101")

    assert Case.objects.get(pk=case.pk).address == ""
    assert contact(case).address == "柳岸小区 4 幢 101"
    assert not Words.objects.filter(text__contains="柳岸小区").exists()


# -- told before


def test_a_repeat_is_joined_by_the_number_that_its_reporter_gives(city: stories.City) -> None:
    first = stories.closed(city)
    again = stories.received(city, earlier=f" {first.number} ")

    assert Case.objects.get(pk=again.pk).earlier == first
    assert remembered("case", again.pk)[0].facts["earlier"] == first.number


def test_a_number_that_is_nobodys_passes_without_a_word(city: stories.City) -> None:
    again = stories.received(city, earlier="261122-00009999-4")

    assert Case.objects.get(pk=again.pk).earlier is None
    assert "earlier" not in remembered("case", again.pk)[0].facts


def test_two_cases_with_one_telephone_are_joined_by_nothing(city: stories.City) -> None:
    stories.received(city, phone=TYPED)
    again = stories.received(city, phone=TYPED)

    assert Case.objects.get(pk=again.pk).earlier is None
    assert queries.LISTS["all"](city.actor("operator")).filter(earlier__isnull=False).count() == 0
