"""Disputes at the desk: taken in at the window, mediated in the session room, ended with the other ways told.

Long because it is the whole desk of disputes.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from huying.base.journal import audit, clock
from huying.base.journal.memory import remembered
from huying.civic.mediation import consenting, queries, sessions
from huying.civic.mediation.models import Dispute
from tests.civic.mediation import stories
from tests.civic.mediation.stories import Town
from tests.web.desk.people import photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(db: None, settings: Any, tmp_path: Path) -> Town:
    settings.MEDIA_ROOT = tmp_path
    return stories.town()


def desk(town: Town, name: str) -> Client:
    """The browser of somebody who mediates, reading English."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(town.staff.get(name) or town.city.staff[name])
    return client


def brought(town: Town, **given: str) -> dict[str, str]:
    """What is typed at the window."""
    people = {
        "p1_side": "1", "p1_kind": "person", "p1_name": "王敏", "p2_side": "2", "p2_kind": "organisation", "p2_name": "云东餐饮公司",
        **{f"p{n}_{name}": value for n in range(3, 7) for name, value in (("side", "2"), ("kind", "person"))},
    }  # fmt: skip
    said = {
        "key": "k",
        "origin": "application",
        "text": "餐馆拖欠三个月工资，一直加班",
        "area": "111",
        "amount": "12000",
    }
    return people | said | given


def take(client: Client, dispute: Dispute, verb: str, **given: Any) -> Any:
    """Do it as the page asks: with the version that it showed, and what its form begins with."""
    address = f"/desk/disputes/{dispute.number}/{verb}/"
    form = client.get(address).context["form"]
    begun = {name: form[name].value() for name in form.fields}
    plain = {name: value for name, value in begun.items() if value not in (None, False)}
    plain = {name: getattr(value, "code", value) for name, value in plain.items()}
    page = client.post(address, plain | given)
    assert page.status_code == 302, page.context["form"].errors
    return page


# -- the window


def test_what_is_brought_gets_a_type_a_committee_and_a_slip_for_each_party(town: Town) -> None:
    page = desk(town, "mediator").post("/desk/disputes/new/", brought(town))
    dispute = Dispute.objects.get()
    assert page.status_code == 200
    assert (dispute.type, dispute.unit) == (town.type["labour"], town.unit["labour_committee"])
    named = [(slip["side"], slip["name"]) for slip in page.context["slips"]]
    assert named == [(1, "王敏"), (2, "云东餐饮公司")]
    for slip in page.context["slips"]:
        found = queries.opened_by(dispute.number, slip["code"])
        assert found is not None
        assert found.name == slip["name"]


def test_a_button_pressed_twice_takes_in_once_and_shows_the_same_codes(town: Town) -> None:
    client = desk(town, "mediator")
    first, second = (client.post("/desk/disputes/new/", brought(town)) for _n in range(2))
    assert (Dispute.objects.count(), first.content == second.content) == (1, True)


def test_while_somebody_types_type_and_committee_are_proposed_with_reasons(town: Town) -> None:
    page = desk(town, "mediator").post("/desk/disputes/new/preview/", {"text": "老板拖欠工资", "area": "111"})
    found = page.context["heard"][0]
    assert (found.type, found.words) == (town.type["labour"], ("工资", "拖欠"))
    assert page.context["offered"][0] == (
        town.unit["labour_committee"], "set up for disputes of this type, of a higher level",
    )  # fmt: skip


def test_a_crime_has_no_committee_and_the_window_says_where_to_turn(town: Town) -> None:
    crime = town.type["crime"]
    crime.words, crime.remedies_en = "菜刀", "Call 110."
    crime.save()
    client = desk(town, "mediator")
    page = client.post("/desk/disputes/new/preview/", {"text": "他拿着菜刀追我", "area": "111"})
    assert (page.context["excluded"], page.context["offered"], "Call 110." in page.content.decode()) == (True, [], True)
    client.post("/desk/disputes/new/", brought(town, text="他拿着菜刀追我"))
    dispute = Dispute.objects.get()
    assert (dispute.unit, dispute.type) == (None, crime)
    assert (
        "By law, disputes of this type are not for mediation."
        in client.get(f"/desk/disputes/{dispute.number}/").content.decode()
    )


def test_a_danger_is_recorded_with_whom_was_told(town: Town) -> None:
    page = desk(town, "mediator").post("/desk/disputes/new/", brought(town, danger="110", danger_text="双方持械"))
    assert page.status_code == 200, [page.context["form"].errors, page.context.get("refused")]
    assert Dispute.objects.get().danger is True


def test_an_operator_takes_in_too_and_records_a_danger(town: Town) -> None:
    page = desk(town, "operator").post("/desk/disputes/new/", brought(town, danger="110", danger_text="双方持械"))
    dispute = Dispute.objects.get()
    assert (page.status_code, dispute.danger) == (200, True)
    assert dispute.unit is not None


