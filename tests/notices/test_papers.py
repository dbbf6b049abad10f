"""Official papers say what was decided, in both languages, and nobody's name."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from huying.base.journal import clock
from huying.cases import followup, handling, pace, routing, telling
from huying.cases.models import Case
from huying.notices import papers
from tests import stories

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def text(case: Case, name: str, language: str = "zh-hans") -> list[str]:
    written = papers.made(case, name, language)
    assert written is not None
    return [part.text for part in Document(BytesIO(written)).paragraphs]


@pytest.fixture
def city(db: None) -> stories.City:
    return stories.city()


def test_a_reminder_and_a_supervision(city: stories.City) -> None:
    with clock.at(MONDAY):
        case = stories.in_progress(city)
        pace.urge(case, by=city.actor("supervisor"), text="请<尽快> & 认真办理")
        pace.supervise(case, by=city.actor("supervisor"), rung="notice", reason="多次催办")
    assert text(case, "urge") == [
        "催办通知书", "城市照明处：", f"编号 {case.number} 的诉求（2026年3月2日 受理）由你单位承办，应于 2026年3月9日 前答复，请抓紧办理。",
        "请<尽快> & 认真办理", "2026年3月2日",
    ]  # fmt: skip
    assert text(case, "supervise", "en") == [
        "Supervision", "To City Lighting Office:",
        f"Case {case.number}, received 2 March 2026, is put under supervision, to be finished and reported by 9 March 2026.",
        "Reason: 多次催办", "2 March 2026",
    ]  # fmt: skip


def test_more_time_a_return_and_an_answer(city: stories.City) -> None:
    with clock.at(MONDAY):
        case = stories.dispatched(city)
        routing.request_return(case, by=stories.lead(case), reason="x", basis="条例", proposed=city.unit["roads"])
        routing.decide_return(case, by=city.actor("dispatcher"), decision="refused", reason="属照明处")
        handling.accept(case, by=stories.lead(case))
        until = MONDAY + timedelta(days=10)
        pace.request_extension(case, by=stories.lead(case), reason="parts", until=until)
        pace.decide_extension(case, by=city.actor("supervisor"), decision="granted", reason="配件未到")
        handling.reply(case, by=stories.lead(case), text="灯已修好", result="resolved", basis="灯饰条例 3")
    assert text(case, "return")[1:3] == [
        f"编号 {case.number} 的诉求（2026年3月2日 受理）的退单申请，经裁定：不同意退单。", "理由：属照明处",
    ]  # fmt: skip
    assert text(case, "extension")[1:] == [
        f"编号 {case.number} 的诉求（2026年3月2日 受理）因情况复杂，办理期限延长至 2026年3月12日。", "延期理由：配件未到",
        "承办单位：城市照明处", "2026年3月2日",
    ]  # fmt: skip
    assert text(case, "answer")[3:5] == ["灯已修好", "依据：灯饰条例 3"]
    told = telling.timeline(case, resident=False)
    assert [*papers.offered(told, "zh-hans")] == ["extension", "return", "answer"]
    everything = " ".join(line for name in ("extension", "return", "answer") for line in text(case, name))
    assert [word for word in ("王敏", "13900001234", "滨河路") if word in everything] == []


def test_the_lawful_way(city: stories.City) -> None:
    with clock.at(MONDAY):
        case = stories.received(city)
        followup.close(case, by=city.actor("dispatcher"), outcome="other_route", text="已说明", route="劳动仲裁委员会")
    assert text(case, "other_route")[3:5] == ["劳动仲裁委员会", "已说明"]
    assert papers.made(case, "urge", "en") is None


def test_a_city_has_a_letterhead_of_its_own(city: stories.City, settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    own = Document()
    own.add_paragraph("云溪市 {{ number }} {{ text.__class__ }}")
    (tmp_path / "papers").mkdir()
    own.save(str(tmp_path / "papers" / "urge.zh-hans.docx"))
    case = stories.in_progress(city)
    pace.urge(case, by=city.actor("supervisor"), text="请尽快")
    assert text(case, "urge") == [f"云溪市 {case.number} "]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_template_can_be_built(language: str) -> None:
    built = {name: Document(BytesIO(papers.template(name, language))).paragraphs[0].text for name in papers.PAPERS}
    assert built == {name: paper.title[language] for name, paper in papers.PAPERS.items()}
