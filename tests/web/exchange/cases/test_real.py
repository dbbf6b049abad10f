"""Real files come in whole: Boston's requests of four months, and Chinese messages with their official replies."""

import csv
import gzip
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Count
from django.db.models.functions import TruncMonth

from huying.base.journal.memory import remembered, said
from huying.base.journal.models import Event
from huying.base.journal.verify import verify
from huying.base.units.roles import SYSTEM
from huying.cases.models import Case
from huying.web import setup
from huying.web.exchange.cases import taking
from tests import stories

ROOT = Path(__file__).parents[4]
DATA = ROOT.parent / "shared" / "data"
REQUESTS, PAIRS, MESSAGES = (
    DATA / name
    for name in ("boston_311_2011_jul_oct.csv.gz", "boston_311_duplicate_pairs.csv", "messages_replied.csv.gz")
)
MAPPINGS = ROOT / "samples" / "mappings"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not DATA.exists(), reason=f"the real files are not here: {DATA}"),
]


@pytest.fixture
def boston(tmp_path: Path, settings: Any) -> Iterator[Path]:
    settings.TIME_ZONE = "America/New_York"
    build = [sys.executable, str(ROOT / "samples" / "boston" / "build.py"), str(DATA), str(tmp_path / "boston")]
    subprocess.run(build, check=True, capture_output=True)
    assert setup.load(tmp_path / "boston", by=SYSTEM).problems == []
    stories.forget()
    yield tmp_path
    stories.forget()


def rows(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return [{name: cell.replace("\xa0", " ").strip() for name, cell in row.items()} for row in csv.DictReader(file)]


def test_all_requests_of_boston_come_in_and_are_what_the_file_says(boston: Path) -> None:
    summary = taking.load(REQUESTS, MAPPINGS / "boston.yaml", refused_file=boston / "refused.csv")
    told = rows(REQUESTS)

    assert (summary["read"], summary["written"], summary["refused"]) == (len(told), len(told), 0)
    assert summary["agreement"] >= 0.94
    by_department = Case.objects.values_list("unit__en", TruncMonth("received_at", tzinfo=ZoneInfo("America/New_York")))
    counted = {(unit, f"{month:%Y-%m}"): n for unit, month, n in by_department.annotate(n=Count("id")).order_by()}
    assert counted == Counter((row["department"], row["open_dt"][:7]) for row in told)
    assert dict(Case.objects.values_list("state").annotate(n=Count("id"))) == {
        "closed": sum(row["case_status"] == "Closed" for row in told),
        "dispatched": sum(row["case_status"] == "Open" for row in told),
    }
    _times_are_those_of_the_file(told)
    _every_duplicate_is_merged_or_says_why(told, summary)
    _ends_are_honest(told)
    assert verify().findings == []
    assert taking.load(REQUESTS, MAPPINGS / "boston.yaml")["unchanged"] == len(told)


def _times_are_those_of_the_file(told: list[dict[str, str]]) -> None:
    zone = ZoneInfo("America/New_York")
    cases = Case.objects.values_list("external", "received_at", "closed_at", "number")
    kept = {external: (received, closed, number[:6]) for external, received, closed, number in cases}

    def at(text: str) -> datetime | None:
        return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC) if text else None

    for row in told:
        day = row["open_dt"][2:10].replace("-", "")
        assert kept[row["case_enquiry_id"]] == (at(row["open_dt"]), at(row["closed_dt"]), day)


def _every_duplicate_is_merged_or_says_why(told: list[dict[str, str]], summary: dict[str, Any]) -> None:
    merged = dict(Case.objects.filter(outcome="merged").values_list("external", "parent__external"))
    named = {row["case_enquiry_id"]: row["dup_of_case"] for row in told if row["dup_of_case"]}
    notes = Event.objects.filter(verb="note").values_list("thing", flat=True)
    noted = set(Case.objects.filter(pk__in=notes).values_list("external", flat=True))
    assert all(named[external] == parent for external, parent in merged.items())
    assert {*named} == {*merged} | noted
    assert (len(merged), len(noted)) == (summary["merged"], summary["not_merged"])
    with PAIRS.open(encoding="utf-8", newline="") as file:
        pairs = [row["case_enquiry_id"] for row in csv.DictReader(file)]
    assert (len(pairs), {*pairs} <= {*merged} | noted) == (1001, True)


def _ends_are_honest(told: list[dict[str, str]]) -> None:
    ends = {
        "Duplicate of Existing Case": {"explained", "merged"},
        "Case Invalid": {"unfounded", "merged"},
        "NOVIO: No Violation Found/No Cause": {"unfounded"},
        "Case Resolved": {"resolved", "merged"},
        "": {"no_answer", "merged"},
    }
    outcome = dict(Case.objects.values_list("external", "outcome"))
    for code, possible in ends.items():
        closed = [row["case_enquiry_id"] for row in told if row["closure_code"] == code and row["closed_dt"]]
        assert {outcome[external] for external in closed} == possible


def test_chinese_messages_come_into_yunxi_with_their_replies(tmp_path: Path) -> None:
    assert setup.load(ROOT / "samples" / "yunxi", by=SYSTEM).problems == []
    stories.forget()
    summary = taking.load(MESSAGES, MAPPINGS / "messages.yaml", refused_file=tmp_path / "refused.csv")
    told = rows(MESSAGES)

    assert (summary["read"], summary["written"], summary["refused"]) == (len(told), len(told), 0)
    zone = ZoneInfo("Asia/Shanghai")
    for row in told[::50]:
        case = Case.objects.get(source="message-board", external=row["message_id"])
        replies = [event for event in remembered("case", case.pk) if event.verb == "reply"]
        answered = datetime.fromisoformat(row["replied_at"]).replace(tzinfo=zone)
        assert [(event.at, said("case", case.pk)[event.seq]["text"]) for event in replies] == [(answered, row["reply"])]
        assert case.text.body == f"{row['subject']}\n{row['text']}"
    assert verify().findings == []
    stories.forget()