def test_a_danger_goes_along_to_the_committee_that_is_proposed_at_once(town: Town) -> None:
    desk(town, "village").post("/desk/disputes/new/", brought(town, danger="110", danger_text="双方持械"))
    dispute = Dispute.objects.get()
    assert (dispute.danger, dispute.unit) == (True, town.unit["labour_committee"])


def test_the_whole_file_is_handed_out_and_recorded(town: Town) -> None:
    dispute, client = stories.mediating(town), desk(town, "mediator")
    page = client.post(f"/desk/disputes/{dispute.number}/take_out/", {"version": dispute.version})
    assert (page.status_code, page["Content-Type"], page.content[:2]) == (200, "application/zip", b"PK")
    assert dispute.n_events + 1 == stories.fresh(dispute).n_events


def test_a_court_says_at_which_point_and_its_period_runs(town: Town) -> None:
    client = desk(town, "mediator")
    page = client.post("/desk/disputes/new/", brought(town, origin="court", reference="（2026）云01诉前调12号"))
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["court_stage"])
    client.post(
        "/desk/disputes/new/", brought(town, origin="court", reference="（2026）云01诉前调12号", court_stage="summary")
    )
    dispute = Dispute.objects.get()
    assert {row.kind for row in dispute.clocks.all()} == {"register", "court"}


@pytest.mark.parametrize(("who", "status"), [("operator", 200), ("grid", 200), ("dispatcher", 409), ("auditor", 409)])
def test_the_window_is_for_those_who_may_open_one(town: Town, who: str, status: int) -> None:
    if who not in town.city.staff:
        pytest.skip(f"the small city has no {who}")
    assert desk(town, who).get("/desk/disputes/new/").status_code == status


# -- the docket


def test_the_docket_is_read_by_what_waits_first_in_few_statements(town: Town) -> None:
    for _n in range(3):
        stories.opened(town)
    client = desk(town, "mediator")
    client.get("/desk/disputes/")
    with CaptureQueriesContext(
        connection,
    ) as told:
        page = client.get("/desk/disputes/")
    due = [row.due_at for row, _badge in page.context["rows"]]
    assert (len(due), due == sorted(due), len(told) <= 12) == (3, True, True)


def test_a_name_is_not_looked_for_and_never_stands_in_the_address(town: Town) -> None:
    page = desk(town, "mediator").post("/desk/disputes/", {"list": "open", "q": "13900001234"})
    assert page.status_code == 422


def test_filters_stand_in_the_address_and_can_be_taken_away(town: Town) -> None:
    stories.opened(town)
    client = desk(town, "mediator")
    assert (
        client.post("/desk/disputes/", {"list": "open", "type": "D10"})["Location"]
        == "/desk/disputes/?list=open&type=D10"
    )
    page = client.get("/desk/disputes/?list=open&type=D14")
    assert (page.context["rows"], [str(word) for word, _url in page.context["chips"]]) == ([], ["Property management"])


def test_the_calendar_shows_the_week_and_who_would_sit_twice_at_once(town: Town) -> None:
    one, other = stories.mediating(town), stories.mediating(town)

    starts = clock.now() + timedelta(hours=1)
    sessions.schedule(one, by=town.actor("mediator"), starts_at=starts, room=town.room)
    sessions.schedule(other, by=town.actor("mediator"), starts_at=starts, where="现场")
    day = timezone.localdate(starts, timezone.get_default_timezone())
    page = desk(town, "mediator").get(f"/desk/disputes/calendar/?from={day}")
    assert (page.context["n"], page.context["clashes"]) == (
        2, [f"mediator sits in {one.number} and {other.number} at once."],
    )  # fmt: skip


# -- the session room


def test_from_the_window_to_a_performed_agreement_signed_on_paper(town: Town) -> None:
    client, colleague = desk(town, "mediator"), desk(town, "seal_keeper")
    client.post("/desk/disputes/new/", brought(town, unit="M111"))
    dispute = Dispute.objects.get()
    for side in ("1", "2"):
        take(client, dispute, "ask", side=side, means="phone")
        take(client, dispute, "consent", side=side, means="counter")
    take(client, dispute, "accept")
    take(client, dispute, "propose", seats=[str(town.staff["mediator"].pk)], reason="熟悉劳动争议")
    take(client, dispute, "disclose")
    for side in ("1", "2"):
        take(client, dispute, "choose", side=side, means="counter")
    take(client, dispute, "begin")
    starts = timezone.localtime(clock.now() + timedelta(days=1))
    take(client, dispute, "schedule", starts_at=f"{starts:%Y-%m-%dT%H:%M}", room=str(town.room.pk))
    take(client, dispute, "minute", text="双方到场")
    take(client, dispute, "talk_privately", side="2", text="最多付一万")
    take(client, dispute, "offer", side="2", text="付一万")
    take(client, dispute, "answer_offer", side="1", decision="no")
    take(client, dispute, "state_undisputed", text="欠薪三个月")
    due = str(audit.today() + timedelta(days=10))
    owed = {
        "obligation_1_side": "2",
        "obligation_1_what": "支付工资",
        "obligation_1_amount": "12000",
        "obligation_1_due_on": due,
    }
    take(client, dispute, "draft", terms="分两次付清", **owed)
    take(client, dispute, "settle")
    for party in dispute.papers.parties:
        take(client, dispute, "sign", party=str(party.pk), file=photo())
    take(client, dispute, "countersign")
    take(colleague, dispute, "seal")
    take(client, dispute, "perform")
    take(client, dispute, "close", performance="performed")
    found = stories.fresh(dispute)
    assert (found.state, found.outcome, found.performance) == ("closed", "written", "performed")


