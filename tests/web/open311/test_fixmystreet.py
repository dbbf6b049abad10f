"""FixMyStreet as a client: what it sends and how it reads, played step by step (its `perllib/Open311.pm`): XML alone, no mercy."""

from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from huying.base.journal import clock
from huying.base.units.roles import SYSTEM
from huying.cases import handling, routing
from huying.cases.models import Case
from huying.web.open311.formats import moment
from tests import stories

from .conftest import System, system, xml

pytestmark = pytest.mark.django_db


class FixMyStreet:
    """`known`: reports that it shows, by our number; `comments`: updates it has, by their number."""

    def __init__(self, server: System) -> None:
        self.server = server
        self.known: dict[str, ET.Element] = {}
        self.comments: dict[str, tuple[str, str]] = {}

    def services(self) -> dict[str, str]:
        """Codes and names; what is missing from the list is marked as deleted there."""
        listed = xml(self.server.get("services.xml"))
        return {row.findtext("service_code", ""): row.findtext("service_name", "") for row in listed.iter("service")}

    def asked_with(self, code: str) -> dict[str, bool]:
        """The attributes of a service, and whether it needs them."""
        definition = xml(self.server.get(f"services/{code}.xml"))
        found = definition.iter("attribute")
        return {row.findtext("code", ""): row.findtext("required") == "true" for row in found}

    def send(self, code: str, *, report: int, **extra: str) -> str:
        """A report of a resident's: title, detail and address in one text, with CRLF between; its number there."""
        said: dict[str, Any] = {
            "service_code": code, "jurisdiction_id": "", "email": "min@example.org", "first_name": "Min", "last_name": "Wang",
            "lat": f"{stories.WEST[1]:.6f}", "long": f"{stories.WEST[0]:.6f}", "requested_datetime": moment(clock.now()),
            "description": f"Lamp out\r\n\r\nThe third one\r\n\r\nurl: https://fms.example.org/report/{report}",
            "attribute[easting]": "529025", "attribute[northing]": "179716", "attribute[fixmystreet_id]": str(report),
        }  # fmt: skip
        row = xml(self.server.post("requests.xml", **(said | extra))).find("request")
        assert row is not None
        if number := row.findtext("service_request_id"):
            return number
        token = row.findtext("token", "")
        for _time in range(5):
            polled = xml(self.server.get(f"tokens/{token}.xml"))
            if number := polled.findtext("request/service_request_id"):
                return number
        return ""

    def fetch_reports(self) -> None:
        """Those of the last hour; one without number, latitude and longitude is passed over."""
        since = {"start_date": str(moment(clock.now() - timedelta(hours=1))), "end_date": str(moment(clock.now()))}
        for row in xml(self.server.get("requests.xml", **since)).iter("request"):
            if all(row.findtext(name) for name in ("service_request_id", "lat", "long")):
                self.known[row.findtext("service_request_id", "")] = row

    def fetch_updates(self) -> None:
        """Those of the last two hours; a number that it has is passed over."""
        since = {"start_date": str(moment(clock.now() - timedelta(hours=2))), "end_date": str(moment(clock.now()))}
        for row in xml(self.server.get("servicerequestupdates.xml", **since)).iter("request_update"):
            assert row.find("media_url") is not None
            said = (row.findtext("status", ""), row.findtext("description", ""))
            self.comments.setdefault(row.findtext("update_id", ""), said)

    def comment(self, number: str, status: str, text: str, update: int) -> Any:
        return self.server.post(
            "servicerequestupdates.xml", service_request_id=number, update_id=str(update), status=status, description=text,
            updated_datetime=str(moment(clock.now())), email="min@example.org", first_name="Min", last_name="Wang",
            public_anonymity_required="FALSE", title="", media_url="",
        )  # fmt: skip


@pytest.fixture
def council(city: stories.City) -> FixMyStreet:
    return FixMyStreet(system(city))


def test_a_report_goes_there_and_back_with_its_updates(city: stories.City, council: FixMyStreet) -> None:
    assert council.services()["LIGHT"] == "Street lighting"
    assert {code for code, needed in council.asked_with("LIGHT").items() if needed} == {"lights"}
    number = council.send("LIGHT", report=41, **{"attribute[lights]": "2"})
    assert (
        council.send("LIGHT", report=41, **{"attribute[lights]": "2"}) == number
    )  # its daemon was killed and sends again
    case = Case.objects.select_related("text").get(number=number)
    assert case.text.body == "Lamp out\n\nThe third one\n\nurl: https://fms.example.org/report/41"
    routing.dispatch(case, to=city.unit["lighting"], by=SYSTEM, basis="灯饰条例 3")
    handling.accept(case, by=stories.lead(case))
    council.fetch_updates()
    handling.reply(case, by=stories.lead(case), text="换了灯泡", result="resolved")
    council.fetch_updates()
    assert [status for status, _said in council.comments.values()] == ["investigating", "in_progress", "fixed"]
    assert [*council.comments.values()][-1] == ("fixed", "换了灯泡")


def test_its_reports_are_read_by_others_with_a_place(council: FixMyStreet) -> None:
    number = council.send("LIGHT", report=42, **{"attribute[lights]": "1"})
    council.fetch_reports()
    assert [*council.known] == [number]


def test_a_batch_service_answers_the_token_until_the_number_is_there(council: FixMyStreet) -> None:
    number = council.send("ROAD", report=43)
    assert Case.objects.get().number == number


def test_what_residents_say_there_is_done_here_and_comes_back_as_known(
    city: stories.City, council: FixMyStreet
) -> None:
    number = council.send("LIGHT", report=44, **{"attribute[lights]": "1"})
    assert council.comment(number, "OPEN", "It is the third lamp", 7).status_code == 200
    assert council.comment(number, "OPEN", "It is the third lamp", 7).status_code == 200
    case = Case.objects.get(number=number)
    assert case.n_events == 2
    council.fetch_updates()
    assert [*council.comments.values()] == [("open", "It is the third lamp")]
    assert council.comment(number, "FIXED", "It is lit again", 8).status_code == 200
    assert Case.objects.get(number=number).outcome == "withdrawn"
