"""Every indicator once: what it is called, what is counted over what, and where the formula comes from.

A share has a numerator and a denominator of its own; a median says over how many. What a column of a fact means for its
kind stands in `facts.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import get_language

from huying.cases.words import ClockKind, Solved

from . import again
from .facts import NOT_AN_END

Facts = Any
"""An Ibis table of facts of one kind; what is open has its `age` in days, too."""
Which = Callable[[Facts], Any]


class Measure(StrEnum):
    """How an indicator comes from what it counts."""

    COUNT = "count"
    SHARE = "share"
    MEAN = "mean"
    MEDIAN = "median"
    NINETIETH = "p90"


@dataclass(frozen=True)
class Indicator:
    """One indicator. `better`: "up", "down", or "" where neither more nor less is better."""

    code: str
    zh: str
    en: str
    measure: Measure
    kind: str
    over_zh: str
    over_en: str
    """What is counted: the denominator of a share, the things of a count, what a median is over."""
    hit_zh: str = ""
    hit_en: str = ""
    """The numerator."""
    better: str = ""
    source: str = "呼应"
    of: Which | None = None
    """Which facts of the kind it is over; None for all."""
    hit: Which | None = None
    """Which of them are in the numerator, or, for a mean or a median, how much each comes to."""
    scored: bool = False
    """It counts in scoring, so what was excluded from it is left out and counted by itself."""
    family: str = ""
    """Indicators whose numerators add up: published together or withheld together."""
    sort: str = ""
    """Of which name the facts of the kind are, where it is over one name only."""

    def over(self, facts: Facts) -> Any:
        """Which of these facts it is over."""
        whole = self._whole(facts)
        return whole & (facts.excluded == "") if self.scored else whole

    def left_out(self, facts: Facts) -> Any:
        """Which it would be over, had they not been excluded from scoring."""
        return self._whole(facts) & (facts.excluded != "")

    def _whole(self, facts: Facts) -> Any:
        return self.of(facts) if self.of else facts.case.notnull()

    @property
    def things(self) -> str:
        """What it is over, as far as another indicator may be over the same or a part of it."""
        return f"{self.kind}.{self.sort}"

    def __str__(self) -> str:
        return self.zh if (get_language() or "zh").startswith("zh") else self.en

    @property
    def formula(self) -> str:
        """In the reader's language."""
        zh = (get_language() or "zh").startswith("zh")
        over, hit = (self.over_zh, self.hit_zh) if zh else (self.over_en, self.hit_en)
        words = FORMULAS[self.measure][0 if zh else 1]
        return words.format(over=over, hit=hit)

    @property
    def unit(self) -> str:
        """In what its value is told: `cases`, `share` (0 to 1), `minutes` or `per_case`."""
        return {"count": "cases", "share": "share", "mean": "per_case"}.get(self.measure, "minutes")


FORMULAS = {
    Measure.COUNT: ("{over}的数量", "number of {over}"),
    Measure.SHARE: ("{hit} ÷ {over}", "{hit} ÷ {over}"),
    Measure.MEAN: ("{hit} ÷ {over}", "{hit} ÷ {over}"),
    Measure.MEDIAN: ("{over}的{hit}之中位数", "median of the {hit} of {over}"),
    Measure.NINETIETH: ("{over}的{hit}之第 90 百分位数", "90th percentile of the {hit} of {over}"),
}
C, S, M = Measure.COUNT, Measure.SHARE, Measure.MEDIAN
STANDARD, DRAFT = "GB/T 30428.4-2016", "GB/T 33358-2016"


def _named(name: str) -> Which:
    return lambda f: f.name == name


def _kept(f: Facts) -> Any:
    return f.hit


def _valid(f: Facts) -> Any:
    return f.name.isin(Solved.values)


def _asked(question: str) -> Which:
    """The answers in which this was answered."""
    return lambda f: _valid(f) & f[question].notnull()


def _aged(since: int, until: int) -> Which:
    return lambda f: (f.age >= since) & (f.age < until)


def _ended(f: Facts) -> Any:
    return f.first & ~f.name.isin(NOT_AN_END)


AGES = {"week": (0, 7), "month": (7, 30), "quarter": (30, 90), "older": (90, 1_000_000)}
"""Of what is open: since how many days after the day of receipt, and until before how many."""
ANSWERS = ("有效回访(已回答)", "follow-ups that were answered")
CLOSED = ("以本期办结为终点的诉求", "matters whose end lies in the period")

