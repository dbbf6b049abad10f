"""What a changed set-up would move is told part by part, and what is a choice is offered."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import override

from huying.base.worktime.calendar import Due
from huying.base.worktime.periods import Period
from huying.cases.outlook import Effect, Move
from huying.web.setup.effects import Effects

NOON = datetime(2026, 3, 4, 4, tzinfo=UTC)


def told(**parts: Any) -> list[str]:
    """The page's lines."""
    with override("en"):
        page = render_to_string("desk/moves.html", {"effects": Effects(**parts)})
    return [line for said in page.replace("><", ">\n<").splitlines() if (line := _bare(said))]


def _bare(line: str) -> str:
    inside = line.strip().removeprefix("<strong>").removeprefix("<p>").removeprefix("<span>")
    said = inside.removesuffix("</strong>").removesuffix("</p>").removesuffix("</span>")
    return "" if said.startswith("<") or said.endswith(">") else said


def moving(by: timedelta) -> Effect:
    effect = Effect(running=4)
    effect.count(Move(1, 1, "receipt", "260304-00000001-9", NOON, Period(1, "wd"), Due(NOON + by)), NOON)
    return effect


def test_nothing_is_said_of_what_moves_nothing() -> None:
    assert told() == []


def test_what_holds_at_once_is_told_and_what_is_kept_is_a_choice() -> None:
    windows = [
        "Until when a return may be asked for: 1 of 4 running clocks would move.",
        "1 later, 0 earlier. 0 would be late at once. The furthest: 260304-00000001-9, from Wed 4 March 12:00 to Thu 5 March 12:00.",
    ]
    assert told(windows=moving(timedelta(days=1))) == windows
    assert told(hours=moving(timedelta(days=1)))[-1] == "Let it hold for open cases too"
