"""A city, and other systems that speak Open311 with it."""

from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from huying.base.catalogue import register as catalogue
from huying.base.catalogue.models import Category
from huying.base.journal import editions
from huying.base.units.models import Key
from huying.base.units.roles import Role
from tests import stories

V2 = "/open311/v2"

QUESTIONS = {
    "type": "object",
    "properties": {
        "pole": {"type": "string", "title": "灯杆编号", "title_en": "Pole number", "maxLength": 20},
        "lights": {"type": "integer", "title": "几盏", "title_en": "How many", "minimum": 1, "maximum": 200},
        "safe": {"type": "boolean", "title": "安全吗", "title_en": "Is it safe?"},
        "since": {"type": "string", "format": "date", "title": "从哪天", "title_en": "Since when"},
        "seen": {
            "type": "array",
            "title": "看到什么",
            "title_en": "What was seen",
            "items": {
                "enum": ["dark", "flicker"],
                "oneOf": [
                    {"const": "dark", "title": "不亮", "title_en": "Dark"},
                    {"const": "flicker", "title": "闪烁", "title_en": "Flickers"},
                ],
            },
        },
    },
    "required": ["lights"],
}


class System:
    """Another system: what it asks, and what it is answered as JSON or as XML."""

    def __init__(self, key: str = "") -> None:
        self.key = key
        self.client = Client(raise_request_exception=False, headers={"Accept-Language": "en"})

    def get(self, path: str, **said: Any) -> Any:
        return self.client.get(f"{V2}/{path}", said | ({"api_key": self.key} if self.key else {}))

    def post(self, path: str, **said: Any) -> Any:
        given = {name.replace("__", "[") + "]" if "__" in name else name: value for name, value in said.items()}
        return self.client.post(f"{V2}/{path}", ({"api_key": self.key} if self.key else {}) | given)

    def filed(self, **said: Any) -> str:
        """The number of a report about a street light in the west."""
        about = {"service_code": "LIGHT", "lat": stories.WEST[1], "long": stories.WEST[0], "attribute__lights": "1"}
        answer = self.post("requests.json", **(about | {"description": "路灯不亮"} | said))
        assert answer.status_code == 200, answer.content.decode()
        return str(answer.json()[0]["service_request_id"])

    def shown(self, number: str, **said: Any) -> dict[str, Any]:
        answer = self.get(f"requests/{number}.json", **said)
        assert answer.status_code == 200, answer.content.decode()
        (row,) = answer.json()
        return dict(row)

    def told(self, number: str, status: str, text: str, update_id: str = "1") -> Any:
        return self.post(
            "servicerequestupdates.json", service_request_id=number, update_id=update_id, status=status,
            updated_datetime="2026-08-01T09:30:00+08:00", description=text,
        )  # fmt: skip


def xml(answer: Any) -> ET.Element:
    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    return ET.fromstring(answer.content)  # noqa: S314 - our own answer


def errors(answer: Any) -> list[str]:
    """What was wrong, each with its status."""
    assert all(error["code"] == answer.status_code for error in answer.json())
    return [error["description"] for error in answer.json()]


@pytest.fixture
def city() -> stories.City:
    """With a service for street lights and its questions, a batch one for roads, one for gas with its emergency test."""
    built = stories.city()
    Category.objects.filter(open311="LIGHT").update(questions=QUESTIONS, mediable=False)
    Category.objects.filter(open311="ROAD").update(open311_batch=True)
    editions.changed("catalogue")
    catalogue.current.forget()
    for name in ("light", "roads"):
        built.category[name].refresh_from_db()
    return built


def system(city: stories.City, purpose: str = Key.Purpose.OPEN311, unit: str = "") -> System:
    return System(Key.make(Role.INTEGRATOR, city.unit[unit] if unit else None, purpose))


@pytest.fixture
def app(city: stories.City) -> System:
    """An app for residents, who know that what they send is public."""
    return system(city)


@pytest.fixture
def private(city: stories.City) -> System:
    """Another city's system, whose reports only it may read."""
    return system(city, Key.Purpose.OPEN311_PRIVATE)


@pytest.fixture
def anybody(city: stories.City) -> System:
    return System()