LISTED = (
    # what came and went
    Indicator("received", "受理量", "Received", C, "received", "本期收到的诉求", "calls received in the period"),
    Indicator("dispatched", "派单量", "Dispatched", C, "dispatched", "本期的派单", "dispatches made in the period"),
    Indicator("answered", "答复量", "Answered", C, "answered", "本期的答复", "replies given in the period"),
    Indicator("closed", "办结量", "Closed", C, "closed", *CLOSED, of=_ended),
    Indicator("open", "在办量", "Open", C, "open", "期末仍未办结的诉求", "cases open at the end of the period", family="open"),
    *(
        Indicator(
            f"open_{code}", f"在办{zh}", f"Open {en}", S, "open", "期末仍未办结的诉求", "cases open at the end of the period",
            f"其中{zh}的", f"those of them open {en}", hit=_aged(*AGES[code]), family="open",
        )
        for code, zh, en in (
            ("week", "不满7天", "up to 7 days"), ("month", "7至30天", "for 7 to 30 days"),
            ("quarter", "30至90天", "for 30 to 90 days"), ("older", "超过90天", "for more than 90 days"),
        )
    ),
    # taken up
    Indicator(
        "accepted_in_time", "按时签收率", "Accepted in time", S, "due", "本期到期的签收", "acceptances due in the period",
        "其中按时签收的", "those made in time", "up", of=_named(ClockKind.RECEIPT), hit=_kept, sort=ClockKind.RECEIPT,
    ),
    Indicator(
        "dispatched_right", "一次派准率", "Dispatched right the first time", S, "dispatched", "本期的首次派单(已见结果)",
        "first dispatches of the period whose outcome is known", "其中被签收且未退回、未改派的",
        "those accepted and neither returned nor reassigned", "up", STANDARD, of=lambda f: f.first & f.hit.notnull(), hit=_kept,
    ),
    Indicator(
        "returned", "退回率", "Returned", S, "dispatched", "本期的派单", "dispatches made in the period", "其中经同意退回的",
        "those whose return was granted", "down", hit=_named("returned"),
    ),
    Indicator(
        "contacted_in_time", "按时联系率", "Contacted in time", S, "due", "本期到期的首次联系", "first contacts due in the period",
        "其中按时联系到的", "those made in time", "up", of=_named(ClockKind.FIRST_CONTACT), hit=_kept, sort=ClockKind.FIRST_CONTACT,
    ),
    Indicator(
        "contact_time", "首次联系用时", "Time to first contact", M, "contact", "本期首次联系到诉求人的诉求",
        "cases whose reporter was first reached in the period", "自受理起的时长(分钟)", "minutes since receipt", "down",
        hit=lambda f: f.minutes,
    ),
    # answered
    Indicator(
        "on_time", "按期答复率", "On time", S, "due", "本期到期的答复期限(不论是否已答复)",
        "answers due in the period, given or not", "其中按期答复的", "those given in time", "up", STANDARD,
        of=_named(ClockKind.RESOLVE), hit=_kept, sort=ClockKind.RESOLVE,
    ),
    Indicator(
        "unit_on_time", "单位按期率", "Units on time", S, "due", "本期到期的承办、协办期限",
        "times of lead and called-in units that ended in the period", "其中按期完成的", "those kept", "up", STANDARD,
        of=_named(ClockKind.ASSIGNMENT), hit=_kept, sort=ClockKind.ASSIGNMENT,
    ),
    Indicator(
        "extended", "延期率", "Extended", S, "due", "本期到期的答复期限", "answers due in the period", "其中准予延期的",
        "those for which more time was granted", "down", STANDARD, of=_named(ClockKind.RESOLVE), sort=ClockKind.RESOLVE,
        hit=lambda f: f.first,
    ),
    *(
        Indicator(
            code, zh, en, measure, "answered", "本期的答复", "replies given in the period", "自受理或重办起的时长(分钟)",
            "minutes since receipt, or since it was sent back", "down", hit=lambda f: f.minutes,
        )
        for code, zh, en, measure in (
            ("handling_time", "办理时长(中位数)", "Handling time (median)", M),
            ("handling_time_p90", "办理时长(第90百分位)", "Handling time (90th percentile)", Measure.NINETIETH),
        )
    ),
    # came back
    Indicator(
        "reworked", "返工率", "Reworked", S, "answered", "本期的答复", "replies given in the period", "其中此后被退回重办的",
        "those after which it was sent back", "down", STANDARD, hit=_kept,
    ),
    Indicator(
        "repeated", "重复诉求率", "Repeated", S, "closed", "以本期办结为终点且地点明确的诉求",
        "matters whose end lies in the period, at a known place", f"其中{again.DAYS}日内同一地点同一类别再次来诉的",
        f"those after which the same place and category came again within {again.DAYS} days", "down",
        of=lambda f: _ended(f) & f.place.notnull(), hit=_kept,
    ),
    Indicator(
        "procedures", "案-件比", "Procedures per matter", Measure.MEAN, "closed", *CLOSED,
        "办理程序数(首次办理、再次派单、改派、申请延期、重办、复核)",
        "procedures: the first handling, and each further dispatch, reassignment, request for time, rework and review", "down",
        of=_ended, hit=lambda f: f.weight,
    ),
    # asked
    *(
        Indicator(
            code, zh, en, S, "asked", "本期有结果的回访(合并诉求每人计 1/n)",
            "follow-ups concluded in the period; merged reporters weigh 1/n each", f"其中{zh}", f"those with “{en.lower()}”",
            better, hit=_named(answer), family="asked",
        )
        for code, answer, zh, en, better in (
            ("said_solved", "yes", "已解决", "Solved", "up"), ("said_partly", "partly", "部分解决", "Partly solved", ""),
            ("said_explained", "explained", "无法解决、已说明", "Cannot be solved, explained", ""),
            ("said_not_solved", "no", "未解决", "Not solved", "down"), ("said_nothing", "no_answer", "未接通或未回答", "No answer", ""),
        )
    ),
    # scored
    *(
        Indicator(
            code, zh, en, S, "asked", f"{ANSWERS[0]}中回答了此项的,不含准予剔除的",
            f"{ANSWERS[1]} to this question, without those excluded", f"其中{hit_zh}", f"those that say {hit_en}", "up", "三率",
            of=_asked(question), hit=hit, scored=True, family="asked" if question == "name" else question,
        )
        for code, zh, en, question, hit_zh, hit_en, hit in (
            ("response", "响应率", "Response rate", "contacted", "单位已联系的", "that the unit contacted them", lambda f: f.contacted),
            ("resolution", "解决率", "Resolution rate", "name", "已解决的", "“solved”", _named("yes")),
            ("resolution_partly", "部分解决率", "Partly solved rate", "name", "部分解决的", "“partly solved”", _named("partly")),
            ("resolution_explained", "已说明率", "Explained rate", "name", "无法解决、已说明的", "“cannot be solved, explained”",
             _named("explained")),
            ("satisfaction", "满意率", "Satisfaction rate", "satisfied", "非常满意或满意的", "“very satisfied” or “satisfied”",
             lambda f: f.satisfied >= 4),
            ("satisfaction_basic", "基本满意率", "Basically satisfied rate", "satisfied", "基本满意的", "“basically satisfied”",
             lambda f: f.satisfied == 3),
        )
    ),
    Indicator(
        "excluded", "剔除量", "Excluded from scoring", C, "asked", "本期有效回访中准予剔除的回访",
        "follow-ups answered in the period that were excluded", source="三率", of=lambda f: _valid(f) & (f.excluded != ""),
    ),
    # read by others
    *(
        Indicator(
            code, zh, en, S, "read", "本期由单位外人员评查的诉求", "cases read by somebody outside the unit in the period",
            f"其中认定{hit_zh}的", f"those found {hit_en}", "up", hit=hit,
        )
        for code, zh, en, hit_zh, hit_en, hit in (
            ("read_solved", "评查解决率", "Found solved by readers", "已解决", "solved", _kept),
            ("read_duty", "评查尽责率", "Found dutiful by readers", "已尽责", "to have had what duty asks for", lambda f: f.first),
        )
    ),
)  # fmt: skip

INDICATORS = {indicator.code: indicator for indicator in LISTED}
KINDS = tuple(dict.fromkeys(indicator.kind for indicator in LISTED))
