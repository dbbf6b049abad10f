"""Who may ask for what, as it was typed by hand: the code does not read this file, and the file knows nothing of the code."""

import csv
from pathlib import Path
from typing import Any

import pytest

from tests.web import town

BY_HAND = Path(__file__).parent / "permissions_by_hand.csv"
ASKED_TO_COME_IN = ("/accounts/login/", "/track/?number=", "/mediate/open/?number=")

pytestmark = pytest.mark.django_db


def typed() -> list[dict[str, str]]:
    with BY_HAND.open(encoding="utf-8") as file:
        lines = (line for line in file if line.strip() and not line.startswith("#"))
        return [{name: (value or "").strip() for name, value in row.items()} for row in csv.DictReader(lines)]


def outcome(answer: Any) -> str:
    """`may`: it was shown or done. A way in for who has not come in yet is no answer: 302."""
    elsewhere = answer.headers.get("Location", "").startswith(ASKED_TO_COME_IN)
    return "may" if answer.status_code < 400 and not elsewhere else str(answer.status_code)


def test_what_was_typed_is_enough_to_catch_a_permissive_table() -> None:
    verdicts = [row["expected"] for row in typed()]
    assert len([verdict for verdict in verdicts if verdict != "may"]) >= 80
    assert verdicts.count("may") >= 40


def test_no_line_was_typed_twice() -> None:
    asked = [(row["who"], row["method"], row["path"], row["sends"]) for row in typed()]
    assert [line for line in asked if asked.count(line) > 1] == []


def test_everybody_is_answered_as_it_was_typed_by_hand(place: town.Town) -> None:
    wrong = []
    for row in typed():
        answer = place.ask(row["who"], row["method"], row["path"], row["sends"])
        if (found := outcome(answer)) != row["expected"]:
            wrong.append(f"{row['who']},{row['method']},{row['path']}: typed {row['expected']}, answered {found}")
    assert wrong == [], "\n".join(wrong)
