"""The whole file of a case as a Word document; the contact stands in it only by a look that its reporter can see."""

from io import BytesIO

import pytest
from django.test import Client
from docx import Document

from huying.base.journal.memory import remembered
from huying.cases import handling
from huying.cases.models import Case
from tests import stories
from tests.web.desk.people import signed_in

pytestmark = pytest.mark.django_db


def lines(answer: object) -> list[str]:
    return [paragraph.text for paragraph in Document(BytesIO(answer.content)).paragraphs]  # type: ignore[attr-defined]


def taken(city: stories.City, case: Case, who: str = "handler", **given: str) -> object:
    client: Client = signed_in(city, who)
    address = f"/desk/case/{case.number}/document/"
    return client.post(address, given) if given else client.get(address)


def test_everything_stands_in_it_in_order(city: stories.City) -> None:
    case = stories.in_progress(city, address="滨河路 12 号")
    handling.ask_help(case, by=city.actor("handler"), units=[city.unit["roads"]], reason="挖开路面 <1 米>")
    answer = taken(city, case)
    assert answer["Content-Disposition"] == f'attachment; filename="{case.number}.docx"'  # type: ignore[index]
    text = lines(answer)
    assert text[0] == "滨河路 12 号门口路灯不亮"
    heads = [
        line for line in text if line in ("The matter", "Contact of the reporter", "Units", "Clocks", "What happened")
    ]
    assert heads == ["The matter", "Units", "Clocks", "What happened"]
    assert "Address: 滨河路 12 号" in text
    assert text[-1].endswith("挖开路面 <1 米>")


def test_the_contact_is_in_it_by_a_look_for_a_purpose(city: stories.City) -> None:
    case = stories.in_progress(city)
    assert "13900001234" not in "".join(lines(taken(city, case)))
    with_contact = taken(city, case, purpose="visit")
    assert [line for line in lines(with_contact) if line in ("王敏", "13900001234")] == ["王敏", "13900001234"]
    look = remembered("case", case.pk)[-1]
    assert (look.verb, look.by, look.facts["purpose"]) == ("reveal", city.actor("handler").ref, "visit")


@pytest.mark.parametrize(("who", "given"), [("auditor", "visit"), ("handler", "curiosity")])
def test_who_may_not_open_the_contact_gets_no_file_with_it(city: stories.City, who: str, given: str) -> None:
    case = stories.in_progress(city)
    n = len(remembered("case", case.pk))
    answer = taken(city, case, who, purpose=given)
    assert (answer.status_code, len(remembered("case", case.pk))) == (409, n)  # type: ignore[attr-defined]


def test_a_stranger_gets_nothing(city: stories.City) -> None:
    assert taken(city, stories.in_progress(city), "roads").status_code == 404  # type: ignore[attr-defined]
