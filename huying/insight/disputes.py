"""Figures of mediation as they are told: their names and formulas, shares with their intervals, and what is withheld.

Staff read counts of disputes that they may list themselves. What sides said afterwards is told of whole quarters that are over, of all
or along one list, never narrowed, and withheld where it tells of few (`withholding.py`): so no two tellings overlap except a whole and
its parts.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.utils import translation

from huying.base.places import register as places
from huying.base.units import register as units
from huying.base.units.roles import Actor
from huying.civic.mediation import figures as counting
from huying.civic.mediation.figures import AGAIN, ALL, COUNTED, EVERYTHING, Within
from huying.civic.mediation.models import DisputeType
from huying.civic.mediation.words import Origin

from .counting import Counts
from .definitions import Indicator, Measure
from .periods import Days, is_past_quarter
from .slices import Figure, Slice, Told, figure
from .withholding import withheld

LAW = "人民调解法"
TOO_GOOD = 0.95
"""An agreed share above it asks for a look at the files: what cannot be agreed may have been kept out of the register."""
FEWEST = 20
"""Fewer ends than this are too few to ask for one."""
C, S, M = Measure.COUNT, Measure.SHARE, Measure.MEDIAN
ENDED = ("本期结束的纠纷（不含不予受理）", "disputes that ended in the period, without those turned away")
MEDIATED = ("各方同意调解且本期结束的纠纷", "disputes that every side wanted mediated and that ended in the period")
TAKEN = ("本期受理的纠纷", "disputes accepted in the period")


def _named(
    code: str, zh: str, en: str, measure: Measure, over_zh: str, over_en: str, hit_zh: str = "", hit_en: str = "", *,
    better: str = "", source: str = "呼应",
) -> Indicator:  # fmt: skip
    return Indicator(code, zh, en, measure, "dispute", over_zh, over_en, hit_zh, hit_en, better, source, sort=code)


INDICATORS: Mapping[str, Indicator] = {known.code: known for known in (
    _named("applied", "申请与移交量", "Brought", C, "本期登记的纠纷", "disputes taken down in the period"),
    _named(
        "asked_in_time", "按时登记征询率", "Asked in time", S, "本期到期的登记与征询", "registrations due in the period",
        "其中1个工作日内征询各方的", "those in which every side was asked within 1 working day", better="up",
    ),
    _named("accepted", "受理量", "Accepted", C, *TAKEN, source=f"{LAW}第17条"),
    _named(
        "accept_time", "登记到受理时长", "Time to acceptance", M, *TAKEN, "登记至受理时长", "time from registration to acceptance",
        better="down",
    ),
    _named(
        "agreed", "达成协议率", "Agreed", S, *MEDIATED, "其中达成书面或口头协议的",
        "those that ended by a written or an oral agreement",
        source=f"{LAW}第28、29条",
    ),
    _named(
        "refused", "不愿调解率", "Refused", S, *ENDED, "其中有一方不愿或不再愿意调解的",
        "those in which a side did not want mediation, or no longer",
        source=f"{LAW}第17、23条",
    ),
    _named("unanswered", "未答复率", "Not answered", S, *ENDED, "其中有一方未答复的", "those in which a side did not answer"),
    _named(
        "in_time", "按期调解率", "In time", S, "本期到期的调解期限（含法院委派期限）",
        "time limits of mediation due in the period, those of a court too",
        "其中按期结束的", "those kept", better="up",
    ),
    _named(
        "mediation_time", "调解时长", "Time in mediation", M, *MEDIATED, "受理至结束时长", "time from acceptance to the end",
        better="down",
    ),
    _named(
        "diverted", "诉前化解率", "Kept out of court", S, "法院移交且本期结束的纠纷",
        "disputes handed over by a court that ended in the period",
        "其中达成协议的", "those that ended by an agreement", source="人民法院特邀调解规定",
    ),
    _named(
        "submitted", "申请确认率", "Handed in for confirmation", S, "本期生效的书面协议",
        "written agreements that took effect in the period",
        "其中共同申请确认或审查的", "those for which the sides applied together for confirmation or review", source=f"{LAW}第33条",
    ),
    _named(
        "confirmed", "司法确认率", "Confirmed", S, "本期生效且已有确认或审查结果的书面协议",
        "written agreements that took effect in the period and were decided on", "其中获得确认的", "those confirmed", better="up",
        source=f"{LAW}第33条",
    ),
    _named(
        "kept", "按期履行率", "Kept by the day", S, "本期到期的履行事项", "obligations due in the period",
        "其中按期履行的", "those performed by their day", better="up", source=f"{LAW}第31条",
    ),
    _named(
        "performed", "协议履行率", "Performed", S, "本期结案的协议", "agreements whose file was closed in the period", "其中全部履行的",
        "those performed in full", better="up", source=f"{LAW}第31条",
    ),
    _named(
        "came_back", "协议后再起率", "Came back", S, f"本期生效且已满{AGAIN}日的协议",
        f"agreements that took effect in the period, {AGAIN} days ago or more",
        f"其中{AGAIN}日内同一纠纷再次提出的", f"those after which the same dispute was brought again within {AGAIN} days", better="down",
    ),
    _named(
        "held", "各方称已守约率", "Held, as sides say", S, "本期结束纠纷中作答的一方",
        "sides that answered, of disputes that ended in the period",
        "其中称协议得到遵守的", "those that say what was agreed held", better="up",
    ),
    _named(
        "satisfied_applicant", "申请方满意率", "Applicants satisfied", S, "本期结束纠纷中作答的申请方", "applying sides that answered",
        "其中很满意或满意的", "“very satisfied” or “satisfied”", better="up",
    ),
    _named(
        "satisfied_others", "其他方满意率", "Other sides satisfied", S, "本期结束纠纷中作答的其他各方", "other sides that answered",
        "其中很满意或满意的", "“very satisfied” or “satisfied”", better="up",
    ),
)}  # fmt: skip
"""Every figure of mediation, by its code; how each is counted: `civic/mediation/figures.py`."""


def told(
    *, by: Actor, days: Sequence[Days], group: str = "", within: Within = EVERYTHING,
    codes: Collection[str] = tuple(INDICATORS), of_parts: Collection[str] | None = None,
) -> list[Told]:  # fmt: skip
    """These figures over each of these periods: all together, and with a `group` (`counting.GROUPS`) its parts, of which `of_parts` are
    told (None: the same). A part without anything is not there."""
    wholes = counting.counted(by=by, days=days, codes=_open(codes, days, within), within=within)
    named = _names(group) if group else {}
    wanted = codes if of_parts is None else of_parts
    parts: Sequence[counting.Found] = [{} for _period in days]
    if group:
        asked = _open(wanted, days, within)
        parts = counting.counted(by=by, days=days, codes=asked, group=group, within=within)
    found = []
    for one, whole, of_groups in zip(days, wholes, parts, strict=True):
        hidden = {code: _hidden(code, whole, of_groups) for code in codes if COUNTED[code].told_by_sides}
        quiet = not _is_open(one, within)
        slices = [
            Slice(key, *named[key], group, *one, figures=_figures(wanted, of_groups[key], key, hidden, quiet=quiet))
            for key in sorted(of_groups, key=lambda key: (key is None, named[key][0]))
        ]
        together = ("", "全部", "All")
        figures = _figures(codes, whole.get(ALL, {}), ALL, hidden, quiet=quiet)
        found.append(Told(Slice(ALL, *together, None, *one, figures=figures), slices))
    return found


def asks_for_a_look(agreed: Figure | None) -> bool:
    """Whether so many agreed that somebody should read a sample of the files, instead of praise."""
    return bool(agreed and (agreed.denominator or 0) >= FEWEST and (agreed.value or 0) > TOO_GOOD)


def _open(codes: Collection[str], days: Sequence[Days], within: Within) -> list[str]:
    """Those that are counted at all."""
    tells = any(_is_open(one, within) for one in days)
    return [code for code in codes if tells or not COUNTED[code].told_by_sides]


def _is_open(days: Days, within: Within) -> bool:
    """Whether what sides said may be told of this."""
    return within == EVERYTHING and is_past_quarter(*days)


def _figures(
    codes: Collection[str], counts: Mapping[str, counting.Counts], key: Any, hidden: Mapping[str, set[Any]], *, quiet: bool
) -> dict[str, Figure]:  # fmt: skip
    return {
        code: Figure(withheld=True)
        if COUNTED[code].told_by_sides and (quiet or key in hidden.get(code, ()))
        else figure(INDICATORS[code], _counts(counts.get(code, counting.Counts())))
        for code in codes
    }


def _hidden(code: str, whole: counting.Found, parts: counting.Found) -> set[Any]:
    """The keys for which a figure is withheld."""
    cells = {("part", key): _cell(counts.get(code)) for key, counts in parts.items()}
    everything: tuple[str, Any] = ("whole", ALL)
    found = withheld(everything, cells | {everything: _cell(whole.get(ALL, {}).get(code))}, {everything: list(cells)})
    return {key for _kind, key in found}


def _cell(counts: counting.Counts | None) -> tuple[int, int, int]:
    over, hit, _minutes = counts or counting.Counts()
    return over, hit, over - hit


def _counts(counts: counting.Counts) -> Counts:
    return Counts(counts.over, counts.over, counts.hit, counts.minutes, n_hit=counts.hit)


def _names(group: str) -> dict[Any, tuple[str, str, str]]:
    """Key of a part → its code, Chinese and English name."""
    if group == "origin":
        return {value: (value, *_both(Origin(value).label)) for value in Origin.values}
    nodes: Mapping[Any, Any] = places.current().by_id
    if group == "unit":
        nodes = units.current().by_id
    elif group == "type":
        nodes = DisputeType.objects.in_bulk()
    nobody = {"unit": "尚无调解组织|Without a committee", "type": "尚未定类型|No type yet"}.get(
        group, "地点不详|Place unknown"
    )
    zh, en = nobody.split("|")
    return {key: (node.code, node.zh, node.en) for key, node in nodes.items()} | {None: ("", zh, en)}


def _both(label: Any) -> tuple[str, str]:
    found = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            found.append(str(label))
    return found[0], found[1]