def test_what_a_side_says_privately_stands_apart_and_only_for_those_at_the_table(town: Town) -> None:
    dispute = stories.said(town)
    page = desk(town, "mediator").get(f"/desk/disputes/{dispute.number}/")
    private = [(number, [note["text"] for note in notes]) for number, notes in page.context["talks"]["private"]]
    assert private == [(1, ["MARK-private-1", "MARK-hidden-offer-1"]), (2, ["MARK-private-2"])]
    assert "MARK" not in desk(town, "colleague").get(f"/desk/disputes/{dispute.number}/").content.decode()
    assert desk(town, "village").get(f"/desk/disputes/{dispute.number}/").status_code == 404


def test_a_property_dispute_is_raised_to_the_centre_and_ends_with_the_other_ways_told(town: Town) -> None:
    dispute = stories.mediating(town, type=town.type["property"])
    client, centre = desk(town, "mediator"), desk(town, "centre")
    take(client, dispute, "request", kind="raise", reason="涉及整个小区")
    for side in ("1", "2"):
        take(client, dispute, "answer_request", side=side, means="phone", decision="yes")
    take(client, dispute, "raise_level", reason="各方同意")
    assert stories.fresh(dispute).unit == town.unit["centre"]
    page = take(centre, dispute, "end", reason="other", remedies_told="可以向人民法院起诉。")
    shown = centre.get(page.url)
    assert (stories.fresh(dispute).outcome, shown.context["told"]) == ("ended", "可以向人民法院起诉。")


def test_a_court_gets_its_pack_back(town: Town) -> None:
    dispute = stories.ended(town, origin="court", court_stage="prefiling", reference="诉前12")
    take(desk(town, "mediator"), dispute, "hand_over", to="云东区人民法院")
    assert [file.kind for file in dispute.files.all()] == ["pack"]


@pytest.mark.parametrize(
    "state", ["asked", "set_up", "said", "drafted", "settled", "signed", "in_force", "closed", "oral_in_force"]
)
def test_every_button_of_the_page_leads_to_a_form_that_can_be_read(town: Town, state: str) -> None:
    dispute = getattr(stories, state)(town)
    client = desk(town, "mediator")
    client.get(f"/desk/disputes/{dispute.number}/")  # from now on the registers are in memory
    with CaptureQueriesContext(connection) as told:
        page = client.get(f"/desk/disputes/{dispute.number}/")
    assert len(told) <= 18
    for button in [*page.context["possible"], *page.context["impossible"], *page.context["ends"]]:
        assert client.get(button.url).status_code == 200, button.verb


def test_a_form_of_a_dispute_that_somebody_moved_comes_back_with_what_was_typed(town: Town) -> None:
    dispute = stories.asked(town)
    consenting.consent(dispute, by=town.actor("colleague"), side=1, means="phone")
    page = desk(town, "mediator").post(
        f"/desk/disputes/{dispute.number}/refuse/",
        {"version": "1", "side": "2", "means": "phone", "remedies_told": "可以起诉", "reason": "不想调解"},
    )
    assert (page.status_code, page.context["form"]["reason"].value()) == (409, "不想调解")


def test_a_look_at_a_contact_is_recorded(town: Town) -> None:
    dispute = stories.opened(town)
    party = dispute.papers.of_side(1)[0]
    page = desk(town, "mediator").post(
        f"/desk/disputes/{dispute.number}/reveal/", {"version": "1", "party": str(party.pk), "purpose": "约时间"}
    )
    assert (page.status_code, page.context["party"].phone, "no-store" in page["Cache-Control"]) == (
        200,
        "13900001234",
        True,
    )
    assert [event.facts["purpose"] for event in _events(dispute, "reveal")] == ["约时间"]


def _events(dispute: Dispute, verb: str) -> list[Any]:

    return [event for event in remembered("dispute", dispute.pk) if event.verb == verb]
