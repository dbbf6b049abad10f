"""Disputes by the API: an office hands one over, sees how it stands, gets its pack, and tells what it decided."""

import io
import zipfile
from copy import deepcopy
from typing import Any

import pytest

from huying.base.units.models import Key
from huying.civic.mediation.models import Dispute, Party
from huying.civic.mediation.parties import HANDED_OVER
from huying.civic.mediation.states import LIFE
from huying.web.api import door
from huying.web.desk.disputes import acts
from tests.civic.mediation import commands, stories
from tests.web.town import undone

from .conftest import Program, says
from .test_budgets import statements

pytestmark = pytest.mark.django_db

WAGES = {
    "text": "餐馆拖欠三个月工资，共一万二千元", "issues": "要求支付工资", "origin": "court", "type": "D10", "amount": "12000.00",
    "court_stage": "prefiling", "reference": "（2026）云0102诉前调1234号", "source": "court", "external": "1234",
    "sides": [[{"name": "王敏", "phone": "13900001234"}], [{"name": "云东餐饮公司", "kind": "organisation"}]],
    "place": {"area": "11", "address": "柳岸巷 3 号"},
}  # fmt: skip


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Any:
    with django_db_blocker.unblock(), undone():
        yield stories.town()


@pytest.fixture
def town(built: stories.Town, db: None) -> stories.Town:
    return deepcopy(built)


def office(town: stories.Town, name: str = "court") -> Program:
    """The system of this unit."""
    return Program(Key.make("integrator", town.unit.get(name) or town.city.unit[name]))


def test_everything_that_the_office_may_do_with_a_dispute_has_an_operation() -> None:
    operations = {name for methods in door.operations().values() for name in methods.values()}
    of_the_office = {verb for verb, step in LIFE.steps.items() if HANDED_OVER in step.who}
    assert of_the_office == {"open", "decide_confirmation"}
    assert {"open_dispute", "decide_confirmation"} <= operations


def test_a_court_hands_a_dispute_over(town: stories.Town) -> None:
    answer = office(town).post("/disputes", WAGES)
    dispute = Dispute.objects.get(number=answer.json()["number"])
    assert (answer.status_code, answer["Location"]) == (201, f"/api/v1/disputes/{dispute.number}")
    assert answer.json() == {
        "number": dispute.number, "version": 1, "state": "applied", "confirmation": "", "committee": None,
        "type": {"code": "D10", "zh": "劳动争议纠纷", "en": "Labour"},
    }  # fmt: skip
    assert (dispute.sender, dispute.origin, dispute.reference) == (town.unit["court"], "court", WAGES["reference"])
    assert [(party.name, party.phone) for party in Party.objects.filter(side__dispute=dispute).order_by("side")] == [
        ("王敏", "13900001234"), ("云东餐饮公司", ""),
    ]  # fmt: skip


def test_sent_again_it_is_one_dispute(town: stories.Town) -> None:
    court = office(town)
    first, again = (court.post("/disputes", WAGES, Idempotency_Key="a") for _ in range(2))
    assert (again.content, again["Idempotent-Replayed"]) == (first.content, "true")
    other = court.post("/disputes", WAGES, Idempotency_Key="b")
    assert (other.status_code, other.json()["detail"]) == (409, "court has sent its number 1234 before.")
    assert Dispute.objects.count() == 1


def test_what_is_wrong_is_told_by_the_names_that_were_sent(town: stories.Town) -> None:
    nameless = {"text": "欠薪", "origin": "police", "court_stage": "prefiling", "source": "x", "place": {"lon": 1}}
    assert says(office(town).post("/disputes", nameless)) == {
        "court_stage": "Only a court says this.", "external": "A source and a number there come together.",
        "place.lon": "A point needs both longitude and latitude.",
    }  # fmt: skip
    blank = {"text": " ", "origin": "police", "sides": [[{"name": "甲"}, {"name": " "}]]}
    assert says(office(town).post("/disputes", blank)) == {
        "text": "This is missing.", "sides.0.1.name": "This is missing.",
    }  # fmt: skip
    assert says(office(town).post("/disputes", {"text": "欠薪", "origin": "application", "type": "D99"})) == {
        "origin": "This is not one of the choices.", "type": "There is no “D99” in the register.",
    }  # fmt: skip


