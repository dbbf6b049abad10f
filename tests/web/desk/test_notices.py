"""The bell, how one is told, the templates and what was not delivered, as people see them."""

from typing import Any

import pytest
from django.test import Client

from huying.base.journal.memory import Event
from huying.cases import beside, pace
from huying.notices import bell, telling, wording
from huying.notices.models import Desk, Notice, Preference, Stage
from tests import stories
from tests.web.desk.people import signed_in

pytestmark = pytest.mark.django_db


def told(city: stories.City, n: int = 1) -> list[str]:
    """The numbers of cases that were dispatched to the lighting office and told there, newest first."""
    cases = [stories.dispatched(city) for _n in range(n)]
    for case in cases:
        telling.tell(case.pk, 2)
    return [case.number for case in cases[::-1]]


def counted(client: Client) -> str:
    html = client.get("/desk/").content.decode()
    at = html.find("desk-bell-new")
    return html[at:].split(">")[1].split("<")[0].strip() if at > 0 else ""


def template(name: str = "new_case", **changed: str) -> dict[str, str]:
    return vars(wording.of(name)) | changed


def last_audit() -> dict[str, Any]:
    return Event.objects.filter(life="audit").latest("id").facts


@pytest.fixture(autouse=True)
def fresh() -> None:
    wording.current.forget()


def test_the_bell_counts_what_is_new_until_it_was_read(city: stories.City) -> None:
    numbers = told(city, 3)
    client = signed_in(city, "handler")
    assert counted(client) == "3"
    page = client.get("/desk/notices/")
    assert [notice.case.number for notice, _said, _new in page.context["notices"]] == numbers
    client.post("/desk/notices/", {"newest": page.context["newest"]})
    told(city)
    assert counted(client) == "1"
    assert [new for _notice, _said, new in client.get("/desk/notices/").context["notices"]] == [True] + [False] * 3


def test_each_desk_has_a_bell_of_its_own_and_who_has_no_cases_has_none(city: stories.City) -> None:
    told(city)
    assert {name: counted(signed_in(city, name)) for name in ("handler", "roads", "supervisor")} == {
        "handler": "1", "roads": "", "supervisor": "",
    }  # fmt: skip
    assert signed_in(city, "admin").get("/desk/notices/").status_code == 404
    assert "desk-bell" not in signed_in(city, "admin").get("/desk/setup/").content.decode()


def test_who_keeps_out_of_a_case_hears_nothing_of_it(city: stories.City) -> None:
    case = stories.dispatched(city)
    telling.tell(case.pk, 2)
    beside.recuse(case, by=city.actor("handler"), interest="close")
    assert bell.unread(city.staff["handler"]) == 0


