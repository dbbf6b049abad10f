"""Days and hours in a text: 上周五, 11月3日, 昨晚11点半, last night at 11 pm. What is told of has happened: a day without a year is past.

Own small tables, and not a library: dateparser 1.5 reads 上周五 as last Sunday and 去年3月5日 as a day in August, no hour at all from
昨晚11点; what Microsoft's recognizers have on PyPI does not import. Only what leaves no doubt is read. Pure.
"""

import re
from collections.abc import Iterator
from datetime import date, time, timedelta

from .found import Found
from .numerals import value

_N = r"(?:\d{1,4}|[零〇一二两三四五六七八九十]{1,3})"
_WEEKDAYS = {
    sign: day for day, signs in enumerate(["一1", "二2", "三3", "四4", "五5", "六6", "日天7"]) for sign in signs
}
_ENGLISH_WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_NEAR = {
    "今天": 0, "今日": 0, "今早": 0, "今晨": 0, "今晚": 0, "昨天": 1, "昨日": 1, "昨晚": 1, "昨夜": 1, "昨早": 1,
    "前天": 2, "前晚": 2, "大前天": 3,
    "today": 0, "tonight": 0, "this morning": 0, "yesterday": 1, "last night": 1, "the day before yesterday": 2,
}  # fmt: skip
_MONTH = "|".join(rf"{name}|{name[:3]}" for name in _MONTHS)
_DAY = re.compile(
    rf"(?P<near>{'|'.join(sorted(_NEAR, key=len, reverse=True))})"
    rf"|(?P<ago>{_N})\s*(?:天|日|days?\s+)(?:以前|之前|前|ago)"
    rf"|(?P<which>上上|上个?|本|这个?)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天1-7])(?![\d天])"
    rf"|(?P<last>last|on)\s+(?P<english>{'|'.join(_ENGLISH_WEEKDAYS)})\b"
    rf"|(?P<year>\d{{4}}年|去年|前年|今年)?(?P<month>{_N})月(?P<day>{_N})[日号]"
    r"|(?<!\d)(?P<iso>\d{4}[-/.]\d{1,2}[-/.]\d{1,2})(?!\d)"
    rf"|\b(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<m1>{_MONTH})\b\.?(?:,?\s+(?P<y1>\d{{4}})\b)?"
    rf"|\b(?P<m2>{_MONTH})\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<y2>\d{{4}})\b)?"
)
_PART = r"凌晨|清晨|早上|早晨|今早|上午|中午|下午|傍晚|晚上|夜里|夜间|半夜|深夜|昨晚|昨夜|今晚|前晚"
_HOUR = re.compile(
    rf"(?P<part>{_PART})?\s*(?<![\d:])(?P<h>{_N})点(?:钟|(?P<half>半)|(?P<quarter>[一三])刻|(?P<m>{_N})分?)?"
    r"(?![建意要诉理原问看钱元\d])"
    r"|(?<![\d:-])(?P<h24>[01]?\d|2[0-4]):(?P<m24>[0-5]\d)(?![\d:])\s*(?P<half24>[ap]\.?m\b)?"
    r"|\b(?P<h12>1[0-2]|[1-9])\s*(?P<half12>[ap]\.?m\b)"
)
_MORNING, _NOON, _EVENING = {"凌晨", "清晨", "早上", "早晨", "今早", "上午"}, {"中午"}, {"下午", "傍晚"}
LONGEST_AGO = 400
"""Days."""


def days(folded: str, today: date) -> Iterator[Found[date]]:
    """Every day that is named, up to `today`, in the order of the text. `folded`: as `bigrams.folded` writes it."""
    for match in _DAY.finditer(folded):
        day = _day(match, today)
        if day is not None and day <= today:
            yield Found(day, match[0].strip())


def hours(folded: str) -> Iterator[Found[time]]:
    """Every hour of the day that is named, in the order of the text."""
    for match in _HOUR.finditer(folded):
        at = _hour(match)
        if at is not None:
            yield Found(at, match[0].strip())


def _day(match: re.Match[str], today: date) -> date | None:
    if near := match["near"]:
        return today - timedelta(days=_NEAR[near])
    if match["ago"]:
        ago = _whole(match["ago"])
        return today - timedelta(days=ago) if ago is not None and ago <= LONGEST_AGO else None
    if match["weekday"]:
        return _of_week(match["which"] or "", _WEEKDAYS[match["weekday"]], today)
    if match["english"]:
        back = (today.weekday() - _ENGLISH_WEEKDAYS.index(match["english"])) % 7
        return today - timedelta(days=back or 7 * (match["last"] == "last"))
    return _of_calendar(match, today)


def _of_week(which: str, weekday: int, today: date) -> date:
    monday = today - timedelta(days=today.weekday())
    if which.startswith("上"):
        return monday + timedelta(days=weekday - 7 * which.count("上"))
    if which:
        return monday + timedelta(days=weekday)
    return today - timedelta(days=(today.weekday() - weekday) % 7)


def _of_calendar(match: re.Match[str], today: date) -> date | None:
    if match["iso"]:
        return _date(*map(int, re.split(r"[-/.]", match["iso"])))
    if match["month"]:
        said = {"去年": today.year - 1, "前年": today.year - 2, "今年": today.year}
        year = said.get(match["year"] or "") or (int(match["year"][:4]) if match["year"] else None)
        return _latest(year, _whole(match["month"]), _whole(match["day"]), today)
    month, day, written = match["m1"] or match["m2"], match["d1"] or match["d2"], match["y1"] or match["y2"]
    number = next(n for n, name in enumerate(_MONTHS, 1) if name.startswith(month))
    return _latest(int(written) if written else None, number, int(day), today)


def _latest(year: int | None, month: int | None, day: int | None, today: date) -> date | None:
    """The day in that year; without one the last such day up to today."""
    if month is None or day is None:
        return None
    if year is not None:
        return _date(year, month, day)
    found = _date(today.year, month, day)
    return found if found and found <= today else _date(today.year - 1, month, day)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _hour(match: re.Match[str]) -> time | None:
    if match["h"]:
        hour, minute = _whole(match["h"]), _minute(match)
        if hour is None or minute is None:
            return None
        hour = _in_part(hour, match["part"] or "")
    else:
        hour, minute = int(match["h24"] or match["h12"]), int(match["m24"] or 0)
        half = match["half24"] or match["half12"]
        if half:
            hour = hour % 12 + 12 * half.startswith("p")
    return time(hour % 24, minute) if 0 <= hour <= 24 and 0 <= minute < 60 else None


def _minute(match: re.Match[str]) -> int | None:
    if match["half"]:
        return 30
    if match["quarter"]:
        return 15 * int(value(match["quarter"]) or 0)
    return _whole(match["m"]) if match["m"] else 0


def _in_part(hour: int, part: str) -> int:
    """The hour of the day, from one of a half of it: 晚上11点 is 23, 晚上12点 the end of the day, 凌晨12点 its beginning."""
    if hour > 12 or not part:
        return hour
    if part in _MORNING:
        return hour % 12 if part == "凌晨" else hour
    if part in _NOON:
        return hour + 12 if hour < 10 else hour
    if part in _EVENING:
        return hour + 12 if hour < 12 else hour
    return hour + 12 if 5 <= hour <= 12 else hour  # 晚上 to 半夜: from five in the evening until the small hours


def _whole(written: str) -> int | None:
    number = value(written)
    return int(number) if number is not None and number == int(number) else None