def test_an_office_sees_what_it_handed_over_and_nobody_elses(town: stories.Town) -> None:
    own = stories.opened(town, sender=town.unit["court"], origin="court", source="court", external="7")
    other = stories.opened(town)
    court = office(town)
    assert [row["number"] for row in court.get("/disputes").json()["disputes"]] == [own.number]
    assert court.get("/disputes?source=court&external=8").json() == {"disputes": [], "next": None}
    assert court.get("/disputes?source=court&external=7&fields=number").json()["disputes"] == [{"number": own.number}]
    assert court.get(f"/disputes/{other.number}").status_code == 404
    assert office(town, "lighting").get(f"/disputes/{own.number}").status_code == 404
    assert office(town, "lighting").get("/disputes").json() == {"disputes": [], "next": None}
    committee = office(town, "street_committee").get("/disputes").json()["disputes"]
    assert [row["number"] for row in committee] == [other.number, own.number]


def test_a_list_is_turned_page_by_page(town: stories.Town) -> None:
    made = [stories.opened(town, sender=town.unit["court"], origin="court").number for _ in range(3)]
    court, after = office(town), ""
    seen: list[str] = []
    for _ in range(2):
        page = court.get(f"/disputes?size=2&after={after}").json()
        seen += [row["number"] for row in page["disputes"]]
        after = page["next"] or "the last"
    assert (seen, after) == (made[::-1], "the last")
    assert says(court.get("/disputes?after=nonsense")) == {"after": "This is no cursor that a page gave."}


def test_it_reads_how_it_ended_and_never_which_side_said_no(town: stories.Town) -> None:
    dispute = stories.refused(town, sender=town.unit["court"], origin="court")
    told = office(town).get(f"/disputes/{dispute.number}").json()
    assert (told["state"], told["outcome"], told["packs"]) == ("closed", "refused", [])
    assert not {"sides", "parties", "notes", "events"} & told.keys()
    assert "王敏" not in repr(told)


def test_the_pack_comes_back_to_the_office_that_sent_it_and_to_no_other(town: stories.Town) -> None:
    dispute = stories.ended(town, sender=town.unit["court"], origin="court", court_stage="prefiling")
    court, by = office(town), town.actor("mediator")
    acts.hand_over(dispute, by=by, to="云东派出所")
    assert court.get(f"/disputes/{dispute.number}").json()["packs"] == []
    police = dispute.files.get()
    assert court.get(f"/disputes/{dispute.number}/packs/{police.pk}").status_code == 404
    acts.hand_over(dispute, by=by, to=town.unit["court"].zh)
    (pack,) = court.get(f"/disputes/{dispute.number}").json()["packs"]
    answer = court.get(f"/disputes/{dispute.number}/packs/{pack['id']}")
    content = b"".join(answer.streaming_content)
    assert (answer.status_code, answer["Content-Type"], len(content)) == (200, "application/zip", pack["size"])
    assert [name for name in zipfile.ZipFile(io.BytesIO(content)).namelist() if "终止" in name] != []
    assert office(town, "lighting").get(f"/disputes/{dispute.number}/packs/{pack['id']}").status_code == 404


def test_the_court_tells_what_it_decided(town: stories.Town) -> None:
    dispute = commands.confirmation_applied_for(town, sender=town.unit["court"], origin="court")
    address, court = f"/disputes/{dispute.number}", office(town)
    stale = court.post(f"{address}/decide_confirmation", {"decision": "confirmed"}, If_Match='"1"')
    committee = office(town, "street_committee").post(f"{address}/decide_confirmation", {"decision": "confirmed"})
    told = court.post(f"{address}/decide_confirmation", {"decision": "confirmed"}, If_Match=court.get(address)["ETag"])
    again = court.post(f"{address}/decide_confirmation", {"decision": "refused"})
    assert [answer.status_code for answer in (stale, committee, told, again)] == [412, 409, 200, 409]
    assert told.json()["confirmation"] == Dispute.objects.get(pk=dispute.pk).confirmation == "confirmed"


def test_everybody_reads_the_types(town: stories.Town) -> None:
    assert Program().get("/dispute-types").json()[0] == {
        "code": "D10", "zh": "劳动争议纠纷", "en": "Labour", "mediable": "yes", "period_days": 30,
    }  # fmt: skip


@pytest.mark.parametrize(("role", "status"), [("operator", 404), ("handler", 404), ("supervisor", 409)])
def test_other_roles_hand_nothing_over(town: stories.Town, role: str, status: int) -> None:
    assert Program(Key.make(role, town.city.unit["hall"])).post("/disputes", WAGES).status_code == status


def test_a_list_and_a_dispute_cost_the_same_however_many(town: stories.Town) -> None:
    court = office(town)
    dispute = stories.opened(town, sender=town.unit["court"])
    one = statements(lambda: court.get("/disputes"))
    for _ in range(4):
        stories.opened(town, sender=town.unit["court"])
    assert statements(lambda: court.get("/disputes")) == one <= 12
    assert statements(lambda: court.get(f"/disputes/{dispute.number}")) <= 18
