"""Whatever goes wrong below /api/ is a problem document with a sentence."""

from typing import Any

import pytest

from huying.cases import paging
from tests import stories

from .conftest import Program, says

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/api/v1/nothing", 404),
        ("get", "/api/elsewhere", 404),
        ("get", "/api/v1/track/a%2Fb", 404),
        ("get", "/api/v1/track/%00?code=%00", 404),
        ("get", "/api/v1/track/" + "1" * 31, 422),
        ("get", "/api/v1/cases", 401),
        ("get", "/api/v1/cases/1/accept", 405),
        ("delete", "/api/v1/cases", 405),
    ],
)
def test_a_refusal_is_a_problem(anybody: Program, method: str, path: str, status: int) -> None:
    answer = getattr(anybody.client, method)(path, headers={"Accept-Language": "en"})
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert set(answer.json()) == {"type", "title", "status", "detail", "errors"}
    assert answer.json()["status"] == status


def test_what_may_be_asked_instead_is_said(anybody: Program) -> None:
    answer = anybody.client.delete("/api/v1/cases")
    assert sorted(answer["Allow"].split(", ")) == ["GET", "POST"]


@pytest.mark.parametrize("body", [b"{", b'{"text": NaN}', b'{"text": "\\ud800"}', b"\xff"])
def test_what_is_not_json_is_refused(anybody: Program, body: bytes) -> None:
    answer = anybody.client.post("/api/v1/cases", body, content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


@pytest.mark.parametrize("at", ["text", "contact.name", "place.address", "source"])
def test_nul_is_refused_wherever_it_stands(lighting: Program, at: str) -> None:
    *outer, inner = at.split(".")
    told: dict[str, Any] = {inner: "a\x00b"}
    answer = lighting.post("/cases", {"text": "灯"} | ({outer[0]: told} if outer else told))
    assert (answer.status_code, says(answer)) == (422, {at: "This holds a sign that cannot be stored."})


def test_the_sentence_is_in_the_readers_language(city: stories.City) -> None:
    answer = Program(language="zh-CN").post("/cases", {"text": "灯", "fax": 1})
    assert (answer["Content-Language"], says(answer)) == ("zh-hans", {"fax": "没有这个字段。"})


def test_what_breaks_is_a_problem_with_a_reference(
    hotline: Program, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_args: Any, **_more: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(paging, "page", broken)
    answer = hotline.get("/cases")
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    (sentence,) = says(answer).values()
    reference = sentence.removeprefix("Please tell us this reference: ").removesuffix(".")
    assert f"reference {reference}: GET /api/v1/cases" in caplog.messages
