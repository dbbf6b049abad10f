"""Office hours: written as OpenStreetMap's `opening_hours`, read by people in their words."""

import calendar
import re
from collections.abc import Iterator

from django.utils.translation import get_language
from opening_hours import OpeningHours, ParserError  # type: ignore[attr-defined]  # not in its stub

ALWAYS = "24/7"
"""Open at any time, holidays too."""
ZH = {"Mo": "一", "Tu": "二", "We": "三", "Th": "四", "Fr": "五", "Sa": "六", "Su": "日"}
EN = {"Mo": "Mon", "Tu": "Tue", "We": "Wed", "Th": "Thu", "Fr": "Fri", "Sa": "Sat", "Su": "Sun"}
MONTHS = {name: number for number, name in enumerate(calendar.month_abbr)}
DAYS = r"(?:Mo|Tu|We|Th|Fr|Sa|Su)"
RULE = re.compile(
    rf"(?:(?P<months>[A-Z][a-z]{{2}}(?:-[A-Z][a-z]{{2}})?) )?"
    rf"(?P<days>{DAYS}(?:[-,]{DAYS})*) (?P<times>\d\d:\d\d-\d\d:\d\d(?:,\d\d:\d\d-\d\d:\d\d)*|off|closed)"
)


def opening(hours: str) -> OpeningHours:
    """What the library makes of them. Raises `ValueError` with the reason where they are not as the specification has it."""
    try:
        return OpeningHours(hours)
    except ParserError as wrong:
        found = re.search(r"--> \d+:(\d+).*= (.+)", str(wrong), re.DOTALL)
        raise ValueError(f"“{hours[int(found[1]) - 1 :]}”, {found[2]}" if found else str(wrong)) from wrong


def words(hours: str) -> str:
    """Hours as they are read, in the reader's language; what is more than days and times stays as it was written."""
    chinese = (get_language() or "zh").startswith("zh")
    if hours == ALWAYS:
        return "全天 24 小时" if chinese else "Day and night"
    rules = [RULE.fullmatch(rule.strip()) for rule in hours.split(";")]
    if not all(rules):
        return hours
    return ("；" if chinese else "; ").join(_rule(rule, chinese) for rule in rules if rule)


def _rule(rule: re.Match[str], chinese: bool) -> str:
    names = ZH if chinese else EN
    days = re.sub(DAYS, lambda day: ("周" if chinese else "") + names[day[0]], rule["days"])
    days = days.replace("-", "至" if chinese else "–").replace(",", "、" if chinese else ", ")
    return " ".join([*_months(rule["months"], chinese), days, _times(rule["times"], chinese)])


def _months(months: str | None, chinese: bool) -> Iterator[str]:
    if months and chinese:
        yield "至".join(f"{MONTHS[name]}月" for name in months.split("-"))
    elif months:
        yield months.replace("-", "–")


def _times(times: str, chinese: bool) -> str:
    if times in ("off", "closed"):
        return "不办公" if chinese else "closed"
    spells = times.split(",")
    if chinese:
        spells = [re.sub(r"\b0(\d:)", r"\1", spell) for spell in spells]
    return ("、" if chinese else ", ").join(spell.replace("-", "–") for spell in spells)