def test_long_lists_go_on_page_by_page(city: stories.City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huying.web.desk.notices.PAGE", 2)
    numbers = told(city, 5)
    client, seen, url = signed_in(city, "handler"), [], ""
    while True:
        page = client.get(f"/desk/notices/{url}").context
        seen += [notice.case.number for notice, _said, _new in page["notices"]]
        if not (url := page["older_url"]):
            break
    assert seen == numbers


def test_everybody_chooses_how_they_are_told(city: stories.City) -> None:
    client = signed_in(city, "handler")
    chosen = {"pace": "daily", "language": "en", "url": "wecombot://a-key-of-the-robot"}
    assert client.post("/desk/me/notices/", chosen)["Location"] == "/desk/me/notices/"
    like = Preference.objects.get(staff=city.staff["handler"])
    assert (like.pace, like.language, like.url) == ("daily", "en", "wecombot://a-key-of-the-robot")


@pytest.mark.parametrize("url", ["file:///etc/passwd", "wecombot://", "mailto://a:b@c.example", "nonsense"])
def test_only_chats_are_chats(city: stories.City, url: str) -> None:
    answer = signed_in(city, "handler").post("/desk/me/notices/", {"pace": "daily", "language": "en", "url": url})
    assert (answer.status_code, [*answer.context["form"].errors]) == (422, ["url"])


def test_the_administrator_writes_a_template_and_the_next_notice_says_so(city: stories.City) -> None:
    client = signed_in(city, "admin")
    there = "/desk/notices/templates/new_case/"
    words = template(text_en="{number} is yours: {link}")
    preview = client.post(there, words | {"deed": "preview"})
    assert "260304-00000001-9 is yours: http" in preview.content.decode()
    assert wording.of("new_case").text_en != words["text_en"]
    assert client.post(there, words | {"deed": "save"})["Location"] == there
    wording.current.forget()
    told(city)
    shown = signed_in(city, "handler").get("/desk/notices/").context["notices"][0][1]
    assert shown.text == "is yours"
    assert last_audit() == {"role": "admin", "what": "notice_template", "written": {"new_case": 1}}
    client.post(there, {"deed": "restore"})
    wording.current.forget()
    assert wording.of("new_case") == wording.WORDING["new_case"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{number} {link} {name}", "Unknown: {name}."), ("{number} {link} {unit.phone}", "Unknown: {unit.phone}."),
        ("{number!r} {link}", "Unknown: {number!}."), ("{number} {link} {0}", "Unknown: {0}."),
        ("{number {link}", "A brace stands alone."), ("{due}", "This must stand in it: {number}, {link}."),
        ("{number} {link} {due:{unit}}", "Unknown: {due{unit}}."),
    ],
)  # fmt: skip
def test_a_broken_template_is_refused_with_the_reason(city: stories.City, text: str, why: str) -> None:
    there = "/desk/notices/templates/new_case/"
    answer = signed_in(city, "admin").post(there, template(text_en=text) | {"deed": "save"})
    assert answer.status_code == 422
    assert [str(fault)[: len(why)] for fault in answer.context["form"].errors["text_en"]] == [why]
    wording.current.forget()
    assert wording.current() == {}


def test_a_unit_s_chat_is_set_and_taken_away_and_the_log_does_not_hold_its_key(city: stories.City) -> None:
    client = signed_in(city, "admin")
    client.post("/desk/notices/templates/", {"unit": "02", "url": "wecombot://a-key-of-the-robot"})
    assert (Desk.objects.get().unit, Desk.objects.get().url) == (city.unit["lighting"], "wecombot://a-key-of-the-robot")
    assert last_audit() == {"role": "admin", "what": "unit_chat", "written": {"02": 1}}
    client.post("/desk/notices/templates/", {"unit": "02", "url": ""})
    assert Desk.objects.count() == 0


def test_what_was_not_delivered_is_sent_again_one_or_all(city: stories.City) -> None:
    told(city, 3)
    Notice.objects.update(stage=Stage.DEAD, failure="email: TimeoutError")
    client = signed_in(city, "admin")
    dead = [notice.pk for notice in client.get("/desk/notices/unsent/").context["notices"]]
    client.post("/desk/notices/unsent/", {"again": dead[0]})
    assert [notice.pk for notice in client.get("/desk/notices/unsent/").context["notices"]] == dead[1:]
    client.post("/desk/notices/unsent/", {"again": "all"})
    assert Notice.objects.filter(stage=Stage.DEAD).count() == 0


def test_every_template_shows_whom_it_goes_to(city: stories.City) -> None:
    rows = signed_in(city, "admin").get("/desk/notices/templates/").context["rows"]
    assert [code for code, _said, _own, lines in rows if not lines] == []
    assert len(rows) == len(wording.WORDING)


def test_a_paper_is_for_those_who_see_the_case(city: stories.City) -> None:
    case = stories.in_progress(city)
    pace.urge(case, by=city.actor("supervisor"), text="请尽快")
    there = f"/desk/case/{case.number}/"
    assert f"{there}papers/urge/?language=en" in signed_in(city, "handler").get(there).content.decode()
    paper = signed_in(city, "handler").get(f"{there}papers/urge/?language=en")
    assert (paper.status_code, paper["Content-Disposition"]) == (200, f'attachment; filename="{case.number}-urge.docx"')
    answers = {
        name: signed_in(city, name).get(f"{there}papers/urge/").status_code for name in ("roads", "street", "admin")
    }
    assert answers == {"roads": 404, "street": 404, "admin": 404}
    missing = [
        signed_in(city, "handler").get(f"{there}papers/{name}/").status_code for name in ("supervise", "nonsense")
    ]
    assert missing == [404, 404]
